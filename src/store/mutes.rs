//! What is quiet: an entry, a finding or a place, for one watch, until a time, with a reason. What happens meanwhile is
//! kept as ever and counted; only its alerts are muted instead of owed. What was owed before still leaves.

use std::collections::BTreeMap;

use sqlx::AnyConnection;
use sqlx::any::AnyRow;

use super::alerts::{push, seen};
use super::rows::{MuteDraft, MuteRow};
use super::sql::{Take, all, args, list, one, run, statements};
use super::{Store, StoreError};
use crate::model::{Quiet, Time};

statements! {
    MUTE = "INSERT INTO mute (watch, scope, about, until, by_whom, at, reason, events)
        VALUES ($1, $2, $3, $4, $5, $6, $7, 0) RETURNING id";
    MUTES = "SELECT id, watch, scope, about, until, by_whom, at, reason, ended, ended_by, events FROM mute
        WHERE (CAST($1 AS BIGINT) = 1 OR watch IN ({$})) ORDER BY id DESC LIMIT $2";
    ONE = "SELECT id, watch, scope, about, until, by_whom, at, reason, ended, ended_by, events FROM mute WHERE id = $1";
    END = "UPDATE mute SET ended = $2, ended_by = $3 WHERE id = $1 AND ended IS NULL AND until > $2";
    IN_FORCE = "SELECT id, watch, scope, about FROM mute WHERE ended IS NULL AND until > $1 ORDER BY id";
    COUNT = "UPDATE mute SET events = events + $2 WHERE id = $1";
    KEEP_QUIET = "UPDATE finding SET muted = $2, alert_due = NULL WHERE id = $1";
    AUDIT = "INSERT INTO audit (at, who, what, about, reason) VALUES ($1, $2, $3, $4, $5)";
}

/// Those in force, for an admission.
pub(super) struct InForce(Vec<(i64, String, Quiet, String)>);

impl InForce {
    pub async fn read(on: &mut AnyConnection, now: Time) -> Result<InForce, StoreError> {
        let rows = all(on, IN_FORCE, args![now]).await?;
        let row = |row: &AnyRow| {
            Ok((row.int("id")?, row.text("watch")?, row.word("scope", Quiet::parse)?, row.text("about")?))
        };
        rows.iter().map(row).collect::<Result<_, StoreError>>().map(InForce)
    }

    /// The oldest that keeps an event quiet.
    pub fn of(&self, watch: &str, entry: &str, finding: i64, crawl: &str) -> Option<i64> {
        let fits = |scope: &Quiet, about: &str| match scope {
            Quiet::Entry => about == entry,
            Quiet::Finding => about.parse() == Ok(finding),
            Quiet::Place => about == crawl,
        };
        let found = self.0.iter().find(|(_, whose, scope, about)| whose == watch && fits(scope, about));
        found.map(|(id, ..)| *id)
    }
}

/// Counts what was kept quiet: (mute, finding) of each event.
pub(super) async fn kept_quiet(on: &mut AnyConnection, events: &[(i64, i64)]) -> Result<(), StoreError> {
    let mut counts: BTreeMap<i64, i64> = BTreeMap::new();
    for (mute, finding) in events {
        *counts.entry(*mute).or_default() += 1;
        run(on, KEEP_QUIET, args![*finding, *mute]).await?;
    }
    for (mute, n) in counts {
        run(on, COUNT, args![mute, n]).await?;
    }
    Ok(())
}

impl Store {
    /// Its id. Whether what it names is there was asked before.
    pub async fn mute(&self, draft: &MuteDraft, by: &str) -> Result<i64, StoreError> {
        let now = self.now().await?;
        let mut tx = self.begin().await?;
        let (scope, about) = (draft.scope.word(), draft.about.as_str());
        let args = args![&draft.watch, scope, about, draft.until, by, now, &draft.reason];
        let id = one(&mut tx, MUTE, args).await?.map_or(Ok(0), |row| row.int("id"))?;
        let about = format!("{scope} {about}, {}", draft.watch);
        run(&mut tx, AUDIT, args![now, by, "muted", &about, &draft.reason]).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// False: there is none in force of this id.
    pub async fn end_mute(&self, id: i64, by: &str) -> Result<bool, StoreError> {
        let now = self.now().await?;
        let mut tx = self.begin().await?;
        if run(&mut tx, END, args![id, now, by]).await? == 0 {
            return Ok(false);
        }
        let row = one(&mut tx, ONE, args![id]).await?.as_ref().map(mute).transpose()?;
        let about = row.map_or_else(String::new, |m| format!("{} {}, {}", m.scope, m.about, m.watch));
        run(&mut tx, AUDIT, args![now, by, "mute ended", &about, ""]).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// The newest first, those that are over too; `None`: of all watches.
    pub async fn mutes(&self, watches: Option<&[String]>, limit: u32) -> Result<Vec<MuteRow>, StoreError> {
        let fixed = || args![watches.is_none(), limit];
        let rows = list(&mut *self.reader().await?, MUTES, fixed, &seen(watches), push).await?;
        rows.iter().map(mute).collect()
    }

    pub async fn mute_row(&self, id: i64) -> Result<Option<MuteRow>, StoreError> {
        one(&mut *self.reader().await?, ONE, args![id]).await?.as_ref().map(mute).transpose()
    }
}

fn mute(row: &AnyRow) -> Result<MuteRow, StoreError> {
    Ok(MuteRow {
        id: row.int("id")?,
        watch: row.text("watch")?,
        scope: row.word("scope", Quiet::parse)?,
        about: row.text("about")?,
        until: row.time("until")?,
        by: row.text("by_whom")?,
        at: row.time("at")?,
        reason: row.text("reason")?,
        ended: row.maybe_time("ended")?,
        ended_by: row.maybe_text("ended_by")?,
        events: row.count("events")?,
    })
}
