"""Everything that can go wrong while reading and keeping documents.

CorpusError
├── UnreadableDocument          a file or body that is refused; ``reason`` is told to people in Vietnamese
│   ├── UnsupportedFormat       the format is not one of those read
│   ├── EmptyDocument           nothing is left after reading and cleaning
│   ├── TooLarge                over a stated limit (bytes, characters of a line, members of an archive)
│   ├── BrokenDocument          the parser of the format gives up
│   ├── EncryptedDocument       a password is needed
│   ├── UnknownEncoding         the bytes are in no encoding that is known, or in a legacy one that cannot be told
│   └── HostileArchive          path traversal, links, zip bombs, archives within archives
└── StoreError                  the database cannot be used (other schema, broken file, no permission, held by another, disk full)
"""


class CorpusError(Exception):
    """Base of everything that this package raises on purpose."""


class UnreadableDocument(CorpusError):
    """A document that is refused. ``name`` is the file, ``reason`` a Vietnamese sentence that says what to do."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


class UnsupportedFormat(UnreadableDocument):
    """The format is not one of those read."""


class EmptyDocument(UnreadableDocument):
    """Nothing is left after reading and cleaning."""


class TooLarge(UnreadableDocument):
    """The document is over a stated limit."""


class BrokenDocument(UnreadableDocument):
    """The parser of the format gave up."""


class EncryptedDocument(UnreadableDocument):
    """A password is needed to read the document."""


class UnknownEncoding(UnreadableDocument):
    """The bytes cannot be turned into Vietnamese text."""


class HostileArchive(UnreadableDocument):
    """The archive tries what no honest archive does."""


class StoreError(CorpusError):
    """The database cannot be used. What people can run into is told in Vietnamese, with what to do."""
