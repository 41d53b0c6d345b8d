//! What politeness must remember across restarts and between daemons: the door of each host, robots.txt, validators.

use std::time::Duration;

use super::rows::GateAnswer;
use super::sql::{Take, args, one, run, statements};
use super::{Store, StoreError};
use crate::model::{Time, Validators};

/// How soon a door is tried again while somebody is in.
const ASK_AGAIN: Duration = Duration::from_millis(250);

statements! {
    GATE_SEEN = "INSERT INTO gate (host, token, next_allowed, throttled_until, failures, lease_until, owner)
        VALUES ($1, 0, 0, 0, 0, 0, '') ON CONFLICT (host) DO NOTHING";
    GATE_ENTER = "UPDATE gate SET token = token + 1, lease_until = $3, next_allowed = $4, owner = $5
        WHERE host = $1 AND lease_until <= $2 AND next_allowed <= $2 AND throttled_until <= $2
        RETURNING token, failures";
    GATE = "SELECT next_allowed, throttled_until, lease_until FROM gate WHERE host = $1";
    GATE_LEAVE = "UPDATE gate SET lease_until = 0, next_allowed = $3, failures = $4,
            throttled_until = COALESCE($5, CASE WHEN CAST($4 AS BIGINT) = 0 THEN 0 ELSE throttled_until END)
        WHERE host = $1 AND token = $2";
    GATES_FREE = "UPDATE gate SET lease_until = 0 WHERE owner = $1 AND lease_until > 0";
    GATE_FAILURES = "SELECT failures FROM gate WHERE host = $1";
    ROBOTS = "SELECT status, body, fetched FROM robots WHERE origin = $1";
    KEEP_ROBOTS = "INSERT INTO robots (origin, status, body, fetched) VALUES ($1, $2, $3, $4)
        ON CONFLICT (origin) DO UPDATE SET status = excluded.status, body = excluded.body, fetched = excluded.fetched";
    VALIDATORS = "SELECT etag, last_modified FROM validator WHERE crawl = $1 AND url = $2";
}

impl Store {
    /// Asks to go in. `delay` counts from now also when whoever went in dies inside; `lease` bounds how long a dead
    /// one keeps the door shut.
    pub async fn gate_enter(
        &self,
        host: &str,
        delay: Duration,
        lease: Duration,
    ) -> Result<GateAnswer, StoreError> {
        let now = self.now().await?;
        let mut on = self.writer().await?;
        let ask = || args![host, now, now + lease, now + delay, self.owner()];
        let mut row = one(&mut on, GATE_ENTER, ask()).await?;
        let mut shut = None;
        if row.is_none() {
            shut = one(&mut on, GATE, args![host]).await?;
            if shut.is_none() {
                run(&mut on, GATE_SEEN, args![host]).await?;
                row = one(&mut on, GATE_ENTER, ask()).await?;
            }
        }
        if let Some(row) = row {
            return Ok(GateAnswer::Go { token: row.int("token")?, failures: row.small("failures")? });
        }
        // Another daemon made the row and went in between our two statements.
        let Some(row) = shut else { return Ok(GateAnswer::Wait { until: now + delay }) };
        let throttled = row.time("throttled_until")?;
        if throttled > now {
            return Ok(GateAnswer::Throttled { until: throttled });
        }
        // Whoever is in leaves long before the lease ends, which only bounds a dead one: ask again soon. It may have been
        // left since we asked: then at once.
        let inside = row.time("lease_until")?;
        let until = row.time("next_allowed")?.max(inside.min(now + ASK_AGAIN)).max(now);
        Ok(GateAnswer::Wait { until })
    }

    /// Leaves: nobody goes in before `next`, nor before `throttled_until` where one is given; a success (`failures`
    /// 0) without one ends an earlier rest. Does nothing when the door is another's by now.
    pub async fn gate_leave(
        &self,
        host: &str,
        token: i64,
        next: Time,
        failures: u32,
        throttled_until: Option<Time>,
    ) -> Result<(), StoreError> {
        let args = args![host, token, next, failures, throttled_until];
        run(&mut *self.writer().await?, GATE_LEAVE, args).await.map(|_| ())
    }

    /// Opens the doors that we are still in: for the end of a daemon, whose visits were cancelled in the middle of a
    /// request. The delay since that request stays.
    pub async fn leave_gates(&self) -> Result<(), StoreError> {
        run(&mut *self.writer().await?, GATES_FREE, args![self.owner()]).await.map(|_| ())
    }

    /// Failures in a row; 0 for a host never seen.
    pub async fn gate_failures(&self, host: &str) -> Result<u32, StoreError> {
        let row = one(&mut *self.reader().await?, GATE_FAILURES, args![host]).await?;
        row.map_or(Ok(0), |row| row.small("failures"))
    }

    /// The robots.txt of an origin as last fetched: status, body, when.
    pub async fn robots(&self, origin: &str) -> Result<Option<(u16, Vec<u8>, Time)>, StoreError> {
        let Some(row) = one(&mut *self.reader().await?, ROBOTS, args![origin]).await? else {
            return Ok(None);
        };
        let status = u16::try_from(row.int("status")?).unwrap_or(u16::MAX);
        Ok(Some((status, row.bytes("body")?, row.time("fetched")?)))
    }

    pub async fn keep_robots(
        &self,
        origin: &str,
        status: u16,
        body: &[u8],
        fetched: Time,
    ) -> Result<(), StoreError> {
        let args = args![origin, u32::from(status), body, fetched];
        run(&mut *self.writer().await?, KEEP_ROBOTS, args).await.map(|_| ())
    }

    /// What makes this crawl's next request for the address conditional. By crawl and not by address alone: a page
    /// that one crawl has read was not matched for the watches of another.
    pub async fn validators(&self, crawl: &str, url: &str) -> Result<Option<Validators>, StoreError> {
        let Some(row) = one(&mut *self.reader().await?, VALIDATORS, args![crawl, url]).await? else {
            return Ok(None);
        };
        Ok(Some(Validators {
            etag: row.maybe_bytes("etag")?,
            last_modified: row.maybe_bytes("last_modified")?,
        }))
    }
}
