"""What can go wrong with the files that an evaluation is given. Messages are Vietnamese: people read them.

EvaluationError
├── WrongUsage             options that mean nothing together
├── UnsoundQuestion        questions of the repository that break their form, or that a changed article made stale
├── UnreadableDataset      no set of questions, or one that the asked-for run can do nothing with
├── UnreadablePredictions  no predictions.json
├── UnreadableResult       no result.json of a run, no bench.json of a benchmark
├── UnlikeRuns             two benchmarks that did not measure the same
├── ServerUnreachable      no server at an address, or one that does not let us in
└── NotAsked               one question whose request failed; the run goes on
"""


class EvaluationError(Exception):
    """Base of the above. ``detail`` says what was wrong, with what, and what is expected."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class WrongUsage(EvaluationError):
    """Options of a command are unknown or mean nothing together."""


class UnsoundQuestion(EvaluationError):
    """A question breaks the form; ``detail`` names it and says what is wrong, in English: those who write them read it."""


class UnreadableDataset(EvaluationError):
    """A file is no set of questions."""


class UnreadablePredictions(EvaluationError):
    """A file holds no predictions."""


class UnreadableResult(EvaluationError):
    """A file is no result of a run, or of a benchmark."""


class UnlikeRuns(EvaluationError):
    """Two benchmarks did not ask the same, so that their times mean nothing beside each other."""


class ServerUnreachable(EvaluationError):
    """Nobody who can answer is at an address."""


class NotAsked(EvaluationError):
    """A question got no answer because its request failed."""
