"""What searches the passages: embedded in the process, or a distributed engine where one machine is outgrown."""

from index.engines.base import Batch, Engine, Evidence, Ids, Opener
from index.engines.embedded import Embedded, embedded

__all__ = ["Batch", "Embedded", "Engine", "Evidence", "Ids", "Opener", "embedded"]
