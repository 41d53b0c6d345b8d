-- What an item of the configuration was before it was changed or taken out, so that the change can be undone.
CREATE TABLE config_former (
    id       SERIAL_KEY,
    name     TEXT NOT NULL,
    text     TEXT NOT NULL,   -- TOML
    by_whom  TEXT NOT NULL,   -- who wrote this version
    at       BIGINT NOT NULL, -- when it was written
    replaced BIGINT NOT NULL  -- when it gave way
);
CREATE INDEX config_former_name ON config_former (name, id);

-- Free bytes of the data folder's disk at the end of each day, for the forecast of when it is full.
CREATE TABLE disk_day (
    day  BIGINT NOT NULL PRIMARY KEY, -- its midnight, UTC
    free BIGINT NOT NULL
);
