//! Looks at the rehearsal's store until everything has happened, or time is up, and says what it saw. Plants the page
//! once the place was read without it: only then does the clock of the promise run.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::sync::watch;

use super::super::Bells;
use super::CRAWL;
use super::place::Place;
use crate::clock::Clock;
use crate::model::proof::{Proof, Step, Stood, What};
use crate::model::{Delivery, Digest, LetterKind, Time};
use crate::store::Store;
use crate::store::rows::{CrawlRow, FindingsAsk, LetterRow};

/// Between two looks.
const LOOK: Duration = Duration::from_millis(100);

/// A test letter that was committed.
pub(super) struct TestLetter {
    to: String,
    id: Digest,
}

pub(super) struct Follow<'a> {
    pub store: &'a Store,
    pub bells: &'a Bells,
    pub clock: &'a Arc<dyn Clock>,
    pub place: &'a Place,
    pub tests: Vec<TestLetter>,
    pub told: &'a watch::Sender<Proof>,
}

/// The letters that the answer to a request for test letters names.
pub(super) fn letters(answer: &Value) -> Vec<TestLetter> {
    let each = answer["letters"].as_array().into_iter().flatten();
    each.filter_map(|l| {
        Some(TestLetter { to: l["to"].as_str()?.to_owned(), id: Digest::parse(l["letter"].as_str()?)? })
    })
    .collect()
}

impl Follow<'_> {
    pub(super) async fn to_the_end(&self, watch: &str, patience: Duration) -> anyhow::Result<Proof> {
        let started = self.clock.now();
        let until = started + patience;
        let mut planted = None;
        let mut proof = Proof {
            watch: watch.to_owned(),
            started,
            ended: false,
            alert_after_s: None,
            steps: self.tests.iter().map(|t| Step::waiting(What::TestLetter, &t.to)).collect(),
        };
        loop {
            let late = self.clock.now() >= until;
            let (steps, alert_after_s) = self.look(started, &mut planted).await?;
            (proof.steps, proof.alert_after_s) = (steps, alert_after_s);
            if late {
                proof.steps.iter_mut().for_each(given_up);
            }
            let settled = proof.steps.iter().all(|s| s.stood != Stood::Waiting);
            proof.ended = settled;
            self.told.send_if_modified(|last| std::mem::replace(last, proof.clone()) != proof);
            if settled {
                return Ok(proof);
            }
            self.clock.sleep(LOOK).await;
        }
    }

    /// All steps as they stand, and how long the whole way took once it was gone.
    async fn look(
        &self,
        started: Time,
        planted: &mut Option<Time>,
    ) -> anyhow::Result<(Vec<Step>, Option<f64>)> {
        let mut steps = Vec::new();
        for test in &self.tests {
            let row = self.store.letter(&test.id).await?;
            steps.push(letter(What::TestLetter, &test.to, row.as_ref(), started));
        }
        let crawl = self.store.crawls().await?.into_iter().find(|c| c.id == CRAWL);
        steps.push(first_visit(crawl.as_ref(), started));
        if planted.is_none() && crawl.is_some_and(|c| c.first_complete.is_some()) && self.place.plant() {
            *planted = Some(self.clock.now());
            self.store.due_now(CRAWL).await?;
            self.bells.poll.ring();
        }
        let Some(planted) = *planted else {
            steps.push(Step::waiting(What::Found, ""));
            steps.push(Step::waiting(What::Alert, ""));
            return Ok((steps, None));
        };
        let ask = FindingsAsk { serious: true, limit: 10, ..FindingsAsk::default() };
        let (_, findings) = self.store.findings(&ask).await?;
        let found = Step::waiting(What::Found, "");
        steps.push(match findings.iter().min_by_key(|f| (f.created, f.id)) {
            Some(first) => found.done(first.created.since(planted), &first.entry, &first.title),
            None => found,
        });
        let told = self.alerts(planted).await?;
        let after = arrived(&told);
        steps.extend(told);
        Ok((steps, after))
    }

    /// One step a recipient; without any alert yet, one that waits for it.
    async fn alerts(&self, planted: Time) -> anyhow::Result<Vec<Step>> {
        if self.store.alerts(None, 1, 0).await?.is_empty() {
            return Ok(vec![Step::waiting(What::Alert, "")]);
        }
        let letters = self.store.letters(None, 100, 0).await?;
        let recipients = &self.tests;
        let written = letters.iter().filter(|l| l.kind == LetterKind::Alert);
        let mut steps: Vec<Step> =
            written.clone().map(|l| letter(What::Alert, &l.to, Some(l), planted)).collect();
        for test in recipients.iter().filter(|t| !written.clone().any(|l| l.to == t.to)) {
            steps.push(Step::waiting(What::Alert, &test.to));
        }
        steps.sort_by(|a, b| a.to.cmp(&b.to));
        Ok(steps)
    }
}

/// How long it took until the last of them was accepted, once all were. Told from what the steps say: alerts that were read
/// a moment before the letters may not know yet that theirs has gone.
fn arrived(steps: &[Step]) -> Option<f64> {
    let done =
        steps.iter().map(|s| s.after_s.filter(|_| s.stood == Stood::Done)).collect::<Option<Vec<_>>>()?;
    done.into_iter().reduce(f64::max)
}

fn letter(what: What, to: &str, row: Option<&LetterRow>, since: Time) -> Step {
    let step = Step::waiting(what, to);
    let Some(row) = row else { return step };
    match (row.state, row.accepted) {
        (Delivery::Sent, Some(at)) => step.done(at.since(since), &row.relay, &row.reply),
        (Delivery::Failed | Delivery::Bounced, _) => step.failed(&row.relay, &row.reply),
        // Put off: it is tried again while there is time, and the reply is what one wants to read meanwhile.
        _ => Step { by: row.relay.clone(), detail: row.reply.clone(), ..step },
    }
}

fn first_visit(crawl: Option<&CrawlRow>, started: Time) -> Step {
    let step = Step::waiting(What::FirstVisit, "");
    match crawl {
        Some(crawl) => match crawl.first_complete {
            Some(at) => step.done(at.since(started), "", ""),
            None => Step { detail: crawl.why.clone(), ..step },
        },
        None => step,
    }
}

/// Time is up: what has not happened by now is what failed.
fn given_up(step: &mut Step) {
    if step.stood == Stood::Waiting {
        step.stood = Stood::Failed;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{arrived, given_up};
    use crate::model::proof::{Step, What};

    #[test]
    fn it_arrived_when_the_last_letter_was_accepted() {
        let sent = |s: u64| Step::waiting(What::Alert, "a").done(Duration::from_secs(s), "relay", "250");
        let waiting = || Step::waiting(What::Alert, "b");
        let failed = || {
            let mut step = waiting();
            given_up(&mut step);
            step
        };
        for (steps, expected) in [
            (vec![], None),
            (vec![sent(3)], Some(3.0)),
            (vec![sent(9), sent(4)], Some(9.0)),
            (vec![sent(3), waiting()], None),
            (vec![sent(3), failed()], None),
        ] {
            assert_eq!(arrived(&steps), expected, "{steps:?}");
        }
    }
}
