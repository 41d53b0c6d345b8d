//! How often entries were right, by what people judged: one row a finding that was judged in a period.

use std::collections::BTreeMap;

use sqlx::AnyConnection;
use sqlx::any::AnyRow;

use super::alerts::{push, seen};
use super::rows::{JudgedPassage, PrecisionRow};
use super::sql::{Take, all, args, list, statements};
use super::{Store, StoreError};
use crate::model::Time;
use crate::model::precision::Tally;

/// Which findings `f` were judged in a period: the last change of verdict counts.
macro_rules! judged_in {
    () => {
        "f.verdict IN ('confirmed', 'fixed', 'false_positive') AND EXISTS (
            SELECT 1 FROM judgement j WHERE j.finding = f.id AND j.verdict = f.verdict AND j.was <> j.verdict
                AND j.at >= $2 AND j.at < $3)"
    };
}

statements! {
    PRECISION = concat!("SELECT f.watch, f.entry, f.confidence, f.verdict, CAST(COUNT(*) AS BIGINT) AS n
        FROM finding f
        WHERE (CAST($1 AS BIGINT) = 1 OR f.watch IN ({$})) AND ", judged_in!(), "
        GROUP BY f.watch, f.entry, f.confidence, f.verdict ORDER BY f.watch, f.entry, f.confidence, f.verdict");
    /// The newest place of each, as far as its text is kept.
    PASSAGES = concat!("SELECT f.verdict, l.document, l.passage_first, l.passage_end
        FROM finding f JOIN location l ON l.id = (SELECT MAX(n.id) FROM location n WHERE n.finding = f.id)
        WHERE f.entry = $1 AND f.watch = $4 AND ", judged_in!(), "
        ORDER BY f.updated DESC, f.id DESC LIMIT $5");
}

impl Store {
    /// Of each watch (`None`: any) and entry, the findings judged from `from` on and before `to`.
    pub async fn precision(
        &self,
        watches: Option<&[String]>,
        from: Time,
        to: Time,
    ) -> Result<Vec<PrecisionRow>, StoreError> {
        precision(&mut *self.reader().await?, watches, from, to).await
    }

    /// What stands around an entry's judged findings of a watch, the newest first, where the text is kept.
    pub async fn judged_passages(
        &self,
        of: &PrecisionRow,
        from: Time,
        to: Time,
        limit: u32,
    ) -> Result<Vec<JudgedPassage>, StoreError> {
        let args = args![&of.entry, from, to, &of.watch, limit];
        let rows = all(&mut *self.reader().await?, PASSAGES, args).await?;
        let mut out = Vec::new();
        for row in &rows {
            let Some(document) = self.document(row.int("document")?, None).await? else { continue };
            let (first, end) = (row.count("passage_first")? as usize, row.count("passage_end")? as usize);
            let text: String = document.text.chars().skip(first).take(end.saturating_sub(first)).collect();
            if !text.is_empty() {
                out.push(JudgedPassage { right: is_right(row)?, text });
            }
        }
        Ok(out)
    }
}

pub(super) async fn precision(
    on: &mut AnyConnection,
    watches: Option<&[String]>,
    from: Time,
    to: Time,
) -> Result<Vec<PrecisionRow>, StoreError> {
    let fixed = || args![watches.is_none(), from, to];
    let rows = list(on, PRECISION, fixed, &seen(watches), push).await?;
    let mut out: BTreeMap<(String, String), Vec<(u32, bool)>> = BTreeMap::new();
    for row in &rows {
        let one = (row.small("confidence")?, is_right(row)?);
        let judged = std::iter::repeat_n(one, row.count("n")? as usize);
        out.entry((row.text("watch")?, row.text("entry")?)).or_default().extend(judged);
    }
    let row = |((watch, entry), judged): ((String, String), Vec<(u32, bool)>)| PrecisionRow {
        watch,
        entry,
        tally: Tally::of(&judged),
        judged,
    };
    Ok(out.into_iter().map(row).collect())
}

fn is_right(row: &AnyRow) -> Result<bool, StoreError> {
    Ok(row.text("verdict")? != "false_positive")
}
