//! What analysts say of findings. A judgement raises the finding's version, so that an admission drafted from what was
//! known before it is drafted again.

use std::time::Duration;

use sqlx::AnyConnection;

use super::documents::upto;
use super::rows::{JudgedRow, Judgement};
use super::sql::{Take, all, args, one, run, statements};
use super::{Number, Store, StoreError, admission_id, suppressions};
use crate::model::{Time, Treatment, Verdict};

/// A false positive that is taken back within this was a slip of the key: it is as if nobody had judged.
const SLIP: Duration = Duration::from_secs(10 * 60);

statements! {
    /// Nobody changes it between this and the next: whoever touches findings holds the counter.
    BEFORE = "SELECT watch, verdict, owner, due, treatment, accepted_until FROM finding WHERE id = $1";
    JUDGE = "UPDATE finding SET version = version + 1, verdict = $2, owner = $3, due = $4, treatment = $5, accepted_until = $6, updated = $7,
            closed = CASE WHEN $2 NOT IN ('fixed', 'false_positive') THEN NULL
                WHEN verdict = $2 THEN closed ELSE $8 END
        WHERE id = $1";
    TAKEN_BACK = "UPDATE finding SET taken_back = $2 WHERE id = $1";
    JUDGED = "INSERT INTO judgement (admission, finding, at, who, was, verdict, note)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    SERIAL = "SELECT CAST(COALESCE(MAX(id), 0) AS BIGINT) AS last FROM judgement";
    FOLLOW_TO = "SELECT a.n FROM admission a JOIN judgement j ON j.admission = a.id
        WHERE a.n > $1 ORDER BY a.n LIMIT 1 OFFSET $2";
    FOLLOW = "SELECT a.n, j.at, j.who, j.finding, f.watch, f.entry, j.was, j.verdict
        FROM admission a JOIN judgement j ON j.admission = a.id JOIN finding f ON f.id = j.finding
        WHERE a.n > $1 AND a.n <= $2 ORDER BY a.n, j.id";
}

impl Store {
    /// Judges those of the findings that belong to these watches (`None`: any), all in one admission; how many there
    /// were. What is not in the judgement stays as it is.
    pub async fn judge(
        &self,
        ids: &[i64],
        watches: Option<&[String]>,
        judgement: &Judgement,
        who: &str,
    ) -> Result<u64, StoreError> {
        let now = self.now().await?;
        let mut tx = self.begin().await?;
        let number = Number::take(&mut tx).await?;
        // With the counter held nobody else judges: the last id makes this judgement's digest its own.
        let last = one(&mut tx, SERIAL, args![]).await?.map_or(Ok(0), |row| row.int("last"))?;
        let unique = self.inner.key.digest("admission", &[b"judged", &last.to_be_bytes(), who.as_bytes()]);
        let mut ids = ids.to_vec();
        ids.sort_unstable();
        ids.dedup();
        let mut judged = 0;
        for id in ids {
            judged +=
                u64::from(judge(&mut tx, id, watches, judgement, who, now, admission_id(&unique)).await?);
        }
        if judged == 0 {
            return Ok(0);
        }
        number.write(&mut tx, &unique, "verdict", now).await?;
        tx.commit().await?;
        Ok(judged)
    }

    /// Judgements after number `after`, in order: about `limit`, the last number whole.
    pub async fn follow_judgements(&self, after: i64, limit: u32) -> Result<Vec<JudgedRow>, StoreError> {
        let mut on = self.reader().await?;
        let to = upto(&mut on, FOLLOW_TO, after, limit).await?;
        let rows = all(&mut on, FOLLOW, args![after, to]).await?;
        let judged = rows.iter().map(|row| {
            Ok(JudgedRow {
                n: row.int("n")?,
                at: row.time("at")?,
                who: row.text("who")?,
                finding: row.int("finding")?,
                watch: row.text("watch")?,
                entry: row.text("entry")?,
                from: row.word("was", Verdict::parse)?,
                to: row.word("verdict", Verdict::parse)?,
            })
        });
        judged.collect()
    }
}

async fn judge(
    on: &mut AnyConnection,
    id: i64,
    watches: Option<&[String]>,
    judgement: &Judgement,
    who: &str,
    now: Time,
    admission: i64,
) -> Result<bool, StoreError> {
    let Some(row) = one(on, BEFORE, args![id]).await? else { return Ok(false) };
    let watch = row.text("watch")?;
    if watches.is_some_and(|may| !may.contains(&watch)) {
        return Ok(false);
    }
    let was = row.word("verdict", Verdict::parse)?;
    let verdict = judgement.verdict.unwrap_or(was);
    let owner = judgement.owner.clone().unwrap_or(row.maybe_text("owner")?);
    let due = judgement.due.unwrap_or(row.maybe_time("due")?);
    let treatment = judgement.treatment.unwrap_or(row.maybe_word("treatment", Treatment::parse)?);
    let accepted = judgement.accepted_until.unwrap_or(row.maybe_time("accepted_until")?);
    let args = args![
        id,
        verdict.word(),
        owner.as_deref(),
        due,
        treatment.map(Treatment::word),
        accepted,
        now,
        admission
    ];
    run(on, JUDGE, args).await?;
    if verdict != was && was == Verdict::FalsePositive {
        let since = suppressions::end(on, id, who, &reason(judgement), now).await?;
        let open = matches!(verdict, Verdict::New | Verdict::Confirmed);
        let tell = open && since.is_some_and(|at| now.since(at) > SLIP);
        run(on, TAKEN_BACK, args![id, tell]).await?;
    }
    if verdict != was && verdict == Verdict::FalsePositive {
        suppressions::begin(on, id, judgement.only_here, who, &reason(judgement), now).await?;
        run(on, TAKEN_BACK, args![id, false]).await?;
    }
    let args = args![admission, id, now, who, was.word(), verdict.word(), &note(judgement)];
    run(on, JUDGED, args).await?;
    Ok(true)
}

/// The comment on one line.
fn reason(judgement: &Judgement) -> String {
    judgement.comment.as_deref().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What was said beside the verdict, one thing a line.
fn note(judgement: &Judgement) -> String {
    let mut lines = Vec::new();
    let time = |t: Option<Time>| t.map_or("none".to_owned(), Time::rfc3339);
    if let Some(owner) = &judgement.owner {
        lines.push(format!("owner: {}", owner.as_deref().unwrap_or("none")));
    }
    if let Some(due) = judgement.due {
        lines.push(format!("due: {}", time(due)));
    }
    if let Some(treatment) = judgement.treatment {
        lines.push(format!("treatment: {}", treatment.map_or("none", Treatment::word)));
    }
    if let Some(until) = judgement.accepted_until {
        lines.push(format!("accepted until: {}", time(until)));
    }
    lines.extend(judgement.comment.clone());
    lines.join("\n")
}
