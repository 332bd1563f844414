"""Other names of things: abbreviations, names in two languages, and words written in haste, from a readable file.

``aliases.toml`` says what each table means. A file of the user's own (``TRICH_ALIASES``) is read beside it.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from corpus.text.fold import fold
from corpus.text.normalise import to_nfc
from corpus.text.spelling import spelling_key
from corpus.text.syllables import Token, tokens
from service.errors import NotReady

BUNDLED = Path(__file__).with_name("aliases.toml")
VERSION = 1
_LONGEST = 8  # syllables of a name
_SHORT = 2  # letters up to which an abbreviation counts only in capitals
_KNOWN = frozenset({"version", "abbreviations", "names", "colloquial", "shorthand"})
_BOUND = frozenset({"means", "after", "before", "before_name"})

Keys = tuple[str, ...]  # spelling keys of a name, in order: "Cô-oét" → ("cô", "oét")


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A short form with its meanings. With a bound it counts only next to one of these words (folded)."""

    short: str
    means: tuple[str, ...]
    after: frozenset[str] = frozenset()
    before: frozenset[str] = frozenset()
    before_name: bool = False

    @property
    def bound(self) -> bool:
        """Whether it counts in some neighbourhoods only."""
        return bool(self.after or self.before or self.before_name)


@dataclass(frozen=True, slots=True)
class Place:
    """Code points ``[start, end)`` of a question that name something, and its other names."""

    start: int
    end: int
    others: tuple[str, ...]


@dataclass(frozen=True)
class Aliases:
    """What is known of other names. Texts are NFC; ``shorthand`` is by its small letters.

    ``groups`` are names of one thing; ``colloquial`` has the usual name for each word that people say in its place; those
    count with their accents alone ("Nghi Xuân" without them has "xứ Ấn").
    """

    abbreviations: tuple[Abbreviation, ...]
    groups: tuple[tuple[str, ...], ...]
    shorthand: Mapping[str, str]
    colloquial: Mapping[str, str] = field(default_factory=dict)

    def joined(self, other: "Aliases") -> "Aliases":
        """Both; where both say something of the same abbreviation or word, ``other`` counts."""
        said = {fold(one.short) for one in other.abbreviations}
        return Aliases(
            (*(one for one in self.abbreviations if fold(one.short) not in said), *other.abbreviations),
            (*self.groups, *other.groups),
            {**self.shorthand, **other.shorthand},
            {**self.colloquial, **other.colloquial},
        )

    @cached_property
    def short_words(self) -> frozenset[str]:
        """All abbreviations, words written in haste and names of one word, folded: no typing errors."""
        words = (name for group in self.groups for name in group if len(self._keys[name]) == 1)
        return frozenset(map(fold, (*self.shorthand, *(one.short for one in self.abbreviations), *words)))

    def written_out(self, question: str) -> str:
        """The NFC question with words that were written in haste written out.

        >>> bundled().written_out("co bn sv nuoc ngoai?")
        'co bao nhiêu sinh viên nuoc ngoai?'
        """
        parts, done = [], 0
        for token in tokens(question):
            if (meaning := self.shorthand.get(token.text)) and not _is_part(question, token):
                parts += [question[done : token.start], meaning]
                done = token.end
        return "".join((*parts, question[done:]))

    def other_names(self, question: str) -> tuple[str, ...]:
        """Other names of what an NFC question speaks of, in the order of the file, none twice.

        >>> bundled().other_names("Chủ tịch UBND tỉnh thăm Cô oét")
        ('Ủy ban nhân dân', 'Kuwait')
        """
        found = tokens(question)
        said = _Said.of(found)
        others: dict[str, None] = {}
        for one in self.abbreviations:
            if any(_stands(one, found, at) for at in said.places.get(fold(one.short), ())):
                others.update(dict.fromkeys(one.means))
            # The short form by itself says something only where it is not bound to its neighbours.
            elif not one.bound and any(said.holds(self._keys[name]) for name in one.means):
                others[one.short] = None
        for group in self.groups:
            if any(said.holds(self._keys[name]) for name in group):
                # One that was typed plain or as one word is looked for as it is written, too.
                others.update(dict.fromkeys(name for name in group if self._keys[name] not in said.stretches))
        for said_so, name in self.colloquial.items():
            if self._keys[said_so] in said.stretches:
                others.update(dict.fromkeys(self._names_of(name)))
        return tuple(others)

    def said(self, question: str) -> list["Place"]:
        """Where an NFC question names something that has other names, in order, none over another.

        >>> [(place.start, place.end, place.others) for place in bundled().said("Chủ tịch UBND tỉnh thăm Cô oét")]
        [(9, 13, ('Ủy ban nhân dân',)), (24, 30, ('Kuwait',))]
        """
        found = tokens(question)
        said = _Said.of(found)
        places: list[Place] = []
        for one in self.abbreviations:
            places += [
                Place(found[at].start, found[at].end, one.means)
                for at in said.places.get(fold(one.short), ())
                if _stands(one, found, at)
            ]
            if not one.bound:
                for name in one.means:
                    others = (one.short, *(mean for mean in one.means if mean != name))
                    places += _placed(found, said.at(self._keys[name]), others)
        for group in self.groups:
            for name in group:
                others = tuple(other for other in group if other != name)
                places += _placed(found, said.at(self._keys[name]), others)
        for said_so, name in self.colloquial.items():
            if (keys := self._keys[said_so]) in said.stretches:
                places += _placed(found, said.at(keys), self._names_of(name))
        kept: list[Place] = []
        for place in sorted(places, key=lambda place: (place.start, -place.end)):  # the longest name that begins there
            if not kept or place.start >= kept[-1].end:
                kept.append(place)
        return kept

    def _names_of(self, name: str) -> tuple[str, ...]:
        """A name and the others of the same thing."""
        return tuple(dict.fromkeys((name, *(other for group in self.groups if name in group for other in group))))

    @cached_property
    def _keys(self) -> Mapping[str, Keys]:
        every = (*self.groups, *(one.means for one in self.abbreviations), self.colloquial)
        names = (name for group in every for name in group)
        return {name: tuple(spelling_key(token.text) for token in tokens(name)) for name in names}


@dataclass(frozen=True, slots=True)
class _Said:
    """The words of a question: where each stands (folded), all stretches of them, and those with a capital inside it."""

    keys: Keys
    places: Mapping[str, Sequence[int]]
    stretches: frozenset[Keys]
    capitals: frozenset[str]

    @classmethod
    def of(cls, found: Sequence[Token]) -> "_Said":
        keys = tuple(spelling_key(token.text) for token in found)
        places: dict[str, list[int]] = {}
        for at, key in enumerate(keys):
            places.setdefault(fold(key), []).append(at)
        stretches = frozenset(keys[at:end] for at in range(len(keys)) for end in range(at + 1, at + 1 + _LONGEST))
        # The first word of a question is capital anyway: "Anh nào …" speaks of no country.
        capitals = frozenset(key for key, token in zip(keys[1:], found[1:], strict=True) if token.text[0].isupper())
        return cls(keys, places, stretches, capitals)

    def holds(self, name: Keys) -> bool:
        """Whether a name is said: as it is, plain (from two syllables on), or written as one word.

        A name of one syllable must be written as one, with a capital: "anh" and "nga" are words too.
        """
        if len(name) < 2:
            return name[0] in self.capitals
        plain = tuple(fold(key) for key in name)
        return name in self.stretches or plain in self.stretches or ("".join(plain),) in self.stretches

    def at(self, name: Keys) -> list[tuple[int, int]]:
        """The first and last word of each place where a name is said."""
        if not self.holds(name):
            return []
        if len(name) < 2:
            return [(at, at) for at, key in enumerate(self.keys) if at and key == name[0]]
        plain = tuple(fold(key) for key in name)
        forms = {name, plain, ("".join(plain),)}
        return [
            (at, at + len(form) - 1)
            for form in forms
            for at in range(len(self.keys) - len(form) + 1)
            if self.keys[at : at + len(form)] == form
        ]


def _placed(found: Sequence[Token], at: Sequence[tuple[int, int]], others: tuple[str, ...]) -> list[Place]:
    return [Place(found[first].start, found[last].end, others) for first, last in at]


def folded_keys(text: str) -> Keys:
    """The words of an NFC text as they are compared without accents: "Cô-oét" → ("co", "oet")."""
    return tuple(fold(spelling_key(token.text)) for token in tokens(text))


def _stands(one: Abbreviation, found: Sequence[Token], at: int) -> bool:
    """Whether a word that looks like an abbreviation is meant as one there."""
    text = found[at].text
    if not one.bound:
        return len(text) > _SHORT or text.isupper()
    left = fold(found[at - 1].text) if at else ""
    right = found[at + 1].text if at + 1 < len(found) else ""
    if one.before_name and right[:1].isupper():
        return True
    return text.isupper() and (left in one.after or fold(right) in one.before)


def _is_part(question: str, token: Token) -> bool:
    """Whether a word hangs together with something else: "ng-a", "dc.com", "5ng"."""
    before, after = question[token.start - 1 : token.start], question[token.end : token.end + 2]
    return (
        before in {"-", "/", ".", "@", "_"}
        or before.isdigit()
        or (after[:1] in {"-", "/", ".", "@", "_"} and after[1:].isalnum())
    )


@lru_cache(maxsize=1)
def bundled() -> Aliases:
    """Those that come with the program."""
    return read_aliases(BUNDLED)


def load(own: Path | None) -> Aliases:
    """Those that come with the program, and those of a file of the user's own; raises NotReady if that is broken."""
    # An empty variable is read as the folder ".".
    return bundled() if own is None or own == Path() else bundled().joined(read_aliases(own))


def read_aliases(path: Path) -> Aliases:
    """Reads one file. Raises NotReady, with what is wrong in it and where, in Vietnamese."""
    try:
        data = tomllib.loads(to_nfc(path.read_text(encoding="utf-8-sig"))[0])
    except OSError as error:
        raise _broken(path, f"không mở được tệp ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise _broken(path, "tệp không dùng mã UTF-8; hãy lưu lại với mã UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise _broken(
            path, f"sai cú pháp TOML: {error}; chữ có dấu hay dấu cách ở vế trái phải đặt trong ngoặc kép"
        ) from error
    if data.get("version") != VERSION:
        raise _broken(path, f"cần dòng “version = {VERSION}” ở đầu tệp")
    if unknown := sorted(data.keys() - _KNOWN):
        raise _broken(
            path,
            f"không có mục [{unknown[0]}]; các mục là {', '.join(f'[{name}]' for name in sorted(_KNOWN - {'version'}))}",
        )
    return Aliases(
        tuple(_abbreviation(path, short, value) for short, value in _table(path, data, "abbreviations").items()),
        _groups(path, _table(path, data, "names")),
        {
            word.lower(): _text(path, f"[shorthand] {word}", meaning)
            for word, meaning in _table(path, data, "shorthand").items()
        },
        _colloquial(path, _table(path, data, "colloquial")),
    )


def _abbreviation(path: Path, short: str, value: object) -> Abbreviation:
    place = f"[abbreviations] {short}"
    if not isinstance(value, dict):
        return Abbreviation(short, _texts(path, place, value))
    if (unknown := sorted(value.keys() - _BOUND)) or "means" not in value:
        raise _broken(path, f"{place}: cần “means”, và có thể có “after”, “before”, “before_name”; thừa: {unknown}")
    before_name = value.get("before_name", False)
    if not isinstance(before_name, bool):
        raise _broken(path, f"{place}: “before_name” phải là true hoặc false")
    return Abbreviation(
        short,
        _texts(path, place, value["means"]),
        frozenset(map(fold, _texts(path, f"{place}, after", value.get("after", [])))),
        frozenset(map(fold, _texts(path, f"{place}, before", value.get("before", [])))),
        before_name,
    )


def _groups(path: Path, table: Mapping[str, object]) -> tuple[tuple[str, ...], ...]:
    groups = table.get("same", [])
    if not isinstance(groups, list) or table.keys() - {"same"}:
        raise _broken(path, "[names] chỉ có một dòng “same = [[…], […]]”")
    found = tuple(_texts(path, f"[names] nhóm {number}", group) for number, group in enumerate(groups, 1))
    if small := next((number for number, group in enumerate(found, 1) if len(group) < 2), None):
        raise _broken(path, f"[names] nhóm {small}: cần ít nhất hai tên của cùng một thứ")
    return found


def _colloquial(path: Path, table: Mapping[str, object]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in table.items():
        for said in _texts(path, f"[colloquial] {name}", value):
            if len(tokens(said)) < 2:
                raise _broken(path, f"[colloquial] {name}: “{said}” cần ít nhất hai tiếng")
            found[said] = name
    return found


def _table(path: Path, data: Mapping[str, object], name: str) -> Mapping[str, object]:
    table = data.get(name, {})
    if not isinstance(table, dict):
        raise _broken(path, f"[{name}] phải là một mục (bảng)")
    return table


def _texts(path: Path, place: str, value: object) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(_text(path, place, one) for one in value)
    return (_text(path, place, value),)


def _text(path: Path, place: str, value: object) -> str:
    if not isinstance(value, str) or not any(map(str.isalnum, value)):
        raise _broken(path, f"{place}: {value!r} phải là chữ trong ngoặc kép")
    return value


def _broken(path: Path, what: str) -> NotReady:
    return NotReady(f"Tệp tên gọi khác {path}: {what}.")
