"""What a run over our own questions is bound to."""

from dataclasses import replace

from corpus.records import Article
from eval.own import corpus_revision

ONE, TWO = Article("a.md", "Xã có 5 cầu.", "Cầu"), Article("b.md", "Xã có 7 chợ.", "Chợ")


def test_the_revision_of_a_corpus_is_of_every_character_and_no_order() -> None:
    told = corpus_revision({"a.md": ONE, "b.md": TWO})
    assert told == corpus_revision({"b.md": TWO, "a.md": ONE})
    assert len(told) == 12
    changed = replace(ONE, text="Xã có 6 cầu.")
    others = [{"a.md": changed, "b.md": TWO}, {"a.md": ONE}, {"a.md": TWO, "b.md": ONE}]
    assert told not in {corpus_revision(other) for other in others}
