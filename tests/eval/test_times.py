"""What the time of a question lets in and keeps out, over two paragraphs of two years."""

from dataclasses import replace

import pytest

from eval.times import Kept, kept_of, lost
from tests.eval.test_fit_spans import asked_in


@pytest.mark.parametrize(
    ("year", "kept"),
    [(2022, Kept(1, 1, 1, 0)), (2021, Kept(1, 0, 1, 1)), (2019, Kept(1, 0, 1, 0))],
)
def test_what_is_kept(year: int, kept: Kept) -> None:
    """The paragraph of 2022 tells, that of 2021 does not."""
    asked = asked_in(year)
    assert kept_of([asked]) == kept
    assert kept_of([asked, asked]) == Kept(
        *(2 * count for count in (kept.told, kept.kept, kept.others, kept.others_kept))
    )
    assert (asked in lost([asked])) is (kept.kept == 0)


def test_what_nothing_tells_is_not_lost() -> None:
    asked = asked_in(2019)
    untold = replace(asked, gold=replace(asked.gold, answer=None, start=None), right=asked.right & False)
    assert kept_of([untold]) == Kept(0, 0, 2, 0)
    assert lost([untold]) == []
