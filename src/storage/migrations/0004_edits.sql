-- Edits: values that people of the directory put in front of what the sources say. Rows are added and never changed or deleted.
CREATE TABLE edits (
    -- Given while the setting `edits` is locked, so that numbers grow in the order in which edits became durable.
    id           BIGINT NOT NULL PRIMARY KEY,
    -- The identifier that the facility had then.
    facility     TEXT   NOT NULL,
    field        TEXT   NOT NULL,
    -- JSON: what readers saw, and what the editor wrote.
    value_before TEXT   NOT NULL,
    value_after  TEXT   NOT NULL,
    -- What the sources said then, as readers see it.
    beneath      TEXT   NOT NULL,
    -- JSON: where a new address was found then; empty for other fields.
    found        TEXT   NOT NULL,
    author       TEXT   NOT NULL,
    -- For whom they spoke: `editor` or `facility`.
    source       TEXT   NOT NULL,
    made_at      TEXT   NOT NULL,
    reason       TEXT   NOT NULL,
    -- The edit that this one takes back; 0 for one that writes a value.
    undoes       BIGINT NOT NULL
);

CREATE INDEX edits_of_facility ON edits (facility, id);

-- Facilities that were edited under an identifier which is nobody's any more, and whose it became; made anew with every joining.
CREATE TABLE edits_follow (
    former   TEXT NOT NULL PRIMARY KEY,
    facility TEXT NOT NULL
);

CREATE INDEX edits_follow_to ON edits_follow (facility);

INSERT INTO setting (name, value) VALUES ('edits', '0');
