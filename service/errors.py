"""Everything that can go wrong while answering, and the HTTP status that each becomes (service/api/problems.py).

ServiceError
├── InvalidQuestion      422  empty, too long, or nothing but punctuation
├── DocumentNotFound     404  no document has that id
├── ModelNotFound        404  a model of another name than ours is asked for
├── NothingIngested      422  an upload of which nothing could be taken in
├── Unauthorised         401  an API key is required and was not given, or is not known
├── ForeignOrigin        403  a web page asks that this service does not answer
├── BackupRefused        409  a snapshot cannot be written or put back
├── NotReady             503  the index does not fit the store at the moment
│   └── NoAddress             the address to be served at cannot be had; nobody hears of it by HTTP
└── ReaderUnavailable    503  a reader's files are missing or are of another model
"""


class ServiceError(Exception):
    """Base of everything that this package raises on purpose. ``detail`` is told to people, in Vietnamese."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class InvalidQuestion(ServiceError):
    """The question cannot be asked."""


class DocumentNotFound(ServiceError):
    """No document has that id."""


class ModelNotFound(ServiceError):
    """A chat client asked what a model of another name is."""


class NothingIngested(ServiceError):
    """Nothing of an upload could be taken in."""


class Unauthorised(ServiceError):
    """An API key is required."""


class ForeignOrigin(ServiceError):
    """A web page of another origin, or one whose name was made to point here, asks or writes what it may not."""


class BackupRefused(ServiceError):
    """A snapshot cannot be written or put back; nothing has changed."""


class NotReady(ServiceError):
    """The service cannot answer at the moment."""


class NoAddress(NotReady):
    """The address that the server is to be reached at cannot be had."""


class ReaderUnavailable(ServiceError):
    """The reader cannot be used."""
