//! Recorded stretches of time in which something could not be done. A cause of lateness is only believed when one of
//! these covers it.

use std::time::Duration;

use super::rows::Outage;
use super::sql::{Take, all, args, one, run, statements};
use super::{Store, StoreError};
use crate::model::{Cause, Time};

statements! {
    OPEN = "INSERT INTO outage (cause, scope, since, note) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    SPAN = "INSERT INTO outage (cause, scope, since, until, note) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    CLOSE = "UPDATE outage SET until = $3 WHERE cause = $1 AND scope = $2 AND until IS NULL";
    OUTAGES = "SELECT id, cause, scope, since, until, note FROM outage
        WHERE since < $2 AND (until IS NULL OR until >= $1) ORDER BY since, id LIMIT 10000";
    BEAT = "INSERT INTO heartbeat (owner, at) VALUES ($1, $2) ON CONFLICT (owner) DO UPDATE SET at = excluded.at";
    LAST_BEAT = "SELECT at FROM heartbeat WHERE owner = $1";
    SILENCE = "INSERT INTO outage (cause, scope, since, until, note) VALUES ('own_crash', $1, $2, $3, $4)";
}

/// A silence shorter than this is a restart that nothing can be late of.
const SILENT: Duration = Duration::from_secs(15);

impl Store {
    /// Opens an outage, unless one of this cause and scope is open.
    pub async fn outage_open(&self, cause: Cause, scope: &str, note: &str) -> Result<(), StoreError> {
        let args = args![cause.word(), scope, self.now().await?, note];
        run(&mut *self.writer().await?, OPEN, args).await.map(|_| ())
    }

    /// What could not be told when it began: it lasted from then on, until `to` or (none) still.
    pub async fn outage_since(
        &self,
        cause: Cause,
        scope: &str,
        from: Time,
        to: Option<Time>,
        note: &str,
    ) -> Result<(), StoreError> {
        let args = args![cause.word(), scope, from, to, note];
        run(&mut *self.writer().await?, SPAN, args).await.map(|_| ())
    }

    /// Closes it, if it is open.
    pub async fn outage_close(&self, cause: Cause, scope: &str) -> Result<(), StoreError> {
        let args = args![cause.word(), scope, self.now().await?];
        run(&mut *self.writer().await?, CLOSE, args).await.map(|_| ())
    }

    /// Those that touch [from, to), oldest first, at most 10,000.
    pub async fn outages(&self, from: Time, to: Time) -> Result<Vec<Outage>, StoreError> {
        let rows = all(&mut *self.reader().await?, OUTAGES, args![from, to]).await?;
        let outages = rows.iter().map(|row| {
            Ok(Outage {
                id: row.int("id")?,
                cause: row.word("cause", Cause::parse)?,
                scope: row.text("scope")?,
                from: row.time("since")?,
                to: row.maybe_time("until")?,
                note: row.text("note")?,
            })
        });
        outages.collect()
    }

    /// Says that this daemon is alive; every few seconds.
    pub async fn heartbeat(&self) -> Result<(), StoreError> {
        let args = args![self.owner(), self.now().await?];
        run(&mut *self.writer().await?, BEAT, args).await.map(|_| ())
    }

    /// At the start: since its last heartbeat this daemon did nothing.
    pub(super) async fn record_silence(&self) -> Result<(), StoreError> {
        let now = self.now().await?;
        let mut tx = self.begin().await?;
        if let Some(row) = one(&mut tx, LAST_BEAT, args![self.owner()]).await? {
            let last = row.time("at")?;
            if now.since(last) >= SILENT {
                run(&mut tx, SILENCE, args![self.owner(), last, now, "no heartbeat"]).await?;
            }
        }
        run(&mut tx, BEAT, args![self.owner(), now]).await?;
        Ok(tx.commit().await?)
    }
}
