//! Findings as people see them: lists, one with all that belongs to it, and how its history went.

use sqlx::any::AnyRow;

use super::alerts::{push, seen};
use super::rows::{AuditRow, EventRow, FindingRow, FindingsAsk, LocationRow};
use super::sql::{Take, all, args, list, one, statements};
use super::{Store, StoreError};
use crate::model::{Class, EventKind, Exposure, Money, StartRule, Treatment, Verdict};

/// Columns of a [`FindingRow`].
macro_rules! finding_columns {
    () => {
        "id, version, watch, entry, class, title, damage, probability, likelihood, level, acceptable,
            confidence, exposure, held_values, verdict, owner, due, treatment, accepted_until, created,
            updated, events, locations, url, page_title, start, rule, alert_due, muted, stated, currency"
    };
}
pub(super) use finding_columns;

/// Columns of an [`EventRow`]: `e` is the event, `a` its admission.
macro_rules! event_columns {
    () => {
        "e.finding, e.number, e.kind, e.start, e.rule, e.found, e.due, e.historic, e.damage,
            e.probability, e.likelihood, e.level, e.acceptable, a.n"
    };
}
pub(super) use event_columns;

statements! {
    /// Verdicts and classes come as `,new,fixed,`: words of closed sets, so that LIKE finds nothing else in them.
    FINDINGS = concat!("SELECT ", finding_columns!(), "
        FROM finding
        WHERE (CAST($1 AS BIGINT) = 1 OR watch IN ({$}))
            AND (CAST($2 AS TEXT) = '' OR CAST($2 AS TEXT) LIKE '%,' || verdict || ',%')
            AND (CAST($3 AS TEXT) = '' OR CAST($3 AS TEXT) LIKE '%,' || class || ',%')
            AND (CAST($4 AS BIGINT) = 0 OR acceptable = 0)
            AND (CAST($5 AS TEXT) IS NULL OR owner = $5)
            AND (CAST($6 AS TEXT) IS NULL OR entry = $6)
            AND (CAST($7 AS TEXT) IS NULL OR EXISTS (
                SELECT 1 FROM location l WHERE l.finding = finding.id AND l.crawl = $7))
            AND updated >= $8 AND updated < $9
        ORDER BY updated DESC, id DESC LIMIT $10 OFFSET $11");
    FINDINGS_TOTAL = "SELECT CAST(COUNT(*) AS BIGINT) AS total FROM finding
        WHERE (CAST($1 AS BIGINT) = 1 OR watch IN ({$}))
            AND (CAST($2 AS TEXT) = '' OR CAST($2 AS TEXT) LIKE '%,' || verdict || ',%')
            AND (CAST($3 AS TEXT) = '' OR CAST($3 AS TEXT) LIKE '%,' || class || ',%')
            AND (CAST($4 AS BIGINT) = 0 OR acceptable = 0)
            AND (CAST($5 AS TEXT) IS NULL OR owner = $5)
            AND (CAST($6 AS TEXT) IS NULL OR entry = $6)
            AND (CAST($7 AS TEXT) IS NULL OR EXISTS (
                SELECT 1 FROM location l WHERE l.finding = finding.id AND l.crawl = $7))
            AND updated >= $8 AND updated < $9";
    FINDING = concat!("SELECT ", finding_columns!(), "
        FROM finding WHERE id = $1");
    LOCATIONS = "SELECT finding, document, COALESCE(shown_url, url) AS url, title, crawl, exposure, hits, samples, evidence, passage_first,
            passage_end, first_seen, last_seen, gone
        FROM location WHERE finding = $1 ORDER BY id LIMIT 1000";
    RESTS_ON = "SELECT 1 AS one FROM location WHERE finding = $1 AND document = $2 AND document > 0";
    EVENTS = concat!("SELECT ", event_columns!(), "
        FROM event e JOIN admission a ON a.id = e.admission WHERE e.finding = $1 ORDER BY e.number");
    HISTORY = "SELECT id, at, who, was, verdict, note FROM judgement WHERE finding = $1 ORDER BY id";
}

impl Store {
    /// How many findings fit, and a page of them, the one that changed last first.
    pub async fn findings(&self, ask: &FindingsAsk) -> Result<(u64, Vec<FindingRow>), StoreError> {
        let watches = ask.watches.as_deref();
        let verdicts = words(ask.verdicts.iter().map(|v| v.word()));
        let classes = words(ask.classes.iter().map(|c| c.word()));
        let fixed = || {
            args![
                watches.is_none(),
                &verdicts,
                &classes,
                ask.serious,
                ask.owner.as_deref(),
                ask.entry.as_deref(),
                ask.crawl.as_deref(),
                ask.from.map_or(i64::MIN, |t| t.0),
                ask.to.map_or(i64::MAX, |t| t.0)
            ]
        };
        let page = || fixed().with(ask.limit).with(ask.offset);
        let mut on = self.reader().await?;
        let total = list(&mut on, FINDINGS_TOTAL, fixed, &seen(watches), push).await?;
        let total = total.first().map_or(Ok(0), |row| row.count("total"))?;
        let rows = list(&mut on, FINDINGS, page, &seen(watches), push).await?;
        Ok((total, rows.iter().map(finding).collect::<Result<_, _>>()?))
    }

    /// A finding of one of these watches (`None`: any).
    pub async fn finding(
        &self,
        id: i64,
        watches: Option<&[String]>,
    ) -> Result<Option<FindingRow>, StoreError> {
        let row = one(&mut *self.reader().await?, FINDING, args![id]).await?;
        let found = row.as_ref().map(finding).transpose()?;
        Ok(found.filter(|f| watches.is_none_or(|may| may.contains(&f.watch))))
    }

    /// Where it was found, oldest first, at most 1,000. Whose finding it is was asked before.
    pub async fn locations(&self, finding: i64) -> Result<Vec<LocationRow>, StoreError> {
        all(&mut *self.reader().await?, LOCATIONS, args![finding]).await?.iter().map(location).collect()
    }

    /// Whether one of its places is this document.
    pub async fn rests_on(&self, finding: i64, document: i64) -> Result<bool, StoreError> {
        Ok(one(&mut *self.reader().await?, RESTS_ON, args![finding, document]).await?.is_some())
    }

    /// What changed in it, oldest first.
    pub async fn events(&self, finding: i64) -> Result<Vec<EventRow>, StoreError> {
        all(&mut *self.reader().await?, EVENTS, args![finding]).await?.iter().map(event).collect()
    }

    /// What people said of it, oldest first.
    pub async fn history(&self, finding: i64) -> Result<Vec<AuditRow>, StoreError> {
        let rows = all(&mut *self.reader().await?, HISTORY, args![finding]).await?;
        let history = rows.iter().map(|row| {
            let (was, verdict) = (row.text("was")?, row.text("verdict")?);
            let what = if was == verdict { "judged".to_owned() } else { format!("{was} -> {verdict}") };
            Ok(AuditRow {
                id: row.int("id")?,
                at: row.time("at")?,
                who: row.text("who")?,
                what,
                on: finding.to_string(),
                reason: row.text("note")?,
            })
        });
        history.collect()
    }
}

/// `,one,two,`; nothing for none.
fn words<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let mut out = String::new();
    for word in words {
        if out.is_empty() {
            out.push(',');
        }
        out.push_str(word);
        out.push(',');
    }
    out
}

pub(super) fn finding(row: &AnyRow) -> Result<FindingRow, StoreError> {
    Ok(FindingRow {
        id: row.int("id")?,
        version: row.int("version")?,
        watch: row.text("watch")?,
        entry: row.text("entry")?,
        class: row.word("class", Class::parse)?,
        title: row.text("title")?,
        risk: row.risk()?,
        confidence: row.small("confidence")?,
        exposure: row.word("exposure", Exposure::parse)?,
        values: row.count("held_values")?,
        verdict: row.word("verdict", Verdict::parse)?,
        owner: row.maybe_text("owner")?,
        due: row.maybe_time("due")?,
        treatment: row.maybe_word("treatment", Treatment::parse)?,
        accepted_until: row.maybe_time("accepted_until")?,
        created: row.time("created")?,
        updated: row.time("updated")?,
        events: row.small("events")?,
        locations: row.count("locations")?,
        url: row.text("url")?,
        page_title: row.text("page_title")?,
        start: row.time("start")?,
        rule: row.word("rule", StartRule::parse)?,
        alert_due: row.maybe_time("alert_due")?,
        muted: row.maybe_int("muted")?,
        stated: match (row.maybe_int("stated")?, row.maybe_text("currency")?) {
            (Some(amount), Some(currency)) => Some(Money { amount: amount.max(0).unsigned_abs(), currency }),
            _ => None,
        },
    })
}

fn location(row: &AnyRow) -> Result<LocationRow, StoreError> {
    Ok(LocationRow {
        finding: row.int("finding")?,
        document: row.int("document")?,
        url: row.text("url")?,
        title: row.text("title")?,
        crawl: row.text("crawl")?,
        exposure: row.word("exposure", Exposure::parse)?,
        hits: row.count("hits")?,
        samples: row.json("samples")?,
        evidence: row.json("evidence")?,
        passage: (row.count("passage_first")?, row.count("passage_end")?),
        first_seen: row.time("first_seen")?,
        last_seen: row.time("last_seen")?,
        gone: row.maybe_time("gone")?,
    })
}

pub(super) fn event(row: &AnyRow) -> Result<EventRow, StoreError> {
    Ok(EventRow {
        finding: row.int("finding")?,
        number: row.small("number")?,
        kind: row.word("kind", EventKind::parse)?,
        start: row.time("start")?,
        rule: row.word("rule", StartRule::parse)?,
        found: row.time("found")?,
        due: row.time("due")?,
        historic: row.flag("historic")?,
        risk: row.risk()?,
        n: row.int("n")?,
    })
}
