"""How well accents are restored: ``python -m service.question.accents.measure`` prints the table of docs/questions.md.

Restored are the sentences of passages and the questions of the pairs' development split, which were not counted, with
nothing known of their documents. Every syllable that can have an accent counts; words that are none do not.
"""

import time
from collections.abc import Callable, Sequence

from corpus.text.fold import fold, unaccented
from corpus.text.spelling import is_syllable, spelling_key
from corpus.text.syllables import tokens
from service.question.accents.model import load_model
from service.question.accents.restoring import Restorer
from service.reader.training.pairs import read_all

_ACCENTED = 0.5  # share of syllables with an accent


class NoWords:
    """Documents that nothing is known of."""

    def forms(self, folded: str) -> tuple[str, ...]:
        """None."""
        return ()

    def document_frequency(self, term: str) -> int:
        """Nowhere."""
        return 0


def accuracy(texts: Sequence[str], restore: Callable[[str], str]) -> tuple[float, float, float]:
    """Shares of syllables and of whole texts restored as they were, and milliseconds of processor time for each text."""
    syllables = right = whole = 0
    spent = 0.0
    for text in texts:
        typed = unaccented(text)
        start = time.process_time()
        made = restore(typed)
        spent += time.process_time() - start
        wrong = 0
        for one in tokens(text):
            if is_syllable(one.text):
                syllables += 1
                wrong += spelling_key(made[one.start : one.end]) != spelling_key(one.text)
                right += spelling_key(made[one.start : one.end]) == spelling_key(one.text)
        whole += not wrong
    return right / syllables, whole / len(texts), 1000 * spent / len(texts)


def held_out() -> tuple[list[str], list[str]]:
    """Sentences and questions of the development split."""
    pairs = [pair for pair in read_all() if pair.split == "dev"]
    contexts = dict.fromkeys(pair.context for pair in pairs)
    sentences = [part for text in contexts for part in text.split(". ")]
    return sentences, [text for text in dict.fromkeys(pair.question for pair in pairs) if is_accented(text)]


def is_accented(text: str) -> bool:
    """Whether a text was typed with its accents: some questions of the pairs were not, or only here and there."""
    words = [token.text for token in tokens(text) if is_syllable(token.text)]
    return sum(fold(word) != word.lower() for word in words) >= _ACCENTED * len(words)


def main() -> None:
    """Prints the table."""
    restorer = Restorer(load_model(), NoWords())
    print("| text | syllables right | all right | ms each |\n|---|---|---|---|")
    for name, texts in zip(("sentences", "questions"), held_out(), strict=True):
        syllables, whole, spent = accuracy(texts, restorer.restore)
        print(f"| {name}, {len(texts)} | {syllables:.3f} | {whole:.3f} | {spent:.1f} |")


if __name__ == "__main__":
    main()
