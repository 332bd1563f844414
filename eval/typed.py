"""What the form of a question costs: ``python -m eval.typed run [--split dev|test|all]``.

Every row of ``typed.jsonl`` (``eval/typed_rows.py``) is asked as it was typed and as its plain form, through the
service in process, over the repository's articles. ``python -m eval.typed [--bind]`` only checks the file and counts;
``--bind`` first writes the hashes of the articles as they are now.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence

from eval.dataset import bind, own_articles
from eval.errors import UnsoundQuestion
from eval.throwaway import about, throwaway
from eval.typed_asking import Pair, ask_pairs, table
from eval.typed_rows import TYPED, Typed, load
from index.encoder import Encoder


def run_typed(rows: Sequence[Typed], encoder: Encoder | None = None) -> tuple[list[Pair], dict[str, str]]:
    """Asks rows over a throw-away library of the repository's articles; also what was measured."""
    articles = own_articles()
    with throwaway(articles.values(), encoder=encoder) as running:
        origins = {name: article.origin for name, article in articles.items()}
        return ask_pairs(rows, running.answerer, origins), about(running)


def main(words: Sequence[str] | None = None) -> int:
    """Checks the rows and prints counts, or asks them; ``words`` are those of the command line."""
    parser = argparse.ArgumentParser(prog="python -m eval.typed", description="The questions as people type them.")
    parser.add_argument("--bind", action="store_true", help="first write the hashes of the articles as they are now")
    asking = parser.add_subparsers(dest="command").add_parser("run", help="ask all and print a table by form")
    asking.add_argument("--split", choices=("dev", "test", "all"), default="dev")
    told = parser.parse_args(words)
    if told.bind:
        print(f"{bind(TYPED)} questions bound anew")
    try:
        rows = load(TYPED)
    except UnsoundQuestion as error:
        print(error, file=sys.stderr)
        return 1
    if told.command == "run":
        pairs, measured = run_typed([row for row in rows if told.split in ("all", row.gold.split)])
        print(table(pairs, {"split": told.split, **measured}))
        return 0
    print(f"{len(rows)} questions, {sum(row.gold.answerable for row in rows)} answerable")
    print("form", dict(Counter(row.form for row in rows).most_common()))
    print("verdict", dict(Counter(row.verdict for row in rows if row.verdict).most_common()))
    print("split", dict(Counter(row.gold.split for row in rows)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
