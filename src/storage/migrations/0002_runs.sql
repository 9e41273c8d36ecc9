-- Runs, earlier versions, whole editions, and what people decide.

-- One `zaitaku import`, or one taking back of it. Files that were imported before runs were kept belong to run 0, which has no row.
CREATE TABLE run (
    id        BIGINT NOT NULL PRIMARY KEY,
    kind      TEXT   NOT NULL,
    run_at    TEXT   NOT NULL,
    -- The names that were given, without their folders, as a JSON list.
    paths     TEXT   NOT NULL,
    author    TEXT   NOT NULL,
    note      TEXT   NOT NULL,
    -- How many versions of records the run wrote or confirmed: what undoing it takes back.
    versions  BIGINT NOT NULL,
    -- For an undo, the run that it took back; else 0.
    undoes    BIGINT NOT NULL,
    -- The run that took this one back; 0 while it stands.
    undone_by BIGINT NOT NULL
);

ALTER TABLE import_file ADD COLUMN run_id BIGINT NOT NULL DEFAULT 0;

-- The part of its source that is published as a whole (a prefecture, a service in it). NULL: written before this column was there.
ALTER TABLE source_record ADD COLUMN scope TEXT;

-- Versions of records that a later file overwrote or confirmed, each under the file that had written it. A version that was only
-- confirmed has an empty body and empty row hashes: they are those of the next later version that has some.
CREATE TABLE record_before (
    source       TEXT   NOT NULL,
    record_key   TEXT   NOT NULL,
    edition      TEXT   NOT NULL,
    content_hash BIGINT NOT NULL,
    row_hashes   TEXT   NOT NULL,
    body         TEXT   NOT NULL,
    file_id      BIGINT NOT NULL,
    scope        TEXT,
    PRIMARY KEY (source, record_key, file_id)
);

-- Every version of every record: the present one and those before.
CREATE VIEW record_version AS
    SELECT source, record_key, edition, content_hash, row_hashes, body, file_id, scope FROM source_record
    UNION ALL
    SELECT source, record_key, edition, content_hash, row_hashes, body, file_id, scope FROM record_before;

-- Editions that named their scope as a whole, and the file by which that was known.
CREATE TABLE edition (
    source  TEXT   NOT NULL,
    scope   TEXT   NOT NULL,
    edition TEXT   NOT NULL,
    file_id BIGINT NOT NULL,
    PRIMARY KEY (source, scope, file_id)
);

-- What the last joining could not decide. A number stays with its record for as long as the record is in doubt.
CREATE TABLE doubt (
    number     BIGINT NOT NULL PRIMARY KEY,
    source     TEXT   NOT NULL,
    record_key TEXT   NOT NULL,
    body       TEXT   NOT NULL
);

-- What people decided about a record and a facility. Nothing is deleted: a decision that no longer holds has an end.
CREATE TABLE decision (
    id         BIGINT NOT NULL PRIMARY KEY,
    source     TEXT   NOT NULL,
    record_key TEXT   NOT NULL,
    facility   TEXT   NOT NULL,
    -- 1: the record speaks of the facility; 0: it does not.
    same       BIGINT NOT NULL,
    author     TEXT   NOT NULL,
    decided_at TEXT   NOT NULL,
    note       TEXT   NOT NULL,
    -- Empty while it holds.
    ended_at   TEXT   NOT NULL,
    -- The decision that replaced it; 0 where it was taken back.
    ended_by   BIGINT NOT NULL
);

-- By correction: the value that stood there when it was first applied.
CREATE TABLE corrected (
    record_key TEXT NOT NULL PRIMARY KEY,
    value      TEXT NOT NULL
);

INSERT INTO setting (name, value) VALUES ('doubts', '0');
