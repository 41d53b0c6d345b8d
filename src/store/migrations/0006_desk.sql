-- What people at the desk see and set apart: addresses without secrets, what is quiet, damage in money, what is held.

-- With the secrets in it masked; null: as it is.
ALTER TABLE document ADD COLUMN shown_url TEXT;
ALTER TABLE location ADD COLUMN shown_url TEXT;

-- What is quiet for a watch until a time.
CREATE TABLE mute (
    id       SERIAL_KEY,
    watch    TEXT NOT NULL,
    scope    TEXT NOT NULL,   -- entry, finding, place
    about    TEXT NOT NULL,   -- set/entry, a finding's id, a crawl
    until    BIGINT NOT NULL,
    by_whom  TEXT NOT NULL,
    at       BIGINT NOT NULL,
    reason   TEXT NOT NULL,
    ended    BIGINT,          -- when somebody ended it before its time
    ended_by TEXT,
    events   BIGINT NOT NULL  -- how many it has kept quiet
);
CREATE INDEX mute_until ON mute (until) WHERE ended IS NULL;

-- The mute that kept an event quiet; its alerts, if it owed any, are in the state muted. Of a finding its last event's.
ALTER TABLE event ADD COLUMN mute BIGINT;
ALTER TABLE finding ADD COLUMN muted BIGINT;

-- Damage in money as the organisation states it for this finding, in the currency's smallest unit; null: it does not.
ALTER TABLE finding ADD COLUMN stated BIGINT;
ALTER TABLE finding ADD COLUMN currency TEXT;

-- A hold's scope is a crawl, `finding:ID`, `url:ADDRESS` or `*`.
