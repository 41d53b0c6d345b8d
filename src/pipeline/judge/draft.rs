//! Puts sightings together into the drafts of an admission, one for each finding, and says what is owed for each.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use super::batch::{Batch, Identity, Sighting};
use super::cluster::Clusters;
use super::dump::{Dump, place};
use super::rules::Watching;
use super::seen::{Around, Marks};
use super::title::{Secrets, What, samples, title};
use super::{Judged, event};
use crate::alert::route;
use crate::model::{Digest, Entry, EventKind, Exposure, Hit, Time, Verdict};
use crate::promise::due::due;
use crate::store::rows::{EventDraft, FindingDraft, HitDraft, Known, KnownFinding, LocationDraft};

/// Words of evidence that a location carries at most.
const EVIDENCE: usize = 12;

/// A finding on its way to a draft.
struct Open<'a> {
    known: Option<&'a KnownFinding>,
    watching: &'a Watching,
    entry: &'a Entry,
    key: Digest,
    cluster: Option<Digest>,
    title: String,
    confidence: u32,
    probability: u32,
    new_values: Vec<Digest>,
    uncounted: Vec<Digest>,
    locations: Vec<LocationDraft>,
    /// Pages that brought values not held before.
    fresh: HashSet<usize>,
    /// What stands around it and was not seen before.
    seen: HashSet<u64>,
    /// It was judged false for some passages alone, and stands in another.
    strange: bool,
}

/// The findings of a judgement while it goes on.
struct Drafting<'a> {
    batch: &'a Batch<'a>,
    by_key: HashMap<Digest, &'a KnownFinding>,
    open: Vec<Open<'a>>,
    index: HashMap<Digest, usize>,
    hits: Vec<Vec<HitDraft>>,
    secrets: Vec<Option<Secrets<'a>>>,
    marks: Vec<OnceCell<Marks>>,
    /// Dumps of a (watch, entry), the oldest first, and the key of each.
    dumps: HashMap<(String, String), (Vec<Dump>, Vec<Digest>)>,
}

impl Batch<'_> {
    pub(super) fn verdict(&self, known: &Known, now: Time) -> Judged {
        let mut clusters = Clusters::new(&self.texts, &known.clusters);
        let mut drafting = Drafting {
            batch: self,
            by_key: known.findings.iter().map(|f| (f.key, f)).collect(),
            open: Vec::new(),
            index: HashMap::new(),
            hits: (0..self.pages.len()).map(|page| self.hit_drafts(page)).collect(),
            secrets: self.pages.iter().map(|_| None).collect(),
            marks: self.pages.iter().map(|_| OnceCell::new()).collect(),
            dumps: HashMap::new(),
        };
        for sighting in &self.sightings {
            match &sighting.identity {
                Identity::Value(value) => {
                    let key = self.finding_key(sighting, &value.0);
                    drafting.see(sighting, What::Value, key, None, &sighting.hits, &[*value]);
                }
                Identity::Text(text) => drafting.text(sighting, *text, &mut clusters),
                Identity::Dump => drafting.dump(sighting, known),
            }
        }
        let Drafting { open, hits, secrets, .. } = drafting;
        let shown = self.pages.iter().zip(secrets);
        let shown =
            shown.map(|(read, known)| known.unwrap_or_else(|| Secrets::of(read, self.rules)).shown(read));
        let clock = event::Clock { rules: self.rules, visit: self.visit, known, now };
        Judged {
            hits,
            shown: shown.collect(),
            clusters: clusters.opened(),
            findings: open.into_iter().map(|o| self.draft(o, &clock)).collect(),
            // What a rematch meets was counted when it was read.
            uncovered: self
                .uncovered
                .iter()
                .filter(|_| self.visit.rematch.is_none())
                .map(|((watch, class), n)| (watch.clone(), *class, *n))
                .collect(),
        }
    }

    fn hit_drafts(&self, page: usize) -> Vec<HitDraft> {
        let draft = |(hit, value): (&Hit, &Digest)| HitDraft {
            entry: hit.entry.to_string(),
            kind: hit.kind,
            start: hit.start as u64,
            end: hit.end as u64,
            line: hit.line as u64,
            confidence: hit.confidence,
            evidence: hit.evidence.iter().map(|line| line.to_string()).collect(),
            value: *value,
            secret: self.rules.is_secret(&hit.entry),
            passage: (hit.passage.0 as u64, hit.passage.1 as u64),
            findings: Vec::new(),
        };
        self.pages[page].hits.iter().zip(&self.values[page]).map(draft).collect()
    }

    fn draft(&self, open: Open, clock: &event::Clock) -> FindingDraft {
        let Open { entry, watching, .. } = open;
        let here = self.visit.crawl.exposure;
        let before = open.known.map_or(0, |k| k.values);
        let total = before + open.new_values.len() as u64;
        let probability = open.probability.max(open.known.map_or(0, |k| k.risk.probability));
        let risk = self.rules.tables.of(entry.damage_of(total), probability);
        let exposure = match open.known {
            Some(k) if k.exposure == Exposure::Public => Exposure::Public,
            _ => here,
        };
        let volume_rose = before > 0 && entry.damage_of(total) > entry.damage_of(before);
        let kept = self.visit.rematch.is_some();
        let kind = match open.known {
            None => Some(EventKind::New),
            Some(k) => {
                // Of a finding that was taken back the next new place is news.
                let place = |l: &LocationDraft| k.locations.iter().any(|url| url == self.pages[l.page].url);
                let elsewhere = k.taken_back && !open.locations.iter().all(place);
                let strange = open.strange;
                event::event(
                    k,
                    &event::Now { risk, exposure, volume_rose, at: clock.now, kept, strange, elsewhere },
                )
            }
        };
        let quiet = open.known.is_some_and(|k| k.verdict == Verdict::FalsePositive) && !open.strange;
        let mut seen: Vec<u64> = open.seen.into_iter().collect();
        seen.sort_unstable();
        let event = kind.map(|kind| {
            let only_fresh = volume_rose && kind == EventKind::Risen;
            let pages =
                open.locations.iter().map(|l| &l.page).filter(|&p| !only_fresh || open.fresh.contains(p));
            // The page whose clock started first; what alerts singly comes before what is historic.
            let (start, rematch) = pages
                .map(|&page| clock.start(&self.pages[page], &entry.full_id(), kind, watching.plan.deadline))
                .min_by_key(|(start, _)| (start.historic, start.at))
                .expect("a finding is seen on a page, and one whose volume rose on a page with new values");
            let singly = route::owes_alert(entry.class, &risk, entry.alert) && !start.historic;
            EventDraft {
                kind,
                number: open.known.map_or(0, |k| k.events) + 1,
                start: start.at,
                rule: start.rule,
                found: clock.now,
                due: due(start.at, watching.plan.deadline),
                historic: start.historic,
                rematch,
                recipients: match singly {
                    true => route::alerts(&self.rules.recipients, &watching.watch.id),
                    false => Vec::new(),
                },
            }
        });
        let damage = if quiet { open.known.map_or(risk.damage, |k| k.risk.damage) } else { risk.damage };
        FindingDraft {
            known: open.known.map(|k| (k.id, k.version)),
            watch: watching.watch.id.clone(),
            entry: entry.full_id(),
            class: entry.class,
            key: open.key,
            cluster: open.cluster,
            title: open.title,
            risk: match open.known {
                Some(k) if quiet => k.risk,
                _ => risk,
            },
            confidence: open.confidence,
            exposure,
            new_values: open.new_values,
            uncounted: open.uncounted,
            locations: open.locations,
            seen,
            verdict: kind.filter(|&k| k == EventKind::Returned).map(|_| Verdict::New),
            event,
            alert_entry: entry.alert,
            stated: watching.watch.money.as_ref().and_then(|m| m.of(&entry.full_id(), damage)),
        }
    }
}

impl<'a> Drafting<'a> {
    /// A finding is seen on a page, by these hits: its place among the open ones. `values` are those it is to hold from now
    /// on.
    fn see(
        &mut self,
        sighting: &Sighting<'a>,
        what: What,
        key: Digest,
        cluster: Option<Digest>,
        hits: &[usize],
        values: &[Digest],
    ) -> usize {
        let batch = self.batch;
        let (page, entry) = (sighting.page, sighting.entry);
        let read = &batch.pages[page];
        let secrets = self.secrets[page].get_or_insert_with(|| Secrets::of(read, batch.rules));
        let of_page = || hits.iter().map(|&h| &read.hits[h]);
        let samples = samples(entry, of_page(), secrets);
        let at = *self.index.entry(key).or_insert_with(|| {
            self.open.push(Open {
                known: self.by_key.get(&key).copied(),
                watching: sighting.watching,
                entry,
                key,
                cluster,
                title: title(
                    entry,
                    what,
                    read,
                    secrets,
                    samples.first().map(String::as_str),
                    sighting.domain,
                ),
                confidence: 0,
                probability: 0,
                new_values: Vec::new(),
                uncounted: Vec::new(),
                locations: Vec::new(),
                fresh: HashSet::new(),
                seen: HashSet::new(),
                strange: false,
            });
            self.open.len() - 1
        });
        if what != What::Dump {
            let around = self.around(page, hits, what);
            let open = &mut self.open[at];
            let judged = open.known.filter(|k| k.verdict == Verdict::FalsePositive);
            open.strange |= judged.is_some_and(|k| k.narrow && !around.parted(&k.seen).1.is_empty());
            if judged.is_none() || open.strange {
                around.note(open.known.map_or(&[], |k| &k.seen), &mut open.seen);
            }
        }
        let open = &mut self.open[at];
        let best = of_page().max_by_key(|hit| hit.confidence);
        let confidence = best.map_or(0, |hit| hit.confidence);
        let exposure = batch.visit.crawl.exposure;
        open.confidence = open.confidence.max(confidence);
        open.probability =
            open.probability.max(batch.rules.tables.probability(confidence, entry.harm, exposure));
        // A dump hands in only what it does not hold yet; a value's finding holds its one value from its first sight on.
        if !values.is_empty() && (what == What::Dump || (open.known.is_none() && open.new_values.is_empty()))
        {
            open.new_values.extend(values);
            open.fresh.insert(page);
        }
        match open.locations.last_mut() {
            Some(last) if last.page == page => {
                last.hits += hits.len() as u64;
                let room = 3usize.saturating_sub(last.samples.len());
                let more: Vec<String> =
                    samples.into_iter().filter(|s| !last.samples.contains(s)).take(room).collect();
                last.samples.extend(more);
            }
            _ => open.locations.push(LocationDraft {
                page,
                exposure,
                hits: hits.len() as u64,
                samples,
                passage: (sighting.passage.0 as u64, sighting.passage.1 as u64),
                evidence: best.map_or_else(Vec::new, |h| {
                    h.evidence.iter().take(EVIDENCE).map(|line| line.to_string()).collect()
                }),
            }),
        }
        for &hit in hits {
            self.hits[page][hit].findings.push(at);
        }
        at
    }

    /// A mention or passage: of the oldest cluster that its text fits and that does not keep it quiet. What is quiet there
    /// was judged false and seen by then; the other hits look further.
    fn text(&mut self, sighting: &Sighting<'a>, text: usize, clusters: &mut Clusters) {
        let mut hits = sighting.hits.clone();
        for id in clusters.fitting(text) {
            let key = self.batch.finding_key(sighting, &id.0);
            // Of one judged before anybody noted what was seen, the whole cluster is quiet.
            let judged = |k: &&KnownFinding| k.verdict == Verdict::FalsePositive && !k.seen.is_empty();
            let Some(known) = self.by_key.get(&key).copied().filter(judged) else {
                self.see(sighting, What::Text, key, Some(id), &hits, &[]);
                return;
            };
            let (old, new) = self.around(sighting.page, &hits, What::Text).parted(&known.seen);
            if !old.is_empty() {
                self.see(sighting, What::Text, key, Some(id), &old, &[]);
            }
            if new.is_empty() {
                return;
            }
            hits = new;
        }
        let id = clusters.open(text, self.batch.key);
        let key = self.batch.finding_key(sighting, &id.0);
        self.see(sighting, What::Text, key, Some(id), &hits, &[]);
    }

    /// What stands around these hits; of a value the words close to it are enough.
    fn around(&self, page: usize, hits: &[usize], what: What) -> Around<'a> {
        let read = &self.batch.pages[page];
        let text = &read.document.text;
        let marks = self.marks[page].get_or_init(|| Marks::of(text));
        Around::new(text, marks, read.hits, hits, what == What::Value)
    }

    /// A document with values of an entry with volume steps: a copy of a dump, or a dump of its own.
    fn dump(&mut self, sighting: &Sighting<'a>, known: &Known) {
        let batch = self.batch;
        let of = &batch.values[sighting.page];
        let values: HashSet<Digest> = sighting.hits.iter().map(|&h| of[h]).collect();
        let id = (sighting.watching.watch.id.clone(), sighting.entry.full_id());
        let (dumps, _) = self.dumps.entry(id.clone()).or_insert_with(|| known_dumps(&id, known));
        let placed = place(&values, dumps);
        if let Some((index, quiet)) = placed.quiet {
            let key = self.dumps[&id].1[index];
            self.see(sighting, What::Dump, key, None, &hits_of(&sighting.hits, of, &quiet), &[]);
        }
        if let Some((copy, fresh)) = placed.fresh {
            let hits = hits_of(&sighting.hits, of, &fresh);
            let mut sorted: Vec<Digest> = fresh.iter().copied().collect();
            sorted.sort_unstable();
            let bytes: Vec<u8> = sorted.iter().flat_map(|v| v.0).collect();
            let own = batch.finding_key(sighting, &batch.key.digest("dump", &[&bytes]).0);
            let (dumps, keys) = self.dumps.entry(id).or_default();
            let index = copy.unwrap_or_else(|| {
                dumps.push(Dump { holds: HashSet::new(), quiet: false });
                keys.push(own);
                dumps.len() - 1
            });
            // In the order of the page, so that a draft does not depend on how a set is walked.
            let mut uncounted = Vec::new();
            let mut new = Vec::new();
            if sighting.counted.is_empty() {
                new.extend(hits.iter().map(|&h| of[h]).filter(|v| dumps[index].holds.insert(*v)));
            } else {
                // Recognised by account and password, counted by account.
                let counted =
                    sighting.hits.iter().zip(&sighting.counted).filter(|(h, _)| fresh.contains(&of[**h]));
                for (&hit, &account) in counted {
                    uncounted.extend(Some(of[hit]).filter(|v| dumps[index].holds.insert(*v)));
                    new.extend(Some(account).filter(|v| dumps[index].holds.insert(*v)));
                }
            }
            let key = keys[index];
            let at = self.see(sighting, What::Dump, key, None, &hits, &new);
            self.open[at].uncounted.extend(uncounted);
        }
    }
}

fn hits_of(hits: &[usize], values: &[Digest], wanted: &HashSet<Digest>) -> Vec<usize> {
    hits.iter().copied().filter(|&h| wanted.contains(&values[h])).collect()
}

/// The dumps of a (watch, entry) that the store told of, the oldest first.
fn known_dumps((watch, entry): &(String, String), known: &Known) -> (Vec<Dump>, Vec<Digest>) {
    let mut of: Vec<&KnownFinding> =
        known.findings.iter().filter(|f| f.watch == *watch && f.entry == *entry).collect();
    of.sort_by_key(|f| (f.created, f.id));
    let dump = |f: &&KnownFinding| Dump {
        holds: f.shared.iter().copied().collect(),
        quiet: f.verdict == Verdict::FalsePositive,
    };
    (of.iter().map(dump).collect(), of.iter().map(|f| f.key).collect())
}
