//! What is historic and not yet told, and where the archive ends: what a visit and a start ask before they write.

use super::rows::Archived;
use super::sql::{Take, all, args, one, statements};
use super::{Store, StoreError};
use crate::model::Time;

/// Which events a baseline tells of, `e` with its finding `f`: historic ones that would have alerted singly. A mention
/// does so by its entry's word alone.
macro_rules! told_with_baseline {
    () => {
        "e.historic = 1 AND e.mute IS NULL AND (f.alert_entry = 1 OR (e.acceptable = 0 AND f.class <> 'mention'))"
    };
}
pub(super) use told_with_baseline;

statements! {
    UNTOLD = concat!("SELECT f.watch, CAST(MIN(e.found) AS BIGINT) AS oldest
        FROM event e JOIN finding f ON f.id = e.finding JOIN crawl c ON c.id = e.crawl AND c.baseline_part = e.part
        WHERE e.crawl = $1 AND ", told_with_baseline!(), "
        GROUP BY f.watch ORDER BY f.watch");
    NEWEST_ARCHIVED = "SELECT archive_file, archive_offset, archive_length, archive_digest FROM document
        WHERE archive_file IS NOT NULL ORDER BY archive_file DESC, archive_offset DESC LIMIT 1";
}

impl Store {
    /// By watch: when the oldest serious historic finding of the crawl that no baseline part tells of was found.
    pub async fn untold_historic(&self, crawl: &str) -> Result<Vec<(String, Time)>, StoreError> {
        let rows = all(&mut *self.reader().await?, UNTOLD, args![crawl]).await?;
        rows.iter().map(|row| Ok((row.text("watch")?, row.time("oldest")?))).collect()
    }

    /// The record furthest back in the newest archive file that a row rests on.
    pub async fn newest_archived(&self) -> Result<Option<Archived>, StoreError> {
        let row = one(&mut *self.reader().await?, NEWEST_ARCHIVED, args![]).await?;
        row.map(|row| {
            Ok(Archived {
                file: row.text("archive_file")?,
                offset: row.int("archive_offset")? as u64,
                length: row.int("archive_length")? as u64,
                digest: row.digest("archive_digest")?,
            })
        })
        .transpose()
    }
}
