-- One set of SQL for SQLite and PostgreSQL: TEXT and BIGINT only.

-- What each source says about each institution, as imported.
CREATE TABLE source_record (
    source       TEXT   NOT NULL,
    record_key   TEXT   NOT NULL,
    edition      TEXT   NOT NULL,
    content_hash BIGINT NOT NULL,
    row_hashes   TEXT   NOT NULL,
    body         TEXT   NOT NULL,
    file_id      BIGINT NOT NULL,
    PRIMARY KEY (source, record_key)
);

-- What the sources together say: one row a facility, made by the reconcile room and never edited by hand.
CREATE TABLE facility (
    id           TEXT   NOT NULL PRIMARY KEY,
    content_hash BIGINT NOT NULL,
    revision     BIGINT NOT NULL,
    body         TEXT   NOT NULL
);

-- Every file that was ever imported, with its account.
CREATE TABLE import_file (
    id             BIGINT NOT NULL PRIMARY KEY,
    name           TEXT   NOT NULL,
    dataset        TEXT   NOT NULL,
    edition        TEXT   NOT NULL,
    imported_at    TEXT   NOT NULL,
    rows_read      BIGINT NOT NULL,
    rows_new       BIGINT NOT NULL,
    rows_changed   BIGINT NOT NULL,
    rows_unchanged BIGINT NOT NULL,
    rows_noticed   BIGINT NOT NULL,
    rows_refused   BIGINT NOT NULL
);

-- Single values: `revision` grows by one with every change of the facilities, and `stamp` becomes one that was never used before,
-- so that a restored store is not taken for the one that had reached the same number. `records` changes with every file written;
-- `joined` repeats it once the facilities were made of those records, so that an import cut short is noticed and finished.
CREATE TABLE setting (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

INSERT INTO setting (name, value) VALUES ('revision', '0'), ('stamp', ''), ('records', ''), ('joined', '');
