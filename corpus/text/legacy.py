"""Which encoding the bytes of a text are in, and the repair of text that an older program read in the wrong one.

Unicode is recognised by its own rules. The 8-bit encodings (windows-1258, TCVN3, VNI-Windows) are told apart by how
many of the words with letters beyond ASCII come out as Vietnamese syllables; where no reading is clearly the best one
the text is refused, for a garbled text that looks right is worse than none.

Limits: TCVN3 capitals of the "H" fonts come out small (see ``legacy_tables``). Text in which legacy and Unicode words
stand in one line is not repaired.
"""

import codecs
import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from charset_normalizer import from_bytes

from corpus.errors import UnknownEncoding
from corpus.text.legacy_tables import from_tcvn3, from_vni
from corpus.text.spelling import is_syllable

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAVE = "hãy mở tệp bằng chương trình đã soạn ra nó và lưu lại với mã UTF-8 (Unicode)"

_SAMPLE = 20_000  # words that are looked at: enough to tell, whatever the length of the text
_ENOUGH = 0.8  # share of valid syllables that makes a reading believable
_CLEARLY = 0.3  # by how much it must beat the next one
_WESTERN_SAMPLE = 100_000  # bytes
_COHERENT = 50.0  # per cent, of charset-normalizer
_UNLIKELY = 0.4  # below it a reading is out of the question
_FLUENT = 0.6  # share of valid syllables among all words, which may be names and abbreviations
_FEWEST = 3  # different words that carry a decision

# Letters that only Vietnamese has, or that only Unicode can write: where they stand the text is in Unicode already.
_SURE = re.compile("[ăĂĐđĩĨũŨơƠưƯ\u1ea0-\u1ef9\u0300\u0301\u0303\u0309\u0323]")
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x19\x1b-\x1f]")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
# Words: what stands between blanks, ASCII signs, digits and typographic quotes. Signs beyond ASCII may be letters.
_CHUNK = re.compile(r"[^\s\x00-@\[-`{-\x7f\u2010-\u203a\u20ac\u2122]+")
_QUOTES = "«»°·•©®§\u00a0\ufeff"
# What cp1252 puts at 0x80-0x9F, where the Vietnamese 8-bit fonts have the same quotes and dashes.
_CP1252 = {code: bytes([code]).decode("cp1252", errors="replace") for code in range(0x80, 0xA0)}
_CP1252_BACK = {char: bytes([code]) for code, char in _CP1252.items() if char != "\ufffd"}


@dataclass(frozen=True, slots=True)
class _Score:
    """What a reading looks like: the words with letters beyond ASCII, and all words."""

    valid: int  # of ``words``, those that are Vietnamese syllables
    words: int
    distinct: int  # different ones among the valid
    all_valid: int
    all_words: int

    @property
    def share(self) -> float:
        return self.valid / self.words if self.words else 0.0

    @property
    def is_believable(self) -> bool:
        """Whether the text reads as Vietnamese, words in plain ASCII included (Norwegian has syllables like "på")."""
        return self.distinct >= _FEWEST and self.share >= _ENOUGH and self.all_valid >= _FLUENT * self.all_words


def _score(text: str) -> _Score:
    valid: Counter[str] = Counter()
    words = plain = plain_valid = 0
    for match in islice(_CHUNK.finditer(text), _SAMPLE):
        word = match.group()
        if word.isascii():
            plain += 1
            plain_valid += is_syllable(word)
            continue
        word = word.strip(_QUOTES)
        if not word or word.isascii():
            continue
        words += 1
        composed = unicodedata.normalize("NFC", word)
        if is_syllable(composed):
            valid[composed] += 1
    total = valid.total()
    return _Score(total, words, len(valid), total + plain_valid, words + plain)


def decode(data: bytes, name: str) -> tuple[str, str]:
    """The text of some bytes, and the name of the encoding that they were in.

    UTF-8 and UTF-16 text that was typed in a legacy font is repaired ("tcvn3 in utf-8"). Raises what ``detect`` does.
    """
    encoding = detect(data, name)
    text = read_as(data, encoding)
    found = _repair(text) if encoding.startswith("utf") else None
    return (found[0], f"{found[1]} in {encoding}") if found else (text, encoding)


def detect(data: bytes, name: str) -> str:
    """The encoding of some bytes, for ``read_as``.

    Tried in order: byte order marks, UTF-16 without a mark, UTF-8, windows-1258, TCVN3 and VNI-Windows, and windows-1252
    where charset-normalizer is sure of it. Markup would blur the picture: leave it out.

    Raises ``UnknownEncoding`` where nothing fits or two readings fit about as well; ``name`` is told in it.
    """
    encoding = next((encoding for mark, encoding in _BOMS if data.startswith(mark)), None) or _without_mark(data)
    if encoding is None and len(_CONTROLS.findall(data)) * 1000 > len(data):
        raise UnknownEncoding(
            name, f"Đây không phải tệp văn bản (có byte điều khiển); nếu đúng là văn bản thì {_SAVE}."
        )
    try:
        read_as(data, encoding or "utf-8")
        return encoding or "utf-8"
    except UnicodeDecodeError as error:
        if encoding or _is_nearly_utf8(data):
            raise UnknownEncoding(
                name,
                f"Tệp có mã {encoding or 'utf-8'} nhưng hỏng ở byte {error.start} (có thể do tải dở); "
                "hãy tải lại hoặc lưu lại tệp với mã UTF-8.",
            ) from error
    return _detect_8bit(data, name)


def read_as(data: bytes, encoding: str) -> str:
    """The text of some bytes in an encoding that ``detect`` gave. Raises ``UnicodeDecodeError``."""
    for mark, marked in _BOMS:
        if data.startswith(mark) and encoding == marked:
            return data[len(mark) :].decode(encoding)
    view = data.decode("latin-1").translate(_CP1252) if encoding in _VIEWS else ""
    return _VIEWS[encoding](view) if encoding in _VIEWS else data.decode(encoding)


def _without_mark(data: bytes) -> str | None:
    """UTF-16 without a byte order mark: every other byte is one of the few blocks that Vietnamese text uses."""
    if len(data) < 4 or len(data) % 2 or 0 not in data[:4096]:
        return None
    sample = data[:65_536]
    for encoding, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        usual = sum(high.count(block) for block in (0x00, 0x01, 0x03, 0x1E, 0x20))
        if usual >= 0.97 * len(high) and high.count(0) >= 0.5 * len(high):
            try:
                data.decode(encoding)
            except UnicodeDecodeError:
                continue
            return encoding
    return None


def _is_nearly_utf8(data: bytes) -> bool:
    """Whether nearly all sequences beyond ASCII are sound UTF-8: then it is UTF-8 with a wound, nothing else."""
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    sound = sum(1 for _ in _BEYOND_ASCII.finditer(text)) - broken
    return sound >= 10 * broken


def _detect_8bit(data: bytes, name: str) -> str:
    readings: dict[str, str] = {}
    for encoding in (*_VIEWS, "cp1258"):
        with suppress(UnicodeDecodeError):  # some bytes have no meaning in windows-1258
            readings[encoding] = read_as(data, encoding)
    scores = {encoding: _score(text) for encoding, text in readings.items()}
    order = sorted(scores, key=lambda encoding: (-scores[encoding].share, encoding))
    best, second = scores[order[0]], scores[order[1]]
    if best.is_believable and (best.share - second.share >= _CLEARLY or readings[order[0]] == readings[order[1]]):
        return order[0]
    if best.share < _UNLIKELY and _is_western(data):
        return "cp1252"
    raise UnknownEncoding(
        name,
        "Không xác định được bảng mã của tệp (không phải UTF-8, và không chắc là TCVN3, VNI hay windows-1258); "
        f"{_SAVE}.",
    )


def _is_western(data: bytes) -> bool:
    """Whether this is windows-1252: quotes and dashes only, or a language that charset-normalizer is sure of."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return False
    if all(char.isascii() or char in "‘’“”–—…•€™\u00a0©®°§" for char in text):
        return True
    guess = from_bytes(data[:_WESTERN_SAMPLE], cp_isolation=["cp1252"]).best()
    return guess is not None and guess.percent_chaos == 0 and guess.percent_coherence >= _COHERENT


def repair_legacy(text: str) -> str | None:
    """The text as it was meant, if it was typed in a TCVN3 or VNI font or read as UTF-8 wrongly; None if it is sound.

    Works line by line once the text as a whole tells which font it was, so that Unicode lines stay as they are.
    To be called *before* ``to_nfc``: the ư of TCVN3 looks like a soft hyphen, which ``to_nfc`` drops.

    >>> repair_legacy("Céng hßa x· héi chñ nghÜa ViÖt Nam"), repair_legacy("Cộng hòa xã hội"), repair_legacy("café")
    ('Cộng hòa xã hội chủ nghĩa Việt Nam', None, None)
    """
    found = _repair(text)
    return found[0] if found else None


def _repair(text: str) -> tuple[str, str] | None:
    """The repaired text and the name of what it was in."""
    if text.isascii():
        return None
    lines = text.split("\n")
    suspects = [k for k, line in enumerate(lines) if not line.isascii() and not _SURE.search(line)]
    if not suspects:
        return None
    sample = "\n".join(lines[k] for k in suspects[:_SAMPLE])
    before = _score(sample)
    scores = {name: _score(read(sample)) for name, read in _REPAIRS.items()}
    order = sorted(scores, key=lambda name: (-scores[name].share, name))
    best, second = scores[order[0]], scores[order[1]]
    if not best.is_believable:
        return None
    if best.share - max(second.share, before.share) < _CLEARLY:
        return None
    read = _REPAIRS[order[0]]
    for k in suspects:
        repaired = read(lines[k])
        if _score(repaired).share > _score(lines[k]).share:
            lines[k] = repaired
    return "\n".join(lines), order[0]


def _from_mojibake(text: str) -> str:
    """UTF-8 that was read as windows-1252 ("Viá»‡t Nam"); as it is where it was not."""
    try:
        return b"".join(_CP1252_BACK.get(char) or char.encode("latin-1") for char in text).decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text


def _mojibake_by_line(text: str) -> str:
    return "\n".join(map(_from_mojibake, text.split("\n")))


_VIEWS: dict[str, Callable[[str], str]] = {"tcvn3": from_tcvn3, "vni-windows": from_vni}
_REPAIRS: dict[str, Callable[[str], str]] = {
    "tcvn3": from_tcvn3,
    "vni-windows": from_vni,
    "utf-8 twice": _mojibake_by_line,
}
