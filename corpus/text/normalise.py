"""One form for every text: NFC, line feeds, plain spaces, nothing invisible; with the way back to the text as read.

Vietnamese arrives precomposed ("ế", one code point), decomposed ("e" + circumflex + acute, three) and half composed
(windows-1258: "ê" + acute). Everything behind this module sees NFC only.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from corpus.text.offsets import MapBuilder, OffsetMap

# Dropped: controls, soft hyphen, zero width characters, marks of direction, byte order mark, non-characters.
_DROPPED = (
    r"\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    r"\ufeff\ufff9-\ufffb\ufffe\uffff"
)
# The line ends and blanks that are not the line feed and the space. A tab is a blank too.
_LINE_ENDS = r"\r\x0b\x0c\x85\u2028\u2029"
_BLANKS = r"\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_SURROGATES = r"\ud800-\udfff"  # half of a pair: cannot be written as UTF-8, so it is shown as U+FFFD

# Code points that are themselves in NFC, are starters and never compose with what stands before them: all below
# U+0300, Cyrillic, Latin Extended Additional (where the Vietnamese vowels are), punctuation, currency signs, Kana, Han
# and Hangul syllables. (What comes behind them may still compose with them: it is unstable itself.)
_STABLE = (
    r"\x00-\u02ff\u0400-\u0482\u048a-\u04ff\u1e00-\u1eff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf"
    r"\u3001-\u3029\u3041-\u3096\u309b-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uffee"
)

_LONGEST = 64  # code points of one cluster; the Stream-Safe Text Format of UAX #15 allows 30 marks on a character
_CACHED = 8  # code points of a stretch that is remembered
_WINDOW = 4  # a starter composes only with the one right before it, three in a row at most (Hangul)

_DROP = re.compile(f"[{_DROPPED}]+")
# What may have to change: one stable character with the unstable ones behind it, or a stretch to drop or replace.
_SUSPECT = re.compile(
    f"[^{_DROPPED}{_LINE_ENDS}{_BLANKS}{_SURROGATES}]?(?:[^{_STABLE}]|[{_DROPPED}{_LINE_ENDS}{_BLANKS}{_SURROGATES}]|(?<=\r)\n)+"
)
_REPLACED = str.maketrans(
    {
        **dict.fromkeys(map(chr, (0x0D, 0x0B, 0x0C, 0x85, 0x2028, 0x2029)), "\n"),
        **dict.fromkeys(map(chr, (0x09, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)), " "),
        **dict.fromkeys(map(chr, range(0xD800, 0xE000)), "\ufffd"),
    }
)


def to_nfc(text: str) -> tuple[str, OffsetMap]:
    r"""The text in NFC without invisible characters, and the exact map from its offsets to those of ``text``.

    * CR LF, CR, form feed, vertical tab, NEL, U+2028 and U+2029 become one line feed.
    * Tabs, no-break spaces and all other blanks become one space each (runs of spaces are left alone).
    * Byte order marks, zero width characters, soft hyphens, marks of direction and controls are dropped.
    * Half surrogates become U+FFFD.

    >>> to_nfc("Tie\u0302\u0301ng\u00a0Vie\u0323\u0302t\u200b\r\n")[0]
    'Tiếng Việt\n'

    Time and memory are linear; a text that needs no change comes back as the same object with the identity map.
    """
    builder = MapBuilder()
    parts: list[str] = []
    done = 0
    for match in _SUSPECT.finditer(text):
        start, end = match.span()
        # The few stretches that a language is made of come again and again; long ones hardly ever do.
        steps = _short_steps(match.group()) if end - start <= _CACHED else _steps(match.group())
        if not steps:
            continue
        parts.append(text[done:start])
        builder.keep(start - done)
        for made, read in steps:
            if read:
                parts.append(made)
                builder.change(len(made), read)
            else:
                parts.append(made)
                builder.keep(len(made))
        done = end
    if not done:
        return text, OffsetMap.identity()
    parts.append(text[done:])
    builder.keep(len(text) - done)
    return "".join(parts), builder.finish()


def _steps(stretch: str) -> tuple[tuple[str, int], ...]:
    """How a suspect stretch is rewritten: (text, 0) for what is kept, (new text, length before) for what is changed.

    Empty where nothing changes.
    """
    if _is_clean(stretch):
        return ()
    steps = []
    for cluster in _clusters(stretch):
        made = unicodedata.normalize("NFC", _DROP.sub("", cluster).replace("\r\n", "\n").translate(_REPLACED))
        steps.append((made, 0 if made == cluster else len(cluster)))
    return tuple(steps)


_short_steps = lru_cache(maxsize=4096)(_steps)


def _is_clean(stretch: str) -> bool:
    if _DROP.search(stretch) is not None or stretch.translate(_REPLACED) != stretch:
        return False
    # Overlapping windows, because checking a long run of marks as a whole takes quadratic time.
    step = _LONGEST // 2
    windows = (stretch[at : at + _LONGEST] for at in range(0, max(1, len(stretch) - step), step))
    return all(unicodedata.is_normalized("NFC", window) for window in windows)


def _clusters(stretch: str) -> Iterator[str]:
    r"""The smallest pieces that can be rewritten on their own: a starter with all that may compose with it.

    >>> [len(piece) for piece in _clusters("ae\u0302\u0301n")]
    [1, 3, 1]
    """
    begin = 0
    visible = ""  # the end of the piece without what will be dropped: a zero width space must not hide a tone mark
    for at, char in enumerate(stretch):
        if _DROP.match(char):
            continue
        if visible and (at - begin >= _LONGEST or not _belongs(visible, char)):
            yield stretch[begin:at]
            begin, visible = at, ""
        visible = (visible + char)[-_WINDOW:]
    if begin < len(stretch):
        yield stretch[begin:]


def _belongs(before: str, char: str) -> bool:
    """Whether ``char`` changes what stands before it, or is a mark on it."""
    if unicodedata.combining(char) or (before[-1], char) == ("\r", "\n"):
        return True
    apart = unicodedata.normalize("NFC", before) + unicodedata.normalize("NFC", char)
    return unicodedata.normalize("NFC", before + char) != apart
