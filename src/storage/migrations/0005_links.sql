-- Personal links: one page of one facility, without an account. The token in the link is not stored, only its SHA-256. Moments are
-- seconds since 1970.
CREATE TABLE link (
    id         TEXT   NOT NULL PRIMARY KEY,
    digest     TEXT   NOT NULL UNIQUE,
    -- The identifier that the facility had when the link was made.
    facility   TEXT   NOT NULL,
    -- What it may write, as identifiers separated by commas.
    scopes     TEXT   NOT NULL,
    -- The account that made it, or the operator.
    made_by    TEXT   NOT NULL,
    made_at    BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- The last day in Japan on which it was opened; empty before the first.
    used_on    TEXT   NOT NULL,
    -- 0 while it was not taken back.
    revoked_at BIGINT NOT NULL
);

CREATE INDEX link_facility ON link (facility);
