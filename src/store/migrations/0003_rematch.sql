-- What is kept is matched anew, and two questions get an index.

-- An entry of a keyword set as it is looked for now. One that is configured no longer has no row.
CREATE TABLE entry (
    id      TEXT NOT NULL PRIMARY KEY, -- set/id
    matched BLOB NOT NULL,             -- digest of what decides where it hits
    judged  BLOB NOT NULL,             -- digest of that and of what decides what a hit comes to
    since   BIGINT NOT NULL,           -- fetches from then on were matched with it as it is; the least number: all were
    covers  BIGINT,                    -- the rematch that makes up for the fetches before; null: none does
    rematch BIGINT                     -- the last rematch that is to look for it; null: none was owed
);
CREATE INDEX entry_rematch ON entry (rematch);

-- A going over what is kept, the newest first, to look for entries that have changed.
CREATE TABLE rematch (
    id          SERIAL_KEY,
    why         TEXT NOT NULL,
    by_whom     TEXT NOT NULL,
    entries     TEXT NOT NULL,   -- JSON: those that it was begun for; those it still looks for are rows of `entry`
    started     BIGINT NOT NULL, -- parts of its baseline are counted from here
    ended       BIGINT,          -- null: it waits or goes on
    top         BIGINT,          -- the newest document when this pass began; null: it has not begun
    bottom      BIGINT NOT NULL, -- this pass ends above this document
    next        BIGINT NOT NULL, -- documents below this one, and above the bottom, are still to be looked at
    waits       TEXT NOT NULL,   -- JSON: (crawl, token) of visits that began with the entries as they were before
    total       BIGINT NOT NULL, -- documents to look at, as counted when it began
    done        BIGINT NOT NULL,
    findings    BIGINT NOT NULL, -- new ones that it brought
    part        BIGINT NOT NULL, -- the baseline part that comes next, from 1
    token       BIGINT NOT NULL, -- rises with each claim
    lease_until BIGINT NOT NULL, -- 0: free
    owner       TEXT NOT NULL
);
CREATE INDEX rematch_open ON rematch (id) WHERE ended IS NULL;

-- The last rematch that has looked at the text that the page's last fetch had; 0: none.
ALTER TABLE page ADD COLUMN covered BIGINT NOT NULL DEFAULT 0;

-- Which file of the archive is needed, and where the archive ends.
CREATE INDEX document_archive ON document (archive_file, archive_offset) WHERE archive_file IS NOT NULL;

-- Visits that are under way, or were when their daemon died.
CREATE INDEX visit_open ON visit (crawl) WHERE ended IS NULL;
