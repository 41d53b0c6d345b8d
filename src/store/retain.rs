//! Retention: texts go by age and by size. Visits, pages, hits and locations stay, so that the clock, the audit report
//! and a finding's history do; so does every text that a finding rests on or that a legal hold names. A file of the
//! archive is given up once nothing that is kept was read from it; rows of visits and mentions have an age of their own.

use sqlx::AnyConnection;

use super::rows::{Forgotten, HoldRow, Retained, RetentionRule};
use super::sql::{Args, Take, all, args, change, one, rows, run, statements};
use super::{Number, Store, StoreError, admission_id};
use crate::model::Time;

/// Whether a legal hold names a document: everything, its crawl, its address (whatever the version), or a finding that
/// was seen at that address.
macro_rules! held {
    ($document:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM hold WHERE hold.scope = '*' OR hold.scope = ",
            $document,
            ".crawl OR hold.scope = 'url:' || ",
            $document,
            ".url OR hold.scope IN (SELECT 'finding:' || CAST(l.finding AS TEXT) FROM location l WHERE l.crawl = ",
            $document,
            ".crawl AND l.url = ",
            $document,
            ".url))"
        )
    };
}

statements! {
    /// A finding rests on the document of each of its locations, and on those that a hit of it was in.
    DROPPABLE = concat!("SELECT id, text_bytes + COALESCE(archive_length, 0) AS bytes FROM document
        WHERE text IS NOT NULL AND fetched < $1
            AND NOT EXISTS (SELECT 1 FROM location l WHERE l.document = document.id)
            AND NOT EXISTS (SELECT 1 FROM hit h WHERE h.document = document.id AND h.findings <> '[]')
            AND NOT ", held!("document"), "
        ORDER BY fetched, id LIMIT 1000");
    /// Texts, and each raw exchange that one of them was read from once: the items of a feed share theirs.
    KEPT = "SELECT CAST((SELECT COALESCE(SUM(text_bytes), 0) FROM document WHERE text IS NOT NULL)
            + (SELECT COALESCE(SUM(raw.bytes), 0) FROM (SELECT MAX(archive_length) AS bytes FROM document
                WHERE text IS NOT NULL AND archive_file IS NOT NULL GROUP BY archive_file, archive_offset) raw)
        AS BIGINT) AS bytes";
    DROP = "UPDATE document SET text = NULL, main = NULL, fields = $1 WHERE id IN ({$})";
    REMOVED = "INSERT INTO removal (document, admission) VALUES {($, $)} ON CONFLICT DO NOTHING";
    NEEDED = concat!("SELECT DISTINCT d.archive_file FROM document d WHERE d.archive_file IS NOT NULL AND (d.text IS NOT NULL
        OR EXISTS (SELECT 1 FROM location l WHERE l.document = d.id)
        OR EXISTS (SELECT 1 FROM hit h WHERE h.document = d.id AND h.findings <> '[]')
        OR ", held!("d"), ")");
    NEEDS = concat!("SELECT d.id FROM document d WHERE d.archive_file = $1 AND (d.text IS NOT NULL
        OR EXISTS (SELECT 1 FROM location l WHERE l.document = d.id)
        OR EXISTS (SELECT 1 FROM hit h WHERE h.document = d.id AND h.findings <> '[]')
        OR ", held!("d"), ") LIMIT 1");
    /// The digest stays: it says what was there.
    GIVE_UP = "UPDATE document SET archive_file = NULL, archive_offset = NULL, archive_length = NULL
        WHERE archive_file = $1";
    /// A crawl's newest visit stays, whatever its age.
    DROP_VISITS = "DELETE FROM visit WHERE id IN (
        SELECT v.id FROM visit v WHERE v.started < $1 AND v.ended IS NOT NULL
            AND v.id < (SELECT MAX(n.id) FROM visit n WHERE n.crawl = v.crawl)
            AND NOT EXISTS (SELECT 1 FROM hold WHERE hold.scope = '*' OR hold.scope = v.crawl)
            AND NOT EXISTS (SELECT 1 FROM hold JOIN page p ON p.crawl = v.crawl AND p.url = SUBSTR(hold.scope, 5)
                WHERE hold.scope LIKE 'url:%')
            AND NOT EXISTS (SELECT 1 FROM location l
                JOIN hold ON hold.scope = 'finding:' || CAST(l.finding AS TEXT) WHERE l.crawl = v.crawl)
        ORDER BY v.id LIMIT 1000)";
    DROP_MENTIONS = concat!("DELETE FROM hit WHERE document IN (
        SELECT d.id FROM document d WHERE d.fetched < $1 AND d.text IS NULL
            AND EXISTS (SELECT 1 FROM hit m WHERE m.document = d.id)
            AND NOT EXISTS (SELECT 1 FROM location l WHERE l.document = d.id)
            AND NOT EXISTS (SELECT 1 FROM hit h WHERE h.document = d.id AND h.findings <> '[]')
            AND NOT ", held!("d"), "
        ORDER BY d.id LIMIT 200)");
    HOLD = "INSERT INTO hold (scope, by_whom, at, reason) VALUES ($1, $2, $3, $4)
        ON CONFLICT (scope) DO UPDATE SET by_whom = excluded.by_whom, at = excluded.at, reason = excluded.reason";
    RELEASE = "DELETE FROM hold WHERE scope = $1";
    ADDRESS = "SELECT 1 AS one FROM page WHERE url = $1 LIMIT 1";
    HOLDS = "SELECT scope, by_whom, at, reason FROM hold ORDER BY scope";
    AUDIT = "INSERT INTO audit (at, who, what, about, reason) VALUES ($1, $2, $3, $4, $5)";
}

impl Store {
    /// Drops up to 1,000 texts that the rule lets go, oldest first, in one admission; the bytes on disk are used again
    /// for new ones. Call it until it drops none.
    pub async fn retain(&self, rule: &RetentionRule) -> Result<Retained, StoreError> {
        let now = self.now().await?;
        let mut tx = self.begin().await?;
        // The counter first: no finding comes to rest on a text between the question and the answer.
        let number = Number::take(&mut tx).await?;
        let kept = one(&mut tx, KEPT, args![]).await?.map_or(Ok(0), |row| row.count("bytes"))?;
        let (ids, more) = choose(&mut tx, rule, kept, now).await?;
        if ids.is_empty() {
            return Ok(Retained { left: kept, ..Retained::default() });
        }
        let mut name = Vec::with_capacity(ids.len() * 8);
        for id in &ids {
            name.extend(id.to_be_bytes());
        }
        let unique = self.inner.key.digest("admission", &[b"retained", &name]);
        change(&mut tx, DROP, || args!["{}"], &ids, |id: i64, args: &mut Args| args.push(id)).await?;
        rows(&mut tx, REMOVED, &ids, |id, args| {
            args.push(*id);
            args.push(admission_id(&unique));
        })
        .await?;
        number.write(&mut tx, &unique, "retention", now).await?;
        let left = one(&mut tx, KEPT, args![]).await?.map_or(Ok(0), |row| row.count("bytes"))?;
        tx.commit().await?;
        Ok(Retained { documents: ids.len() as u64, bytes: kept.saturating_sub(left), left, more })
    }

    /// Drops rows of visits and mentions older than this, a piece at a time: call it until it drops none. Mentions go
    /// after their text, never while a finding rests on them.
    pub async fn forget_rows(&self, before: Time) -> Result<Forgotten, StoreError> {
        let mut tx = self.begin().await?;
        let visits = run(&mut tx, DROP_VISITS, args![before]).await?;
        let mentions = run(&mut tx, DROP_MENTIONS, args![before]).await?;
        tx.commit().await?;
        Ok(Forgotten { visits, mentions })
    }

    /// The archive's files that something kept was read from, that a finding rests on or that a legal hold names.
    pub async fn archive_needed(&self) -> Result<Vec<String>, StoreError> {
        let rows = all(&mut *self.reader().await?, NEEDED, args![]).await?;
        rows.iter().map(|row| row.text("archive_file")).collect()
    }

    /// Gives a file of the archive up, so that it may be deleted: nothing points into it afterwards. False: it is
    /// needed.
    pub async fn give_up_archive(&self, file: &str) -> Result<bool, StoreError> {
        let now = self.now().await?;
        let mut tx = self.begin().await?;
        // The counter first, as above.
        let number = Number::take(&mut tx).await?;
        if one(&mut tx, NEEDS, args![file]).await?.is_some() {
            return Ok(false);
        }
        run(&mut tx, GIVE_UP, args![file]).await?;
        let unique = self.inner.key.digest("admission", &[b"archive", file.as_bytes(), &now.0.to_be_bytes()]);
        number.write(&mut tx, &unique, "retention", now).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Nothing of this is dropped from now on: a crawl's id, `finding:ID` (all versions of the pages that it was seen on),
    /// `url:ADDRESS` (all versions of that page), or `*`, everything. Visits of those places stay as well.
    pub async fn hold(&self, scope: &str, by: &str, reason: &str) -> Result<(), StoreError> {
        let now = self.now().await?;
        let mut tx = self.begin().await?;
        run(&mut tx, HOLD, args![scope, by, now, reason]).await?;
        run(&mut tx, AUDIT, args![now, by, "legal hold", scope, reason]).await?;
        Ok(tx.commit().await?)
    }

    /// False: there is no such hold.
    pub async fn release_hold(&self, scope: &str, by: &str, reason: &str) -> Result<bool, StoreError> {
        let now = self.now().await?;
        let mut tx = self.begin().await?;
        if run(&mut tx, RELEASE, args![scope]).await? == 0 {
            return Ok(false);
        }
        run(&mut tx, AUDIT, args![now, by, "legal hold released", scope, reason]).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Whether a page of this address was ever read.
    pub async fn knows_address(&self, url: &str) -> Result<bool, StoreError> {
        Ok(one(&mut *self.reader().await?, ADDRESS, args![url]).await?.is_some())
    }

    pub async fn holds(&self) -> Result<Vec<HoldRow>, StoreError> {
        let rows = all(&mut *self.reader().await?, HOLDS, args![]).await?;
        let holds = rows.iter().map(|row| {
            Ok(HoldRow {
                scope: row.text("scope")?,
                by: row.text("by_whom")?,
                at: row.time("at")?,
                reason: row.text("reason")?,
            })
        });
        holds.collect()
    }
}

/// Which texts go, and whether there are more: those older than the rule's age, and the oldest of all
/// while too much is kept.
async fn choose(
    on: &mut AnyConnection,
    rule: &RetentionRule,
    kept: u64,
    now: Time,
) -> Result<(Vec<i64>, bool), StoreError> {
    let too_much = rule.max_bytes.map_or(0, |most| kept.saturating_sub(most));
    let before = if too_much > 0 { Some(now) } else { rule.pages_before };
    let Some(before) = before else { return Ok((Vec::new(), false)) };
    let candidates = all(on, DROPPABLE, args![before]).await?;
    let (mut ids, mut bytes) = (Vec::new(), 0);
    // By size first; what is too old by age goes in the next call, once the size is right.
    for row in &candidates {
        if too_much > 0 && bytes >= too_much {
            break;
        }
        ids.push(row.int("id")?);
        // Exchanges that are shared count with each: too little goes then, and the next call drops the rest.
        bytes += row.count("bytes")?;
    }
    let by_age_next = too_much > 0 && rule.pages_before.is_some();
    let more = !ids.is_empty() && (candidates.len() == 1000 || by_age_next);
    Ok((ids, more))
}
