//! The entries that are looked for, as they are now: since when, and which rematch makes up for what was fetched before.
//!
//! A configuration that changes entries owes a rematch in the same transaction that learns of the change: whatever
//! happens after it, what is kept will be looked at. Knows digests of entries, not entries.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::AnyConnection;

use super::rows::{Coverage, EntrySeed};
use super::sql::{Args, Take, all, args, change, json, one, run, statements};
use super::{Store, StoreError};
use crate::model::{Digest, Time};

statements! {
    ENTRIES = "SELECT id, matched, judged, since, covers FROM entry";
    OPEN = "SELECT id FROM rematch WHERE ended IS NULL";
    NOTE = "SELECT value FROM meta WHERE name = 'note.entries_since'";
    /// Says that entries were looked for before, should there be none for a while.
    NOTED = "INSERT INTO meta (name, value) VALUES ('note.entries_since', '{}') ON CONFLICT (name) DO NOTHING";
    ANY_KEPT = "SELECT id FROM document WHERE text IS NOT NULL LIMIT 1";
    PUT_ENTRY = "INSERT INTO entry (id, matched, judged, since, covers, rematch) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (id) DO UPDATE SET matched = excluded.matched, judged = excluded.judged,
            since = excluded.since, covers = excluded.covers, rematch = excluded.rematch";
    DROP_ENTRIES = "DELETE FROM entry WHERE id IN ({$})";
    /// One that made up for fetches and has not ended does not look for them any more: the new one makes up for them.
    REMATCH_ENTRIES = "UPDATE entry SET rematch = $1, covers = CASE WHEN covers IN (
            SELECT r.id FROM rematch r WHERE r.ended IS NULL) THEN $1 ELSE covers END
        WHERE id IN ({$})";
    QUEUE = "INSERT INTO rematch (why, by_whom, entries, started, bottom, next, waits, total, done, findings, part,
            token, lease_until, owner)
        VALUES ($1, $2, $3, $4, 0, 0, '[]', 0, 0, 0, 1, 0, 0, '') RETURNING id";
    AUDIT = "INSERT INTO audit (at, who, what, about, reason) VALUES ($1, $2, 'rematch', $3, $4)";
    /// Serialises those who change entries; SQLite's writer is alone anyway.
    HOLD = "UPDATE counter SET n = n WHERE name = 'token' RETURNING n";
}

/// An entry as its row says.
struct Known {
    matched: Digest,
    judged: Digest,
    coverage: Coverage,
}

/// What a configuration means for an entry.
enum News {
    /// As it was.
    None,
    /// Its first row, and no fetch that it missed.
    Row(Coverage),
    /// Its hits are as they were; what they come to is not.
    Judged(Coverage),
    /// Nothing that was fetched before was matched with it.
    Matched,
}

/// What stood in a note before entries had rows: (the first half of the digest of what an entry matches, since when).
type Noted = BTreeMap<String, (String, Time)>;

fn news(seed: &EntrySeed, row: Option<&Known>, noted: Option<&Noted>) -> News {
    match (row, noted) {
        (Some(row), _) if row.matched != seed.matched => News::Matched,
        (Some(row), _) if row.judged != seed.judged => News::Judged(row.coverage),
        (Some(_), _) => News::None,
        (None, None) => News::Row(Coverage::ALWAYS),
        (None, Some(noted)) => match noted.get(&seed.id) {
            Some((digest, since)) if *digest == seed.noted => {
                News::Row(Coverage { since: *since, covers: None })
            }
            _ => News::Matched,
        },
    }
}

impl Store {
    /// Makes the rows follow the configuration. New and changed entries count for fetches from now on, and where
    /// something is kept a rematch is owed for them. Those of the very first start were always looked for. For each
    /// entry what counts.
    pub async fn sync_entries(
        &self,
        seeds: &[EntrySeed],
        by: &str,
    ) -> Result<BTreeMap<String, Coverage>, StoreError> {
        let now = self.now().await?;
        let mut tx = self.begin().await?;
        one(&mut tx, HOLD, args![]).await?;
        let mut before = known(&mut tx).await?;
        let noted: Option<Noted> = match one(&mut tx, NOTE, args![]).await? {
            Some(row) => Some(row.json("value")?),
            None => None,
        };
        let all: Vec<(&EntrySeed, News)> =
            seeds.iter().map(|seed| (seed, news(seed, before.get(&seed.id), noted.as_ref()))).collect();
        let changed = |news: &News| matches!(news, News::Judged(_) | News::Matched);
        let ids: BTreeSet<&str> =
            all.iter().filter(|(_, news)| changed(news)).map(|(seed, _)| seed.id.as_str()).collect();
        let owed = !ids.is_empty() && one(&mut tx, ANY_KEPT, args![]).await?.is_some();
        let open = open(&mut tx).await?;
        let rematch = if owed { Some(queue(&mut tx, &ids, "changed", by, now).await?) } else { None };
        let mut counts = BTreeMap::new();
        for (seed, news) in all {
            let row = before.remove(&seed.id);
            let (coverage, rematch) = match (news, row) {
                (News::None, Some(row)) => {
                    counts.insert(seed.id.clone(), row.coverage);
                    continue;
                }
                (News::Row(coverage), _) => (coverage, None),
                // The rematch that was to make up for it does not look for it any more.
                (News::Judged(old), _) if old.covers.is_some_and(|id| open.contains(&id)) => {
                    (Coverage { covers: rematch, ..old }, rematch)
                }
                (News::Judged(old), _) => (old, rematch),
                // With nothing kept there is nothing to make up for; what was fetched and not kept was still not
                // matched with it.
                (News::Matched | News::None, _) => (Coverage { since: now, covers: rematch }, rematch),
            };
            let args = args![&seed.id, &seed.matched, &seed.judged, coverage.since, coverage.covers, rematch];
            run(&mut tx, PUT_ENTRY, args).await?;
            counts.insert(seed.id.clone(), coverage);
        }
        let gone: Vec<&str> = before.keys().map(String::as_str).collect();
        change(&mut tx, DROP_ENTRIES, || args![], &gone, |id: &str, args: &mut Args| args.push(id)).await?;
        run(&mut tx, NOTED, args![]).await?;
        tx.commit().await?;
        if rematch.is_some() {
            crate::fault!("rematch.queued")?;
        }
        Ok(counts)
    }

    /// Owes a rematch of all entries, or of one keyword set's. None: there are no such entries.
    pub async fn ask_rematch(&self, set: Option<&str>, by: &str) -> Result<Option<i64>, StoreError> {
        let now = self.now().await?;
        let mut tx = self.begin().await?;
        one(&mut tx, HOLD, args![]).await?;
        let known = known(&mut tx).await?;
        let of_set = |id: &&str| set.is_none_or(|set| id.split('/').next() == Some(set));
        let ids: BTreeSet<&str> = known.keys().map(String::as_str).filter(of_set).collect();
        if ids.is_empty() {
            return Ok(None);
        }
        let id = queue(&mut tx, &ids, "asked", by, now).await?;
        let ids: Vec<&str> = ids.into_iter().collect();
        change(&mut tx, REMATCH_ENTRIES, || args![id], &ids, |id: &str, args: &mut Args| args.push(id))
            .await?;
        tx.commit().await?;
        Ok(Some(id))
    }
}

async fn known(on: &mut AnyConnection) -> Result<BTreeMap<String, Known>, StoreError> {
    let rows = all(on, ENTRIES, args![]).await?;
    let known = rows.iter().map(|row| {
        let coverage = Coverage { since: row.time("since")?, covers: row.maybe_int("covers")? };
        let (matched, judged) = (row.digest("matched")?, row.digest("judged")?);
        Ok((row.text("id")?, Known { matched, judged, coverage }))
    });
    known.collect()
}

/// Rematches that have not ended.
async fn open(on: &mut AnyConnection) -> Result<BTreeSet<i64>, StoreError> {
    all(on, OPEN, args![]).await?.iter().map(|row| row.int("id")).collect()
}

async fn queue(
    on: &mut AnyConnection,
    entries: &BTreeSet<&str>,
    why: &str,
    by: &str,
    now: Time,
) -> Result<i64, StoreError> {
    let id = one(on, QUEUE, args![why, by, &json(entries), now]).await?;
    let id = id.map_or(Ok(0), |row| row.int("id"))?;
    run(on, AUDIT, args![now, by, &id.to_string(), why]).await?;
    Ok(id)
}
