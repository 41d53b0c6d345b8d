//! How the promise was kept, counted from alerts; baselines are promises too.

use super::alerts::{push, seen};
use super::rows::PromiseStats;
use super::sql::{Take, args, list, statements};
use super::{Store, StoreError};
use crate::model::Time;

statements! {
    KEPT = "SELECT due - due % 86400000 AS day, CAST(COUNT(*) AS BIGINT) AS due,
            CAST(COALESCE(SUM(CASE WHEN accepted IS NOT NULL AND accepted <= due THEN 1 ELSE 0 END), 0) AS BIGINT)
                AS in_time,
            CAST(COALESCE(SUM(CASE WHEN accepted > due OR (accepted IS NULL AND due < $4) THEN 1 ELSE 0 END), 0)
                AS BIGINT) AS late,
            CAST(COALESCE(SUM(CASE WHEN accepted IS NOT NULL THEN 1 ELSE 0 END), 0) AS BIGINT) AS accepted,
            CAST(COALESCE(MAX(accepted - start), 0) AS BIGINT) AS worst
        FROM alert
        WHERE due >= $2 AND due < $3 AND state <> 'muted' AND (CAST($1 AS BIGINT) = 1 OR watch IN ({$}))
        GROUP BY due - due % 86400000 ORDER BY due - due % 86400000";
    MEDIAN = "SELECT accepted - start AS took FROM alert
        WHERE due >= $2 AND due < $3 AND state <> 'muted' AND (CAST($1 AS BIGINT) = 1 OR watch IN ({$}))
            AND accepted IS NOT NULL
        ORDER BY accepted - start LIMIT 1 OFFSET $4";
}

impl Store {
    /// Alerts due in [from, to), of these watches (`None`: all). The median of an even number is the upper one.
    pub async fn promise(
        &self,
        watches: Option<&[String]>,
        from: Time,
        to: Time,
    ) -> Result<PromiseStats, StoreError> {
        let now = self.now().await?;
        let mut on = self.reader().await?;
        let fixed = || args![watches.is_none(), from, to];
        let rows = list(&mut on, KEPT, || fixed().with(now), &seen(watches), push).await?;
        let mut stats = PromiseStats::default();
        let mut accepted = 0;
        for row in &rows {
            stats.due += row.count("due")?;
            stats.in_time += row.count("in_time")?;
            stats.late += row.count("late")?;
            stats.worst_ms = stats.worst_ms.max(row.int("worst")?);
            stats.by_day.push((row.time("day")?, row.count("in_time")?, row.count("late")?));
            accepted += row.count("accepted")?;
        }
        let middle = || fixed().with(accepted / 2);
        if let Some(row) = list(&mut on, MEDIAN, middle, &seen(watches), push).await?.first() {
            stats.median_ms = row.int("took")?;
        }
        Ok(stats)
    }
}
