//! Letters about places that cannot be seen: sent once a place has been blind for longer than its watch's deadline, for
//! from then on a promise may be broken there without anyone knowing. One letter a time names all that are blind; the
//! next leaves when another place crosses that line, not again for the same.

use std::sync::Arc;

use super::letters::Sealed;
use super::render::{self, BlindLetter, Reader};
use super::settings::Settings;
use crate::clock::Clock;
use crate::model::{Gets, LetterKind, Recipient, State, Time};
use crate::store::Store;
use crate::store::rows::{CrawlRow, PeriodKey};

/// The kind under which these letters are counted beside the digests.
const KIND: &str = "blind";

pub struct BlindTask {
    store: Store,
    settings: Arc<Settings>,
    clock: Arc<dyn Clock>,
}

impl BlindTask {
    pub fn new(store: Store, settings: Arc<Settings>, clock: Arc<dyn Clock>) -> BlindTask {
        BlindTask { store, settings, clock }
    }

    /// How many letters it committed; dispatch sends them.
    pub async fn run_once(&self) -> anyhow::Result<u64> {
        let crawls = self.store.crawls().await?;
        let mut committed = 0;
        for recipient in self.settings.recipients.values().filter(|r| r.gets.contains(&Gets::Blind)) {
            committed += u64::from(self.tell(recipient, &crawls).await?);
        }
        Ok(committed)
    }

    async fn tell(&self, recipient: &Recipient, crawls: &[CrawlRow]) -> anyhow::Result<bool> {
        let now = self.clock.now();
        let watches: Vec<_> = recipient.watches.iter().filter_map(|w| self.settings.watches.get(w)).collect();
        // When each blind place crossed the line: by the strictest of the watches that look at it.
        let crossed: Vec<(Time, &CrawlRow)> = crawls
            .iter()
            .filter(|c| !c.retired)
            .filter_map(|c| {
                let strictest =
                    watches.iter().filter(|w| w.crawls.contains(&c.id)).map(|w| w.plan.deadline).min()?;
                Some((c.blind_since? + strictest, c)).filter(|(at, _)| *at <= now)
            })
            .collect();
        // Our own network is one thing that failed, however many places cannot be seen through it.
        let ours = |c: &CrawlRow| c.state == State::OwnNetwork;
        let first = crossed.iter().filter(|(_, c)| ours(c)).map(|(at, _)| *at).min();
        let crossed: Vec<(Time, &CrawlRow)> =
            crossed.iter().map(|(at, c)| (first.filter(|_| ours(c)).unwrap_or(*at), *c)).collect();
        let Some(newest) = crossed.iter().map(|(at, _)| *at).max() else { return Ok(false) };
        let told = self.store.last_digest(&recipient.id, KIND).await?;
        if told.is_some_and(|t| t.end >= newest) {
            return Ok(false);
        }
        let title =
            |c: &CrawlRow| self.settings.places.get(&c.id).map_or_else(|| c.id.clone(), |p| p.title.clone());
        let letter = BlindLetter {
            reader: Reader::new(recipient, now, &self.settings.public_url),
            watches: watches.iter().map(|w| w.title.clone()).collect(),
            places: crossed.iter().map(|(_, c)| (title(c), (*c).clone())).collect(),
        };
        let id = self.store.key().digest(KIND, &[recipient.id.as_bytes(), &newest.0.to_be_bytes()]);
        let sealed = Sealed {
            id,
            kind: LetterKind::Blind,
            recipient,
            now,
            rendered: render::blind(&letter, recipient.language),
            alerts: &[],
            findings: Vec::new(),
            plan: None,
            watches: recipient.watches.clone(),
        };
        let mut draft = sealed.draft(&self.settings)?;
        // Its period ends where the newest place crossed the line: the same place never makes a second letter.
        let (recipient, kind) = (recipient.id.clone(), KIND.to_owned());
        draft.period = Some(PeriodKey { recipient, kind, end: newest, after: 0, until: 0 });
        let committed = self.store.commit_digest(&draft).await?;
        crate::fault!("blind.committed")?;
        Ok(committed)
    }
}
