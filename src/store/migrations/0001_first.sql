-- The first schema. One text for SQLite and PostgreSQL: flags and times are BIGINT (0/1; milliseconds since 1970 UTC),
-- SERIAL_KEY and BLOB are replaced by what each database calls them, and statements end with a semicolon at a line's
-- end. Lists and maps that nobody searches are JSON in TEXT. Enum-like columns hold the words of src/model/.

-- What the installation is: the HMAC key, notes that tasks keep for themselves.
CREATE TABLE meta (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

-- `admission`: the last admission number given out. `token`: the last fencing token of alerts and letters.
CREATE TABLE counter (
    name TEXT NOT NULL PRIMARY KEY,
    n    BIGINT NOT NULL
);
INSERT INTO counter (name, n) VALUES ('admission', 0), ('token', 0);

-- Whatever a follower must see, in the order of commits.
CREATE TABLE admission (
    id     BIGINT NOT NULL PRIMARY KEY, -- what rows carry; the first eight bytes of the digest
    digest BLOB NOT NULL UNIQUE,        -- chosen by whoever asked, so that twice is once
    kind   TEXT NOT NULL,               -- admit, verdict, letter, retention
    at     BIGINT NOT NULL,
    n      BIGINT NOT NULL UNIQUE       -- gap-free, in the order of commits
);
CREATE INDEX admission_at ON admission (at);

CREATE TABLE crawl (
    id             TEXT NOT NULL PRIMARY KEY,
    kind           TEXT NOT NULL,
    digest         BLOB NOT NULL,             -- of what was configured
    cursor         TEXT NOT NULL,             -- opaque to all but the kind
    state          TEXT NOT NULL,
    why            TEXT NOT NULL,
    blind_since    BIGINT,                    -- null: it is seen
    last_visit     BIGINT,                    -- start of the last ended visit
    last_success   BIGINT,                    -- start of the last one that ended well
    next_due       BIGINT NOT NULL,
    first_fetch    BIGINT,                    -- when the first visit that reached it began
    first_complete BIGINT,                    -- when the first complete visit ended
    baseline_part  BIGINT NOT NULL,           -- the part that comes next, from 1
    documents      BIGINT NOT NULL,           -- kept from it, ever
    visits         BIGINT NOT NULL,
    failures       BIGINT NOT NULL,           -- in a row
    retired        BIGINT NOT NULL,           -- 1: no longer configured
    token          BIGINT NOT NULL,           -- rises with each claim
    lease_until    BIGINT NOT NULL,           -- 0: free
    owner          TEXT NOT NULL              -- which daemon has it
);
CREATE INDEX crawl_due ON crawl (next_due);

CREATE TABLE visit (
    id         SERIAL_KEY,
    crawl      TEXT NOT NULL,
    token      BIGINT NOT NULL,
    started    BIGINT NOT NULL,
    due        BIGINT NOT NULL,
    ended      BIGINT,              -- null: running, or its daemon died
    state      TEXT NOT NULL,
    why        TEXT NOT NULL,
    items      BIGINT NOT NULL,
    new_items  BIGINT NOT NULL,
    unchanged  BIGINT NOT NULL,
    gone       BIGINT NOT NULL,
    failed     BIGINT NOT NULL,
    requests   BIGINT NOT NULL,
    bytes      BIGINT NOT NULL,     -- on the wire
    complete   BIGINT NOT NULL,
    gap        BIGINT NOT NULL,
    complaints TEXT NOT NULL,       -- JSON: what was odd, counted
    UNIQUE (crawl, token, started)
);
CREATE INDEX visit_recent ON visit (crawl, id);

-- The door of a host: one connection, a delay, rest when it asks for it.
CREATE TABLE gate (
    host            TEXT NOT NULL PRIMARY KEY,
    token           BIGINT NOT NULL,
    next_allowed    BIGINT NOT NULL,
    throttled_until BIGINT NOT NULL,
    failures        BIGINT NOT NULL, -- in a row
    lease_until     BIGINT NOT NULL, -- 0: nobody is in
    owner           TEXT NOT NULL
);

CREATE TABLE robots (
    origin  TEXT NOT NULL PRIMARY KEY,
    status  BIGINT NOT NULL,
    body    BLOB NOT NULL,
    fetched BIGINT NOT NULL
);

-- An address as one crawl knows it. Outlives the texts that it had.
CREATE TABLE page (
    id         SERIAL_KEY,
    crawl      TEXT NOT NULL,
    url        TEXT NOT NULL,
    version    BIGINT NOT NULL,  -- rises with each admission that read it
    as_of      BIGINT NOT NULL,  -- last fetch: sent minus Age
    first_seen BIGINT NOT NULL,
    listing    TEXT,             -- what led to it
    digest     BLOB NOT NULL,    -- of its whole text
    document   BIGINT,           -- its newest kept text
    gone       BIGINT,           -- when it first answered 404 or 410; null: it is there
    UNIQUE (crawl, url)
);

-- Kept byte for byte, by crawl: what one crawl has read says nothing of what another has matched.
CREATE TABLE validator (
    crawl         TEXT NOT NULL,
    url           TEXT NOT NULL,
    etag          BLOB,
    last_modified BLOB,
    PRIMARY KEY (crawl, url)
);

CREATE TABLE listing (
    crawl          TEXT NOT NULL,
    url            TEXT NOT NULL,
    as_of          BIGINT NOT NULL,
    as_of_complete BIGINT NOT NULL,
    entries        BIGINT NOT NULL,
    PRIMARY KEY (crawl, url)
);

CREATE TABLE document (
    id                 SERIAL_KEY,
    admission          BIGINT NOT NULL,
    crawl              TEXT NOT NULL,
    url                TEXT NOT NULL,
    canonical          TEXT,
    kind               TEXT NOT NULL,
    title              TEXT NOT NULL,
    author             TEXT NOT NULL,
    language           TEXT NOT NULL,
    published_earliest BIGINT,
    published_latest   BIGINT,
    updated_earliest   BIGINT,
    updated_latest     BIGINT,
    fetched            BIGINT NOT NULL,
    text_bytes         BIGINT NOT NULL, -- compressed
    fields             TEXT NOT NULL,  -- JSON
    complaints         TEXT NOT NULL,  -- JSON
    exposure           TEXT NOT NULL,
    archive_file       TEXT,
    archive_offset     BIGINT,
    archive_length     BIGINT,
    archive_digest     BLOB,
    watches            TEXT NOT NULL,  -- JSON: who crawls this place
    previous           BIGINT,          -- the version before it
    text               BLOB,            -- zstd; null: dropped by retention; last, so that the rest is read without it
    main               BLOB             -- zstd; null: not computed
);
CREATE INDEX document_admission ON document (admission);
CREATE INDEX document_kept ON document (fetched, text_bytes) WHERE text IS NOT NULL;

-- Mentions: outlive the text that they were found in.
CREATE TABLE hit (
    document      BIGINT NOT NULL,
    seq           BIGINT NOT NULL,
    entry         TEXT NOT NULL,
    kind          TEXT NOT NULL,
    first_point   BIGINT NOT NULL, -- code points, half-open
    end_point     BIGINT NOT NULL,
    line          BIGINT NOT NULL,
    confidence    BIGINT NOT NULL, -- hundredths
    evidence      TEXT NOT NULL,   -- JSON
    value         BLOB NOT NULL,   -- keyed digest
    secret        BIGINT NOT NULL,
    passage_first BIGINT NOT NULL,
    passage_end   BIGINT NOT NULL,
    findings      TEXT NOT NULL,   -- JSON: ids
    PRIMARY KEY (document, seq)
);

-- Texts that are the same for a reader; the row is the first member.
CREATE TABLE cluster (
    id          SERIAL_KEY,
    digest      BLOB NOT NULL UNIQUE,
    kind        TEXT NOT NULL,
    folded_hash BIGINT NOT NULL,
    words       BIGINT NOT NULL,
    shingles    BLOB NOT NULL,       -- eight bytes each, big-endian, sorted
    born        BIGINT NOT NULL
);
CREATE INDEX cluster_folded ON cluster (folded_hash);

-- Where a probe looks clusters up: all shingles of a short text, the 512 smallest of a long one.
CREATE TABLE shingle (
    hash    BIGINT NOT NULL,
    cluster BIGINT NOT NULL,
    PRIMARY KEY (hash, cluster)
);

CREATE TABLE finding (
    id             SERIAL_KEY,
    version        BIGINT NOT NULL, -- rises with each change
    watch          TEXT NOT NULL,
    entry          TEXT NOT NULL,
    class          TEXT NOT NULL,
    key            BLOB NOT NULL,   -- keyed digest of what makes it one
    cluster        BLOB,            -- of mentions and passages
    title          TEXT NOT NULL,
    damage         TEXT NOT NULL,
    probability    BIGINT NOT NULL, -- 0..10000
    likelihood     TEXT NOT NULL,
    level          TEXT NOT NULL,
    acceptable     BIGINT NOT NULL,
    confidence     BIGINT NOT NULL,
    exposure       TEXT NOT NULL,
    held_values    BIGINT NOT NULL, -- how many rows of finding_value
    verdict        TEXT NOT NULL,
    owner          TEXT,
    due            BIGINT,          -- when its treatment is due
    treatment      TEXT,
    accepted_until BIGINT,
    created        BIGINT NOT NULL,
    updated        BIGINT NOT NULL,
    events         BIGINT NOT NULL, -- the number of the last one
    locations      BIGINT NOT NULL,
    url            TEXT NOT NULL,   -- of the newest location
    page_title     TEXT NOT NULL,
    start          BIGINT NOT NULL, -- of the last event
    rule           TEXT NOT NULL,
    alert_due      BIGINT,          -- null: its last event owes no alert
    alert_entry    BIGINT NOT NULL, -- its entry says that a mention alone alerts
    closed         BIGINT,          -- admission that called it fixed or false
    UNIQUE (watch, entry, key)
);
CREATE INDEX finding_key ON finding (key);
CREATE INDEX finding_cluster ON finding (cluster);
CREATE INDEX finding_updated ON finding (updated);
CREATE INDEX finding_closed ON finding (closed);

CREATE TABLE finding_value (
    value   BLOB NOT NULL,
    finding BIGINT NOT NULL,
    PRIMARY KEY (value, finding)
);
CREATE INDEX finding_value_finding ON finding_value (finding);

CREATE TABLE location (
    id            SERIAL_KEY,
    finding       BIGINT NOT NULL,
    document      BIGINT NOT NULL,  -- 0: its text was not kept
    crawl         TEXT NOT NULL,
    url           TEXT NOT NULL,
    title         TEXT NOT NULL,
    exposure      TEXT NOT NULL,
    hits          BIGINT NOT NULL,
    samples       TEXT NOT NULL,    -- JSON; masked when secret
    evidence      TEXT NOT NULL,    -- JSON
    passage_first BIGINT NOT NULL,
    passage_end   BIGINT NOT NULL,
    first_seen    BIGINT NOT NULL,
    last_seen     BIGINT NOT NULL,
    gone          BIGINT,
    UNIQUE (finding, crawl, url)
);
CREATE INDEX location_newest ON location (finding, id);
CREATE INDEX location_document ON location (document);
CREATE INDEX location_place ON location (crawl, url);

CREATE TABLE event (
    id          SERIAL_KEY,
    admission   BIGINT NOT NULL,
    finding     BIGINT NOT NULL,
    number      BIGINT NOT NULL, -- from 1
    kind        TEXT NOT NULL,
    start       BIGINT NOT NULL,
    rule        TEXT NOT NULL,
    found       BIGINT NOT NULL,
    due         BIGINT NOT NULL,
    historic    BIGINT NOT NULL,
    crawl       TEXT NOT NULL,   -- with the part: which baseline letter tells of it
    part        BIGINT NOT NULL, -- 0: it is not historic
    damage      TEXT NOT NULL,
    probability BIGINT NOT NULL,
    likelihood  TEXT NOT NULL,
    level       TEXT NOT NULL,
    acceptable  BIGINT NOT NULL,
    UNIQUE (finding, number)
);
CREATE INDEX event_admission ON event (admission);
CREATE INDEX event_baseline ON event (crawl, part);

CREATE TABLE alert (
    id          SERIAL_KEY,
    kind        TEXT NOT NULL,
    watch       TEXT NOT NULL,
    recipient   TEXT NOT NULL,
    finding     BIGINT,          -- null for baselines
    event       BIGINT NOT NULL,
    event_kind  TEXT NOT NULL,
    crawl       TEXT NOT NULL,   -- baselines: whose, and which part
    part        BIGINT NOT NULL,
    start       BIGINT NOT NULL,
    rule        TEXT NOT NULL,
    found       BIGINT NOT NULL,
    due         BIGINT NOT NULL,
    state       TEXT NOT NULL,
    letter      BLOB,            -- the letter that tells of it now
    sent        BIGINT,
    accepted    BIGINT,
    cause       TEXT,
    told        BIGINT,          -- the admission that says that it was sent
    tries       BIGINT NOT NULL,
    next_try    BIGINT NOT NULL,
    attempt     BIGINT NOT NULL, -- rises with each bounce
    token       BIGINT NOT NULL,
    lease_until BIGINT NOT NULL,
    owner       TEXT NOT NULL,
    by_whom     TEXT,            -- who acknowledged it
    UNIQUE (finding, event, recipient)
);
CREATE UNIQUE INDEX alert_baseline ON alert (watch, crawl, part, recipient) WHERE kind = 'baseline';
CREATE INDEX alert_owed ON alert (state, due);
CREATE INDEX alert_due ON alert (due);
CREATE INDEX alert_letter ON alert (letter);
CREATE INDEX alert_told ON alert (told);

CREATE TABLE letter (
    id          BLOB NOT NULL PRIMARY KEY,
    kind        TEXT NOT NULL,
    recipient   TEXT NOT NULL,
    address     TEXT NOT NULL,      -- of the envelope
    subject     TEXT NOT NULL,
    message_id  TEXT NOT NULL UNIQUE,
    bytes       BLOB NOT NULL,      -- a resend is these again
    created     BIGINT NOT NULL,
    state       TEXT NOT NULL,      -- owed, sent, failed, bounced
    sent        BIGINT,             -- when DATA began
    accepted    BIGINT,             -- when the relay said 250 to its end
    relay       TEXT NOT NULL,
    reply       TEXT NOT NULL,
    tries       BIGINT NOT NULL,
    next_try    BIGINT NOT NULL,
    due         BIGINT,
    token       BIGINT NOT NULL,
    lease_until BIGINT NOT NULL,
    owner       TEXT NOT NULL
);
CREATE INDEX letter_state ON letter (state, next_try);
CREATE INDEX letter_created ON letter (created);
CREATE INDEX letter_recent ON letter (recipient, created);

-- Every alert that a letter ever told of, also after a bounce moved it to the next.
CREATE TABLE letter_alert (
    letter BLOB NOT NULL,
    alert  BIGINT NOT NULL,
    PRIMARY KEY (letter, alert)
);

-- Whose letter it is: who may not see all of these may not see it.
CREATE TABLE letter_watch (
    letter BLOB NOT NULL,
    watch  TEXT NOT NULL,
    PRIMARY KEY (letter, watch)
);

CREATE TABLE digest (
    recipient  TEXT NOT NULL,
    kind       TEXT NOT NULL,    -- weekly, monthly
    period_end BIGINT NOT NULL,
    after_n    BIGINT NOT NULL,  -- content is (after_n, until_n]
    until_n    BIGINT NOT NULL,
    letter     BLOB NOT NULL,
    PRIMARY KEY (recipient, kind, period_end)
);

-- Stretches of time in which something could not be done; causes of lateness rest on these.
CREATE TABLE outage (
    id    SERIAL_KEY,
    cause TEXT NOT NULL,
    scope TEXT NOT NULL,     -- a crawl, a relay, a daemon or *
    since BIGINT NOT NULL,
    until BIGINT,            -- null: it goes on
    note  TEXT NOT NULL
);
CREATE UNIQUE INDEX outage_open ON outage (cause, scope) WHERE until IS NULL;
CREATE INDEX outage_since ON outage (since);

CREATE TABLE heartbeat (
    owner TEXT NOT NULL PRIMARY KEY,
    at    BIGINT NOT NULL
);

-- Hits of classes that a plan does not cover.
CREATE TABLE uncovered (
    watch TEXT NOT NULL,
    class TEXT NOT NULL,
    n     BIGINT NOT NULL,
    PRIMARY KEY (watch, class)
);

-- What a person said of a finding.
CREATE TABLE judgement (
    id        SERIAL_KEY,
    admission BIGINT NOT NULL,
    finding   BIGINT NOT NULL,
    at        BIGINT NOT NULL,
    who       TEXT NOT NULL,
    was       TEXT NOT NULL,   -- verdict before
    verdict   TEXT NOT NULL,   -- and after
    note      TEXT NOT NULL    -- what was changed beside it, and the comment
);
CREATE INDEX judgement_finding ON judgement (finding);
CREATE INDEX judgement_admission ON judgement (admission);

-- Texts that retention dropped, for the index to follow.
CREATE TABLE removal (
    document  BIGINT NOT NULL PRIMARY KEY,
    admission BIGINT NOT NULL
);
CREATE INDEX removal_admission ON removal (admission);

CREATE TABLE hold (
    scope   TEXT NOT NULL PRIMARY KEY, -- a crawl, or *
    by_whom TEXT NOT NULL,
    at      BIGINT NOT NULL,
    reason  TEXT NOT NULL
);

CREATE TABLE request (
    id          SERIAL_KEY,
    kind        TEXT NOT NULL,
    body        TEXT NOT NULL,   -- JSON
    by_whom     TEXT NOT NULL,
    asked       BIGINT NOT NULL,
    lease_until BIGINT NOT NULL,
    done        BIGINT,
    answer      TEXT             -- JSON
);
CREATE INDEX request_open ON request (done, id);

CREATE TABLE config_item (
    name    TEXT NOT NULL PRIMARY KEY, -- as the file would be called
    text    TEXT NOT NULL,             -- TOML
    by_whom TEXT NOT NULL,
    at      BIGINT NOT NULL
);

CREATE TABLE account (
    id       SERIAL_KEY,
    name     TEXT NOT NULL UNIQUE,
    email    TEXT NOT NULL,
    password TEXT NOT NULL,   -- argon2id, PHC form
    language TEXT NOT NULL,
    zone     TEXT NOT NULL,
    created  BIGINT NOT NULL,
    disabled BIGINT NOT NULL
);

CREATE TABLE account_grant (
    account BIGINT NOT NULL,
    role    TEXT NOT NULL,
    watch   TEXT NOT NULL,   -- * is all
    PRIMARY KEY (account, role, watch)
);

-- Secrets of sessions, tokens and links are kept as digests alone.
CREATE TABLE session (
    token   BLOB NOT NULL PRIMARY KEY,
    account BIGINT NOT NULL,
    csrf    BLOB NOT NULL,
    until   BIGINT NOT NULL
);

CREATE TABLE api_token (
    id        SERIAL_KEY,
    token     BLOB NOT NULL UNIQUE,
    account   BIGINT NOT NULL,
    name      TEXT NOT NULL,
    scopes    TEXT NOT NULL,  -- JSON
    created   BIGINT NOT NULL,
    until     BIGINT NOT NULL,
    last_used BIGINT
);

CREATE TABLE one_time_link (
    token BLOB NOT NULL PRIMARY KEY,
    what  TEXT NOT NULL,
    until BIGINT NOT NULL
);

CREATE TABLE audit (
    id     SERIAL_KEY,
    at     BIGINT NOT NULL,
    who    TEXT NOT NULL,
    what   TEXT NOT NULL,
    about  TEXT NOT NULL,
    reason TEXT NOT NULL
);
