-- Accounts, their sessions and invitations, and the audit log. Moments of sessions and invitations are seconds since 1970.

CREATE TABLE account (
    id         TEXT   NOT NULL PRIMARY KEY,
    -- NFKC, lower case.
    login      TEXT   NOT NULL UNIQUE,
    name       TEXT   NOT NULL,
    role       TEXT   NOT NULL,
    -- The facilities that are its own, as a JSON list of identifiers.
    facilities TEXT   NOT NULL,
    -- argon2id, as a PHC string.
    password   TEXT   NOT NULL,
    -- The key of one-time codes in base 32; empty where there is none.
    code_key   TEXT   NOT NULL,
    -- The step of the last one-time code that was used: a code counts once.
    code_used  BIGINT NOT NULL,
    -- SHA-256 of the recovery codes that were not used yet, as a JSON list.
    recovery   TEXT   NOT NULL,
    -- 1: may sign in.
    enabled    BIGINT NOT NULL,
    created_at TEXT   NOT NULL,
    -- Grows with every change, so that two people who change an account at once notice it.
    version    BIGINT NOT NULL
);

-- Who is signed in. The token in the cookie is not stored, only its SHA-256.
CREATE TABLE session (
    digest     TEXT   NOT NULL PRIMARY KEY,
    account    TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL,
    -- The sort of browser, such as `Firefox, Windows`; nothing that tells one person from another.
    device     TEXT   NOT NULL
);

CREATE INDEX session_account ON session (account);

-- Links by which somebody makes an account. The token in the link is not stored, only its SHA-256.
CREATE TABLE invitation (
    id         TEXT   NOT NULL PRIMARY KEY,
    digest     TEXT   NOT NULL UNIQUE,
    -- Whom it is for, in the words of who invites.
    name       TEXT   NOT NULL,
    role       TEXT   NOT NULL,
    facilities TEXT   NOT NULL,
    made_by    TEXT   NOT NULL,
    made_at    BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- 0 while it was not used or revoked.
    used_at    BIGINT NOT NULL,
    revoked_at BIGINT NOT NULL
);

-- Who did what. Triggers refuse every change of a row (src/storage/audit.rs).
CREATE TABLE audit_entry (
    number   BIGINT NOT NULL PRIMARY KEY,
    at       TEXT   NOT NULL,
    who      TEXT   NOT NULL,
    what     TEXT   NOT NULL,
    subject  TEXT   NOT NULL,
    before   TEXT   NOT NULL,
    after    TEXT   NOT NULL,
    note     TEXT   NOT NULL,
    previous TEXT   NOT NULL,
    digest   TEXT   NOT NULL
);

-- The end of the chain, in one row: whoever appends takes this row first, so that replicas do it one after the other.
CREATE TABLE audit_head (
    id     BIGINT NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL,
    digest TEXT   NOT NULL
);

INSERT INTO audit_head (id, number, digest)
VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');
