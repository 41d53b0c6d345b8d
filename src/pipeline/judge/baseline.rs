//! What is owed of the historic findings of a crawl or a rematch at the end of a visit: one letter a watch and recipient.

use std::collections::BTreeMap;

use super::Rules;
use super::rules::Watching;
use crate::alert::route;
use crate::model::Time;
use crate::promise::due;
use crate::store::rows::BaselineDraft;

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
    /// has told yet was found. The number of a part is the crawl's: once one watch's part is owed, all are told, each
    /// with a due time of its own.
    pub fn owed(&self, oldest: &BTreeMap<String, Time>) -> Vec<BaselineDraft> {
        let baseline = |watching: &Watching| {
            let oldest = *oldest.get(&watching.watch.id)?;
            Some(due::Baseline {
                first_fetch: self.first_fetch,
                deadline: watching.plan.deadline,
                next_part: self.next_part,
                oldest,
                complete: self.complete,
                next_chance: self.next_chance,
            })
        };
        let untold: Vec<_> =
            self.rules.watches.iter().filter_map(|w| Some((&w.watch.id, baseline(w)?))).collect();
        if !untold.iter().any(|(_, b)| due::baseline(b).is_some()) {
            return Vec::new();
        }
        let mut drafts = Vec::new();
        for (watch, baseline) in untold {
            let part = due::part(&baseline);
            drafts.extend(route::baselines(&self.rules.recipients, watch).into_iter().map(|recipient| {
                BaselineDraft {
                    watch: watch.clone(),
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
