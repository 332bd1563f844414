"""Everything that can go wrong while turning text into an index and searching it.

IndexingError
├── EncoderUnavailable          the encoder cannot be had here: weights, package or room on the disk are missing
├── EncoderCorrupt              weights are there but are not what they should be (checksum, size, format)
├── EngineUnavailable           the engine that searches cannot be reached, or its client is not installed
│   └── EngineBusy              another process is changing it
└── IndexCorrupt                the files of an index contradict each other, cannot be read, or are of something else
"""


class IndexingError(Exception):
    """Base of everything that this package raises on purpose."""


class EncoderUnavailable(IndexingError):
    """The encoder cannot be had on this machine. The message is Vietnamese and says what to do."""


class EncoderCorrupt(IndexingError):
    """Weights that are not what they should be. The message is Vietnamese and says what to do."""


class IndexCorrupt(IndexingError):
    """Files of an index that contradict each other or cannot be read."""


class EngineUnavailable(IndexingError):
    """The engine cannot be used now. The message is Vietnamese and says what to do."""


class EngineBusy(EngineUnavailable):
    """Another process is changing the engine, and it cannot be changed by two."""
