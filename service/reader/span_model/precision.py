"""How the reader's matrices are multiplied."""

from enum import StrEnum


class Precision(StrEnum):
    """How matrices are multiplied. The head and everything between matrices are float32 in both."""

    FLOAT32 = "float32"
    INT8 = (
        "int8"  # weights rounded to integers column by column, inputs smoothed and rounded as they come (``graph.py``)
    )
