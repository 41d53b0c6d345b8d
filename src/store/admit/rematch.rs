//! The second way in: what a rematch has found in kept documents, in one transaction under the rematch's own token.
//!
//! It takes no crawl's lease and moves no page, no listing and no visit: nobody has been anywhere. Documents whose hits
//! changed get this admission's number, so that the index follows.

use sqlx::AnyConnection;

use super::findings::{Ground, Spot};
use super::{findings, pages};
use crate::model::Time;
use crate::store::rows::{AdmitError, Admitted, HitDraft, NewHits, RematchAdmission, Rematched};
use crate::store::sql::{Args, Take, args, change, list, one, run, statements};
use crate::store::{Number, Store, StoreError, admission_id};

statements! {
    /// Holds the row against claims until this transaction ends.
    LOCK = "UPDATE rematch SET token = token WHERE id = $1 RETURNING token, lease_until";
    ADMITTED = "SELECT n FROM admission WHERE digest = $1";
    STILL_KEPT = "SELECT CAST(COUNT(*) AS BIGINT) AS kept FROM document WHERE text IS NOT NULL AND id IN ({$})";
    DROP_HITS = "DELETE FROM hit WHERE document IN ({$})";
    REINDEXED = "UPDATE document SET admission = $1 WHERE id IN ({$})";
    BROUGHT = "UPDATE rematch SET findings = findings + $2 WHERE id = $1";
}

impl Store {
    /// Commits all of it or nothing.
    ///
    /// # Errors
    /// `Changed`: what `known` told of is not so any more, or a text was dropped: read and draft again. `Already`: it is
    /// in. `LeaseLost`: the rematch is another's, or the lease ran out.
    pub async fn admit_rematch(&self, admission: &RematchAdmission) -> Result<Admitted, AdmitError> {
        let now = self.now().await?;
        let mut tx = self.begin().await?;
        let on = &mut *tx;
        // The counter first, as everyone does who touches findings: retention drops no text meanwhile.
        let number = Number::take(on).await?;
        lock(on, admission, now).await?;
        let ids: Vec<i64> = admission.documents.iter().map(|d| d.document).collect();
        let kept = list(on, STILL_KEPT, || args![], &ids, push).await?;
        let kept: u64 = kept.iter().map(|row| row.count("kept")).sum::<Result<u64, StoreError>>()?;
        if kept != ids.len() as u64 {
            return Err(AdmitError::Changed);
        }
        let id = admission_id(&admission.id);
        let spot = |d: &Rematched| Spot {
            url: d.url.clone(),
            shown_url: d.shown_url.clone(),
            title: d.title.clone(),
            fetched: d.fetched,
            document: d.document,
        };
        let ground = Ground {
            admission: id,
            now,
            crawl: &admission.crawl,
            part: 0,
            kept: true,
            spots: admission.documents.iter().map(spot).collect(),
            clusters: &admission.clusters,
            findings: &admission.findings,
        };
        let found = findings::write(on, &ground).await?;
        rewrite_hits(on, admission, id, &found.ids).await?;
        run(on, BROUGHT, args![admission.rematch, found.new]).await?;
        let n = number.write(on, &admission.id, "rematch", now).await?;
        crate::fault!("rematch.before_commit").map_err(StoreError::from)?;
        tx.commit().await.map_err(StoreError::from)?;
        Ok(Admitted { n, visit: 0, new_documents: 0, new_findings: found.new, alerts: found.alerts })
    }
}

fn push(id: i64, args: &mut Args) {
    args.push(id);
}

async fn lock(on: &mut AnyConnection, admission: &RematchAdmission, now: Time) -> Result<(), AdmitError> {
    let row = one(on, LOCK, args![admission.rematch]).await?;
    if one(on, ADMITTED, args![&admission.id]).await?.is_some() {
        return Err(AdmitError::Already);
    }
    match row {
        Some(row) if row.int("token")? == admission.token && row.time("lease_until")? > now => Ok(()),
        _ => Err(AdmitError::LeaseLost),
    }
}

async fn rewrite_hits(
    on: &mut AnyConnection,
    admission: &RematchAdmission,
    id: i64,
    findings: &[i64],
) -> Result<(), AdmitError> {
    let mut changed = Vec::new();
    for one in &admission.documents {
        if let Some(hits) = &one.hits {
            changed.push((one.document, in_order(hits, findings)));
        }
    }
    let ids: Vec<i64> = changed.iter().map(|(document, _)| *document).collect();
    change(on, DROP_HITS, || args![], &ids, push).await?;
    change(on, REINDEXED, || args![id], &ids, push).await?;
    let mut rows = Vec::new();
    for (document, hits) in changed {
        rows.extend(hits.into_iter().enumerate().map(|(seq, (hit, ids))| (document, seq, hit, ids)));
    }
    pages::insert_hits(on, &rows).await
}

/// As they stand in the text, each with the ids of its findings.
fn in_order<'a>(hits: &'a NewHits, findings: &[i64]) -> Vec<(&'a HitDraft, Vec<i64>)> {
    let as_ids = |hit: &HitDraft| hit.findings.iter().map(|&id| id as i64).collect();
    let of_drafts = |hit: &HitDraft| hit.findings.iter().filter_map(|&i| findings.get(i).copied()).collect();
    let kept = hits.kept.iter().map(|hit| (hit, as_ids(hit)));
    let found = hits.found.iter().map(|hit| (hit, of_drafts(hit)));
    let mut all: Vec<(&HitDraft, Vec<i64>)> = kept.chain(found).collect();
    all.sort_by(|(a, _), (b, _)| (a.start, &a.entry, a.end).cmp(&(b.start, &b.entry, b.end)));
    all
}
