-- Searches that people keep: to open again, and to be watched for.

CREATE TABLE saved_search (
    id      SERIAL_KEY,
    name    TEXT NOT NULL,
    owner   TEXT NOT NULL,   -- the name of the account
    watch   TEXT,            -- those who read this watch see it too; null: its owner alone
    asked   TEXT NOT NULL,   -- the search's parameters, as a query string
    at      BIGINT NOT NULL,
    entry   TEXT             -- set/entry that looks for it in what comes; null: none was made
);
CREATE INDEX saved_search_owner ON saved_search (owner);
