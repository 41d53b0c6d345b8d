//! Rematches: going over what is kept once more, for entries that have changed. One at a time, under a lease with a
//! fencing token of its own; how far it has come is a row, so that it goes on where it was after whatever happens.
//!
//! It goes from the newest document to the oldest: what leaked last matters most, and its baseline tells of it first. At
//! the bottom it looks at what was admitted meanwhile by visits that had begun with the entries as they were, and ends
//! only when none of those goes on.

use std::collections::BTreeSet;
use std::time::Duration;

use sqlx::AnyConnection;
use sqlx::any::AnyRow;

use super::connect::Backend;
use super::documents::{document, document_columns, with_hits};
use super::rows::{
    BaselineDraft, ClaimedRematch, Covered, DocumentRow, RematchRow, RematchStep, UntoldRematch,
};
use super::sql::{Args, Take, all, args, json, list, one, rows, run, statements};
use super::{Number, Store, StoreError};
use crate::model::Time;
use crate::store::baselines::told_with_baseline;

/// Columns of a [`RematchRow`].
macro_rules! rematch_columns {
    () => {
        "id, why, by_whom, entries, started, top, ended, total, done, findings, spent, paused, halted_by, cancelled"
    };
}

statements! {
    /// One at a time, in the order in which they were owed.
    CLAIM = "UPDATE rematch SET token = token + 1, lease_until = $2, owner = $3
        WHERE lease_until <= $1 AND ended IS NULL AND paused IS NULL AND started <= $4
            AND id = (SELECT MIN(id) FROM rematch WHERE ended IS NULL)
        RETURNING id, token, started, top, bottom, next, part";
    ENTRIES = "SELECT id, judged FROM entry WHERE rematch = $1 ORDER BY id";
    TOP = "SELECT CAST(COALESCE(MAX(id), 0) AS BIGINT) AS top FROM document";
    TOTAL = "SELECT CAST(COUNT(*) AS BIGINT) AS total FROM document WHERE text IS NOT NULL";
    UNDER_WAY = "SELECT id, token FROM crawl WHERE lease_until > $1 ORDER BY id";
    BEGIN = "UPDATE rematch SET top = CAST($3 AS BIGINT), next = CAST($3 AS BIGINT) + 1, total = $4, waits = $5,
            stepped = $6
        WHERE id = $1 AND token = $2 AND lease_until > $6 AND top IS NULL";
    WAITS = "SELECT top, next, bottom, waits FROM rematch WHERE id = $1 AND token = $2";
    /// A second pass, over what came meanwhile.
    AGAIN = "UPDATE rematch SET bottom = top, top = CAST($3 AS BIGINT), next = CAST($3 AS BIGINT) + 1, waits = '[]',
            total = total + (SELECT COUNT(*) FROM document d
                WHERE d.text IS NOT NULL AND d.id > rematch.top AND d.id <= CAST($3 AS BIGINT))
        WHERE id = $1 AND token = $2 AND lease_until > $4";
    END = "UPDATE rematch SET ended = $3, lease_until = 0 WHERE id = $1 AND token = $2 AND lease_until > $3";
    /// A rest longer than `$7`, because the daemon was down or the rematch paused, is no work.
    STEP = "UPDATE rematch SET next = $4, done = done + $5, lease_until = $6, stepped = CAST($3 AS BIGINT),
            spent = spent + CASE WHEN stepped IS NULL OR CAST($3 AS BIGINT) - stepped > $7 THEN 0 ELSE CAST($3 AS BIGINT) - stepped END
        WHERE id = $1 AND token = $2 AND lease_until > $3 AND ended IS NULL AND paused IS NULL";
    PAUSE = "UPDATE rematch SET paused = $2, halted_by = $3 WHERE id = $1 AND ended IS NULL AND paused IS NULL";
    RESUME = "UPDATE rematch SET paused = NULL, halted_by = NULL WHERE id = $1 AND ended IS NULL AND paused IS NOT NULL";
    CANCEL = "UPDATE rematch SET ended = $2, halted_by = $3, cancelled = 1 WHERE id = $1 AND ended IS NULL";
    /// Nobody makes up for the fetches that it would have made up for: what was seen before an entry changed stays unlooked at.
    GIVEN_UP = "UPDATE entry SET covers = NULL, rematch = NULL WHERE rematch = $1 OR covers = $1";
    AUDIT = "INSERT INTO audit (at, who, what, about, reason) VALUES ($1, $2, $3, $4, '')";
    RELEASE = "UPDATE rematch SET lease_until = 0 WHERE id = $1 AND token = $2";
    SIZES = "SELECT id, text_bytes FROM document WHERE text IS NOT NULL AND id < $1 AND id > $2 ORDER BY id DESC LIMIT $3";
    DOCUMENTS = concat!("SELECT ", document_columns!(), "
        FROM document d JOIN admission a ON a.id = d.admission WHERE d.text IS NOT NULL AND d.id IN ({$}) ORDER BY d.id DESC");
    /// The text that was looked at must be what the page's last fetch had.
    COVER = "UPDATE page SET covered = $1 WHERE crawl = $2 AND url = $3 AND digest = $4 AND covered < $1";
    REMATCHES = concat!("SELECT ", rematch_columns!(), " FROM rematch ORDER BY id DESC LIMIT $1");
    REMATCH = concat!("SELECT ", rematch_columns!(), " FROM rematch WHERE id = $1");
    UNTOLD = concat!("SELECT r.id, r.started, r.part, r.ended, f.watch, CAST(MIN(e.found) AS BIGINT) AS oldest
        FROM rematch r JOIN event e ON e.crawl = 'rematch:' || CAST(r.id AS TEXT) AND e.part = r.part
            JOIN finding f ON f.id = e.finding
        WHERE ", told_with_baseline!(), "
        GROUP BY r.id, r.started, r.part, r.ended, f.watch ORDER BY r.id, f.watch");
    NEXT_PART = "UPDATE rematch SET part = part + 1 WHERE id = $1 AND part = $2";
    BASELINE = "INSERT INTO alert (kind, watch, recipient, event, event_kind, crawl, part, start, rule, found, due,
            state, tries, next_try, attempt, token, lease_until, owner)
        VALUES {('baseline', $, $, 0, 'new', $, $, $, 'first_visit', $, $, 'owed', 0, $, 0, 0, 0, '')}
        ON CONFLICT DO NOTHING RETURNING id";
}

/// Daemons that share a database read a changed configuration within this; until then visits may still begin with the
/// entries as they were.
const SETTLE: Duration = Duration::from_secs(15);

/// Between two batches at most, when they follow each other: what is longer counts for no pace.
const REST: Duration = Duration::from_secs(2 * 60);

/// What people do with a rematch that goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Halt {
    /// It rests where it is, and those behind it wait.
    Pause,
    Resume,
    /// It ends where it is: what it has found stays.
    Cancel,
}

impl Halt {
    pub fn parse(word: &str) -> Option<Halt> {
        match word {
            "pause" => Some(Halt::Pause),
            "resume" => Some(Halt::Resume),
            "cancel" => Some(Halt::Cancel),
            _ => None,
        }
    }
}

/// What stands in place of a crawl where a baseline is a rematch's. No crawl's id holds a colon.
pub(super) fn scope(rematch: i64) -> String {
    format!("rematch:{rematch}")
}

impl Store {
    /// The rematch that is owed longest, leased to us. None: none is owed, or another daemon is on it.
    pub async fn claim_rematch(&self, lease: Duration) -> Result<Option<ClaimedRematch>, StoreError> {
        let now = self.now().await?;
        let settled = match self.inner.pools.backend {
            Backend::Postgres => now - SETTLE,
            Backend::Sqlite => now,
        };
        let mut on = self.writer().await?;
        let Some(row) = one(&mut on, CLAIM, args![now, now + lease, self.owner(), settled]).await? else {
            return Ok(None);
        };
        let id = row.int("id")?;
        let entries = all(&mut on, ENTRIES, args![id]).await?;
        let entries = entries.iter().map(|row| Ok((row.text("id")?, row.digest("judged")?)));
        Ok(Some(ClaimedRematch {
            id,
            token: row.int("token")?,
            started: row.time("started")?,
            begun: row.maybe_int("top")?.is_some(),
            bottom: row.int("bottom")?,
            next: row.int("next")?,
            entries: entries.collect::<Result<_, StoreError>>()?,
        }))
    }

    /// Notes where it begins and which visits still go on with the entries as they were. False: the lease is gone.
    pub async fn begin_rematch(&self, claimed: &mut ClaimedRematch) -> Result<bool, StoreError> {
        let now = self.now().await?;
        let mut tx = self.begin().await?;
        let waits = json(&under_way(&mut tx, now).await?);
        let top = one(&mut tx, TOP, args![]).await?.map_or(Ok(0), |row| row.int("top"))?;
        let total = one(&mut tx, TOTAL, args![]).await?.map_or(Ok(0), |row| row.int("total"))?;
        let args = args![claimed.id, claimed.token, top, total, &waits, now];
        if run(&mut tx, BEGIN, args).await? == 0 {
            return Ok(false);
        }
        tx.commit().await?;
        (claimed.begun, claimed.next) = (true, top + 1);
        Ok(true)
    }

    /// The next documents to look at, the newest first, with their hits, and below which one it goes on after them: at
    /// most `limit`, and none that takes them over `bytes` of compressed text but the first. None: this pass is over.
    pub async fn rematch_documents(
        &self,
        claimed: &ClaimedRematch,
        limit: u32,
        bytes: u64,
    ) -> Result<Option<(i64, Vec<DocumentRow>)>, StoreError> {
        let mut on = self.reader().await?;
        let (mut ids, mut size) = (Vec::new(), 0);
        for row in all(&mut on, SIZES, args![claimed.next, claimed.bottom, limit]).await? {
            size += row.count("text_bytes")?;
            if size > bytes && !ids.is_empty() {
                break;
            }
            ids.push(row.int("id")?);
        }
        let rows =
            list(&mut on, DOCUMENTS, || args![], &ids, |id: i64, args: &mut Args| args.push(id)).await?;
        let mut found = rows.iter().map(document).collect::<Result<Vec<_>, _>>()?;
        with_hits(&mut on, &mut found).await?;
        Ok(ids.last().map(|next| (*next, found)))
    }

    /// What was looked at is covered, and the rematch goes on below `next`. False: the lease is gone and nothing is
    /// noted; whoever has it looks at the same again.
    pub async fn step_rematch(
        &self,
        claimed: &ClaimedRematch,
        next: i64,
        covered: &[Covered],
        lease: Duration,
    ) -> Result<bool, StoreError> {
        let now = self.now().await?;
        let mut tx = self.begin().await?;
        let rest = REST.as_millis() as i64;
        let args = args![claimed.id, claimed.token, now, next, covered.len(), now + lease, rest];
        if run(&mut tx, STEP, args).await? == 0 {
            return Ok(false);
        }
        for page in covered {
            run(&mut tx, COVER, args![claimed.id, &page.crawl, &page.url, &page.digest]).await?;
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Nothing is left of this pass: a second one begins, the rematch ends, or visits that began with the entries as
    /// they were must end first.
    pub async fn turn_rematch(&self, claimed: &mut ClaimedRematch) -> Result<RematchStep, StoreError> {
        let now = self.now().await?;
        let mut tx = self.begin().await?;
        let Some(row) = one(&mut tx, WAITS, args![claimed.id, claimed.token]).await? else {
            return Ok(RematchStep::Lost);
        };
        let waits: BTreeSet<(String, i64)> = row.json("waits")?;
        let going: BTreeSet<(String, i64)> = under_way(&mut tx, now).await?.into_iter().collect();
        if waits.intersection(&going).next().is_some() {
            return Ok(RematchStep::Waits);
        }
        let top = one(&mut tx, TOP, args![]).await?.map_or(Ok(0), |row| row.int("top"))?;
        let more = !waits.is_empty() && row.maybe_int("top")?.is_some_and(|was| top > was);
        let (touched, step) = match more {
            true => {
                let bottom = row.int("top")?;
                let touched = run(&mut tx, AGAIN, args![claimed.id, claimed.token, top, now]).await?;
                (claimed.next, claimed.bottom) = (top + 1, bottom);
                (touched, RematchStep::Again)
            }
            false => (run(&mut tx, END, args![claimed.id, claimed.token, now]).await?, RematchStep::Ended),
        };
        if touched == 0 {
            return Ok(RematchStep::Lost);
        }
        tx.commit().await?;
        Ok(step)
    }

    /// Gives it back: anyone may go on.
    pub async fn release_rematch(&self, claimed: &ClaimedRematch) -> Result<(), StoreError> {
        run(&mut *self.writer().await?, RELEASE, args![claimed.id, claimed.token]).await.map(|_| ())
    }

    /// Rematches that have brought something serious which no part of their baseline tells of yet.
    pub async fn untold_rematches(&self) -> Result<Vec<UntoldRematch>, StoreError> {
        let mut untold: Vec<UntoldRematch> = Vec::new();
        for row in all(&mut *self.reader().await?, UNTOLD, args![]).await? {
            let (id, oldest) = (row.int("id")?, (row.text("watch")?, row.time("oldest")?));
            match untold.last_mut() {
                Some(last) if last.id == id => last.oldest.extend([oldest]),
                _ => untold.push(UntoldRematch {
                    id,
                    started: row.time("started")?,
                    part: row.small("part")?,
                    ended: row.maybe_time("ended")?,
                    oldest: [oldest].into(),
                }),
            }
        }
        Ok(untold)
    }

    /// Owes a part of a rematch's baseline, one alert a recipient; how many. None are owed when the part is owed already.
    pub async fn owe_rematch(
        &self,
        rematch: &UntoldRematch,
        drafts: &[BaselineDraft],
    ) -> Result<u64, StoreError> {
        let now = self.now().await?;
        let mut tx = self.begin().await?;
        // The counter first: whatever event comes after this transaction is of the next part.
        let number = Number::take(&mut tx).await?;
        if run(&mut tx, NEXT_PART, args![rematch.id, rematch.part]).await? == 0 {
            return Ok(0);
        }
        let scope = scope(rematch.id);
        let owed = rows(&mut tx, BASELINE, drafts, |baseline, args| {
            args.push(&baseline.watch);
            args.push(&baseline.recipient);
            args.push(&scope);
            args.push(rematch.part);
            args.push(baseline.start);
            args.push(now);
            args.push(baseline.due);
            args.push(now);
        })
        .await?;
        let unique = [scope.as_bytes(), b"part", &rematch.part.to_be_bytes()];
        number.write(&mut tx, &self.inner.key.digest("admission", &unique), "baseline", now).await?;
        tx.commit().await?;
        Ok(owed.len() as u64)
    }

    /// Pauses, resumes or cancels one. False: it is not in a state for that.
    pub async fn halt_rematch(&self, id: i64, halt: Halt, by: &str) -> Result<bool, StoreError> {
        let now = self.now().await?;
        let mut tx = self.begin().await?;
        let (touched, what) = match halt {
            Halt::Pause => (run(&mut tx, PAUSE, args![id, now, by]).await?, "rematch paused"),
            Halt::Resume => (run(&mut tx, RESUME, args![id]).await?, "rematch resumed"),
            Halt::Cancel => (run(&mut tx, CANCEL, args![id, now, by]).await?, "rematch cancelled"),
        };
        if touched == 0 {
            return Ok(false);
        }
        if halt == Halt::Cancel {
            run(&mut tx, GIVEN_UP, args![id]).await?;
        }
        run(&mut tx, AUDIT, args![now, by, what, &id.to_string()]).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// The newest first.
    pub async fn rematches(&self, limit: u32) -> Result<Vec<RematchRow>, StoreError> {
        all(&mut *self.reader().await?, REMATCHES, args![limit]).await?.iter().map(rematch).collect()
    }

    pub async fn rematch(&self, id: i64) -> Result<Option<RematchRow>, StoreError> {
        one(&mut *self.reader().await?, REMATCH, args![id]).await?.as_ref().map(rematch).transpose()
    }
}

/// Crawls that somebody visits, each with the token of that visit.
async fn under_way(on: &mut AnyConnection, now: Time) -> Result<Vec<(String, i64)>, StoreError> {
    let rows = all(on, UNDER_WAY, args![now]).await?;
    rows.iter().map(|row| Ok((row.text("id")?, row.int("token")?))).collect()
}

fn rematch(row: &AnyRow) -> Result<RematchRow, StoreError> {
    let (top, ended) = (row.maybe_int("top")?, row.maybe_time("ended")?);
    let (paused, cancelled) = (row.maybe_time("paused")?, row.flag("cancelled")?);
    let (total, done) = (row.count("total")?, row.count("done")?);
    let spent = row.count("spent")?;
    Ok(RematchRow {
        id: row.int("id")?,
        state: match (top, ended) {
            (_, Some(_)) if cancelled => "cancelled",
            (_, Some(_)) => "ended",
            _ if paused.is_some() => "paused",
            (Some(_), None) => "running",
            (None, None) => "waiting",
        },
        why: row.text("why")?,
        by: row.text("by_whom")?,
        entries: row.json("entries")?,
        started: row.time("started")?,
        ended,
        total,
        done,
        per_second: (spent > 0 && done > 0).then(|| done as f64 * 1000.0 / spent as f64),
        left_s: (ended.is_none() && spent > 0 && done > 0)
            .then(|| total.saturating_sub(done).saturating_mul(spent) / done / 1000),
        paused,
        halted_by: row.maybe_text("halted_by")?,
        findings: row.count("findings")?,
    })
}
