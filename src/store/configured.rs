//! What the web page configured: items under the names that their files would have, and what each was before.
//!
//! Promises: a change is made only to what its editor saw; what it replaces is kept, up to a bound, in the same commit.
//! Knows nothing of TOML.

use super::rows::{ConfigChange, ConfigItem, FormerItem};
use super::sql::{Take, all, args, run, statements};
use super::{Store, StoreError};

statements! {
    CONFIG_ITEMS = "SELECT name, text, by_whom, at FROM config_item ORDER BY name";
    NEW_CONFIG = "INSERT INTO config_item (name, text, by_whom, at) VALUES ($1, $2, $3, $4) ON CONFLICT (name) DO NOTHING";
    CHANGE_CONFIG = "UPDATE config_item SET text = $3, by_whom = $4, at = $5 WHERE name = $1 AND at = $2";
    DELETE_CONFIG = "DELETE FROM config_item WHERE name = $1 AND at = $2";
    KEEP_FORMER = "INSERT INTO config_former (name, text, by_whom, at, replaced)
        SELECT name, text, by_whom, at, $2 FROM config_item WHERE name = $1";
    FORGET_FORMER = "DELETE FROM config_former WHERE name = $1 AND id NOT IN (
        SELECT id FROM config_former WHERE name = $1 ORDER BY id DESC LIMIT $2)";
    FORMER = "SELECT id, name, text, by_whom, at, replaced FROM config_former WHERE name = $1 ORDER BY id DESC";
    CONFIG_AUDIT = "INSERT INTO audit (at, who, what, about, reason) VALUES ($1, $2, 'config', $3, $4)";
}

/// Former versions kept of an item.
const VERSIONS: u32 = 20;

impl Store {
    /// What the web page configured, by name.
    pub async fn config_items(&self) -> Result<Vec<ConfigItem>, StoreError> {
        let rows = all(&mut *self.reader().await?, CONFIG_ITEMS, args![]).await?;
        let items = rows.iter().map(|row| {
            Ok(ConfigItem {
                name: row.text("name")?,
                text: row.text("text")?,
                by: row.text("by_whom")?,
                at: row.time("at")?,
            })
        });
        items.collect()
    }

    /// Keeps an item or takes it out, with a line of the audit log. False: it is no longer as its editor saw it, and
    /// nothing is changed.
    pub async fn change_config(&self, change: &ConfigChange<'_>) -> Result<bool, StoreError> {
        let now = self.now().await?;
        let ConfigChange { name, text, seen, by, why } = *change;
        // An item's time tells its versions apart, also when two are written within a millisecond.
        let at = seen.map_or(now, |seen| now.max(seen + std::time::Duration::from_millis(1)));
        let mut tx = self.begin().await?;
        run(&mut tx, KEEP_FORMER, args![name, now]).await?;
        let changed = match (seen, text) {
            (None, Some(text)) => run(&mut tx, NEW_CONFIG, args![name, text, by, at]).await?,
            (Some(seen), Some(text)) => run(&mut tx, CHANGE_CONFIG, args![name, seen, text, by, at]).await?,
            (Some(seen), None) => run(&mut tx, DELETE_CONFIG, args![name, seen]).await?,
            (None, None) => 0,
        };
        if changed == 0 {
            tx.rollback().await?;
            return Ok(false);
        }
        run(&mut tx, FORGET_FORMER, args![name, VERSIONS]).await?;
        run(&mut tx, CONFIG_AUDIT, args![now, by, name, why]).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// What an item was before, the newest first.
    pub async fn former_config(&self, name: &str) -> Result<Vec<FormerItem>, StoreError> {
        let rows = all(&mut *self.reader().await?, FORMER, args![name]).await?;
        let items = rows.iter().map(|row| {
            Ok(FormerItem {
                id: row.int("id")?,
                name: row.text("name")?,
                text: row.text("text")?,
                by: row.text("by_whom")?,
                at: row.time("at")?,
                replaced: row.time("replaced")?,
            })
        });
        items.collect()
    }
}
