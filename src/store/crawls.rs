//! Crawls under leases: who visits what next, and what came of it.
//!
//! A claim is one statement on both databases: rows are chosen and leased at once, and the outer condition is checked
//! again on the locked row, so that two daemons never hold the same crawl.

use std::time::Duration;

use sqlx::any::AnyRow;

use super::rows::{ClaimedCrawl, CrawlRow, CrawlSeed, VisitRow};
use super::sql::{Take, all, args, change, one, run, statements};
use super::{Store, StoreError};
use crate::model::{Cause, State, Time};

/// Columns of a [`CrawlRow`].
macro_rules! crawl_columns {
    () => {
        "id, kind, state, why, blind_since, last_visit, last_success, next_due, first_complete,
            documents, visits, failures, retired, advice"
    };
}
pub(super) use crawl_columns;

statements! {
    SEED = "INSERT INTO crawl (id, kind, digest, cursor, state, why, next_due, baseline_part, documents, visits,
            failures, retired, token, lease_until, owner)
        VALUES ($1, $2, $3, '', 'new', '', $4, 1, 0, 0, 0, 0, 0, 0, '')
        ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, digest = excluded.digest, retired = 0,
            next_due = CASE WHEN crawl.digest = excluded.digest AND crawl.retired = 0
                THEN crawl.next_due ELSE excluded.next_due END";
    ACTIVE = "SELECT id FROM crawl WHERE retired = 0";
    RETIRE = "UPDATE crawl SET retired = 1 WHERE id IN ({$})";
    CLAIM = "UPDATE crawl SET token = token + 1, lease_until = $2, owner = $3
        WHERE lease_until <= $1 AND next_due <= $1 AND retired = 0 AND id IN (
            SELECT id FROM crawl WHERE lease_until <= $1 AND next_due <= $1 AND retired = 0
            ORDER BY next_due, id LIMIT $4)
        RETURNING id, token, lease_until, cursor, next_due, failures, first_fetch, first_complete, baseline_part,
            last_success, quick";
    RENEW = "UPDATE crawl SET lease_until = $4 WHERE id = $1 AND token = $2 AND lease_until > $3";
    RELEASE = "UPDATE crawl SET lease_until = 0 WHERE id = $1 AND token = $2";
    REST = "UPDATE crawl SET lease_until = $3 WHERE id = $1 AND token = $2 AND lease_until > $3";
    CUT_SHORT = "UPDATE visit SET ended = $3, why = $4 WHERE crawl = $1 AND token = $2 AND ended IS NULL";
    /// Visits that nobody is on: no lease stands for them any more.
    DEAD = "UPDATE visit SET why = $2, ended = COALESCE((SELECT h.at FROM heartbeat h JOIN crawl c ON c.owner = h.owner
                WHERE c.id = visit.crawl AND h.at >= visit.started AND h.at <= $1), $1)
        WHERE ended IS NULL AND NOT EXISTS (SELECT 1 FROM crawl c
            WHERE c.id = visit.crawl AND c.token = visit.token AND c.lease_until > $1)";
    DUE_NOW = "UPDATE crawl SET next_due = $2 WHERE id = $1 AND retired = 0";
    NEXT_DUE = "SELECT MIN(CASE WHEN lease_until > next_due THEN lease_until ELSE next_due END) AS due
        FROM crawl WHERE retired = 0";
    CRAWLS = concat!("SELECT ", crawl_columns!(), "
        FROM crawl ORDER BY id");
    VISITS = "SELECT id, crawl, started, ended, state, why, items, new_items, unchanged, gone, failed, requests,
            bytes, complete, gap, complaints
        FROM visit WHERE crawl = $1 ORDER BY id DESC LIMIT $2";
}

impl Store {
    /// Makes the rows follow the configuration: new crawls and changed ones are due now, vanished ones are retired
    /// (their rows stay), returned ones are back with the cursor that they had.
    pub async fn sync_crawls(&self, seeds: &[CrawlSeed]) -> Result<(), StoreError> {
        let now = self.now().await?;
        let mut tx = self.begin().await?;
        // In one order everywhere, so that two daemons that start at once do not wait for each other.
        let mut ordered: Vec<&CrawlSeed> = seeds.iter().collect();
        ordered.sort_by_key(|seed| &seed.id);
        for seed in ordered {
            run(&mut tx, SEED, args![&seed.id, &seed.kind, &seed.digest, now]).await?;
        }
        let mut gone = Vec::new();
        for row in all(&mut tx, ACTIVE, args![]).await? {
            let id = row.text("id")?;
            if !seeds.iter().any(|seed| seed.id == id) {
                gone.push(id);
            }
        }
        let gone: Vec<&str> = gone.iter().map(String::as_str).collect();
        change(&mut tx, RETIRE, || args![], &gone, |id, args| args.push(id)).await?;
        Ok(tx.commit().await?)
    }

    /// Due crawls that nobody holds, the most overdue first, leased to us.
    pub async fn claim_crawls(&self, limit: u32, lease: Duration) -> Result<Vec<ClaimedCrawl>, StoreError> {
        let now = self.now().await?;
        let args = args![now, now + lease, self.owner(), limit];
        let rows = all(&mut *self.writer().await?, CLAIM, args).await?;
        let mut claimed = rows.iter().map(claimed).collect::<Result<Vec<_>, _>>()?;
        claimed.sort_by(|a, b| (a.due, &a.crawl).cmp(&(b.due, &b.crawl)));
        Ok(claimed)
    }

    /// Holds a crawl for `lease` from now. False: the lease ran out or is another's.
    pub async fn renew_crawl(&self, crawl: &str, token: i64, lease: Duration) -> Result<bool, StoreError> {
        let now = self.now().await?;
        let args = args![crawl, token, now, now + lease];
        Ok(run(&mut *self.writer().await?, RENEW, args).await? == 1)
    }

    /// Gives a crawl back undone: it stays due. Does nothing when the lease is another's.
    pub async fn release_crawl(&self, crawl: &str, token: i64) -> Result<(), StoreError> {
        run(&mut *self.writer().await?, RELEASE, args![crawl, token]).await.map(|_| ())
    }

    /// Gives a crawl back after a visit that could not be admitted: it stays due, and nobody claims it before `until`.
    /// What the visit had begun is closed with `why`. Does nothing to a lease that is another's.
    pub async fn rest_crawl(
        &self,
        crawl: &str,
        token: i64,
        until: Time,
        why: &str,
    ) -> Result<(), StoreError> {
        let now = self.now().await?;
        let mut tx = self.begin().await?;
        run(&mut tx, REST, args![crawl, token, until]).await?;
        run(&mut tx, CUT_SHORT, args![crawl, token, now, why]).await?;
        Ok(tx.commit().await?)
    }

    /// Closes the visits that a daemon was on when it died, at its last heartbeat.
    pub(super) async fn close_dead_visits(&self) -> Result<(), StoreError> {
        let args = args![self.now().await?, Cause::OwnCrash.word()];
        run(&mut *self.writer().await?, DEAD, args).await.map(|_| ())
    }

    /// Makes a crawl due. False: there is none of this name.
    pub async fn due_now(&self, crawl: &str) -> Result<bool, StoreError> {
        let now = self.now().await?;
        Ok(run(&mut *self.writer().await?, DUE_NOW, args![crawl, now]).await? == 1)
    }

    /// When the next crawl can be claimed.
    pub async fn next_due(&self) -> Result<Option<Time>, StoreError> {
        let row = one(&mut *self.reader().await?, NEXT_DUE, args![]).await?;
        row.map_or(Ok(None), |row| row.maybe_time("due"))
    }

    /// All crawls by id, retired ones too.
    pub async fn crawls(&self) -> Result<Vec<CrawlRow>, StoreError> {
        all(&mut *self.reader().await?, CRAWLS, args![]).await?.iter().map(crawl).collect()
    }

    /// A crawl's visits, the newest first.
    pub async fn visits(&self, crawl: &str, limit: u32) -> Result<Vec<VisitRow>, StoreError> {
        all(&mut *self.reader().await?, VISITS, args![crawl, limit]).await?.iter().map(visit).collect()
    }
}

fn claimed(row: &AnyRow) -> Result<ClaimedCrawl, StoreError> {
    Ok(ClaimedCrawl {
        crawl: row.text("id")?,
        token: row.int("token")?,
        lease_until: row.time("lease_until")?,
        cursor: row.text("cursor")?,
        due: row.time("next_due")?,
        failures: row.small("failures")?,
        first_fetch: row.maybe_time("first_fetch")?,
        first_complete: row.maybe_time("first_complete")?,
        baseline_part: row.small("baseline_part")?,
        last_success: row.maybe_time("last_success")?,
        quick: row.small("quick")?,
    })
}

pub(super) fn crawl(row: &AnyRow) -> Result<CrawlRow, StoreError> {
    Ok(CrawlRow {
        id: row.text("id")?,
        kind: row.text("kind")?,
        state: row.word("state", State::parse)?,
        why: row.text("why")?,
        blind_since: row.maybe_time("blind_since")?,
        last_visit: row.maybe_time("last_visit")?,
        last_success: row.maybe_time("last_success")?,
        next_due: row.time("next_due")?,
        first_complete: row.maybe_time("first_complete")?,
        documents: row.count("documents")?,
        visits: row.count("visits")?,
        failures: row.small("failures")?,
        retired: row.flag("retired")?,
        advice: row.maybe_time("advice")?.map(|ms| Duration::from_millis(ms.0.unsigned_abs())),
    })
}

fn visit(row: &AnyRow) -> Result<VisitRow, StoreError> {
    Ok(VisitRow {
        id: row.int("id")?,
        crawl: row.text("crawl")?,
        started: row.time("started")?,
        ended: row.maybe_time("ended")?,
        state: row.word("state", State::parse)?,
        why: row.text("why")?,
        items: row.count("items")?,
        new_items: row.count("new_items")?,
        unchanged: row.count("unchanged")?,
        gone: row.count("gone")?,
        failed: row.count("failed")?,
        requests: row.count("requests")?,
        bytes: row.count("bytes")?,
        complete: row.flag("complete")?,
        gap: row.flag("gap")?,
        complaints: row.json("complaints")?,
    })
}
