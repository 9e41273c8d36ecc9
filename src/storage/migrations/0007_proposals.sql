-- Proposals: changes that somebody handed in, and what an editor decided about them.
CREATE TABLE proposal (
    id       BIGINT NOT NULL PRIMARY KEY,
    facility TEXT   NOT NULL,
    made_at  TEXT   NOT NULL,
    -- The account that handed it in; empty for the public, of whom nothing is kept.
    author   TEXT   NOT NULL,
    role     TEXT   NOT NULL,
    -- What was said in words.
    words    TEXT   NOT NULL,
    -- JSON: the fields, with what stood there and what should.
    changes  TEXT   NOT NULL,
    -- `open`, `approved`, `rejected` or `noted`.
    state    TEXT   NOT NULL,
    -- JSON: who decided, when, why, which fields, and the edits that were made; empty while it is open.
    decision TEXT   NOT NULL
);

CREATE INDEX proposal_state ON proposal (state, id);
CREATE INDEX proposal_facility ON proposal (facility, state);
