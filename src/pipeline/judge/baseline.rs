//! What is owed of the historic findings of a crawl or a rematch at the end of a visit: one letter a watch and recipient.

use std::collections::BTreeMap;

use super::Rules;
use crate::alert::route;
use crate::model::Time;
use crate::promise::due;
use crate::store::rows::{BaselineDraft, FindingDraft};

/// The watches that a baseline must tell of these findings: those with serious historic ones. A watch may come twice.
pub fn historic(findings: &[FindingDraft]) -> impl Iterator<Item = &str> {
    findings
        .iter()
        .filter(|f| {
            f.event.as_ref().is_some_and(|e| e.historic) && route::owes_alert(f.class, &f.risk, f.alert_entry)
        })
        .map(|f| f.watch.as_str())
}

/// A baseline at the end of a visit.
#[derive(Clone, Debug)]
pub struct Baselines<'a> {
    pub rules: &'a Rules,
    /// The first request of the crawl's first visit; the start of a rematch.
    pub first_fetch: Time,
    /// The number of the next part, from 1.
    pub next_part: u32,
    /// The crawl's first complete visit ends with this one; the rematch is over.
    pub complete: bool,
    /// When the next visit will have ended and its letter been delivered with one retry.
    pub next_chance: Time,
}

impl Baselines<'_> {
    /// The parts that are owed now. `oldest` says of each watch when the oldest serious historic finding that no part
    /// has told yet was found.
    pub fn owed(&self, oldest: &BTreeMap<String, Time>) -> Vec<BaselineDraft> {
        let mut drafts = Vec::new();
        for watching in &self.rules.watches {
            let id = &watching.watch.id;
            let Some(&oldest) = oldest.get(id) else { continue };
            let part = due::baseline(&due::Baseline {
                first_fetch: self.first_fetch,
                deadline: watching.plan.deadline,
                next_part: self.next_part,
                oldest,
                complete: self.complete,
                next_chance: self.next_chance,
            });
            let Some(part) = part else { continue };
            drafts.extend(route::baselines(&self.rules.recipients, id).into_iter().map(|recipient| {
                BaselineDraft {
                    watch: id.clone(),
                    recipient,
                    part: part.part,
                    start: part.start,
                    due: part.due,
                }
            }));
        }
        drafts
    }
}
