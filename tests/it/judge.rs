//! Judging on the real store: what is admitted is what is known at the next visit.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use leakwatch::model::*;
use leakwatch::pipeline::judge::{Read, Rules, Visit, prepare};
use leakwatch::promise::plans::built_in;
use leakwatch::risk::Tables;
use leakwatch::runtime::HandClock;
use leakwatch::store::rows::*;
use leakwatch::store::{ClockFrom, Settings, Store};
use tempfile::TempDir;

const T0: Time = Time(1_790_000_000_000);
const CRAWL: &str = "forum";
const LISTING: &str = "https://forum.example/";

/// The store, and a watch that looks for `token…` and, at volume, for `client…`.
struct Bed {
    store: Store,
    clock: HandClock,
    rules: Rules,
    crawl: Crawl,
    _folder: TempDir,
}

fn entry(id: &str, secret: bool, volume: &[(u64, Damage)]) -> Entry {
    Entry {
        titles: Default::default(),
        id: id.into(),
        set: "set".into(),
        title: id.into(),
        class: Class::Leak,
        about: About::Any,
        scope: Scope::Passage,
        harm: 10,
        secret,
        damage: Damage::Large,
        volume: volume.iter().map(|&(from, damage)| Volume { from, damage }).collect(),
        alert: false,
        min_confidence: 50,
        require: Vec::new(),
        exclude: Vec::new(),
        window: 40,
        examples: Vec::new(),
        counter_examples: Vec::new(),
        matches: Matches::Pattern(Pattern::default()),
        spot: Spot::default(),
    }
}

fn rules() -> Rules {
    let watch = Watch {
        id: "romashka".into(),
        title: "Romashka".into(),
        plan: "extended".into(),
        organisation: "set/company".into(),
        keyword_sets: vec!["set".into()],
        crawls: vec![CRAWL.into()],
        own_places: Vec::new(),
        partner_portals: Vec::new(),
        competitor_portals: Vec::new(),
        money: None,
        spot: Spot::default(),
    };
    let soc = Recipient {
        id: "soc".into(),
        watches: vec!["romashka".into()],
        to: "soc@example.com".into(),
        language: Language::English,
        zone: "UTC".into(),
        gets: vec![Gets::Alerts],
        spot: Spot::default(),
    };
    let steps = [(1, Damage::Moderate), (4, Damage::Large)];
    let entries = vec![entry("token", true, &[]), entry("client", false, &steps)];
    let set = KeywordSet { id: "set".into(), title: "Set".into(), entries, ..KeywordSet::default() };
    let plans: BTreeMap<String, Plan> = built_in().into_iter().map(|p| (p.name.clone(), p)).collect();
    Rules::new(&plans, &[watch], &[set], &[soc], Tables::default(), HashMap::new())
}

fn scan(text: &str) -> Vec<Hit> {
    let mut hits = Vec::new();
    let mut at = 0;
    for word in text.split(' ') {
        for id in ["token", "client"].into_iter().filter(|id| word.starts_with(id)) {
            hits.push(Hit {
                entry: format!("set/{id}").into(),
                kind: EntryKind::Pattern,
                start: at,
                end: at + word.len(),
                line: 1,
                text: word.into(),
                value: word.into(),
                confidence: 90,
                evidence: ["its form".into()].into(),
                passage: (at, at + word.len()),
            });
        }
        at += word.chars().count() + 1;
    }
    hits
}

impl Bed {
    async fn new() -> Bed {
        let folder = TempDir::new().expect("a temporary folder");
        let url = format!("sqlite:{}/leakwatch.db", folder.path().display());
        let clock = HandClock::new(T0);
        let settings = Settings { url, owner: "one".into(), clock_from: ClockFrom::Clock };
        let store = Store::open(&settings, Arc::new(clock.clone())).await.expect("the store opens");
        let seed = CrawlSeed { id: CRAWL.into(), kind: "site".into(), digest: Digest::sha256(b"forum") };
        store.sync_crawls(&[seed]).await.expect("the crawl is known");
        let crawl = Crawl {
            id: CRAWL.into(),
            kind: "site".into(),
            title: String::new(),
            start: vec![LISTING.into()],
            hosts: Vec::new(),
            groups: Vec::new(),
            pages: 50,
            interval: Interval::Auto,
            exposure: Exposure::Public,
            keep: Keep::All,
            delay: Duration::ZERO,
            proxy: None,
            account: None,
            terms: Vec::new(),
            authorised: false,
            options: String::new(),
            spot: Spot::default(),
        };
        let bed = Bed { store, clock, rules: rules(), crawl, _folder: folder };
        // The first complete visit: all of it is historic, and here it is empty.
        assert!(bed.visit(&[]).await.is_empty());
        bed
    }

    /// One visit that reads these pages; 20 minutes pass before it. A line for each finding that it touched.
    async fn visit(&self, pages: &[(&str, &str)]) -> Vec<String> {
        self.clock.advance(Duration::from_secs(1200));
        self.store.due_now(CRAWL).await.expect("made due");
        let claimed = self.store.claim_crawls(1, Duration::from_secs(600)).await.expect("claims").remove(0);
        let now = self.store.now().await.expect("the time");
        let listings =
            [Listing { url: LISTING.into(), as_of: now, overlap: true, unchanged: false, entries: 9 }];
        let visit = Visit {
            crawl: &self.crawl,
            started: now,
            first_fetch: claimed.first_fetch.unwrap_or(now),
            first_complete: claimed.first_complete,
            last_visit: claimed.last_success,
            rematch: None,
            listings: &listings,
            stream: None,
        };
        let exchange = Arc::new(Exchange { sent: now, received: now, ..Exchange::default() });
        let kept: Vec<(Item, Document, Vec<Hit>)> = pages
            .iter()
            .map(|&(path, text)| {
                let url = format!("{LISTING}{path}");
                let item = Item {
                    id: url.clone(),
                    url: url.clone(),
                    exchange: exchange.clone(),
                    listing: Some(LISTING.into()),
                    ..Item::default()
                };
                (item, Document { url, text: text.into(), ..Document::default() }, scan(text))
            })
            .collect();
        let digest = |document: &Document| Digest::sha256(document.text.as_bytes());
        let reads: Vec<Read> = kept
            .iter()
            .map(|(item, document, hits)| Read {
                url: &item.url,
                item,
                document,
                digest: digest(document),
                hits,
                around: &[],
            })
            .collect();
        let key = self.store.key();
        let batch = prepare(&key, &self.rules, &visit, &reads);
        let known = self.store.known(&batch.ask()).await.expect("what is known");
        let judged = batch.judge(&known, now);
        let lines = judged.findings.iter().map(line).collect();
        let page = |(read, hits): (&Read, Vec<HitDraft>)| PageDraft {
            url: read.url.into(),
            shown_url: None,
            listing: read.item.listing.clone(),
            as_of: now,
            fetched: now,
            validators: Validators::default(),
            expected: known.pages.get(read.url).map(|p| p.version),
            document: Some(DocumentDraft {
                canonical: None,
                title: String::new(),
                author: String::new(),
                language: "en".into(),
                kind: "site".into(),
                published: None,
                updated: None,
                text: read.document.text.clone(),
                fields: BTreeMap::new(),
                complaints: Vec::new(),
                exposure: Exposure::Public,
                archive: None,
                hits,
                watches: vec!["romashka".into()],
            }),
            digest: read.digest,
        };
        let end = VisitEnd {
            ended: now,
            state: State::Well,
            why: String::new(),
            cursor: None,
            next_due: now + Duration::from_secs(1200),
            complete: true,
            gap: false,
            failures: 0,
            unchanged: Vec::new(),
            gone: Vec::new(),
            failed: 0,
            requests: 1,
            bytes: 1,
            complaints: BTreeMap::new(),
            advice: None,
            quick: 0,
            infeasible: None,
            baselines: Vec::new(),
            validators: Vec::new(),
        };
        let admission = Admission {
            id: Digest::sha256(&claimed.token.to_be_bytes()),
            crawl: CRAWL.into(),
            token: claimed.token,
            visit: VisitStart { started: now, due: claimed.due },
            pages: reads.iter().zip(judged.hits).map(page).collect(),
            listings: listings.to_vec(),
            clusters: judged.clusters,
            findings: judged.findings,
            uncovered: judged.uncovered,
            end: Some(end),
        };
        self.store.admit(&admission).await.expect("it is admitted");
        lines
    }

    /// An analyst's judgement on all findings.
    async fn judge(&self, judgement: Judgement) {
        let (_, rows) =
            self.store.findings(&FindingsAsk { limit: 100, ..FindingsAsk::default() }).await.expect("rows");
        let ids: Vec<i64> = rows.iter().map(|f| f.id).collect();
        self.store.judge(&ids, None, &judgement, "analyst").await.expect("it is judged");
    }

    async fn verdict(&self, verdict: Verdict) {
        self.judge(Judgement { verdict: Some(verdict), ..Judgement::default() }).await;
    }

    async fn alerts(&self) -> usize {
        self.store.alerts(None, 100, 0).await.expect("alerts").len()
    }
}

fn line(draft: &FindingDraft) -> String {
    match &draft.event {
        None => "repeat".into(),
        Some(e) => format!(
            "{} {} {} min, {} told",
            e.kind,
            e.rule,
            e.found.since(e.start).as_secs() / 60,
            e.recipients.len()
        ),
    }
}

#[tokio::test]
async fn a_value_is_one_finding_for_good() {
    let bed = Bed::new().await;
    assert_eq!(bed.visit(&[("1", "token1")]).await, ["new listing 20 min, 1 told"]);
    assert_eq!(bed.visit(&[("2", "token1")]).await, ["repeat"]);
    bed.verdict(Verdict::FalsePositive).await;
    assert_eq!(bed.visit(&[("3", "token1 token2")]).await, ["repeat", "new listing 20 min, 1 told"]);
    bed.verdict(Verdict::Fixed).await;
    assert_eq!(bed.visit(&[("1", "again token1")]).await, ["returned page 60 min, 1 told"]);
    assert_eq!(bed.visit(&[("1", "once more token1")]).await, ["repeat"]);
    assert_eq!(bed.alerts().await, 3);
}

#[tokio::test]
async fn an_acceptance_that_expires_reopens_once() {
    let bed = Bed::new().await;
    bed.visit(&[("1", "token1")]).await;
    let until = bed.store.now().await.expect("the time") + Duration::from_secs(1800);
    bed.judge(Judgement {
        treatment: Some(Some(Treatment::Accept)),
        accepted_until: Some(Some(until)),
        ..Judgement::default()
    })
    .await;
    assert_eq!(bed.visit(&[("2", "token1")]).await, ["repeat"]);
    assert_eq!(bed.visit(&[("3", "token1")]).await, ["returned listing 20 min, 1 told"]);
    assert_eq!(bed.visit(&[("4", "token1")]).await, ["repeat"]);
}

#[tokio::test]
async fn a_dump_grows_and_its_copies_are_places_of_it() {
    let bed = Bed::new().await;
    assert_eq!(bed.visit(&[("1", "client1 client2")]).await, ["new listing 20 min, 1 told"]);
    assert_eq!(bed.visit(&[("2", "client1 client2 client3")]).await, ["repeat"]);
    assert_eq!(
        bed.visit(&[("3", "client1 client3 client4 client5")]).await,
        ["risen listing 20 min, 1 told"]
    );
    assert_eq!(bed.visit(&[("4", "client8 client9")]).await, ["new listing 20 min, 1 told"]);
    let (total, rows) =
        bed.store.findings(&FindingsAsk { limit: 10, ..FindingsAsk::default() }).await.expect("rows");
    let mut held: Vec<(u64, u64, Damage)> =
        rows.iter().map(|f| (f.values, f.locations, f.risk.damage)).collect();
    held.sort_unstable();
    assert_eq!((total, held), (2, vec![(2, 1, Damage::Moderate), (5, 3, Damage::Large)]));
}
