-- Anonymous cases and who was asked (docs/cases.md). No name, no address, no point: the finest place is a mesh of about a kilometre. Moments are
-- seconds since 1970.

CREATE TABLE care_case (
    -- Its only name; given from the setting `last_case`, never twice.
    number       BIGINT NOT NULL PRIMARY KEY,
    account      TEXT   NOT NULL,
    -- 1: everybody who keeps cases sees it.
    shared       BIGINT NOT NULL,
    role         TEXT   NOT NULL,
    -- JSON lists of identifiers.
    needs        TEXT   NOT NULL,
    wishes       TEXT   NOT NULL,
    -- A day, or empty.
    wished_from  TEXT   NOT NULL,
    -- Third-order mesh of JIS X 0410.
    mesh         TEXT   NOT NULL,
    municipality TEXT   NOT NULL,
    note         TEXT   NOT NULL,
    opened_at    BIGINT NOT NULL,
    changed_at   BIGINT NOT NULL,
    -- 0 while it is open.
    ended_at     BIGINT NOT NULL,
    -- Empty while it is open.
    outcome      TEXT   NOT NULL,
    -- Grows with every change, so that two people who change a case at once notice it.
    version      BIGINT NOT NULL
);

CREATE INDEX care_case_account ON care_case (account);

CREATE TABLE case_request (
    -- Given from the setting `last_request`.
    id          BIGINT NOT NULL PRIMARY KEY,
    care_case   BIGINT NOT NULL,
    facility    TEXT   NOT NULL,
    channel     TEXT   NOT NULL,
    asked_at    BIGINT NOT NULL,
    reply       TEXT   NOT NULL,
    -- Why it declined; empty otherwise.
    reason      TEXT   NOT NULL,
    -- 0 before it answered.
    answered_at BIGINT NOT NULL
);

CREATE INDEX case_request_of ON case_request (care_case);
CREATE INDEX case_request_asked ON case_request (asked_at);

-- What remains of deleted cases: how many there were, where they can be told without telling anybody apart.
CREATE TABLE case_count (
    month        TEXT   NOT NULL,
    municipality TEXT   NOT NULL,
    -- Empty where the case itself is counted.
    need         TEXT   NOT NULL,
    cases        BIGINT NOT NULL,
    unmet        BIGINT NOT NULL,
    PRIMARY KEY (month, municipality, need)
);

INSERT INTO setting (name, value) VALUES ('last_case', '0');
INSERT INTO setting (name, value) VALUES ('last_request', '0');
-- Changes whenever requests do; running servers follow it.
INSERT INTO setting (name, value) VALUES ('requests', '0');
