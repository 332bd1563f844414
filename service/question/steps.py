"""What is done to a question before it is read, each step on its own, so that the worth of each can be measured."""

from dataclasses import dataclass, replace

STEPS = (
    "repair",
    "shorthand",
    "accents",
    "names",
    "fitting",
    "time",
    "history",
    "several",
    "english",
    "manners",
    "meanings",
)


@dataclass(frozen=True, slots=True)
class Steps:
    """Which steps are taken; all of them, unless their worth is being measured (``python -m eval.ablation``).

    ``repair``: typing errors; ``shorthand``: words in haste; ``accents``: those left out; ``names``: other names are
    searched for; ``fitting``: the question is read in the words of the documents; ``time``: findings of another time are no
    answer; ``history``: follow-ups are made whole; ``several``: questions in one are answered one by one;
    ``english``: the words of an English question are called by their Vietnamese names; ``manners``: polite words around a
    question are left out; ``meanings``: what documents call the words of a question is searched for and counts as said.
    """

    repair: bool = True
    shorthand: bool = True
    accents: bool = True
    names: bool = True
    fitting: bool = True
    time: bool = True
    history: bool = True
    several: bool = True
    english: bool = True
    manners: bool = True
    meanings: bool = True

    def without(self, name: str) -> "Steps":
        """All but one; raises ValueError for a name that is none of STEPS."""
        if name not in STEPS:
            raise ValueError(f"no step {name!r}; known: {', '.join(STEPS)}")
        return replace(self, **{name: False})


ALL_STEPS = Steps()
NO_STEPS = Steps(*(False for _ in STEPS))
