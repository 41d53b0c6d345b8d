//! The one way in: up to 100 pages of a visit and all that follows from them, in one transaction.
//!
//! Order of locks: whoever touches findings takes the admission number first, and so waits for nobody after that;
//! an admission without hits touches rows of its own crawl alone and takes the number last.

mod end;
mod findings;
mod pages;
mod rematch;

use sqlx::AnyConnection;

use super::rows::{Admission, AdmitError, Admitted};
use super::sql::{Take, args, json, one, rows, run, statements};
use super::{Number, Store, StoreError, admission_id, documents};
use crate::model::{State, Time};

pub(super) use {
    end::STATEMENTS as END, findings::STATEMENTS as FINDINGS, pages::STATEMENTS as PAGES,
    rematch::STATEMENTS as REMATCH,
};

statements! {
    /// Locks the row against claims until this transaction ends.
    LOCK_CRAWL = "UPDATE crawl SET token = token WHERE id = $1
        RETURNING token, lease_until, baseline_part, last_success";
    ADMITTED = "SELECT n FROM admission WHERE digest = $1";
    VISIT = "INSERT INTO visit (crawl, token, started, due, state, why, items, new_items, unchanged, gone, failed,
            requests, bytes, complete, gap, complaints)
        VALUES ($1, $2, $3, $4, 'new', '', $5, $6, 0, 0, 0, 0, 0, 0, 0, $7)
        ON CONFLICT (crawl, token, started) DO UPDATE
            SET items = visit.items + excluded.items, new_items = visit.new_items + excluded.new_items
        RETURNING id";
    REACHED = "UPDATE crawl SET documents = documents + $2, first_fetch = COALESCE(first_fetch, $3) WHERE id = $1";
    UNCOVERED = "INSERT INTO uncovered (watch, class, n) VALUES {($, $, $)}
        ON CONFLICT (watch, class) DO UPDATE SET n = uncovered.n + excluded.n";
    MAIN = "UPDATE document SET main = $2 WHERE id = $1 AND text IS NOT NULL";
}

/// What the crawl's row says while we hold its lock.
struct Place {
    baseline_part: u32,
    last_success: Option<Time>,
}

impl Store {
    /// Commits all of an admission or nothing of it.
    ///
    /// Listings move with the admission that names them: hand them over with the visit's last pages, so that every batch
    /// is measured from the listing's previous fetch. Their validators move with the visit's end. A historic event owes no alert of its own: a baseline tells of it.
    ///
    /// # Errors
    /// `Changed`: what `known` told of is not so any more, ask and draft again. `Already`: it is in. `LeaseLost`: the
    /// crawl is another's, or the lease ran out.
    pub async fn admit(&self, admission: &Admission) -> Result<Admitted, AdmitError> {
        let texts = documents::compress(admission.pages.iter().map(|page| page.document.as_ref())).await;
        let now = self.now().await?;
        let mut tx = self.begin().await?;
        let on = &mut *tx;
        let early = if touches_findings(admission) { Some(Number::take(on).await?) } else { None };
        let place = lock(on, admission, now).await?;
        let id = admission_id(&admission.id);

        let kept = pages::write(on, admission, id, &texts).await?;
        let ground = findings::Ground {
            admission: id,
            now,
            crawl: &admission.crawl,
            part: place.baseline_part,
            kept: false,
            spots: kept.spots(&admission.pages),
            clusters: &admission.clusters,
            findings: &admission.findings,
        };
        let found = findings::write(on, &ground).await?;
        pages::write_hits(on, admission, &kept, &found.ids).await?;
        let mut uncovered = admission.uncovered.clone();
        uncovered.sort();
        rows(on, UNCOVERED, &uncovered, |(watch, class, n), args| {
            args.push(watch);
            args.push(class.word());
            args.push(*n);
        })
        .await?;
        let visit = begin_visit(on, admission, kept.new).await?;
        end::listings(on, admission).await?;
        let baselines = match &admission.end {
            Some(end) => end::write(on, admission, end, &place, visit).await?,
            None => 0,
        };

        let number = match early {
            Some(number) => number,
            None => Number::take(on).await?,
        };
        let n = number.write(on, &admission.id, "admit", now).await?;
        crate::fault!("admit.before_commit").map_err(StoreError::from)?;
        tx.commit().await.map_err(StoreError::from)?;
        crate::fault!("admit.committed").map_err(StoreError::from)?;
        Ok(Admitted {
            n,
            visit,
            new_documents: kept.new,
            new_findings: found.new,
            alerts: found.alerts + baselines,
        })
    }

    /// Keeps main texts, which are computed after their documents were admitted, all or none. Nothing happens to a
    /// document whose text is gone.
    pub async fn admit_mains(&self, mains: &[(i64, String)]) -> Result<(), StoreError> {
        let packed: Vec<_> = mains.iter().map(|(id, main)| (id, documents::pack(main))).collect();
        let mut tx = self.begin().await?;
        for (id, main) in &packed {
            run(&mut tx, MAIN, args![**id, main.bytes()]).await?;
        }
        Ok(tx.commit().await?)
    }
}

fn touches_findings(admission: &Admission) -> bool {
    !admission.findings.is_empty() || !admission.clusters.is_empty() || !admission.uncovered.is_empty()
}

/// Holds the crawl's row and checks that this admission may happen.
async fn lock(on: &mut AnyConnection, admission: &Admission, now: Time) -> Result<Place, AdmitError> {
    let row = one(on, LOCK_CRAWL, args![&admission.crawl]).await?;
    if one(on, ADMITTED, args![&admission.id]).await?.is_some() {
        return Err(AdmitError::Already);
    }
    let Some(row) = row else { return Err(AdmitError::LeaseLost) };
    if row.int("token")? != admission.token || row.time("lease_until")? <= now {
        return Err(AdmitError::LeaseLost);
    }
    Ok(Place { baseline_part: row.small("baseline_part")?, last_success: row.maybe_time("last_success")? })
}

/// The visit's row, made by its first batch.
async fn begin_visit(on: &mut AnyConnection, admission: &Admission, new: u64) -> Result<i64, StoreError> {
    let visit = &admission.visit;
    let args =
        args![&admission.crawl, admission.token, visit.started, visit.due, admission.pages.len(), new, "{}"];
    let id = one(on, VISIT, args).await?.map_or(Ok(0), |row| row.int("id"))?;
    let well = admission.end.as_ref().is_some_and(|end| end.state == State::Well);
    if well || !admission.pages.is_empty() {
        run(on, REACHED, args![&admission.crawl, new, visit.started]).await?;
    }
    Ok(id)
}

/// JSON of a list of strings; short for the most frequent one.
fn strings(list: &[String]) -> String {
    if list.is_empty() { "[]".to_owned() } else { json(&list) }
}
