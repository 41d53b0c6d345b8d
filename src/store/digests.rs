//! Digests: which periods were told of, and what happened in one.
//!
//! A period's content is a span of admission numbers, never of times: whatever the zone or the plan does, two periods
//! neither leave a gap nor overlap.

use std::collections::BTreeMap;
use std::time::Duration;

use sqlx::AnyConnection;
use sqlx::any::AnyRow;

use super::alerts::{alert, alert_columns, push};
use super::crawls::{crawl, crawl_columns};
use super::findings::{event, event_columns, finding, finding_columns};
use super::known::strs;
use super::rows::{Changed, DigestMaterial, DigestRow, LetterDraft, PeriodKey, PrecisionRow};
use super::sql::{Args, LIST, Take, all, args, list, one, run, statements};
use super::{Store, StoreError, precision};
use crate::model::{Class, Delivery, Money, Time};

/// Judgements of so long before its end count for the entries that a digest calls poor, and how many it names.
const JUDGED: Duration = Duration::from_secs(90 * 86_400);
const POOR: usize = 3;

statements! {
    LAST_DIGEST = "SELECT recipient, kind, period_end, after_n, until_n FROM digest
        WHERE recipient = $1 AND kind = $2 ORDER BY period_end DESC LIMIT 1";
    DIGESTS = "SELECT d.recipient, d.kind, d.period_end, d.letter, l.subject, l.state, l.accepted
        FROM digest d JOIN letter l ON l.id = d.letter ORDER BY d.period_end DESC, d.recipient, d.kind LIMIT $1";
    DIGEST = "INSERT INTO digest (recipient, kind, period_end, after_n, until_n, letter)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    NUMBER_AT = "SELECT CAST(COALESCE(MAX(n), 0) AS BIGINT) AS n FROM admission
        WHERE n <= (SELECT n FROM admission WHERE at <= $1 ORDER BY at DESC, n DESC LIMIT 1)";
    TIME_OF = "SELECT at FROM admission WHERE n = $1";
    FIRST_TIME = "SELECT at FROM admission ORDER BY n LIMIT 1";
    /// The ids alone first: what changed in the period, the gravest first.
    CHANGED_IDS = "SELECT id FROM finding WHERE watch IN ({$}) AND id IN (
            SELECT e.finding FROM admission a JOIN event e ON e.admission = a.id WHERE a.n > $1 AND a.n <= $2)
        ORDER BY acceptable, probability DESC, updated DESC, id LIMIT 500";
    CHANGED_TOTAL = "SELECT CAST(COUNT(DISTINCT e.finding) AS BIGINT) AS total
        FROM admission a JOIN event e ON e.admission = a.id JOIN finding f ON f.id = e.finding
        WHERE a.n > $1 AND a.n <= $2 AND f.watch IN ({$})";
    BY_ID = concat!("SELECT ", finding_columns!(), "
        FROM finding WHERE id IN ({$})");
    EVENTS_OF = concat!("SELECT ", event_columns!(), "
        FROM event e JOIN admission a ON a.id = e.admission
        WHERE a.n > $1 AND a.n <= $2 AND e.finding IN ({$}) ORDER BY e.finding, e.number");
    CLOSED = concat!("SELECT ", finding_columns!(), "
        FROM finding WHERE watch IN ({$})
            AND closed IN (SELECT id FROM admission WHERE n > $1 AND n <= $2)
        ORDER BY acceptable, probability DESC, id LIMIT 500");
    CLOSED_TOTAL = "SELECT CAST(COUNT(*) AS BIGINT) AS total FROM finding
        WHERE watch IN ({$}) AND closed IN (SELECT id FROM admission WHERE n > $1 AND n <= $2)";
    STILL_OPEN = concat!("SELECT ", finding_columns!(), "
        FROM finding WHERE watch IN ({$}) AND acceptable = 0 AND verdict IN ('new', 'confirmed')
        ORDER BY probability DESC, created, id LIMIT 500");
    STILL_OPEN_TOTAL = "SELECT CAST(COUNT(*) AS BIGINT) AS total FROM finding
        WHERE watch IN ({$}) AND acceptable = 0 AND verdict IN ('new', 'confirmed')";
    AT_RISK = "SELECT currency, CAST(SUM(stated / 100 * probability / 100) AS BIGINT) AS amount
        FROM finding WHERE watch IN ({$}) AND acceptable = 0 AND verdict IN ('new', 'confirmed')
            AND stated IS NOT NULL
        GROUP BY currency ORDER BY currency";
    LATE = concat!("SELECT ", alert_columns!(), "
        FROM alert WHERE watch IN ({$}) AND id IN (
            SELECT id FROM alert
                WHERE told IN (SELECT id FROM admission WHERE n > $1 AND n <= $2) AND accepted > due
            UNION ALL SELECT id FROM alert
                WHERE state IN ('owed', 'claimed', 'bounced', 'failed') AND due < $3)
        ORDER BY due, id LIMIT 500");
    ACCEPTED = "SELECT CAST(COALESCE(SUM(CASE WHEN accepted <= due THEN 1 ELSE 0 END), 0) AS BIGINT) AS in_time,
            CAST(COALESCE(SUM(CASE WHEN accepted > due THEN 1 ELSE 0 END), 0) AS BIGINT) AS late
        FROM alert WHERE watch IN ({$}) AND told IN (SELECT id FROM admission WHERE n > $1 AND n <= $2)";
    MUTED = "SELECT CAST(COUNT(*) AS BIGINT) AS total
        FROM admission a JOIN event e ON e.admission = a.id JOIN finding f ON f.id = e.finding
        WHERE a.n > $1 AND a.n <= $2 AND e.mute IS NOT NULL AND f.watch IN ({$})";
    BLIND = concat!("SELECT ", crawl_columns!(), "
        FROM crawl WHERE blind_since IS NOT NULL AND retired = 0 ORDER BY blind_since, id LIMIT 500");
    CLASSES = "SELECT f.class, e.found - e.found % 86400000 AS day, CAST(COUNT(*) AS BIGINT) AS total
        FROM admission a JOIN event e ON e.admission = a.id JOIN finding f ON f.id = e.finding
        WHERE a.n > $1 AND a.n <= $2 AND f.watch IN ({$})
        GROUP BY f.class, e.found - e.found % 86400000";
}

impl Store {
    /// The newest period that a digest of this kind (`weekly`, `monthly`) was committed for.
    pub async fn last_digest(&self, recipient: &str, kind: &str) -> Result<Option<PeriodKey>, StoreError> {
        let row = one(&mut *self.reader().await?, LAST_DIGEST, args![recipient, kind]).await?;
        row.as_ref().map(period).transpose()
    }

    /// The periods that were told of, the newest first.
    pub async fn digests(&self, limit: u32) -> Result<Vec<DigestRow>, StoreError> {
        let rows = all(&mut *self.reader().await?, DIGESTS, args![limit]).await?;
        let digests = rows.iter().map(|row| {
            Ok(DigestRow {
                recipient: row.text("recipient")?,
                kind: row.text("kind")?,
                end: row.time("period_end")?,
                letter: row.digest("letter")?,
                subject: row.text("subject")?,
                state: row.word("state", Delivery::parse)?,
                accepted: row.maybe_time("accepted")?,
            })
        });
        digests.collect()
    }

    /// Commits a digest's letter under its period. False, and nothing is done: the draft has no period, or that period
    /// has its letter. `claim_letters` gives it out.
    pub async fn commit_digest(&self, draft: &LetterDraft) -> Result<bool, StoreError> {
        let Some(period) = &draft.period else { return Ok(false) };
        let now = self.now().await?;
        let mut tx = self.begin().await?;
        let args = args![&period.recipient, &period.kind, period.end, period.after, period.until, &draft.id];
        if run(&mut tx, DIGEST, args).await? == 0 {
            return Ok(false);
        }
        if !self.write_letter(&mut tx, draft, 0, now, Time(0)).await? {
            return Ok(false);
        }
        tx.commit().await?;
        Ok(true)
    }

    /// The last admission number at or before `t`; 0 when there is none.
    pub async fn number_at(&self, t: Time) -> Result<i64, StoreError> {
        number_at(&mut *self.reader().await?, t).await
    }

    /// What a digest of these watches tells of the numbers in (after, until]. At most 512 watches are looked at.
    pub async fn digest_material(
        &self,
        watches: &[String],
        after: i64,
        until: i64,
    ) -> Result<DigestMaterial, StoreError> {
        if watches.is_empty() {
            return Ok(DigestMaterial::default());
        }
        let watches = strs(&watches[..watches.len().min(LIST)]);
        let on = &mut *self.reader().await?;
        let (from, to) = (time_of(on, after).await?, time_of(on, until).await?);
        let span = || args![after, until];
        let mut material = DigestMaterial { from, to, ..DigestMaterial::default() };
        material.changed = changed(on, &watches, after, until).await?;
        material.changed_total = total(on, CHANGED_TOTAL, span, &watches).await?;
        material.closed = rows(on, CLOSED, span, &watches, finding).await?;
        material.closed_total = total(on, CLOSED_TOTAL, span, &watches).await?;
        material.muted = total(on, MUTED, span, &watches).await?;
        material.poor = poor(on, &watches, to).await?;
        material.open = rows(on, STILL_OPEN, || args![], &watches, finding).await?;
        material.open_total = total(on, STILL_OPEN_TOTAL, || args![], &watches).await?;
        material.at_risk = rows(on, AT_RISK, || args![], &watches, money).await?;
        material.late = rows(on, LATE, || span().with(to), &watches, alert).await?;
        material.blind = all(on, BLIND, args![]).await?.iter().map(crawl).collect::<Result<_, _>>()?;
        if let Some(row) = list(on, ACCEPTED, span, &watches, push).await?.first() {
            material.alerts_in_time = row.count("in_time")?;
            material.alerts_late = row.count("late")?;
        }
        let (now, per_day) = classes(on, &watches, after, until).await?;
        let before = number_at(on, from - to.since(from)).await?;
        let (then, _) = classes(on, &watches, before, after).await?;
        material.classes = Class::ALL
            .iter()
            .map(|class| {
                (*class, now.get(class).copied().unwrap_or(0), then.get(class).copied().unwrap_or(0))
            })
            .collect();
        material.per_day = per_day;
        Ok(material)
    }
}

/// Entries whose findings were mostly judged false by then, the worst first.
async fn poor(on: &mut AnyConnection, watches: &[&str], to: Time) -> Result<Vec<PrecisionRow>, StoreError> {
    let watches: Vec<String> = watches.iter().map(|watch| (*watch).to_owned()).collect();
    let mut rows = precision::precision(on, Some(&watches), to - JUDGED, Time(to.0 + 1)).await?;
    rows.retain(|row| row.tally.is_poor());
    rows.sort_by_key(|row| std::cmp::Reverse(row.tally.wrong));
    rows.truncate(POOR);
    Ok(rows)
}

fn money(row: &AnyRow) -> Result<Money, StoreError> {
    Ok(Money { amount: row.count("amount")?, currency: row.text("currency")? })
}

fn period(row: &AnyRow) -> Result<PeriodKey, StoreError> {
    Ok(PeriodKey {
        recipient: row.text("recipient")?,
        kind: row.text("kind")?,
        end: row.time("period_end")?,
        after: row.int("after_n")?,
        until: row.int("until_n")?,
    })
}

async fn number_at(on: &mut AnyConnection, t: Time) -> Result<i64, StoreError> {
    one(on, NUMBER_AT, args![t]).await?.map_or(Ok(0), |row| row.int("n"))
}

/// When a number was given; before the first, when that was.
async fn time_of(on: &mut AnyConnection, n: i64) -> Result<Time, StoreError> {
    let row = match one(on, TIME_OF, args![n]).await? {
        Some(row) => Some(row),
        None => one(on, FIRST_TIME, args![]).await?,
    };
    row.map_or(Ok(Time(0)), |row| row.time("at"))
}

async fn rows<T>(
    on: &mut AnyConnection,
    statement: &'static str,
    fixed: impl Fn() -> Args,
    watches: &[&str],
    read: fn(&AnyRow) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    list(on, statement, fixed, watches, push).await?.iter().map(read).collect()
}

async fn total(
    on: &mut AnyConnection,
    statement: &'static str,
    fixed: impl Fn() -> Args,
    watches: &[&str],
) -> Result<u64, StoreError> {
    list(on, statement, fixed, watches, push).await?.first().map_or(Ok(0), |row| row.count("total"))
}

async fn changed(
    on: &mut AnyConnection,
    watches: &[&str],
    after: i64,
    until: i64,
) -> Result<Vec<Changed>, StoreError> {
    let mut ids = Vec::new();
    for row in list(on, CHANGED_IDS, || args![after, until], watches, push).await? {
        ids.push(row.int("id")?);
    }
    let number = |id: i64, args: &mut Args| args.push(id);
    let mut found = BTreeMap::new();
    for row in list(on, BY_ID, || args![], &ids, number).await? {
        found.insert(row.int("id")?, Changed { finding: finding(&row)?, events: Vec::new() });
    }
    for row in list(on, EVENTS_OF, || args![after, until], &ids, number).await? {
        if let Some(changed) = found.get_mut(&row.int("finding")?) {
            changed.events.push(event(&row)?);
        }
    }
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

/// Events by class, and by UTC day.
async fn classes(
    on: &mut AnyConnection,
    watches: &[&str],
    after: i64,
    until: i64,
) -> Result<(BTreeMap<Class, u64>, Vec<(Time, u64)>), StoreError> {
    let mut classes: BTreeMap<Class, u64> = BTreeMap::new();
    let mut days: BTreeMap<Time, u64> = BTreeMap::new();
    for row in list(on, CLASSES, || args![after, until], watches, push).await? {
        let n = row.count("total")?;
        *classes.entry(row.word("class", Class::parse)?).or_default() += n;
        *days.entry(row.time("day")?).or_default() += n;
    }
    Ok((classes, days.into_iter().collect()))
}
