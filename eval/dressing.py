"""What the dress of a question costs: ``python -m eval.dressing [dev|test]`` prints a table.

The questions over the repository's articles are asked as they are written, in small letters, without accents, and within the polite
words that people put around them. The same is asked each time; what changes is how.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from corpus.text.fold import unaccented
from eval.dataset import Gold, load, own_articles
from eval.metrics import interval
from eval.runner import Scored, run
from eval.throwaway import throwaway
from index.retrieval import has_diacritics
from service.answering import Answerer
from service.question.kinds import Kind, kind_of
from service.question.wording import lowered, without_mark

Dress = Callable[[str], str]


def _within(before: str, behind: str) -> Dress:
    return lambda question: f"{before}{lowered(without_mark(question))}{behind}"


AS_WRITTEN = "as written"
DRESSES: Mapping[str, Dress] = {
    AS_WRITTEN: lambda question: question,
    "in small letters": str.lower,
    "… without mark and accents": lambda question: unaccented(without_mark(question.lower())),
    "Cho em hỏi … ạ?": _within("Cho em hỏi ", " ạ?"),
    "Chào bạn, cho mình hỏi … được không?": _within("Chào bạn, cho mình hỏi ", " được không?"),
    "… vậy? Giúp mình với, cảm ơn nhiều!": _within("", " vậy? Giúp mình với, cảm ơn nhiều!"),
    "cho minh hoi … voi a": lambda question: unaccented(f"cho mình hỏi {without_mark(question.lower())} với ạ"),
}


def worn(golds: Sequence[Gold], split: str) -> list[Gold]:
    """The questions of a split that can be dressed: by themselves, with accents, and asking for no yes or no."""
    return [
        gold
        for gold in golds
        if gold.split == split
        and not gold.history
        and has_diacritics(gold.question)
        and kind_of(gold.question) is not Kind.YES_NO
    ]


def asked(golds: Sequence[Gold], answerer: Answerer, origins: dict[str, str]) -> dict[str, list[Scored]]:
    """Every question in every dress, in the order of ``DRESSES`` and of the questions."""
    return {
        name: run([replace(gold, question=dress(gold.question)) for gold in golds], answerer, origins)
        for name, dress in DRESSES.items()
    }


def table(found: Mapping[str, Sequence[Scored]]) -> str:
    """The figures of each dress as Markdown; in brackets the 95 % interval of the paired difference to the questions as written."""
    lines = ["| asked | answered | first quote tells | right when answered | refused |", "|---|---|---|---|---|"]
    plain = found[AS_WRITTEN]
    for name, scored in found.items():
        can = [one for one in scored if one.gold.answerable]
        told = [one.in_quote for one in scored if not one.refused]
        cannot = [one.refused for one in scored if not one.gold.answerable]
        cells = [
            _against(scored, plain, lambda one: not one.refused),
            _against(scored, plain, lambda one: one.first_tells),
            f"{np.mean(told):.3f}" if told else "–",
            f"{np.mean(cannot):.3f}" if cannot else "–",
        ]
        lines.append(f"| {name}, {len(can)} + {len(cannot)} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _against(scored: Sequence[Scored], plain: Sequence[Scored], measure: Callable[[Scored], bool]) -> str:
    """The share of what can be answered, and the interval of its difference."""
    pairs = [(measure(one), measure(other)) for one, other in zip(scored, plain, strict=True) if one.gold.answerable]
    if not pairs:
        return "–"
    share = float(np.mean([one for one, _ in pairs]))
    if scored is plain:
        return f"{share:.3f}"
    low, high = interval([float(one) - float(other) for one, other in pairs])
    return f"{share:.3f} ({low:+.3f} to {high:+.3f})"


def main(split: str = "dev") -> None:
    """Asks all over a throw-away library and prints the table."""
    articles = own_articles()
    with throwaway(articles.values()) as running:
        origins = {name: article.origin for name, article in articles.items()}
        print(table(asked(worn(load(articles=articles), split), running.answerer, origins)))


if __name__ == "__main__":
    main(*sys.argv[1:2])
