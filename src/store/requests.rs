//! What people and commands asked the daemon to do, the audit log, and notes that tasks keep for themselves.

use std::time::Duration;

use serde_json::Value;
use sqlx::any::AnyRow;

use super::rows::{AuditRow, RequestRow};
use super::sql::{Take, all, args, json, one, run, statements};
use super::{Store, StoreError};

statements! {
    ASK = "INSERT INTO request (kind, body, by_whom, asked, lease_until) VALUES ($1, $2, $3, $4, 0) RETURNING id";
    TAKE_REQUESTS = "UPDATE request SET lease_until = $2
        WHERE done IS NULL AND lease_until <= $1 AND id IN (
            SELECT id FROM request WHERE done IS NULL AND lease_until <= $1 ORDER BY id LIMIT $3)
        RETURNING id, kind, body, by_whom, asked, done, answer";
    ANSWER = "UPDATE request SET done = $2, answer = $3 WHERE id = $1 AND done IS NULL";
    REQUEST = "SELECT id, kind, body, by_whom, asked, done, answer FROM request WHERE id = $1";
    AUDIT = "INSERT INTO audit (at, who, what, about, reason) VALUES ($1, $2, $3, $4, $5)";
    AUDIT_ROWS = "SELECT id, at, who, what, about, reason FROM audit ORDER BY id DESC LIMIT $1 OFFSET $2";
    META_GET = "SELECT value FROM meta WHERE name = $1";
    META_SET = "INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
}

/// A request that was taken and not answered within this is given out again: whoever took it died.
const TAKEN: Duration = Duration::from_secs(600);

/// Notes of tasks stand apart from what the store keeps of itself in the same table.
const NOTE: &str = "note.";

impl Store {
    /// Writes a request for the daemon; its id.
    pub async fn ask(&self, kind: &str, body: &Value, by: &str) -> Result<i64, StoreError> {
        let args = args![kind, &json(body), by, self.now().await?];
        let row = one(&mut *self.writer().await?, ASK, args).await?;
        row.map_or(Ok(0), |row| row.int("id"))
    }

    /// Takes requests that nobody works on, oldest first. One that is not answered is given out again after ten
    /// minutes: whoever does it twice must do no harm.
    pub async fn take_requests(&self, limit: u32) -> Result<Vec<RequestRow>, StoreError> {
        let now = self.now().await?;
        let rows = all(&mut *self.writer().await?, TAKE_REQUESTS, args![now, now + TAKEN, limit]).await?;
        let mut taken = rows.iter().map(request).collect::<Result<Vec<_>, _>>()?;
        taken.sort_by_key(|request| request.id);
        Ok(taken)
    }

    /// The first answer counts.
    pub async fn answer(&self, id: i64, body: &Value) -> Result<(), StoreError> {
        let args = args![id, self.now().await?, &json(body)];
        run(&mut *self.writer().await?, ANSWER, args).await.map(|_| ())
    }

    pub async fn request(&self, id: i64) -> Result<Option<RequestRow>, StoreError> {
        one(&mut *self.reader().await?, REQUEST, args![id]).await?.as_ref().map(request).transpose()
    }

    /// Writes a line of the audit log: who did what to what, and why.
    pub async fn audit(&self, who: &str, what: &str, on: &str, reason: &str) -> Result<(), StoreError> {
        let args = args![self.now().await?, who, what, on, reason];
        run(&mut *self.writer().await?, AUDIT, args).await.map(|_| ())
    }

    /// The newest first.
    pub async fn audit_rows(&self, limit: u32, offset: u32) -> Result<Vec<AuditRow>, StoreError> {
        let rows = all(&mut *self.reader().await?, AUDIT_ROWS, args![limit, offset]).await?;
        let lines = rows.iter().map(|row| {
            Ok(AuditRow {
                id: row.int("id")?,
                at: row.time("at")?,
                who: row.text("who")?,
                what: row.text("what")?,
                on: row.text("about")?,
                reason: row.text("reason")?,
            })
        });
        lines.collect()
    }

    /// A note that a task kept for itself.
    pub async fn meta_get(&self, name: &str) -> Result<Option<String>, StoreError> {
        let row = one(&mut *self.reader().await?, META_GET, args![&format!("{NOTE}{name}")]).await?;
        row.map(|row| row.text("value")).transpose()
    }

    pub async fn meta_set(&self, name: &str, value: &str) -> Result<(), StoreError> {
        let args = args![&format!("{NOTE}{name}"), value];
        run(&mut *self.writer().await?, META_SET, args).await.map(|_| ())
    }
}

fn request(row: &AnyRow) -> Result<RequestRow, StoreError> {
    Ok(RequestRow {
        id: row.int("id")?,
        kind: row.text("kind")?,
        body: row.json("body")?,
        by: row.text("by_whom")?,
        asked: row.time("asked")?,
        done: row.maybe_time("done")?,
        answer: match row.maybe_text("answer")? {
            Some(_) => Some(row.json("answer")?),
            None => None,
        },
    })
}
