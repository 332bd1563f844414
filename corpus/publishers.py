"""Who publishes: the names behind domains and signatures, from ``publishers.toml``, which users may extend."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from corpus.cleaning.lines import key

_DOMAIN = re.compile(r"(?:https?://)?(?:www\.)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?:[:/?#]\S*)?", re.IGNORECASE)
_SIGNED = re.compile(r"\((?P<inside>[^()]{2,40})\)\s*(?::\s*[-–—]?|[-–—])\s*")
_BARE = re.compile(r"(?P<inside>[^\s():]{2,40})\s+[-–—]\s+")
_PLACED = re.compile(r"[^()\n]{2,40}\((?P<inside>[^()]{2,40})\)\s*[-–—:]\s*")
_KINDS = re.compile(
    r"(?:báo(?:\s+điện\s+tử)?|tạp\s+chí|đài(?:\s+(?:pt-th|phát thanh và truyền hình|truyền hình|truyền thanh))?|bản\s+tin"
    r"|(?:cổng|trang)\s+(?:thông\s+tin|tin|ttđt)(?:\s+điện\s+tử)?(?:\s+(?:tỉnh|huyện|xã|phường|thành phố|đảng bộ|sở|bộ|ubnd))*"
    r"|thông\s+tấn\s+xã|hãng\s+(?:tin|thông\s+tấn))\s+",
    re.IGNORECASE,
)
_PORTALS = re.compile(r"(?:cổng|trang)\s+(?:thông\s+tin|tin|ttđt)\s+điện\s+tử\s|báo\s+điện\s+tử\s", re.IGNORECASE)
_LONGEST_NAME = 12  # syllables


@dataclass(frozen=True, slots=True)
class Publishers:
    """Names by domain (``baothanhhoa.vn``), by the key of a name or alias (see ``corpus.cleaning.lines.key``), by sign."""

    domains: Mapping[str, str]
    names: Mapping[str, str]
    signs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Signature:
    """A publisher's signature, the first ``end`` code points of a lead; ``place`` if they name a place, which is text."""

    publisher: str
    end: int
    place: bool


@lru_cache(maxsize=1)
def known() -> Publishers:
    """The publishers of ``publishers.toml``, read once."""
    with Path(__file__).with_name("publishers.toml").open("rb") as file:
        entries = tomllib.load(file)["publisher"]
    domains = {domain.lower(): entry["name"] for entry in entries for domain in entry["domains"]}
    names = {
        key(said): entry["name"]
        for entry in entries
        for said in (entry["name"], *entry.get("aliases", ()), *entry.get("signs", ()))
    }
    signs = {sign: entry["name"] for entry in entries for sign in entry.get("signs", ())}
    return Publishers(domains, names, signs)


def by_domain(address: str) -> str | None:
    """The publisher of a domain or URL; None where the text is no address or the domain is not known."""
    found = _DOMAIN.fullmatch(address.strip())
    if not found:
        return None
    host = found[1].lower()
    while "." in host:
        if host in known().domains:
            return known().domains[host]
        host = host.partition(".")[2]
    return None


def by_name(text: str) -> str | None:
    """The known publisher that a few words name: its name, an alias or its domain."""
    return by_domain(text) or known().names.get(key(text))


def named(text: str) -> str | None:
    """The publisher that a few words name: a known one, an address, or anything called Báo, Tạp chí, Đài, Cổng …"""
    text = text.strip(" .,;:()[]“”\"'")
    found = by_name(text)
    if found or len(text.split()) > _LONGEST_NAME:
        return found
    address = _DOMAIN.fullmatch(text)
    if address:
        return address[1].lower()
    kind = _KINDS.match(text)
    return text if kind and text[kind.end() :][:1].isupper() else None


def site_of(line: str) -> str | None:
    """The publisher that a line in the head of a page is the name of: a known one, or a portal by its kind."""
    return by_name(line) or (line if _PORTALS.match(line) and len(line.split()) <= _LONGEST_NAME else None)


def signature(line: str) -> Signature | None:
    """The publisher that signs at the start of a lead.

    >>> signature("(Baothanhhoa.vn) - Sáng nay, …")
    Signature(publisher='Báo Thanh Hóa', end=19, place=False)
    """
    found = _SIGNED.match(line)
    if found:
        name = by_name(found["inside"]) or _address(found["inside"])
        return Signature(name, found.end(), False) if name else None
    found = _BARE.match(line)
    if found and (name := known().signs.get(found["inside"]) or by_domain(found["inside"])):
        return Signature(name, found.end(), False)
    found = _PLACED.match(line)
    if found and (name := by_name(found["inside"])):
        return Signature(name, found.end(), True)
    return None


def _address(text: str) -> str | None:
    found = _DOMAIN.fullmatch(text.strip())
    return found[1].lower() if found else None
