"""Markdown with YAML front matter, as plain lines of text."""

import re
from collections.abc import Iterator, Sequence

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.errors import BrokenDocument
from corpus.formats.declared import Declared, declared
from corpus.formats.html_blocks import fragment_text
from corpus.formats.plain import check_lines
from corpus.formats.reading import Limits, Reading
from corpus.text.legacy import decode

_FRONT = re.compile(r"\A\ufeff?---[^\S\n]*\n(.*?)^(?:---|\.\.\.)[^\S\n]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_LONGEST_FRONT = 65_536  # characters
_BREAK = re.compile(r"<br\b", re.IGNORECASE)
_CELL = " | "


def read(origin: str, data: bytes, limits: Limits) -> Iterator[Reading]:
    """The one reading of a Markdown file; a first heading of level 1 is its title unless front matter gives one.

    Raises ``BrokenDocument`` for front matter that is no YAML mapping, and what ``plain.read`` raises.
    """
    text = decode(data, origin)[0].replace("\r\n", "\n").replace("\r", "\n")
    check_lines(origin, text, limits)
    front, body = _front_matter(origin, text)
    lines, heading = _lines(MarkdownIt("commonmark").enable("table").parse(body))
    if heading and front.title is None:
        lines = lines[1:]
    yield Reading(
        origin=origin,
        text="\n".join(lines),
        format="markdown",
        title=front.title or heading,
        author=front.author,
        source=front.source,
        url=front.url,
        published=front.published,
        period=front.period,
    )


def _front_matter(origin: str, text: str) -> tuple[Declared, str]:
    """The declared fields, and the text behind them."""
    match = _FRONT.match(text[: _LONGEST_FRONT + 8])
    if not match:
        return Declared(), text
    try:
        fields = yaml.safe_load(match[1])
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" ở dòng {mark.line + 2}" if mark else ""
        raise BrokenDocument(
            origin, f"Phần khai báo YAML ở đầu tệp bị sai{where}; hãy sửa lại hoặc bỏ phần giữa hai dòng '---'."
        ) from error
    if fields is None:
        return Declared(), text[match.end() :]
    if not isinstance(fields, dict):
        if ":" in match[1]:
            raise BrokenDocument(origin, "Phần khai báo YAML ở đầu tệp phải gồm các dòng 'tên: giá trị'.")
        return Declared(), text  # two rules ("---") around a paragraph
    return declared({str(key): value for key, value in fields.items() if isinstance(key, str)}), text[match.end() :]


def _lines(tokens: Sequence[Token]) -> tuple[list[str], str | None]:
    """The lines of text of a parsed document, and the heading of level 1 that it starts with, if it does."""
    lines: list[str] = []
    heading: str | None = None
    marks: list[str] = []  # what stands before the next line: "- ", "3. "
    ordered: list[int | None] = []  # the number of the next item of the lists that are open
    cells: list[str] | None = None
    before = ""
    for token in tokens:
        kind = token.type
        if kind in {"bullet_list_open", "ordered_list_open"}:
            ordered.append(int(token.attrGet("start") or 1) if kind == "ordered_list_open" else None)
        elif kind in {"bullet_list_close", "ordered_list_close"}:
            ordered.pop()
        elif kind == "list_item_open":
            number = ordered[-1]
            marks.append("- " if number is None else f"{number}. ")
            ordered[-1] = None if number is None else number + 1
        elif kind == "tr_open":
            cells = []
        elif kind == "tr_close":
            lines.append(_CELL.join(cells or []))
            cells = None
        elif kind == "inline":
            text = _inline(token.children or [])
            if cells is not None:
                cells.append(" ".join(text.split()))
            elif text.strip():
                if not lines and before == "heading_open":
                    heading = text
                lines.append("".join(marks[-1:]) + text)
                marks.clear()
        elif kind in {"fence", "code_block"}:
            lines.extend(line for line in token.content.split("\n") if line.strip())
        elif kind == "html_block":
            lines.extend(fragment_text(token.content).split("\n") if token.content.strip() else [])
        before = kind if token.tag == "h1" else ""
    return [line for line in lines if line.strip()], heading


def _inline(tokens: Sequence[Token]) -> str:
    """The text of a paragraph: links and emphasis by their text, pictures not at all."""
    parts: list[str] = []
    for token in tokens:
        if token.type in {"text", "code_inline"}:
            parts.append(token.content)
        elif token.type == "softbreak":
            parts.append(" ")
        elif token.type == "hardbreak" or (token.type == "html_inline" and _BREAK.match(token.content)):
            parts.append("\n")
    return "\n".join(line.strip() for line in "".join(parts).split("\n"))
