//! Alerts that are owed: who takes the most urgent ones, and what people see of them.
//!
//! An alert is claimed under a lease with a token that all of one claim share; whatever is done under it checks both.

use std::time::Duration;

use sqlx::AnyConnection;
use sqlx::any::AnyRow;

use super::baselines::told_with_baseline;
use super::findings::finding_columns;
use super::known::strs;
use super::rows::{AlertRow, FindingRow};
use super::sql::{Args, LIST, Take, all, args, list, one, run, statements};
use super::{Number, Store, StoreError, findings, next_token};
use crate::model::{Cause, Delivery, Digest, EventKind, LetterKind, StartRule, Time};

/// Columns of an [`AlertRow`].
macro_rules! alert_columns {
    () => {
        "id, kind, watch, recipient, finding, event, event_kind, crawl, part, start, rule, found, due,
            state, letter, sent, accepted, cause, tries, next_try, attempt"
    };
}
pub(super) use alert_columns;

statements! {
    /// What can still be in time, the most urgent first.
    CLAIM_IN_TIME = concat!("UPDATE alert SET token = $2, lease_until = $3, owner = $4
        WHERE state IN ('owed', 'bounced') AND lease_until <= $1 AND id IN (
            SELECT id FROM alert WHERE state IN ('owed', 'bounced') AND lease_until <= $1 AND next_try <= $1
                AND due >= $1 ORDER BY due, id LIMIT $5)
        RETURNING ", alert_columns!());
    /// What is late already, the newest first: after an outage the backlog must not delay what is new.
    CLAIM_LATE = concat!("UPDATE alert SET token = $2, lease_until = $3, owner = $4
        WHERE state IN ('owed', 'bounced') AND lease_until <= $1 AND id IN (
            SELECT id FROM alert WHERE state IN ('owed', 'bounced') AND lease_until <= $1 AND next_try <= $1
                AND due < $1 ORDER BY due DESC, id DESC LIMIT $5)
        RETURNING ", alert_columns!());
    ALERT = concat!("SELECT ", alert_columns!(), "
        FROM alert WHERE id = $1");
    OF_LETTER = concat!("SELECT ", alert_columns!(), "
        FROM alert WHERE id IN (SELECT alert FROM letter_alert WHERE letter = $1) ORDER BY due, id");
    ALERTS = concat!("SELECT ", alert_columns!(), "
        FROM alert WHERE (CAST($1 AS BIGINT) = 1 OR watch IN ({$})) ORDER BY id DESC LIMIT $2 OFFSET $3");
    OF_FINDING = concat!("SELECT ", alert_columns!(), "
        FROM alert WHERE finding = $1 ORDER BY id DESC LIMIT $2");
    ACKNOWLEDGE = "UPDATE alert SET state = 'acknowledged', by_whom = $2
        WHERE id = $1 AND state NOT IN ('acknowledged', 'muted')";
    OWED = "SELECT CAST(COUNT(*) AS BIGINT) AS owed,
            CAST(COALESCE(SUM(CASE WHEN due < $1 THEN 1 ELSE 0 END), 0) AS BIGINT) AS late
        FROM alert WHERE state IN ('owed', 'bounced', 'claimed')";
    BASELINE_TOTAL = concat!("SELECT CAST(COUNT(DISTINCT f.id) AS BIGINT) AS total
        FROM event e JOIN finding f ON f.id = e.finding
        WHERE e.crawl = $1 AND e.part = $2 AND ", told_with_baseline!(), " AND f.watch = $3");
    BASELINE_FINDINGS = concat!("SELECT ", finding_columns!(), "
        FROM finding WHERE watch = $3 AND id IN (
            SELECT e.finding FROM event e JOIN finding f ON f.id = e.finding
            WHERE e.crawl = $1 AND e.part = $2 AND ", told_with_baseline!(), ")
        ORDER BY probability DESC, id LIMIT $4");
}

/// The part of a claim that is kept for what is late already.
const LATE_SHARE: u32 = 5;

impl Store {
    /// Takes owed alerts, at most `limit`: what can still be in time by due time, and a fifth of the limit for what is
    /// late already, newest first; either takes the room that the other leaves. All have the same token. Those whose
    /// next try is still to come are left alone.
    pub async fn claim_alerts(
        &self,
        limit: u32,
        lease: Duration,
    ) -> Result<Vec<(AlertRow, i64)>, StoreError> {
        let now = self.now().await?;
        let mut tx = self.begin().await?;
        let token = next_token(&mut tx).await?;
        let ask = |n: u32| args![now, token, now + lease, self.owner(), n];
        let claimed = share(&mut tx, CLAIM_IN_TIME, CLAIM_LATE, limit, ask).await?;
        tx.commit().await?;
        claimed.iter().map(|row| Ok((alert(row)?, token))).collect()
    }

    /// The alerts that a letter tells of, or told of before it bounced; by due time.
    pub async fn alerts_of_letter(&self, id: &Digest) -> Result<Vec<AlertRow>, StoreError> {
        all(&mut *self.reader().await?, OF_LETTER, args![id]).await?.iter().map(alert).collect()
    }

    /// The alerts of a finding's events, the newest first, at most 500.
    pub async fn alerts_of_finding(&self, finding: i64) -> Result<Vec<AlertRow>, StoreError> {
        let rows = all(&mut *self.reader().await?, OF_FINDING, args![finding, 500_u32]).await?;
        rows.iter().map(alert).collect()
    }

    pub async fn alert(&self, id: i64) -> Result<Option<AlertRow>, StoreError> {
        one(&mut *self.reader().await?, ALERT, args![id]).await?.as_ref().map(alert).transpose()
    }

    /// The newest first; `None`: of all watches.
    pub async fn alerts(
        &self,
        watches: Option<&[String]>,
        limit: u32,
        offset: u32,
    ) -> Result<Vec<AlertRow>, StoreError> {
        let fixed = || args![watches.is_none(), limit, offset];
        let rows = list(&mut *self.reader().await?, ALERTS, fixed, &seen(watches), push).await?;
        rows.iter().map(alert).collect()
    }

    /// Someone says that they know. False: there is no such alert, or it was acknowledged before.
    pub async fn acknowledge(&self, alert: i64, who: &str) -> Result<bool, StoreError> {
        let now = self.now().await?;
        let mut tx = self.begin().await?;
        let number = Number::take(&mut tx).await?;
        if run(&mut tx, ACKNOWLEDGE, args![alert, who]).await? == 0 {
            return Ok(false);
        }
        let unique = [b"acknowledged".as_slice(), &alert.to_be_bytes()];
        number.write(&mut tx, &self.inner.key.digest("admission", &unique), "acknowledged", now).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// How many alerts are owed, and how many of these are overdue.
    pub async fn owed_count(&self) -> Result<(u64, u64), StoreError> {
        let now = self.now().await?;
        let row = one(&mut *self.reader().await?, OWED, args![now]).await?;
        row.map_or(Ok((0, 0)), |row| Ok((row.count("owed")?, row.count("late")?)))
    }

    /// The serious historic findings that a baseline tells of, the gravest first: how many, and at most `limit`.
    pub async fn baseline_findings(
        &self,
        watch: &str,
        crawl: &str,
        part: u32,
        limit: u32,
    ) -> Result<(u64, Vec<FindingRow>), StoreError> {
        let mut on = self.reader().await?;
        let row = one(&mut on, BASELINE_TOTAL, args![crawl, part, watch]).await?;
        let total = row.map_or(Ok(0), |row| row.count("total"))?;
        let rows = all(&mut on, BASELINE_FINDINGS, args![crawl, part, watch, limit]).await?;
        Ok((total, rows.iter().map(findings::finding).collect::<Result<_, _>>()?))
    }
}

/// The list that stands for who may see what; with `None` the statement's flag lets all pass. One piece always, so
/// that order and paging hold: of more watches than fit the rest is not shown.
pub(super) fn seen(watches: Option<&[String]>) -> Vec<&str> {
    match watches {
        Some(watches) if !watches.is_empty() => strs(&watches[..watches.len().min(LIST)]),
        _ => vec![""],
    }
}

pub(super) fn push(text: &str, args: &mut Args) {
    args.push(text);
}

/// Claims in two orders: a fifth for the second, and what one leaves free for the other.
pub(super) async fn share(
    on: &mut AnyConnection,
    first: &'static str,
    second: &'static str,
    limit: u32,
    ask: impl Fn(u32) -> Args,
) -> Result<Vec<AnyRow>, StoreError> {
    let kept = limit.div_ceil(LATE_SHARE).min(limit);
    let mut claimed = in_order(all(on, first, ask(limit - kept)).await?, false)?;
    let room = limit - u32::try_from(claimed.len()).unwrap_or(limit).min(limit);
    let late = in_order(all(on, second, ask(room)).await?, true)?;
    let room = room - u32::try_from(late.len()).unwrap_or(room).min(room);
    claimed.extend(in_order(all(on, first, ask(room)).await?, false)?);
    claimed.extend(late);
    Ok(claimed)
}

/// What an UPDATE returns has no order of its own.
fn in_order(rows: Vec<AnyRow>, newest_first: bool) -> Result<Vec<AnyRow>, StoreError> {
    let mut keyed = rows
        .into_iter()
        .map(|row| Ok((row.maybe_time("due")?, row)))
        .collect::<Result<Vec<(Option<Time>, AnyRow)>, StoreError>>()?;
    keyed.sort_by_key(|(due, _)| *due);
    if newest_first {
        keyed.reverse();
    }
    Ok(keyed.into_iter().map(|(_, row)| row).collect())
}

pub(super) fn alert(row: &AnyRow) -> Result<AlertRow, StoreError> {
    Ok(AlertRow {
        id: row.int("id")?,
        kind: row.word("kind", LetterKind::parse)?,
        watch: row.text("watch")?,
        recipient: row.text("recipient")?,
        finding: row.maybe_int("finding")?,
        event: row.small("event")?,
        event_kind: row.word("event_kind", EventKind::parse)?,
        crawl: row.text("crawl")?,
        part: row.small("part")?,
        start: row.time("start")?,
        rule: row.word("rule", StartRule::parse)?,
        found: row.time("found")?,
        due: row.time("due")?,
        state: row.word("state", Delivery::parse)?,
        letter: row.maybe_digest("letter")?,
        sent: row.maybe_time("sent")?,
        accepted: row.maybe_time("accepted")?,
        cause: row.maybe_word("cause", Cause::parse)?,
        tries: row.small("tries")?,
        next_try: row.time("next_try")?,
        attempt: row.small("attempt")?,
    })
}
