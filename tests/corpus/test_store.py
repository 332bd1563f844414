"""The store: what goes in comes out, changes are all or nothing, and nothing is lost."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from corpus.database import MIGRATIONS
from corpus.errors import StoreError
from corpus.records import Article, Period
from corpus.store import Entry, Feedback, Store
from corpus.text.offsets import OffsetMap, Run

TEXT = "Tỉnh ký 38 thỏa thuận.\nLễ ký diễn ra tại Hủa Phăn 🎉 với 12 đoàn."


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "trich.sqlite")
    yield opened
    opened.close()


def article(
    text: str = TEXT, *, origin: str = "a.txt", part: int = 0, title: str = "Thỏa thuận", **more: object
) -> Article:
    return Article(origin=origin, text=text, title=title, part=part, **more)  # type: ignore[arg-type]


def entry(of: Article, seed: int = 0) -> Entry:
    spans = [(at, at + len(line)) for at, line in _lines(of.text)]
    vectors = np.random.default_rng(seed).standard_normal((len(spans), 4)).astype(np.float32)
    return Entry(of, spans, vectors)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for line in text.split("\n"):
        yield at, line
        at += len(line) + 1


def test_an_article_comes_out_as_it_went_in(store: Store) -> None:
    given = article(
        source="Báo Thanh Hóa", author="Minh Hiếu", published=date(2025, 12, 5), period=Period(2021, 2025),
        url="https://example.org/a", reading=OffsetMap((Run(0, 7, 20), Run(20, 40, 44))),
    )  # fmt: skip
    assert store.put("a.txt", [entry(given)], "e1") == "added"
    stored = store.document(given.id)
    assert stored is not None
    assert stored.article == given
    assert stored.article.reading == given.reading
    assert stored.passages == 2


def test_passage_text_is_the_slice_of_the_article_in_code_points(store: Store) -> None:
    given = article("🎉🎉 Mở đầu.\nLễ ký “Đại lộ” diễn ra.")
    store.put("a.txt", [entry(given)], "e1")
    passages = store.passages(store.passage_ids())
    assert [passage.text for passage in passages.values()] == given.text.split("\n")
    assert all(passage.text == given.text[passage.start : passage.end] for passage in passages.values())


def test_vectors_come_back_in_the_order_asked_for(store: Store) -> None:
    given = entry(article())
    store.put("a.txt", [given], "e1")
    first, second = store.passage_ids().tolist()
    assert np.array_equal(store.vectors([second, first], "e1"), given.vectors[::-1])
    with pytest.raises(StoreError, match="chưa có vectơ của bộ mã hóa e2"):
        store.vectors([first], "e2")


def test_the_same_again_changes_nothing(store: Store) -> None:
    store.put("a.txt", [entry(article())], "e1")
    before = store.generation(), store.passage_ids().tolist()
    assert store.put("a.txt", [entry(article())], "e1") == "unchanged"
    assert (store.generation(), store.passage_ids().tolist()) == before


def test_a_new_version_takes_the_place_of_the_old_which_is_kept_aside(store: Store) -> None:
    old, new = article(), article("Tỉnh ký 39 thỏa thuận.")
    store.put("a.txt", [entry(old)], "e1")
    old_ids = set(store.passage_ids().tolist())
    assert store.put("a.txt", [entry(new)], "e1") == "updated"
    assert [stored.article.text for stored in store.documents()] == [new.text]
    assert old_ids.isdisjoint(store.passage_ids().tolist()), "a passage id names one text for ever"
    assert store.retired_text(old.id, old.text_sha256) == old.text


def test_only_the_changed_part_of_a_page_gets_new_passages(store: Store) -> None:
    main, teaser = article(), article("Khai mạc hội chợ.", part=1, title="Hội chợ")
    store.put("a.txt", [entry(main), entry(teaser)], "e1")
    kept = [passage.id for passage in store.neighbours(main.id)]
    changed = article("Bế mạc hội chợ.", part=1, title="Hội chợ")
    assert store.put("a.txt", [entry(main), entry(changed)], "e1") == "updated"
    assert [passage.id for passage in store.neighbours(main.id)] == kept
    assert store.put("a.txt", [entry(main)], "e1") == "updated"
    assert [stored.article.part for stored in store.documents()] == [0]


def test_what_something_newer_replaced_is_outdated(store: Store) -> None:
    old, teaser = article(published=date(2025, 1, 2)), article("Khai mạc hội chợ.", part=1)
    store.put("a.txt", [entry(old), entry(teaser)], "e1")
    assert not store.outdated("a.txt", [old, teaser]), "it is what there is"
    store.put("a.txt", [entry(article("Tỉnh ký 39 thỏa thuận.")), entry(teaser)], "e1")
    assert store.outdated("a.txt", [old, teaser])
    assert store.outdated("a.txt", [old]), "the part that it does not tell of is not asked about"
    assert not store.outdated("a.txt", [old, article("Bế mạc hội chợ.", part=1)]), "a part of it is new"
    assert not store.outdated("a.txt", [article("Tỉnh ký 40 thỏa thuận.")])
    assert not store.outdated("a.txt", [article(title="Tên khác", published=date(2025, 1, 2)), teaser])
    assert not store.outdated("a.txt", [article(), teaser]), "another date was never there"
    assert not store.outdated("b.txt", [article(origin="b.txt")])
    store.drop(["a.txt"])
    assert store.outdated("a.txt", [old, teaser]), "a newer version of its file holds neither"


def test_what_was_removed_by_hand_is_not_outdated(store: Store) -> None:
    store.put("a.txt", [entry(article())], "e1")
    store.remove(article().id)
    assert not store.outdated("a.txt", [article()])


def test_removing(store: Store) -> None:
    given = article()
    store.put("a.txt", [entry(given)], "e1")
    assert store.remove(given.id)
    assert not store.remove(given.id)
    assert store.counts() == {"documents": 0, "distinct_documents": 0, "passages": 0}
    assert store.removed_origins() == {"a.txt"}
    store.put("a.txt", [entry(given)], "e1")
    assert store.removed_origins() == set()


def test_a_failure_half_way_leaves_the_old_state(store: Store) -> None:
    store.put("a.txt", [entry(article())], "e1")
    before = store.generation()
    broken = Entry(article("Mới.\nHai."), [(0, 4), (5, 9)], np.zeros((1, 4), np.float32))  # a vector is missing
    with pytest.raises(ValueError, match="zip"):
        store.put("a.txt", [broken], "e1")
    assert [stored.article.text for stored in store.documents()] == [TEXT]
    assert store.generation() == before


def test_reprints_share_a_group_and_others_do_not(store: Store) -> None:
    words = [f"đoạn {k} nói về việc số {k * 7} của xã thứ {k % 11}" for k in range(60)]
    original, reprint = ". ".join(words), ". ".join(["Theo tin đã đưa", *words[:57]])
    other = ". ".join(f"mùa vụ {k} trồng {k * 13} ha lúa ở huyện {k % 7}" for k in range(60))
    for origin, text in (("a.txt", original), ("b.txt", reprint), ("c.txt", other)):
        store.put(origin, [entry(article(text, origin=origin))], "e1")
    groups = {stored.article.origin: stored.duplicate_group for stored in store.documents()}
    assert groups["a.txt"] == groups["b.txt"] != groups["c.txt"]
    assert store.counts()["distinct_documents"] == 2


def test_a_new_version_leaves_the_group_of_what_reprints_the_old(store: Store) -> None:
    def told(about: str) -> str:
        return ". ".join(f"{about} {k}" for k in range(120))

    def put(origin: str, about: str) -> None:
        store.put(origin, [entry(article(told(about), origin=origin))], "e1")

    for origin, about in (("a.txt", "trồng lúa"), ("b.txt", "trồng lúa"), ("a.txt", "đường bê tông")):
        put(origin, about)
    put("c.txt", "đường bê tông")
    put("a.txt", "trường mầm non")
    groups = {stored.article.origin: stored.duplicate_group for stored in store.documents()}
    assert len(set(groups.values())) == 3, groups
    put("a.txt", "trồng lúa")
    groups = {stored.article.origin: stored.duplicate_group for stored in store.documents()}
    assert groups["a.txt"] == groups["b.txt"] != groups["c.txt"]


def test_the_report_of_another_month_is_no_reprint(store: Store) -> None:
    text = ". ".join(f"chỉ tiêu {k} đạt mức {k * 7} theo kế hoạch giao" for k in range(40))
    for month in (1, 2):
        given = article(text.replace("mức 7 ", f"mức {month} "), origin=f"{month}.txt", published=date(2025, month, 5))
        store.put(given.origin, [entry(given)], "e1")
    assert store.counts()["distinct_documents"] == 2


def test_threads_read_while_one_writes(store: Store) -> None:
    faults: list[Exception] = []

    def read() -> None:
        try:
            for _ in range(50):
                with store.snapshot():
                    assert len(store.passage_ids()) == len(store.passage_ids("e1"))
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for k in range(20):
        store.put(f"{k}.txt", [entry(article(origin=f"{k}.txt"))], "e1")
    for thread in threads:
        thread.join()
    assert not faults
    assert store.counts()["documents"] == 20


def test_a_database_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "trich.sqlite"
    Store(path).close()
    with sqlite3.connect(path) as raw:
        raw.execute("PRAGMA user_version = 99")
    raw.close()
    with pytest.raises(StoreError, match="hãy cài bản Trích mới hơn"):
        Store(path)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "trich.sqlite"
    path.write_text("Đây không phải cơ sở dữ liệu. " * 100, encoding="utf-8")
    with pytest.raises(StoreError, match="không phải cơ sở dữ liệu"):
        Store(path)
    assert path.read_text(encoding="utf-8").startswith("Đây không phải")


def test_feedback_is_kept(store: Store) -> None:
    first = store.add_feedback(Feedback("a1", "Ai ký?", "wrong", correction="Nguyễn Văn A"))
    assert store.add_feedback(Feedback("a2", "Ai ký?", "right")) == first + 1
    cited = Feedback("a3", "Ai ký?", "right", "Bình", None, "d1", 4, 8, "0" * 64)
    store.add_feedback(cited)
    assert store.feedback() == [
        Feedback("a1", "Ai ký?", "wrong", correction="Nguyễn Văn A"), Feedback("a2", "Ai ký?", "right"), cited,
    ]  # fmt: skip


def test_feedback_of_the_first_schema_is_kept(tmp_path: Path) -> None:
    """A store that was written before citations were kept is brought up to date with what it holds."""
    path = tmp_path / "trich.sqlite"
    with closing(sqlite3.connect(path)) as old:
        old.executescript((MIGRATIONS / "0001_documents.sql").read_text("utf-8"))
        old.execute(
            "INSERT INTO feedback (answer_id, question, verdict, created_at) VALUES ('a', 'Ai?', 'right', '2025')"
        )
        old.execute("PRAGMA user_version = 1")
        old.commit()
    with closing(Store(path)) as opened:
        assert opened.feedback() == [Feedback("a", "Ai?", "right")]
