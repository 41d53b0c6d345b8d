//! A small store in memory and a toy matcher, so that a row of the table reads as what happens to a watch.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use super::*;
use crate::model::{
    About, Check, Damage, Entity, EntityKind, Entry, EntryKind, EventKind, Exchange, Exposure, Gets,
    Interval, Keep, KeywordSet, Language, Matches, Pattern, Plan, Query, Recipient, RecordKind, Records,
    Role, Scope, Stated, Treatment, Verdict, Volume, Watch,
};
use crate::promise::plans::built_in;
use crate::risk::Tables;
use crate::store::rows::{FindingDraft, KnownCluster, KnownFinding, KnownListing, KnownPage};
use crate::text::words::{passage, words};

mod accounts;
mod cases;
mod identity;
mod quiet;

const LISTING: &str = "https://forum.example/";

/// Minutes after an arbitrary instant.
fn at(minutes: i64) -> Time {
    Time(1_800_000_000_000 + minutes * 60_000)
}

fn minutes(t: Time) -> i64 {
    (t.0 - at(0).0) / 60_000
}

fn entry(id: &str, class: Class, matches: Matches) -> Entry {
    Entry {
        id: id.into(),
        set: "set".into(),
        title: id.to_uppercase(),
        titles: Default::default(),
        class,
        about: About::Any,
        scope: Scope::Passage,
        harm: 9,
        secret: false,
        damage: Damage::Moderate,
        volume: Vec::new(),
        alert: false,
        min_confidence: 50,
        require: Vec::new(),
        exclude: Vec::new(),
        window: 40,
        examples: Vec::new(),
        counter_examples: Vec::new(),
        matches,
        spot: Default::default(),
    }
}

fn entity(kind: EntityKind, role: Role, domains: &[&str]) -> Matches {
    Matches::Entity(Entity {
        kind,
        role,
        name: String::new(),
        gender: None,
        latin: Vec::new(),
        aliases: Vec::new(),
        parts: Vec::new(),
        domains: domains.iter().map(|&d| d.into()).collect(),
        handles: Vec::new(),
        files: Vec::new(),
        public: Vec::new(),
        prints: Vec::new(),
        canaries: Vec::new(),
    })
}

/// What the toy matcher finds: words that begin with these, and the entry that each belongs to.
const TOY: &[(&str, &str, EntryKind)] = &[
    ("Ромашк", "company", EntryKind::Entity),
    ("Лилия", "rival", EntryKind::Entity),
    ("Иванов", "boss", EntryKind::Entity),
    ("inn", "inn", EntryKind::Pattern),
    ("client", "clients", EntryKind::Pattern),
    ("token", "token", EntryKind::Pattern),
    ("ДСП", "marking", EntryKind::Pattern),
    ("утечк", "breach", EntryKind::Query),
    ("забастовк", "strike", EntryKind::Query),
    ("зелёный", "plan", EntryKind::Entity),
    ("tls", "cert", EntryKind::Check),
];

fn records(kind: RecordKind, numbers: &[&str]) -> Matches {
    let numbers = numbers.iter().map(|&n| n.to_owned()).collect();
    let none = Vec::new;
    Matches::Records(Records {
        kind,
        near: none(),
        names: none(),
        numbers,
        details: none(),
        contacts: none(),
        least: 3,
    })
}

fn keyword_set() -> KeywordSet {
    let pattern = || Matches::Pattern(Pattern::default());
    let query = || Matches::Query(Query::default());
    let own = entity(EntityKind::Organisation, Role::Own, &["example.com"]);
    let watch = |entry: Entry| Entry { about: About::Watch, ..entry };
    let volume = [(1, Damage::Moderate), (4, Damage::Large), (8, Damage::Critical)];
    KeywordSet {
        id: "set".into(),
        title: "Set".into(),
        titles: Default::default(),
        watches: Vec::new(),
        entries: vec![
            Entry { harm: 1, damage: Damage::Medium, ..entry("company", Class::Mention, own) },
            Entry {
                harm: 1,
                damage: Damage::Minor,
                ..entry("rival", Class::Mention, entity(EntityKind::Organisation, Role::Competitor, &[]))
            },
            Entry {
                harm: 1,
                alert: true,
                ..entry("boss", Class::Mention, entity(EntityKind::Person, Role::Leadership, &[]))
            },
            watch(entry("inn", Class::Leak, pattern())),
            watch(Entry {
                volume: volume.iter().map(|&(from, damage)| Volume { from, damage }).collect(),
                ..entry("clients", Class::Leak, pattern())
            }),
            Entry {
                secret: true,
                harm: 10,
                damage: Damage::Critical,
                ..entry("token", Class::Leak, pattern())
            },
            watch(Entry {
                scope: Scope::Document,
                damage: Damage::Large,
                ..entry("marking", Class::Leak, pattern())
            }),
            Entry { harm: 6, damage: Damage::Large, ..entry("breach", Class::Reputation, query()) },
            Entry { harm: 6, ..entry("strike", Class::Growth, query()) },
            Entry {
                damage: Damage::Large,
                ..entry("plan", Class::Leak, entity(EntityKind::Document, Role::Own, &[]))
            },
            watch(Entry {
                scope: Scope::Value,
                secret: true,
                harm: 10,
                volume: volume.iter().map(|&(from, damage)| Volume { from, damage }).collect(),
                ..entry("accounts", Class::Leak, records(RecordKind::Login, &[]))
            }),
            watch(Entry {
                volume: volume.iter().map(|&(from, damage)| Volume { from, damage }).collect(),
                ..entry("person", Class::Leak, records(RecordKind::Person, &["clients"]))
            }),
            entry("cert", Class::Exposure, Matches::Check(Check { fact: String::new() })),
        ],
    }
}

/// A page of the toy web.
#[derive(Clone, Debug)]
struct Page {
    url: String,
    title: String,
    text: String,
    published: Option<i64>,
    /// The listing or page that led to it.
    from: Option<String>,
    /// It stands in the listing's own answer, as an entry of a feed does.
    inside: bool,
}

fn page(path: &str, text: impl Into<String>) -> Page {
    Page {
        url: format!("{LISTING}{path}"),
        title: format!("Тема {path}"),
        text: text.into(),
        published: None,
        from: Some(LISTING.into()),
        inside: false,
    }
}

/// `n` words that no other `seed` has.
fn filler(seed: &str, n: usize) -> String {
    (0..n).map(|i| format!("{seed}{i}")).collect::<Vec<_>>().join(" ")
}

fn scan(text: &str) -> Vec<Hit> {
    let all = words(text);
    let mut hits = Vec::new();
    for word in &all {
        let found = &text[word.bytes.clone()];
        for (prefix, id, kind) in TOY.iter().filter(|(prefix, _, _)| found.starts_with(prefix)) {
            hits.push(Hit {
                entry: format!("set/{id}").into(),
                kind: *kind,
                start: word.start,
                end: word.end,
                line: 1,
                text: found.to_owned(),
                value: found.to_lowercase(),
                confidence: if found.ends_with("weak") { 40 } else { 90 },
                evidence: [format!("begins with {prefix}").into()].into(),
                passage: passage(text, &all, word.start, word.end, 40),
            });
        }
    }
    hits.extend(accounts(text, &all));
    hits.sort_by_key(|hit| hit.start);
    hits
}

/// `login@host:password`, `login@host:password@site`; `{...}` is a person's record.
fn accounts(text: &str, all: &[crate::text::words::Word]) -> Vec<Hit> {
    let mut hits = Vec::new();
    let mut add = |id: &str, found: &str, value: String| {
        let byte = found.as_ptr() as usize - text.as_ptr() as usize;
        let start = text[..byte].chars().count();
        let end = start + found.chars().count();
        hits.push(Hit {
            entry: format!("set/{id}").into(),
            kind: EntryKind::Pattern,
            start,
            end,
            line: 1,
            text: found.to_owned(),
            value,
            confidence: 90,
            evidence: [].into(),
            passage: passage(text, all, start, end, 40),
        });
    };
    for token in text.split_whitespace() {
        if let Some((login, rest)) = token.split_once(':').filter(|(login, _)| login.contains('@')) {
            let (password, site) = rest.split_once('@').unwrap_or((rest, ""));
            let head = format!("{login} {site}");
            add("accounts", token, format!("{}\t{password}", head.trim_end()));
        }
    }
    for record in text.split('{').skip(1).filter_map(|r| r.split_once('}')).map(|(r, _)| r) {
        add("person", record, record.to_owned());
    }
    hits
}

/// The watch, its store, and the time.
struct World {
    plan: &'static str,
    exposure: Exposure,
    crawl: &'static str,
    first_complete: Option<Time>,
    rematch: Option<Time>,
    /// What it looks for; none: everything.
    sought: Option<&'static str>,
    stream: Option<Time>,
    overlap: bool,
    now: i64,
    covered_since: CoveredSince,
    /// The rematch that has looked at every page that is kept from now on.
    covered: i64,
    pages: HashMap<String, KnownPage>,
    listing: Option<(i64, i64)>,
    clusters: Vec<KnownCluster>,
    findings: Vec<(KnownFinding, HashSet<Digest>)>,
    last: Judged,
}

impl World {
    /// A crawl that is well known; its listing was read 20 minutes before minute 0.
    fn new() -> World {
        World {
            plan: "extended",
            exposure: Exposure::Public,
            crawl: "forum",
            first_complete: Some(at(-10_000)),
            rematch: None,
            sought: None,
            stream: None,
            overlap: true,
            now: 0,
            covered_since: HashMap::new(),
            covered: 0,
            pages: HashMap::new(),
            listing: Some((-20, -20)),
            clusters: Vec::new(),
            findings: Vec::new(),
            last: Judged::default(),
        }
    }

    fn rules(&self) -> Rules {
        let watch = |id: &str, places: [&[&str]; 4]| {
            let list = |names: &[&str]| names.iter().map(|&n| n.to_owned()).collect::<Vec<_>>();
            Watch {
                id: id.into(),
                title: id.into(),
                plan: self.plan.into(),
                organisation: "set/company".into(),
                keyword_sets: vec!["set".into()],
                crawls: list(places[0]),
                own_places: list(places[1]),
                partner_portals: list(places[2]),
                competitor_portals: list(places[3]),
                money: None,
                spot: Default::default(),
            }
        };
        let recipient = |id: &str, gets: &[Gets]| Recipient {
            id: id.into(),
            watches: vec!["romashka".into()],
            to: "soc@example.com".into(),
            language: Language::Russian,
            zone: "Europe/Moscow".into(),
            gets: gets.to_vec(),
            spot: Default::default(),
        };
        let mut plans: BTreeMap<String, _> = built_in().into_iter().map(|p| (p.name.clone(), p)).collect();
        let blind = Plan { portals: Default::default(), ..plans["extended"].clone() };
        plans.insert("no-portals".into(), blind);
        Rules::new(
            &plans,
            &[watch("romashka", [&["forum"], &["www"], &["partner"], &["rival"]])],
            &[keyword_set()],
            &[recipient("soc", &[Gets::Alerts, Gets::Baseline]), recipient("boss", &[Gets::Digest])],
            Tables::default(),
            self.covered_since.clone(),
        )
    }

    /// Reads these pages in one batch, keeps what follows, and lets 20 minutes pass. One line a finding, in order.
    fn visit(&mut self, pages: &[Page]) -> Vec<String> {
        let key = Key::new([7; 32]);
        let rules = self.rules();
        let crawl = Crawl {
            id: self.crawl.into(),
            kind: "site".into(),
            title: String::new(),
            start: vec![LISTING.into()],
            hosts: Vec::new(),
            groups: Vec::new(),
            pages: 50,
            interval: Interval::Auto,
            exposure: self.exposure,
            keep: Keep::All,
            delay: Duration::ZERO,
            proxy: None,
            account: None,
            terms: Vec::new(),
            authorised: false,
            options: String::new(),
            spot: Default::default(),
        };
        let now = at(self.now);
        let read_at = now - Duration::from_secs(60);
        let listings = [Listing {
            url: LISTING.into(),
            as_of: read_at,
            overlap: self.overlap,
            unchanged: false,
            entries: 9,
        }];
        let sought = match self.sought {
            Some(id) => [format!("set/{id}")].into(),
            None => rules.entries.keys().cloned().collect(),
        };
        let visit = Visit {
            crawl: &crawl,
            started: now - Duration::from_secs(120),
            first_fetch: at(-20_000),
            first_complete: self.first_complete,
            last_visit: Some(at(self.now - 20)),
            rematch: self.rematch.map(|started| Rematching { id: 7, started, entries: &sought }),
            listings: &listings,
            stream: self.stream,
        };
        let exchange = |p: &Page| Exchange {
            final_url: if p.inside { LISTING.into() } else { p.url.clone() },
            sent: read_at,
            received: read_at,
            ..Exchange::default()
        };
        let kept: Vec<(Item, Document, Vec<Hit>, Vec<Hit>)> = pages
            .iter()
            .map(|p| {
                let item = Item {
                    id: p.url.clone(),
                    url: p.url.clone(),
                    exchange: Arc::new(exchange(p)),
                    listing: p.from.clone(),
                    published: p.published.map(|m| Stated { earliest: at(m), latest: at(m) }),
                    ..Item::default()
                };
                let document = Document {
                    url: p.url.clone(),
                    title: p.title.clone(),
                    text: p.text.clone(),
                    ..Document::default()
                };
                (item, document, scan(&p.text), scan(&p.title))
            })
            .collect();
        let reads: Vec<Read> = kept
            .iter()
            .map(|(item, document, hits, around)| Read {
                url: &item.url,
                item,
                document,
                digest: Digest::sha256(document.text.as_bytes()),
                hits,
                around,
            })
            .collect();
        let batch = prepare(&key, &rules, &visit, &reads);
        let known = self.known(&batch.ask());
        let judged = batch.judge(&known, now);
        let lines = judged.findings.iter().map(line).collect();
        for (page, hits) in judged.hits.iter().enumerate() {
            for index in hits.iter().flat_map(|h| &h.findings) {
                assert!(
                    judged.findings[*index].locations.iter().any(|l| l.page == page),
                    "a hit points to its place"
                );
            }
        }
        self.keep(&judged, &reads, read_at);
        self.last = judged;
        self.now += 20;
        lines
    }

    /// As the store answers: no more than what was asked for.
    fn known(&self, ask: &KnownAsk) -> Known {
        let asked: HashSet<&(String, String, Digest)> = ask.values.iter().collect();
        let listing = |(as_of, complete): (i64, i64)| KnownListing {
            url: LISTING.into(),
            as_of: at(as_of),
            as_of_complete: at(complete),
        };
        let findings = self.findings.iter().map(|(finding, held)| {
            let shared = held
                .iter()
                .copied()
                .filter(|v| asked.contains(&(finding.watch.clone(), finding.entry.clone(), *v)))
                .collect();
            KnownFinding { shared, ..finding.clone() }
        });
        let by_cluster = |f: &KnownFinding| f.cluster.is_some();
        Known {
            pages: ask.urls.iter().filter_map(|u| Some((u.clone(), self.pages.get(u)?.clone()))).collect(),
            listings: ask
                .listings
                .iter()
                .filter(|l| *l == LISTING)
                .filter_map(|l| Some((l.clone(), listing(self.listing?))))
                .collect(),
            clusters: self.clusters.clone(),
            findings: findings
                .filter(|f| ask.keys.contains(&f.key) || by_cluster(f) || !f.shared.is_empty())
                .collect(),
        }
    }

    fn keep(&mut self, judged: &Judged, reads: &[Read], read_at: Time) {
        for read in reads {
            let known = KnownPage {
                url: read.url.into(),
                version: 1,
                as_of: read_at,
                digest: Some(read.digest),
                first_seen: read_at,
                listing: read.item.listing.clone(),
                covered: self.covered,
            };
            self.pages.insert(read.url.into(), known);
        }
        self.clusters.extend(judged.clusters.iter().map(|c| KnownCluster {
            id: c.id,
            kind: c.kind,
            folded_hash: c.folded_hash,
            words: c.words,
            shingles: c.shingles.clone(),
            born: read_at,
        }));
        for draft in &judged.findings {
            let urls = draft.locations.iter().map(|l| reads[l.page].url.to_owned()).collect();
            self.keep_finding(draft, urls);
        }
        let read_at = minutes(read_at);
        self.listing =
            self.listing.map(|(_, complete)| (read_at, if self.overlap { read_at } else { complete }));
    }

    fn keep_finding(&mut self, draft: &FindingDraft, urls: Vec<String>) {
        let known = self.findings.iter().position(|(f, _)| f.key == draft.key);
        assert_eq!(known.is_some(), draft.known.is_some(), "a draft says whether its row exists");
        let index = known.unwrap_or_else(|| {
            let finding = KnownFinding {
                id: self.findings.len() as i64 + 1,
                version: 1,
                key: draft.key,
                watch: draft.watch.clone(),
                entry: draft.entry.clone(),
                class: draft.class,
                cluster: draft.cluster,
                created: at(self.now),
                risk: draft.risk,
                verdict: Verdict::New,
                exposure: draft.exposure,
                values: 0,
                shared: Vec::new(),
                events: 0,
                locations: Vec::new(),
                seen: Vec::new(),
                narrow: false,
                taken_back: false,
                treatment: None,
                accepted_until: None,
            };
            self.findings.push((finding, HashSet::new()));
            self.findings.len() - 1
        });
        let (finding, held) = &mut self.findings[index];
        let before = held.len();
        held.extend(&draft.new_values);
        held.extend(&draft.uncounted);
        finding.values += draft.new_values.len() as u64;
        let new = draft.new_values.len() + draft.uncounted.len();
        assert_eq!(held.len(), before + new, "new values are new");
        (finding.risk, finding.exposure) = (draft.risk, draft.exposure);
        finding.seen.extend(&draft.seen);
        finding.seen.sort_unstable();
        finding.locations.extend(urls);
        if let Some(verdict) = draft.verdict {
            finding.taken_back = false;
            (finding.verdict, finding.treatment, finding.accepted_until) = (verdict, None, None);
        }
        if let Some(event) = &draft.event {
            finding.events += 1;
            assert_eq!(event.number, finding.events);
        }
    }

    /// The entry changed then, and rematch 3 makes up for what was fetched before.
    fn changed(&mut self, id: &str, minute: i64) {
        let coverage = Coverage { since: at(minute), covers: Some(3) };
        self.covered_since.insert(format!("set/{id}"), coverage);
    }

    /// An analyst's verdict on the findings of an entry.
    fn judge(&mut self, id: &str, verdict: Verdict) -> &mut World {
        for (finding, _) in self.findings.iter_mut().filter(|(f, _)| f.entry == format!("set/{id}")) {
            finding.verdict = verdict;
        }
        self
    }

    fn accept_until(&mut self, minute: i64) {
        for (finding, _) in &mut self.findings {
            (finding.treatment, finding.accepted_until) = (Some(Treatment::Accept), Some(at(minute)));
        }
    }
}

/// `event entry rule@start who`, or `repeat entry`; `xN` when it is on N pages.
fn line(draft: &FindingDraft) -> String {
    let entry = draft.entry.trim_start_matches("set/");
    let times = match draft.locations.len() {
        1 => String::new(),
        n => format!(" x{n}"),
    };
    let Some(event) = &draft.event else { return format!("repeat {entry}{times}") };
    let serious = crate::alert::route::owes_alert(draft.class, &draft.risk, draft.alert_entry);
    let who = match (event.historic, event.recipients.as_slice()) {
        (false, []) => "feed",
        (false, [one]) if one == "soc" => "alert",
        (true, []) if serious => match event.rematch {
            Some(id) => &format!("baseline of rematch {id}"),
            None => "baseline",
        },
        (true, []) => "historic",
        other => panic!("{other:?}"),
    };
    let (rule, start) = (event.rule, minutes(event.start));
    assert_eq!(draft.verdict == Some(Verdict::New), event.kind == EventKind::Returned);
    format!("{} {entry} {rule}@{start} {who}{times}", event.kind)
}
