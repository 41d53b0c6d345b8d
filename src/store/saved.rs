//! Searches that people keep under a name: each its owner's, or seen by all who read a watch.

use sqlx::any::AnyRow;

use super::alerts::{push, seen};
use super::rows::{SavedDraft, SavedRow};
use super::sql::{Take, args, list, one, run, statements};
use super::{Store, StoreError};

statements! {
    SAVE = "INSERT INTO saved_search (name, owner, watch, asked, at, entry) VALUES ($1, $2, $3, $4, $5, NULL) RETURNING id";
    COUNT = "SELECT COUNT(*) AS n FROM saved_search WHERE owner = $1";
    SAVED = "SELECT id, name, owner, watch, asked, at, entry FROM saved_search
        WHERE owner = $1 OR (watch IS NOT NULL AND (CAST($2 AS BIGINT) = 1 OR watch IN ({$})))
        ORDER BY name, id";
    ONE = "SELECT id, name, owner, watch, asked, at, entry FROM saved_search WHERE id = $1";
    FORGET = "DELETE FROM saved_search WHERE id = $1";
    NOTE_ENTRY = "UPDATE saved_search SET entry = $2 WHERE id = $1";
    AUDIT = "INSERT INTO audit (at, who, what, about, reason) VALUES ($1, $2, $3, $4, '')";
}

/// Searches of one account.
pub const MOST: u64 = 500;

impl Store {
    /// Its id; none: the account has as many already as one may have.
    pub async fn save_search(&self, draft: &SavedDraft<'_>) -> Result<Option<i64>, StoreError> {
        let now = self.now().await?;
        let SavedDraft { name, owner, watch, asked } = *draft;
        let mut tx = self.begin().await?;
        let held = one(&mut tx, COUNT, args![owner]).await?.map_or(Ok(0), |row| row.count("n"))?;
        if held >= MOST {
            return Ok(None);
        }
        let id = one(&mut tx, SAVE, args![name, owner, watch, asked, now]).await?;
        let id = id.map_or(Ok(0), |row| row.int("id"))?;
        run(&mut tx, AUDIT, args![now, owner, "search saved", name]).await?;
        tx.commit().await?;
        Ok(Some(id))
    }

    /// An account's own and those of the watches (`None`: all), by name.
    pub async fn saved_searches(
        &self,
        owner: &str,
        watches: Option<&[String]>,
    ) -> Result<Vec<SavedRow>, StoreError> {
        let fixed = || args![owner, watches.is_none()];
        let rows = list(&mut *self.reader().await?, SAVED, fixed, &seen(watches), push).await?;
        rows.iter().map(saved).collect()
    }

    pub async fn saved_search(&self, id: i64) -> Result<Option<SavedRow>, StoreError> {
        one(&mut *self.reader().await?, ONE, args![id]).await?.as_ref().map(saved).transpose()
    }

    /// False: there is none.
    pub async fn forget_search(&self, id: i64, by: &str) -> Result<bool, StoreError> {
        let now = self.now().await?;
        let mut tx = self.begin().await?;
        let Some(row) = one(&mut tx, ONE, args![id]).await?.as_ref().map(saved).transpose()? else {
            return Ok(false);
        };
        run(&mut tx, FORGET, args![id]).await?;
        run(&mut tx, AUDIT, args![now, by, "search removed", &row.name]).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Notes the entry that was made of a search.
    pub async fn search_is_watched(&self, id: i64, entry: &str) -> Result<(), StoreError> {
        run(&mut *self.writer().await?, NOTE_ENTRY, args![id, entry]).await.map(|_| ())
    }
}

fn saved(row: &AnyRow) -> Result<SavedRow, StoreError> {
    Ok(SavedRow {
        id: row.int("id")?,
        name: row.text("name")?,
        owner: row.text("owner")?,
        watch: row.maybe_text("watch")?,
        asked: row.text("asked")?,
        at: row.time("at")?,
        entry: row.maybe_text("entry")?,
    })
}
