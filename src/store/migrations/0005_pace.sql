-- How long the place asks us to stay away between two visits, in milliseconds; null: it asks for nothing.
ALTER TABLE crawl ADD COLUMN advice BIGINT;
-- How many visits are still made sooner than usual, because entries left the listing between two visits.
ALTER TABLE crawl ADD COLUMN quick BIGINT NOT NULL DEFAULT 0;
