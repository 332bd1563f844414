-- Documents, the passages they are cut into and the vectors of those: the truth that every index file is derived from.
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO meta VALUES ('generation', '0');

CREATE TABLE document (
    id              TEXT PRIMARY KEY,     -- Article.id
    origin          TEXT NOT NULL,
    part            INTEGER NOT NULL,
    title           TEXT NOT NULL,
    source          TEXT,
    author          TEXT,
    published       TEXT,                 -- ISO 8601 date
    period_first    INTEGER,
    period_last     INTEGER,
    url             TEXT,
    text            TEXT NOT NULL,
    text_sha256     TEXT NOT NULL,
    reading         BLOB NOT NULL,        -- OffsetMap runs: little-endian int64 triples
    signature       BLOB NOT NULL,        -- MinHash of the text, for near-duplicates
    duplicate_group TEXT NOT NULL,        -- shared by articles that reprint one another
    added_at        TEXT NOT NULL,        -- ISO 8601, UTC
    UNIQUE (origin, part)
);
CREATE INDEX document_group ON document (duplicate_group);

CREATE TABLE duplicate_band (
    band        TEXT NOT NULL,
    document_id TEXT NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    PRIMARY KEY (band, document_id)
) WITHOUT ROWID;
CREATE INDEX duplicate_band_document ON duplicate_band (document_id);

-- AUTOINCREMENT: an id is never used again, so that a passage id names one text for ever.
CREATE TABLE passage (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    document_id TEXT NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    start       INTEGER NOT NULL,
    end         INTEGER NOT NULL
);
CREATE INDEX passage_document ON passage (document_id);

CREATE TABLE vector (
    passage_id INTEGER PRIMARY KEY REFERENCES passage (id) ON DELETE CASCADE,
    encoder    TEXT NOT NULL,             -- Encoder.revision
    vector     BLOB NOT NULL              -- little-endian float32
);
CREATE INDEX vector_encoder ON vector (encoder);

-- What was replaced or removed: out of every answer, kept so that nothing is lost and an old citation can be explained.
CREATE TABLE retired (
    document_id TEXT NOT NULL,
    origin      TEXT NOT NULL,
    title       TEXT NOT NULL,
    published   TEXT,
    text        TEXT NOT NULL,
    text_sha256 TEXT NOT NULL,
    retired_at  TEXT NOT NULL,
    reason      TEXT NOT NULL CHECK (reason IN ('updated', 'removed'))
);
CREATE INDEX retired_document ON retired (document_id, text_sha256);

CREATE TABLE feedback (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    answer_id   TEXT NOT NULL,
    question    TEXT NOT NULL,
    verdict     TEXT NOT NULL CHECK (verdict IN ('right', 'wrong')),
    answer      TEXT,
    correction  TEXT,
    document_id TEXT,
    created_at  TEXT NOT NULL
);
