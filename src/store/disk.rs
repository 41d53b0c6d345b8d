//! Free room by day: what the forecast of a full disk is reckoned from.

use super::sql::{Take, all, args, run, statements};
use super::{Store, StoreError};
use crate::model::Time;

statements! {
    NOTE_DISK = "INSERT INTO disk_day (day, free) VALUES ($1, $2) ON CONFLICT (day) DO UPDATE SET free = excluded.free";
    FORGET_DISK = "DELETE FROM disk_day WHERE day < $1";
    DISK_DAYS = "SELECT day, free FROM disk_day ORDER BY day";
}

const DAY: i64 = 86_400_000;
/// Days kept: a forecast from older ones would tell of another life.
const DAYS: i64 = 60;

impl Store {
    /// Notes how many bytes are free today; the last note of a day stays.
    pub async fn note_disk(&self, free: u64) -> Result<(), StoreError> {
        let today = Time(self.now().await?.0.div_euclid(DAY) * DAY);
        let mut tx = self.begin().await?;
        run(&mut tx, NOTE_DISK, args![today, free]).await?;
        run(&mut tx, FORGET_DISK, args![Time(today.0 - DAYS * DAY)]).await?;
        Ok(tx.commit().await?)
    }

    /// (midnight in UTC, bytes free at the day's end), the oldest first.
    pub async fn disk_days(&self) -> Result<Vec<(Time, u64)>, StoreError> {
        let rows = all(&mut *self.reader().await?, DISK_DAYS, args![]).await?;
        rows.iter().map(|row| Ok((row.time("day")?, row.count("free")?))).collect()
    }
}
