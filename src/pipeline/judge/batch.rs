//! A batch of pages, prepared: which hits make findings of which watch, and by what each finding is recognised.
//!
//! What needs no knowledge of the store is done here, once, before the store is asked.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::about::{Named, owner, settled};
use super::record::{accounts, outside, records};
use super::rules::{Rules, Watching};
use super::{Read, Visit};
use crate::model::{Class, Digest, Document, EntityKind, Entry, EntryKind, Hit, Key, Matches, Scope};
use crate::store::rows::{ClusterKind, KnownAsk, Probe};
use crate::text::fingerprint::{Shingled, shingled};
use crate::text::fold::fold;

/// See [`super::prepare`].
pub struct Batch<'a> {
    pub(super) key: &'a Key,
    pub(super) rules: &'a Rules,
    pub(super) visit: &'a Visit<'a>,
    pub(super) pages: &'a [Read<'a>],
    /// In the order of the pages.
    pub(super) sightings: Vec<Sighting<'a>>,
    /// Texts whose clusters are sought, each once, in the order in which they were met.
    pub(super) texts: Vec<Text>,
    /// The digest of each hit's value, by page.
    pub(super) values: Vec<Vec<Digest>>,
    pub(super) uncovered: BTreeMap<(String, Class), u64>,
}

/// An entry seen on a page by a watch, in one identity.
pub(super) struct Sighting<'a> {
    pub page: usize,
    pub watching: &'a Watching,
    pub entry: &'a Entry,
    pub identity: Identity,
    /// Indexes into the page's hits, ascending.
    pub hits: Vec<usize>,
    /// The first passage, joined.
    pub passage: (usize, usize),
    /// The domain of the watch that all of its values are at.
    pub domain: Option<&'a str>,
    /// What is counted of each hit, where that is not its value: an account has one number however many passwords.
    pub counted: Vec<Digest>,
}

/// By what a finding is recognised.
pub(super) enum Identity {
    /// A value's digest.
    Value(Digest),
    /// All values of an entry with volume steps on the page: the digests are those of the hits.
    Dump,
    /// A text: an index into `Batch::texts`.
    Text(usize),
}

/// A text that is or joins a cluster.
pub(super) struct Text {
    pub kind: ClusterKind,
    /// The id of the cluster that it opens if it fits none.
    pub id: Digest,
    pub print: Shingled,
}

/// Texts met so far, and where they are in `Batch::texts`.
type Met<'a> = HashMap<(ClusterKind, &'a str), usize>;

/// Hits of one entry whose passages overlap.
pub(super) struct Joined {
    pub span: (usize, usize),
    pub hits: Vec<usize>,
}

impl<'a> Batch<'a> {
    pub(super) fn new(
        key: &'a Key,
        rules: &'a Rules,
        visit: &'a Visit<'a>,
        pages: &'a [Read<'a>],
    ) -> Batch<'a> {
        let mut batch = Batch {
            key,
            rules,
            visit,
            pages,
            sightings: Vec::new(),
            texts: Vec::new(),
            values: Vec::with_capacity(pages.len()),
            uncovered: BTreeMap::new(),
        };
        let mut met = HashMap::new();
        for page in 0..pages.len() {
            batch.page(page, &mut met);
        }
        batch
    }

    fn page(&mut self, page: usize, met: &mut Met<'a>) {
        let (rules, read) = (self.rules, self.pages[page]);
        let strong =
            |hit: &Hit| rules.entries.get(&*hit.entry).is_some_and(|e| hit.confidence >= e.min_confidence);
        self.values.push(read.hits.iter().map(|hit| self.value(&read, hit)).collect());
        let mut by_entry: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let sought = |hit: &Hit| self.visit.rematch.is_none_or(|r| r.entries.contains(&*hit.entry));
        for (index, hit) in read.hits.iter().enumerate().filter(|(_, hit)| sought(hit) && strong(hit)) {
            by_entry.entry(&hit.entry).or_default().push(index);
        }
        if by_entry.is_empty() {
            return;
        }
        let folded = OnceCell::new();
        let entries: Vec<(&'a Entry, Vec<Joined>)> =
            by_entry.into_iter().map(|(id, hits)| (&rules.entries[id], join(read.hits, hits))).collect();
        let records = records(read.hits, &entries);
        for watching in rules.watching(&self.visit.crawl.id) {
            let named = OnceCell::new();
            let accounts = accounts(read.hits, &entries, watching, &self.visit.crawl.id);
            for (entry, passages) in entries.iter().filter(|(entry, _)| watching.sets.contains(&entry.set)) {
                let place = watching.is_place(&self.visit.crawl.id, entry.class);
                if entry.scope == Scope::Value {
                    self.sight_values(page, watching, entry, passages, place);
                    continue;
                }
                let apart = outside(read.hits, entry, passages, watching, &records, &accounts);
                let passages = apart.as_ref().unwrap_or(passages);
                let is_about = |passage: &&Joined| {
                    settled(entry, place).unwrap_or_else(|| {
                        let text = folded.get_or_init(|| fold(&read.document.text));
                        let named = named.get_or_init(|| Named::new(&read, watching, text, strong));
                        named.is_about(entry, passage.span)
                    })
                };
                let about: Vec<&Joined> = passages.iter().filter(is_about).collect();
                if about.is_empty() {
                    continue;
                }
                if !watching.covers(entry) {
                    let hits = about.iter().map(|p| p.hits.len() as u64).sum::<u64>();
                    *self.uncovered.entry((watching.watch.id.clone(), entry.class)).or_default() += hits;
                    continue;
                }
                self.sight(page, watching, entry, &about, met);
            }
        }
    }

    /// Splits what is about the watch into sightings.
    fn sight(
        &mut self,
        page: usize,
        watching: &'a Watching,
        entry: &'a Entry,
        about: &[&Joined],
        met: &mut Met<'a>,
    ) {
        let document: &'a Document = self.pages[page].document;
        let text = document.text.as_str();
        let add = |batch: &mut Self, identity, hits: Vec<usize>, passage| {
            let (domain, counted) = (None, Vec::new());
            batch.sightings.push(Sighting {
                page,
                watching,
                entry,
                identity,
                hits,
                passage,
                domain,
                counted,
            });
        };
        let all = || {
            let mut hits: Vec<usize> = about.iter().flat_map(|p| p.hits.iter().copied()).collect();
            hits.sort_unstable();
            hits
        };
        match identified(entry) {
            By::Dump => add(self, Identity::Dump, all(), about[0].span),
            By::Document => {
                let index = self.text(ClusterKind::Document, text, met);
                add(self, Identity::Text(index), all(), about[0].span);
            }
            By::Passage => {
                let mut cursor = Cursor::default();
                for joined in about {
                    let index = self.text(ClusterKind::Passage, cursor.slice(text, joined.span), met);
                    add(self, Identity::Text(index), joined.hits.clone(), joined.span);
                }
            }
            By::Value => {
                let mut order: Vec<(Digest, (usize, usize), Vec<usize>)> = Vec::new();
                let mut place: HashMap<Digest, usize> = HashMap::new();
                for joined in about {
                    for &hit in &joined.hits {
                        let value = self.values[page][hit];
                        let at = *place.entry(value).or_insert_with(|| {
                            order.push((value, joined.span, Vec::new()));
                            order.len() - 1
                        });
                        order[at].2.push(hit);
                    }
                }
                for (value, passage, hits) in order {
                    add(self, Identity::Value(value), hits, passage);
                }
            }
        }
    }

    /// Values that say by themselves whose they are: a sighting for each domain of the watch, and at places of its own one
    /// more for all others.
    fn sight_values(
        &mut self,
        page: usize,
        watching: &'a Watching,
        entry: &'a Entry,
        passages: &[Joined],
        place: bool,
    ) {
        let read = self.pages[page];
        let every = settled(entry, place).unwrap_or(false);
        let mut by_domain: BTreeMap<Option<&'a str>, (Vec<usize>, Vec<Digest>)> = BTreeMap::new();
        for hit in passages.iter().flat_map(|p| p.hits.iter().copied()) {
            let value = read.hits[hit].value.as_str();
            let found = owner(value, &watching.domains);
            if found.is_none() && !every {
                continue;
            }
            let account =
                found.map_or_else(|| value.split('\t').next().unwrap_or_default(), |(_, account)| account);
            let group = by_domain.entry(found.map(|(domain, _)| domain)).or_default();
            group.0.push(hit);
            group.1.push(self.key.digest("account", &[account.as_bytes()]));
        }
        if !watching.covers(entry) {
            let all = by_domain.values().map(|(hits, _)| hits.len() as u64).sum::<u64>();
            if all > 0 {
                *self.uncovered.entry((watching.watch.id.clone(), entry.class)).or_default() += all;
            }
            return;
        }
        for (domain, (of, counted)) in by_domain {
            match identified(entry) {
                By::Dump => {
                    let (identity, passage) = (Identity::Dump, read.hits[of[0]].passage);
                    self.sightings.push(Sighting {
                        page,
                        watching,
                        entry,
                        identity,
                        hits: of,
                        passage,
                        domain,
                        counted,
                    });
                }
                // Without volume steps each value is a finding.
                _ => {
                    let mut by_value: BTreeMap<Digest, Vec<usize>> = BTreeMap::new();
                    for hit in of {
                        by_value.entry(self.values[page][hit]).or_default().push(hit);
                    }
                    for (value, hits) in by_value {
                        let (identity, passage) = (Identity::Value(value), read.hits[hits[0]].passage);
                        let counted = Vec::new();
                        self.sightings.push(Sighting {
                            page,
                            watching,
                            entry,
                            identity,
                            hits,
                            passage,
                            domain,
                            counted,
                        });
                    }
                }
            }
        }
    }

    /// The index of this text, which is fingerprinted once however many entries and watches see it.
    fn text(&mut self, kind: ClusterKind, text: &'a str, met: &mut Met<'a>) -> usize {
        let purpose = match kind {
            ClusterKind::Document => "cluster of documents",
            ClusterKind::Passage => "cluster of passages",
        };
        *met.entry((kind, text)).or_insert_with(|| {
            let print = shingled(text);
            let shingles: Vec<u8> = print.shingles.iter().flat_map(|s| s.to_be_bytes()).collect();
            let id = self.key.digest(purpose, &[&print.folded_hash.to_be_bytes(), &shingles]);
            self.texts.push(Text { kind, id, print });
            self.texts.len() - 1
        })
    }

    /// What a hit's value is recognised by. A check is a fact of a host: its measured value changes from day to day.
    fn value(&self, read: &Read, hit: &Hit) -> Digest {
        if hit.kind == EntryKind::Check {
            let host = url::Url::parse(read.url).ok().and_then(|u| u.host_str().map(str::to_owned));
            return self.key.digest("value", &[host.as_deref().unwrap_or(read.url).as_bytes()]);
        }
        self.key.digest("value", &[hit.value.as_bytes()])
    }

    /// (watch, entry, what it is recognised by).
    pub(super) fn finding_key(&self, sighting: &Sighting, identity: &[u8]) -> Digest {
        let (watch, entry) = (&sighting.watching.watch.id, sighting.entry.full_id());
        self.key.digest("finding", &[watch.as_bytes(), entry.as_bytes(), identity])
    }

    pub(super) fn question(&self) -> KnownAsk {
        let mut urls: BTreeSet<&str> = self.pages.iter().map(|p| p.url).collect();
        let listings: BTreeSet<&str> = self.pages.iter().filter_map(|p| p.item.listing.as_deref()).collect();
        // What led to an orphan is a page.
        urls.extend(&listings);
        let (mut keys, mut values) = (BTreeSet::new(), BTreeSet::new());
        for s in &self.sightings {
            match &s.identity {
                Identity::Value(value) => {
                    keys.insert(self.finding_key(s, &value.0));
                }
                Identity::Dump => {
                    let id = s.entry.full_id();
                    values.extend(
                        s.hits
                            .iter()
                            .map(|&hit| self.values[s.page][hit])
                            .chain(s.counted.iter().copied())
                            .map(|value| (s.watching.watch.id.clone(), id.clone(), value)),
                    );
                }
                Identity::Text(_) => {}
            }
        }
        let probe = |t: &Text| Probe {
            kind: t.kind,
            folded_hash: t.print.folded_hash,
            words: t.print.words,
            shingles: t.print.shingles.clone(),
        };
        KnownAsk {
            crawl: self.visit.crawl.id.clone(),
            urls: urls.into_iter().map(str::to_owned).collect(),
            listings: listings.into_iter().map(str::to_owned).collect(),
            keys: keys.into_iter().collect(),
            probes: self.texts.iter().map(probe).collect(),
            values: values.into_iter().collect(),
        }
    }
}

/// What an entry's findings are recognised by.
enum By {
    Value,
    Dump,
    Document,
    Passage,
}

fn identified(entry: &Entry) -> By {
    match &entry.matches {
        Matches::Pattern(_) | Matches::Records(_) if !entry.volume.is_empty() => By::Dump,
        Matches::Pattern(_) | Matches::Records(_) | Matches::Check(_) => By::Value,
        Matches::Entity(entity) if entity.kind != EntityKind::Document => By::Document,
        Matches::Entity(_) | Matches::Query(_) => By::Passage,
    }
}

/// The hits of one entry, put together where their passages overlap; ascending.
pub(super) fn join(hits: &[Hit], mut of_entry: Vec<usize>) -> Vec<Joined> {
    of_entry.sort_by_key(|&index| (hits[index].passage.0, hits[index].start));
    let mut out: Vec<Joined> = Vec::new();
    for index in of_entry {
        let (from, to) = hits[index].passage;
        match out.last_mut() {
            Some(last) if from < last.span.1 => {
                last.span.1 = last.span.1.max(to);
                last.hits.push(index);
            }
            _ => out.push(Joined { span: (from, to), hits: vec![index] }),
        }
    }
    out
}

/// Cuts spans of code points out of a text, in one walk when they ascend.
#[derive(Default)]
struct Cursor {
    byte: usize,
    point: usize,
}

impl Cursor {
    fn slice<'t>(&mut self, text: &'t str, (from, to): (usize, usize)) -> &'t str {
        if from < self.point {
            *self = Cursor::default();
        }
        let start = skip(text, self.byte, from - self.point);
        let end = skip(text, start, to.saturating_sub(from));
        (self.byte, self.point) = (start, from);
        &text[start..end]
    }
}

/// The byte `points` code points after byte `from`, or the text's end.
fn skip(text: &str, from: usize, points: usize) -> usize {
    text[from..].char_indices().nth(points).map_or(text.len(), |(at, _)| from + at)
}
