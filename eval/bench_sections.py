"""Sections of a report: the same tables as Markdown and as one HTML page."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from eval import page

Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, a table, and what is to be said of it; ``rows`` without a ``head`` are names with values."""

    title: str
    rows: tuple[Cells, ...] = ()
    head: Cells = ()
    notes: tuple[str, ...] = field(default=())


def markdown(title: str, sections: Sequence[Section]) -> str:
    """The sections as Markdown."""
    lines = [f"# {title}"]
    for one in sections:
        lines += ["", f"## {one.title}", ""]
        if one.head:
            lines += [_line(one.head), "|" + "---|" * len(one.head), *map(_line, one.rows)]
        else:
            lines += [f"* {name}: {value}" for name, value in one.rows]
        if one.notes:
            lines += ["", *one.notes]
    return "\n".join(lines) + "\n"


def html(title: str, sections: Sequence[Section]) -> str:
    """The sections as one page without scripts or outside links."""
    found = [f"<h1>{escape(title)}</h1>"]
    for one in sections:
        found.append(f"<h2>{escape(one.title)}</h2>")
        if one.rows:
            found.append(page.table(one.head or ("", ""), [tuple(map(escape, row)) for row in one.rows]))
        found += [f"<p><small>{escape(note)}</small></p>" for note in one.notes]
    return page.document(title, found)


def _line(cells: Cells) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
