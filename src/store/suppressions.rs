//! What was judged false, and what that keeps quiet: the finding's values, or the passages in which it was seen by then.
//! Each is dated, says who and why, counts the places that it kept silent, and can be taken back.
//!
//! Nothing is dropped: whatever it keeps quiet is a place of its finding. Which sightings it covers is decided where
//! findings are drafted; here it is written down.

use sqlx::AnyConnection;
use sqlx::any::AnyRow;

use super::alerts::{push, seen};
use super::rows::{Judgement, SuppressionRow};
use super::sql::{Take, all, args, list, one, run, statements};
use super::{Store, StoreError};
use crate::model::{Hush, Time, Verdict};

/// Columns of a [`SuppressionRow`]: `s` is the suppression, `f` its finding.
macro_rules! suppression_columns {
    () => {
        "s.id, s.finding, f.watch, f.entry, f.title, s.scope, s.by_whom, s.at, s.reason, s.held_values, s.ended,
            s.ended_by, s.ended_reason,
            (SELECT CAST(COUNT(*) AS BIGINT) FROM location l WHERE l.finding = s.finding AND l.id > s.last_place
                AND (s.ended IS NULL OR l.first_seen <= s.ended)) AS places,
            (SELECT MAX(l.last_seen) FROM location l WHERE l.finding = s.finding AND l.last_seen > s.at
                AND (s.ended IS NULL OR l.last_seen <= s.ended)) AS last"
    };
}

statements! {
    WHAT = "SELECT f.held_values, (SELECT c.kind FROM cluster c WHERE c.digest = f.cluster) AS kind,
            (SELECT CAST(COALESCE(MAX(l.id), 0) AS BIGINT) FROM location l WHERE l.finding = f.id) AS last_place
        FROM finding f WHERE f.id = $1";
    BEGIN = "INSERT INTO suppression (finding, scope, by_whom, at, reason, held_values, last_place)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    SINCE = "SELECT at FROM suppression WHERE finding = $1 AND ended IS NULL";
    END = "UPDATE suppression SET ended = $2, ended_by = $3, ended_reason = $4 WHERE finding = $1 AND ended IS NULL";
    SUPPRESSIONS = concat!("SELECT ", suppression_columns!(), "
        FROM suppression s JOIN finding f ON f.id = s.finding
        WHERE (CAST($1 AS BIGINT) = 1 OR f.watch IN ({$})) AND (CAST($3 AS BIGINT) = 1 OR s.ended IS NULL)
        ORDER BY s.id DESC LIMIT $2");
    ONE = concat!("SELECT ", suppression_columns!(), "
        FROM suppression s JOIN finding f ON f.id = s.finding WHERE s.id = $1");
    OF_FINDING = concat!("SELECT ", suppression_columns!(), "
        FROM suppression s JOIN finding f ON f.id = s.finding WHERE s.finding = $1 ORDER BY s.id DESC LIMIT 1");
    AUDIT = "INSERT INTO audit (at, who, what, about, reason) VALUES ($1, $2, $3, $4, $5)";
}

/// With a judgement as false, in its transaction.
pub(super) async fn begin(
    on: &mut AnyConnection,
    finding: i64,
    only_here: bool,
    who: &str,
    reason: &str,
    now: Time,
) -> Result<(), StoreError> {
    let Some(row) = one(on, WHAT, args![finding]).await? else { return Ok(()) };
    let values = row.int("held_values")?;
    let scope = match row.maybe_text("kind")?.as_deref() {
        Some("document") => Hush::Document,
        Some(_) => Hush::Passage,
        None if values > 1 => Hush::Values,
        None if only_here => Hush::Passage,
        None => Hush::Value,
    };
    let last = row.int("last_place")?;
    run(on, BEGIN, args![finding, scope.word(), who, now, reason, values, last]).await?;
    audit(on, finding, "suppressed", who, reason, now).await
}

/// When the judgement as false is taken back, in the transaction of that; since when it was in force.
pub(super) async fn end(
    on: &mut AnyConnection,
    finding: i64,
    who: &str,
    reason: &str,
    now: Time,
) -> Result<Option<Time>, StoreError> {
    let since = one(on, SINCE, args![finding]).await?.map(|row| row.time("at")).transpose()?;
    if run(on, END, args![finding, now, who, reason]).await? > 0 {
        audit(on, finding, "suppression ended", who, reason, now).await?;
    }
    Ok(since)
}

async fn audit(
    on: &mut AnyConnection,
    finding: i64,
    what: &str,
    who: &str,
    reason: &str,
    now: Time,
) -> Result<(), StoreError> {
    run(on, AUDIT, args![now, who, what, &format!("finding {finding}"), reason]).await.map(|_| ())
}

impl Store {
    /// The newest first, of these watches (`None`: all); those that were taken back only when asked for.
    pub async fn suppressions(
        &self,
        watches: Option<&[String]>,
        ended: bool,
        limit: u32,
    ) -> Result<Vec<SuppressionRow>, StoreError> {
        let fixed = || args![watches.is_none(), limit, ended];
        let rows = list(&mut *self.reader().await?, SUPPRESSIONS, fixed, &seen(watches), push).await?;
        rows.iter().map(suppression).collect()
    }

    pub async fn suppression(&self, id: i64) -> Result<Option<SuppressionRow>, StoreError> {
        one(&mut *self.reader().await?, ONE, args![id]).await?.as_ref().map(suppression).transpose()
    }

    /// The last one of a finding, whether it is in force or not.
    pub async fn suppression_of(&self, finding: i64) -> Result<Option<SuppressionRow>, StoreError> {
        let rows = all(&mut *self.reader().await?, OF_FINDING, args![finding]).await?;
        rows.first().map(suppression).transpose()
    }

    /// Its finding is to be judged again. False: there is none of this id in force.
    pub async fn end_suppression(&self, id: i64, who: &str, reason: &str) -> Result<bool, StoreError> {
        let Some(row) = self.suppression(id).await?.filter(|row| row.ended.is_none()) else {
            return Ok(false);
        };
        let comment = (!reason.is_empty()).then(|| reason.to_owned());
        let judgement = Judgement { verdict: Some(Verdict::New), comment, ..Judgement::default() };
        Ok(self.judge(&[row.finding], None, &judgement, who).await? > 0)
    }
}

fn suppression(row: &AnyRow) -> Result<SuppressionRow, StoreError> {
    Ok(SuppressionRow {
        id: row.int("id")?,
        finding: row.int("finding")?,
        watch: row.text("watch")?,
        entry: row.text("entry")?,
        title: row.text("title")?,
        scope: row.word("scope", Hush::parse)?,
        by: row.text("by_whom")?,
        at: row.time("at")?,
        reason: row.text("reason")?,
        values: row.count("held_values")?,
        places: row.count("places")?,
        last: row.maybe_time("last")?,
        ended: row.maybe_time("ended")?,
        ended_by: row.maybe_text("ended_by")?,
        ended_reason: row.maybe_text("ended_reason")?,
    })
}
