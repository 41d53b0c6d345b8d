-- Living with it: what was judged false and what that keeps quiet, and how fast a rematch goes.

-- A judgement `false_positive` and what it keeps quiet, until it is taken back.
CREATE TABLE suppression (
    id           SERIAL_KEY,
    finding      BIGINT NOT NULL,
    scope        TEXT NOT NULL,   -- value, values, passage, document
    by_whom      TEXT NOT NULL,
    at           BIGINT NOT NULL,
    reason       TEXT NOT NULL,
    held_values  BIGINT NOT NULL, -- that the finding had when it was judged
    last_place   BIGINT NOT NULL, -- the newest row of `location` then: those after it were kept quiet
    ended        BIGINT,          -- null: in force
    ended_by     TEXT,
    ended_reason TEXT
);
CREATE UNIQUE INDEX suppression_open ON suppression (finding) WHERE ended IS NULL;
CREATE INDEX suppression_finding ON suppression (finding);

-- What stood around a finding wherever it was seen before it was judged: hashes of three words in a row, eight bytes
-- each, big-endian. A row has those that no earlier one of the finding has.
CREATE TABLE finding_words (
    id       SERIAL_KEY,
    finding  BIGINT NOT NULL,
    shingles BLOB NOT NULL
);
CREATE INDEX finding_words_finding ON finding_words (finding);

-- 1: it was judged false and that was taken back; the next new place tells of it again.
ALTER TABLE finding ADD COLUMN taken_back BIGINT NOT NULL DEFAULT 0;

-- Those judged false so far. Of mentions and passages among them it is not known what was seen: their whole cluster is quiet.
INSERT INTO suppression (finding, scope, by_whom, at, reason, held_values, last_place)
    SELECT f.id,
        COALESCE((SELECT c.kind FROM cluster c WHERE c.digest = f.cluster),
            CASE WHEN f.held_values > 1 THEN 'values' ELSE 'value' END),
        COALESCE((SELECT j.who FROM judgement j WHERE j.finding = f.id AND j.verdict = 'false_positive' AND j.was <> j.verdict
            ORDER BY j.id DESC LIMIT 1), ''),
        COALESCE((SELECT j.at FROM judgement j WHERE j.finding = f.id AND j.verdict = 'false_positive' AND j.was <> j.verdict
            ORDER BY j.id DESC LIMIT 1), f.updated),
        '', f.held_values, COALESCE((SELECT MAX(l.id) FROM location l WHERE l.finding = f.id), 0)
    FROM finding f WHERE f.verdict = 'false_positive';

-- The pace of a rematch, and that somebody halted it or gave it up.
ALTER TABLE rematch ADD COLUMN spent BIGINT NOT NULL DEFAULT 0;   -- milliseconds between its batches, long rests left out
ALTER TABLE rematch ADD COLUMN stepped BIGINT;                    -- when its last batch was noted
ALTER TABLE rematch ADD COLUMN paused BIGINT;                     -- null: it is not
ALTER TABLE rematch ADD COLUMN halted_by TEXT;                    -- who paused or cancelled it
ALTER TABLE rematch ADD COLUMN cancelled BIGINT NOT NULL DEFAULT 0;
