//! Lets go of what need not be kept any longer: once a day texts by age and size, rows by age, and whole files of the
//! archive that nothing kept was read from. What a finding rests on and what a legal hold names stays; that is the
//! store's to know. Every day that dropped something is a line of the audit log.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::archive;
use crate::clock::Clock;
use crate::model::Time;
use crate::runtime::{Again, Bell};
use crate::store::Store;
use crate::store::rows::{Forgotten, RetentionRule};
use crate::telemetry::Metrics;

/// How often it is done.
pub const DAY: Duration = Duration::from_secs(24 * 3600);
/// A file of the archive is looked at when the next one has been written to for this long: by then whatever was
/// appended to it is admitted or never will be.
const SETTLED: Duration = DAY;
/// When it was last done, as a note of the store: a restart does not do it again.
const NOTE: &str = "retention";

/// How long and how much is kept; none: for ever, without a bound.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rule {
    pub pages: Option<Duration>,
    /// Rows of visits and mentions.
    pub rows: Option<Duration>,
    /// Texts and the raw exchanges that they were read from.
    pub max_bytes: Option<u64>,
}

/// What one day let go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dropped {
    pub texts: u64,
    pub visits: u64,
    pub mentions: u64,
    pub files: u64,
    /// Of the files.
    pub bytes: u64,
}

pub struct Retention {
    pub store: Store,
    /// The archive's folder.
    pub archive: PathBuf,
    pub clock: Arc<dyn Clock>,
    pub metrics: Metrics,
    /// Rung when texts went: the index follows.
    pub reindex: Bell,
}

impl Retention {
    /// Does the day's share if it is due. What a stop or an error cuts short is taken up at the next run.
    pub async fn run_once(&self, rule: &Rule, stop: &CancellationToken) -> anyhow::Result<Again> {
        let now = self.clock.now();
        let last = self.store.meta_get(NOTE).await?.and_then(|at| at.parse().ok()).map(Time);
        // A note from the future was written before the clock was set back.
        if let Some(last) = last.filter(|last| *last <= now)
            && now < last + DAY
        {
            return Ok(Again::At(last + DAY));
        }
        if *rule == Rule::default() {
            return Ok(Again::Later);
        }
        let mut dropped = Dropped::default();
        let whole = self.drop_all(rule, now, &mut dropped, stop).await;
        if dropped != Dropped::default() {
            self.tell(&dropped).await?;
        }
        if whole? {
            self.store.meta_set(NOTE, &now.0.to_string()).await?;
        }
        Ok(Again::Later)
    }

    /// False: it was stopped before the end.
    async fn drop_all(
        &self,
        rule: &Rule,
        now: Time,
        dropped: &mut Dropped,
        stop: &CancellationToken,
    ) -> anyhow::Result<bool> {
        let texts =
            RetentionRule { pages_before: rule.pages.map(|age| now - age), max_bytes: rule.max_bytes };
        loop {
            if stop.is_cancelled() {
                return Ok(false);
            }
            let retained = self.store.retain(&texts).await?;
            dropped.texts += retained.documents;
            crate::fault!("retention.dropped")?;
            self.metrics.kept_bytes.set(retained.left as i64);
            if retained.documents == 0 {
                break;
            }
        }
        if let Some(age) = rule.rows {
            loop {
                if stop.is_cancelled() {
                    return Ok(false);
                }
                let forgotten = self.store.forget_rows(now - age).await?;
                dropped.visits += forgotten.visits;
                dropped.mentions += forgotten.mentions;
                if forgotten == Forgotten::default() {
                    break;
                }
            }
        }
        self.drop_files(now, dropped, stop).await
    }

    async fn drop_files(
        &self,
        now: Time,
        dropped: &mut Dropped,
        stop: &CancellationToken,
    ) -> anyhow::Result<bool> {
        // Files that no row points into may hold what a hold on everything means as well.
        if !self.archive.is_dir() || self.store.holds().await?.iter().any(|hold| hold.scope == "*") {
            return Ok(true);
        }
        let dir = self.archive.clone();
        let closed = tokio::task::spawn_blocking(move || archive::closed(&dir, now - SETTLED)).await??;
        if closed.is_empty() {
            return Ok(true);
        }
        let needed = self.store.archive_needed().await?;
        for file in closed.into_iter().filter(|file| !needed.contains(file)) {
            if stop.is_cancelled() {
                return Ok(false);
            }
            // The rows first: after a crash in between the file is one that no row points into.
            if self.store.give_up_archive(&file).await? {
                crate::fault!("retention.given_up")?;
                let dir = self.archive.clone();
                let bytes = tokio::task::spawn_blocking(move || archive::remove(&dir, &file, now)).await??;
                dropped.files += 1;
                dropped.bytes += bytes;
            }
        }
        Ok(true)
    }

    async fn tell(&self, dropped: &Dropped) -> anyhow::Result<()> {
        let Dropped { texts, visits, mentions, files, bytes } = dropped;
        let what = format!(
            "{texts} texts, {visits} visits, {mentions} mentions, {files} archive files of {bytes} bytes"
        );
        self.store.audit("leakwatch", "retention", &what, "the rule of [retention]").await?;
        self.metrics.texts_dropped.inc_by(*texts);
        self.metrics.archive_removed.inc_by(*bytes);
        if *texts > 0 {
            self.reindex.ring();
        }
        tracing::info!(texts, visits, mentions, files, bytes, "retention has let go");
        Ok(())
    }
}
