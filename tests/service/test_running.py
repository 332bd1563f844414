"""Starting, seeding and closing the service."""

from pathlib import Path

import pytest

import service.running as service_running
from corpus.formats import Reading
from corpus.records import Article
from index.encoder import FakeEncoder
from index.library import Library
from index.manifest import read_manifest
from service.errors import ReaderUnavailable
from service.reader import pattern_reader
from service.running import Running, left_behind, seed_from, start
from service.settings import Settings
from tests.support import PAGES, fill, service

CAU = "Cầu Nậm Mạ dài 318 mét và nối hai bờ sông."
CHO = "Chợ phiên xã Cư Né họp mỗi tuần một lần."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Documents that come with the program."""
    made = tmp_path / "tai-lieu"
    (made / "xa").mkdir(parents=True)
    (made / "cau.txt").write_text(CAU, "utf-8")
    (made / "xa" / "cho.txt").write_text(CHO, "utf-8")
    return made


def statuses(running: Running, folder: Path) -> dict[str, str]:
    return {outcome.origin: outcome.status for outcome in seed_from(running, folder)}


def origins(running: Running) -> list[str]:
    return [stored.article.origin for stored in running.library.store.documents()]


def test_a_folder_is_taken_in_once(tmp_path: Path, folder: Path) -> None:
    told: list[str] = []
    with service(tmp_path / "data") as running:
        assert {o.origin: o.status for o in seed_from(running, folder, told.append)} == {
            "cau.txt": "added",
            "xa/cho.txt": "added",
        }
        assert [line.rsplit(" ", 1)[-1] for line in told] == ["cau.txt", "xa/cho.txt"]
    with service(tmp_path / "data") as running:
        version = running.library.version
        told.clear()
        assert {o.status for o in seed_from(running, folder, told.append)} == {"unchanged"}
        assert told == []
        assert running.library.version == version


def test_a_changed_page_is_updated_and_a_bad_one_does_not_hold_up_the_others(tmp_path: Path, folder: Path) -> None:
    with service(tmp_path / "data") as running:
        seed_from(running, folder)
        (folder / "cau.txt").write_text(CAU.replace("318", "320"), "utf-8")
        (folder / "a-hong.pdf").write_bytes(b"%PDF-1.4 hong")
        assert statuses(running, folder) == {"a-hong.pdf": "refused", "cau.txt": "updated", "xa/cho.txt": "unchanged"}
        assert "320 mét" in running.library.store.find("cau.txt")[0].article.text


def test_what_was_removed_by_hand_stays_removed(tmp_path: Path, folder: Path) -> None:
    with service(tmp_path / "data") as running:
        seed_from(running, folder)
        running.library.remove(running.library.store.find("cau.txt")[0].article.id)
        assert statuses(running, folder) == {"xa/cho.txt": "unchanged"}
    (folder / "cau.txt").write_text(CAU.replace("318", "320"), "utf-8")
    with service(tmp_path / "data") as running:
        assert statuses(running, folder) == {"xa/cho.txt": "unchanged"}
        assert origins(running) == ["xa/cho.txt"]


def test_what_was_removed_and_taken_in_again_by_hand_is_kept_up_to_date(tmp_path: Path, folder: Path) -> None:
    with service(tmp_path / "data") as running:
        seed_from(running, folder)
        running.library.remove(running.library.store.find("cau.txt")[0].article.id)
        fill(running, {"cau.txt": CAU})
        (folder / "cau.txt").write_text(CAU.replace("318", "320"), "utf-8")
        assert statuses(running, folder) == {"cau.txt": "updated", "xa/cho.txt": "unchanged"}


def test_a_newer_version_of_the_same_name_is_left_alone_until_the_file_changes(tmp_path: Path, folder: Path) -> None:
    newer = CAU.replace("318", "319")
    with service(tmp_path / "data") as running:
        seed_from(running, folder)
        assert [outcome.status for outcome in fill(running, {"cau.txt": newer})] == ["updated"]
    with service(tmp_path / "data") as running:
        assert statuses(running, folder) == {"xa/cho.txt": "unchanged"}
        assert running.library.store.find("cau.txt")[0].article.text == newer
        (folder / "cau.txt").write_text(CAU.replace("318", "320"), "utf-8")
        assert statuses(running, folder) == {"cau.txt": "updated", "xa/cho.txt": "unchanged"}
        assert "320 mét" in running.library.store.find("cau.txt")[0].article.text


def test_a_newer_version_that_only_adds_to_a_page_is_left_alone_until_the_file_changes(
    tmp_path: Path, folder: Path
) -> None:
    def parts(running: Running) -> list[str]:
        return [stored.article.text for stored in running.library.store.find("cau.txt")]

    old, added = Article("cau.txt", CAU, ""), Article("cau.txt", "Bến phà Nậm Mạ đã đóng.", "", part=1)
    with service(tmp_path / "data") as running:
        seed_from(running, folder)
        assert running.library.put("cau.txt", [old, added]) == "updated"
    with service(tmp_path / "data") as running:
        assert statuses(running, folder) == {"xa/cho.txt": "unchanged"}
        assert parts(running) == [CAU, added.text]
        (folder / "cau.txt").write_text(CAU.replace("318", "320"), "utf-8")
        assert statuses(running, folder)["cau.txt"] == "updated"
        assert parts(running) == [CAU.replace("318", "320")]


def test_a_piece_of_a_newer_version_that_was_removed_undoes_nothing(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, piece = Article("cau.txt", CAU, ""), Article("cau.txt", "Bến phà Nậm Mạ đã đóng.", "", part=1)
    added = Article("cau.txt", "Đò dọc còn chạy đến tháng ba.", "", part=2)
    read = service_running.articles_from
    monkeypatch.setattr(
        service_running, "articles_from", lambda item: [first, piece] if item.origin == "cau.txt" else read(item)
    )
    with service(tmp_path / "data") as running:
        seed_from(running, folder)
        running.library.put("cau.txt", [first, piece, added])
        running.library.remove(piece.id)
        seed_from(running, folder)
        assert [stored.article.text for stored in running.library.store.find("cau.txt")] == [CAU, added.text]


def test_a_document_whose_source_was_corrected_is_taken_in(tmp_path: Path, folder: Path) -> None:
    page = "---\ntitle: Cầu\nsource: {}\n---\n\n" + CAU
    (folder / "cau.md").write_text(page.format("Báo A"), "utf-8")
    with service(tmp_path / "data") as running:
        seed_from(running, folder)
        (folder / "cau.md").write_text(page.format("Báo B"), "utf-8")
        assert statuses(running, folder)["cau.md"] == "updated"
        assert running.library.store.find("cau.md")[0].article.source == "Báo B"


def test_a_newer_version_of_a_list_of_records_is_left_alone(tmp_path: Path, folder: Path) -> None:
    one, two = '{"id": "1", "text": "Xã Ea Tul có 12 buôn."}\n', '{"id": "2", "text": "Xã Cư Né có 9 thôn."}\n'
    (folder / "danh-sach.jsonl").write_text(one + two, "utf-8")
    with service(tmp_path / "data") as running:
        seed_from(running, folder)
        done = fill(running, {"danh-sach.jsonl": one.replace("12", "13")})
        assert [outcome.status for outcome in done] == ["updated", "removed"]
        assert statuses(running, folder) == {"cau.txt": "unchanged", "xa/cho.txt": "unchanged"}
        texts = [stored.article.text for stored in running.library.store.documents()]
        assert "Xã Ea Tul có 13 buôn." in texts
        assert len(texts) == 3


def test_a_removed_member_of_a_list_of_records_stays_removed(tmp_path: Path, folder: Path) -> None:
    records = '{"title": "Một", "text": "Xã Ea Tul có 12 buôn."}\n{"title": "Hai", "text": "Xã Cư Né có 9 thôn."}\n'
    (folder / "xa" / "danh-sach.jsonl").write_text(records, "utf-8")
    with service(tmp_path / "data") as running:
        seed_from(running, folder)
        members = [s for s in running.library.store.documents() if s.article.origin.startswith("xa/danh-sach")]
        assert len(members) == 2
        running.library.remove(members[0].article.id)
        seed_from(running, folder)
        assert members[0].article.origin not in origins(running)


def test_a_removed_short_piece_of_a_page_stays_removed(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def two(reading: Reading) -> list[Article]:
        return [Article(reading.origin, text, text, part) for part, text in enumerate((CAU, CHO))]

    (folder / "xa" / "cho.txt").unlink()
    monkeypatch.setattr(service_running, "articles_from", two)
    with service(tmp_path / "data") as running:
        seed_from(running, folder)
        whole = running.library.store.find("cau.txt")
        assert [stored.article.part for stored in whole] == [0, 1]
        running.library.remove(whole[1].article.id)
        assert statuses(running, folder) == {"cau.txt": "unchanged"}
        assert [stored.article.part for stored in running.library.store.find("cau.txt")] == [0]
        running.library.put("cau.txt", [stored.article for stored in whole])
        assert statuses(running, folder) == {"cau.txt": "unchanged"}, "taken in again by hand: no longer removed"
        assert len(running.library.store.find("cau.txt")) == 2


def test_closing_saves_the_index(tmp_path: Path) -> None:
    with service(tmp_path) as running:
        fill(running)
        version, passages = running.library.version, len(running.library)
    assert read_manifest(tmp_path / "index").passages == passages > 0
    with service(tmp_path) as running:
        assert running.library.rebuilt_because is None
        assert running.library.version == version
        assert running.library.verify() == []
        saved = read_manifest(tmp_path / "index")
    assert read_manifest(tmp_path / "index") == saved, "closing writes nothing when nothing changed"


def test_a_removal_is_in_the_saved_index(tmp_path: Path) -> None:
    with service(tmp_path) as running:
        fill(running)
        before = len(running.library)
    with service(tmp_path) as running:
        running.library.remove(running.library.store.find("le-hoi.md")[0].article.id)
    assert read_manifest(tmp_path / "index").passages < before


def test_the_settings_reach_what_answers(tmp_path: Path) -> None:
    with service(tmp_path / "sau", answer_threshold=0.25, top_k=3) as running:
        assert (running.answerer.threshold, running.answerer.top_k) == (0.25, 3)
    with service(tmp_path / "khong", answer_threshold=0.0) as running:
        assert running.answerer.threshold == 0.0, "zero is a threshold like any other"
    with service(tmp_path / "san") as running:
        assert running.answerer.threshold == running.answerer.reader.threshold


def test_without_its_weights_the_service_does_not_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def load(encoder: object, **_: object) -> pattern_reader.PatternReader:
        return original(FakeEncoder(), tmp_path / "khong-co.json")

    original = pattern_reader.PatternReader.load
    monkeypatch.setattr(pattern_reader.PatternReader, "load", load)
    with pytest.raises(ReaderUnavailable):
        start(Settings(data_dir=tmp_path), encoder=FakeEncoder())


def test_two_services_over_one_store_see_each_other(tmp_path: Path) -> None:
    with service(tmp_path) as one, service(tmp_path) as other:
        fill(one)
        assert origins(other) == sorted(PAGES)
        assert other.answerer.ask("Lễ hội cà phê đón bao nhiêu lượt khách?").evidence
        library: Library = other.library
        library.remove(library.store.find("le-hoi.md")[0].article.id)
        found = one.answerer.ask("Lễ hội cà phê đón bao nhiêu lượt khách?").evidence
        assert {item.article.origin for item in found} == {"khu-cong-nghiep.md"}


def test_what_is_no_longer_in_the_folder_is_told_of_and_stays(tmp_path: Path, folder: Path) -> None:
    """Only what came from a folder, is not there and is still used: nothing of what people brought themselves."""
    (folder / "tin.jsonl").write_text(f'{{"id": "1", "text": "{CAU} Cầu mới."}}\n', "utf-8")
    with service(tmp_path / "data") as running:
        seed_from(running, folder)
        fill(running)
        assert left_behind(running, folder) == []
        before = origins(running)
        for name in ("cau.txt", "tin.jsonl"):
            (folder / name).unlink()
        assert left_behind(running, folder) == ["cau.txt", "tin.jsonl#1"]
        seed_from(running, folder)
        assert origins(running) == before
        (cau,) = running.library.store.find("cau.txt")
        running.library.remove(cau.article.id)
        assert left_behind(running, folder) == ["tin.jsonl#1"]
        assert left_behind(running, tmp_path / "data") == ["tin.jsonl#1", "xa/cho.txt"]
