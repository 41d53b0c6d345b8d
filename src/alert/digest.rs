//! The summaries of periods: exactly one letter for each recipient, kind and period end. Membership is by admission
//! numbers, (last sent, this cut-off], so that zones, plans and clocks that change leave no gap and no overlap.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono_tz::Tz;
use serde::Serialize;

use super::letters::Sealed;
use super::render::{self, DigestLetter, Kept, Late, Reader};
use super::settings::{Settings, Watched};
use crate::clock::Clock;
use crate::model::{Cause, Gets, Language, LetterKind, Period, Recipient, Time};
use crate::promise::period::{Span, next_end, periods_due};
use crate::store::Store;
use crate::store::rows::{DigestMaterial, LetterDraft, PeriodKey};

/// Late alerts whose findings are read for a digest.
const LATE: usize = 20;

/// Commits the digests that are due; dispatch sends them like any letter.
pub struct DigestTask {
    store: Store,
    settings: Arc<Settings>,
    clock: Arc<dyn Clock>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Digested {
    pub committed: u64,
    pub failed: u64,
    /// When the next one is owed.
    pub next: Option<Time>,
}

/// A running period as it stands.
#[derive(Clone, Debug, Serialize)]
pub struct Preview {
    pub kind: Period,
    pub from: Time,
    /// When it ends and is owed.
    pub due: Option<Time>,
    pub subject: String,
    /// The letter's plain part.
    pub text: String,
    pub material: DigestMaterial,
}

impl DigestTask {
    pub fn new(store: Store, settings: Arc<Settings>, clock: Arc<dyn Clock>) -> DigestTask {
        DigestTask { store, settings, clock }
    }

    /// One recipient's failure does not keep the others from theirs; it is tried again with the next run.
    pub async fn run_once(&self) -> anyhow::Result<Digested> {
        let mut done = Digested::default();
        for recipient in self.settings.recipients.values().filter(|r| r.gets.contains(&Gets::Digest)) {
            for period in Period::ALL {
                let watches = self.watches(recipient, *period);
                if watches.is_empty() {
                    continue;
                }
                match self.summarise(recipient, *period, &watches).await {
                    Ok(outcome) => {
                        done.committed += u64::from(outcome.committed);
                        done.next = [done.next, outcome.next].into_iter().flatten().min();
                    }
                    Err(error) => {
                        done.failed += 1;
                        tracing::error!(recipient = %recipient.id, "a digest could not be written: {error:#}");
                    }
                }
            }
        }
        Ok(done)
    }

    /// The recipient's watches whose plans promise a digest of this period.
    fn watches<'a>(&'a self, recipient: &'a Recipient, period: Period) -> BTreeMap<&'a str, &'a Watched> {
        let mine = recipient.watches.iter().filter_map(|w| Some((w.as_str(), self.settings.watches.get(w)?)));
        mine.filter(|(_, watch)| watch.plan.digest == period).collect()
    }

    async fn summarise(
        &self,
        recipient: &Recipient,
        period: Period,
        watches: &BTreeMap<&str, &Watched>,
    ) -> anyhow::Result<Outcome> {
        let now = self.clock.now();
        let zone: Tz = recipient.zone.parse().unwrap_or(Tz::UTC);
        let last = self.last(recipient, period, watches.len()).await?;
        let mut spans = periods_due(last.as_ref().map(|l| l.end), now, zone, period);
        let ended = spans.last().map(|s| s.deliver_from);
        spans.retain(|s| s.deliver_from <= now);
        let morning = ended.filter(|t| *t > now);
        let next = morning.or_else(|| next_end(now, zone, period));
        let Some(end) = spans.last().map(|s| s.to) else { return Ok(Outcome { committed: false, next }) };
        let until = self.store.number_at(end).await?;
        let after = match &last {
            Some(last) => last.until,
            None => self.store.number_at(spans[0].from).await?,
        };
        // A period that ended before anything was ever read owes nothing: there was no leakwatch then.
        if until == 0 {
            return Ok(Outcome { committed: false, next });
        }
        let key =
            PeriodKey { recipient: recipient.id.clone(), kind: period.word().to_owned(), end, after, until };
        let draft = self.draft(recipient, period, watches, &spans, key).await?;
        let committed = self.store.commit_digest(&draft).await?;
        crate::fault!("digest.committed")?;
        Ok(Outcome { committed, next })
    }

    /// The period that was told of last. Of the other kind as well, when no watch has that kind any more: a plan that
    /// changed goes on where the one before it ended.
    async fn last(
        &self,
        recipient: &Recipient,
        period: Period,
        of_this_kind: usize,
    ) -> anyhow::Result<Option<PeriodKey>> {
        let all = recipient.watches.iter().filter(|w| self.settings.watches.contains_key(*w)).count();
        let mut last = None;
        for kind in Period::ALL {
            if *kind == period || of_this_kind == all {
                let told = self.store.last_digest(&recipient.id, kind.word()).await?;
                last = [last, told].into_iter().flatten().max_by_key(|p: &PeriodKey| p.end);
            }
        }
        Ok(last)
    }

    async fn draft(
        &self,
        recipient: &Recipient,
        period: Period,
        watches: &BTreeMap<&str, &Watched>,
        spans: &[Span],
        key: PeriodKey,
    ) -> anyhow::Result<LetterDraft> {
        let ids: Vec<String> = watches.keys().map(|w| (*w).to_owned()).collect();
        let letter = self.letter(recipient, period, watches, spans, &key).await?;
        let end = key.end.0.to_be_bytes();
        let id = self.store.key().digest("digest", &[recipient.id.as_bytes(), key.kind.as_bytes(), &end]);
        let sealed = Sealed {
            id,
            kind: LetterKind::Digest,
            recipient,
            now: letter.reader.now,
            rendered: render::digest(&letter, recipient.language),
            alerts: &[],
            findings: Vec::new(),
            plan: None,
            watches: ids,
        };
        let mut draft = sealed.draft(&self.settings)?;
        draft.period = Some(key);
        Ok(draft)
    }

    /// The summaries of the running periods as they stand now, for one who asks before they are due: nothing of them is
    /// kept, and what is told here is told again when its time has come. None: there is no such recipient, or no plan of
    /// its watches has a digest.
    pub async fn preview(&self, recipient: &str) -> anyhow::Result<Vec<Preview>> {
        let Some(recipient) = self.settings.recipients.get(recipient) else { return Ok(Vec::new()) };
        let (now, zone) = (self.clock.now(), recipient.zone.parse().unwrap_or(Tz::UTC));
        let until = self.store.last_number().await?;
        let mut previews = Vec::new();
        for period in Period::ALL {
            let watches = self.watches(recipient, *period);
            if watches.is_empty() {
                continue;
            }
            let last = self.last(recipient, *period, watches.len()).await?;
            let begun = periods_due(None, now, zone, *period).first().map_or(now, |span| span.to);
            let (from, after) = match &last {
                Some(last) => (last.end, last.until),
                None => (begun, self.store.number_at(begun).await?),
            };
            let span = Span { from, to: now, deliver_from: now };
            let kind = period.word().to_owned();
            let key = PeriodKey { recipient: recipient.id.clone(), kind, end: now, after, until };
            let letter = self.letter(recipient, *period, &watches, &[span], &key).await?;
            let rendered = render::digest(&letter, recipient.language);
            previews.push(Preview {
                kind: *period,
                from,
                due: next_end(now, zone, *period),
                subject: rendered.subject,
                text: rendered.text,
                material: letter.material,
            });
        }
        Ok(previews)
    }

    async fn letter(
        &self,
        recipient: &Recipient,
        period: Period,
        watches: &BTreeMap<&str, &Watched>,
        spans: &[Span],
        key: &PeriodKey,
    ) -> anyhow::Result<DigestLetter> {
        let ids: Vec<String> = watches.keys().map(|w| (*w).to_owned()).collect();
        let mut material = self.store.digest_material(&ids, key.after, key.until).await?;
        material.blind.retain(|crawl| watches.values().any(|w| w.crawls.contains(&crawl.id)));
        let changed = material.changed.iter_mut().map(|changed| &mut changed.finding);
        for finding in changed.chain(&mut material.open).chain(&mut material.closed) {
            finding.title = self.settings.headline(finding, recipient.language);
        }
        let (from, to) = (spans[0].from, key.end);
        let earlier =
            self.store.promise(Some(&ids), Time(from.0.saturating_mul(2).saturating_sub(to.0)), from).await?;
        let now = self.clock.now();
        Ok(DigestLetter {
            reader: Reader::new(recipient, now, &self.settings.public_url),
            kind: period,
            periods: spans.iter().map(|s| (s.from, s.to)).collect(),
            watches: watches.values().map(|w| w.title.clone()).collect(),
            late: self.late(&material, recipient.language).await?,
            material,
            entries: self.titles(recipient.language),
            places: self.settings.places.iter().map(|(id, p)| (id.clone(), p.title.clone())).collect(),
            before: Kept { due: earlier.due, in_time: earlier.in_time },
        })
    }

    fn titles(&self, language: Language) -> BTreeMap<String, String> {
        self.settings.entries.iter().map(|(id, e)| (id.clone(), e.title_in(language).to_owned())).collect()
    }

    async fn late(&self, material: &DigestMaterial, language: Language) -> anyhow::Result<Vec<Late>> {
        let mut late = Vec::new();
        for alert in material.late.iter().take(LATE) {
            let finding = match alert.finding {
                Some(id) => self.store.finding(id, None).await?,
                None => None,
            };
            late.push(Late {
                title: finding.map_or_else(|| alert.crawl.clone(), |f| self.settings.headline(&f, language)),
                due: alert.due,
                accepted: alert.accepted,
                cause: alert.cause.unwrap_or(Cause::Unexplained),
            });
        }
        Ok(late)
    }
}

struct Outcome {
    committed: bool,
    next: Option<Time>,
}
