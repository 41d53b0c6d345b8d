//! Drafts that tests admit: small, whole, and each with a name of its own.

use std::collections::BTreeMap;
use std::time::Duration;

use leakwatch::model::*;
use leakwatch::store::Store;
use leakwatch::store::rows::*;

pub const T0: Time = Time(1_790_000_000_000);
pub const MINUTE: Duration = Duration::from_secs(60);
pub const HOUR: Duration = Duration::from_secs(3600);

pub fn digest(name: &str) -> Digest {
    Digest::sha256(name.as_bytes())
}

pub fn seed(id: &str) -> CrawlSeed {
    CrawlSeed { id: id.into(), kind: "feed".into(), digest: digest(id) }
}

/// Syncs these crawls and claims them all.
pub async fn claim(store: &Store, ids: &[&str]) -> Vec<ClaimedCrawl> {
    let seeds: Vec<CrawlSeed> = ids.iter().map(|id| seed(id)).collect();
    store.sync_crawls(&seeds).await.expect("crawls are synced");
    let mut claimed = store.claim_crawls(100, 10 * MINUTE).await.expect("crawls are claimed");
    claimed.sort_by(|a, b| a.crawl.cmp(&b.crawl));
    assert_eq!(claimed.iter().map(|c| c.crawl.as_str()).collect::<Vec<_>>(), ids);
    claimed
}

pub fn admission(id: &str, crawl: &ClaimedCrawl) -> Admission {
    Admission {
        id: digest(id),
        crawl: crawl.crawl.clone(),
        token: crawl.token,
        visit: VisitStart { started: T0, due: crawl.due },
        pages: Vec::new(),
        listings: Vec::new(),
        clusters: Vec::new(),
        findings: Vec::new(),
        uncovered: Vec::new(),
        end: None,
    }
}

pub fn end(state: State) -> VisitEnd {
    VisitEnd {
        ended: T0 + MINUTE,
        state,
        why: String::new(),
        cursor: None,
        next_due: T0 + HOUR,
        complete: false,
        gap: false,
        failures: 0,
        unchanged: Vec::new(),
        gone: Vec::new(),
        failed: 0,
        requests: 1,
        bytes: 1000,
        complaints: BTreeMap::new(),
        advice: None,
        quick: 0,
        infeasible: None,
        baselines: Vec::new(),
        validators: Vec::new(),
    }
}

pub fn page(url: &str, text: &str) -> PageDraft {
    PageDraft {
        url: url.into(),
        shown_url: None,
        listing: Some("https://news.test/feed".into()),
        as_of: T0,
        fetched: T0,
        validators: Validators { etag: Some(b"\"1\"".to_vec()), last_modified: None },
        expected: None,
        document: Some(document(text)),
        digest: digest(text),
    }
}

pub fn document(text: &str) -> DocumentDraft {
    DocumentDraft {
        canonical: None,
        title: "A title".into(),
        author: "A. Author".into(),
        language: "en".into(),
        kind: "feed".into(),
        published: Some(Stated { earliest: T0, latest: T0 + HOUR }),
        updated: None,
        text: text.into(),
        fields: BTreeMap::from([("score".to_owned(), "7".to_owned())]),
        complaints: vec!["not valid UTF-8 at byte 17".into()],
        exposure: Exposure::Public,
        archive: Some(Archived { file: "one.warc.gz".into(), offset: 7, length: 70, digest: digest(text) }),
        hits: Vec::new(),
        watches: vec!["romashka".into()],
    }
}

pub fn hit(findings: Vec<usize>) -> HitDraft {
    HitDraft {
        entry: "personal-data-ru/inn".into(),
        kind: EntryKind::Pattern,
        start: 3,
        end: 15,
        line: 1,
        confidence: 70,
        evidence: vec!["the check digits are right".into()],
        value: digest("a value"),
        secret: true,
        passage: (0, 40),
        findings,
    }
}

pub const SERIOUS: Risk = Risk {
    damage: Damage::Critical,
    probability: 7000,
    likelihood: Likelihood::High,
    level: Level::High,
    acceptable: false,
};

pub const HARMLESS: Risk = Risk {
    damage: Damage::Minor,
    probability: 900,
    likelihood: Likelihood::VeryLow,
    level: Level::Low,
    acceptable: true,
};

pub fn event(number: u32, recipients: &[&str]) -> EventDraft {
    EventDraft {
        kind: EventKind::New,
        number,
        start: T0 - MINUTE,
        rule: StartRule::Listing,
        found: T0,
        due: T0 + HOUR,
        historic: false,
        rematch: None,
        recipients: recipients.iter().map(|r| (*r).to_owned()).collect(),
    }
}

pub fn finding(key: &str, page: usize, event: Option<EventDraft>) -> FindingDraft {
    FindingDraft {
        known: None,
        watch: "romashka".into(),
        entry: "personal-data-ru/inn".into(),
        class: Class::Leak,
        key: digest(key),
        cluster: None,
        title: format!("finding {key}"),
        risk: SERIOUS,
        confidence: 70,
        exposure: Exposure::Public,
        new_values: Vec::new(),
        uncounted: Vec::new(),
        locations: vec![LocationDraft {
            page,
            exposure: Exposure::Public,
            hits: 1,
            samples: vec!["50••••••••59".into()],
            passage: (0, 40),
            evidence: vec!["the check digits are right".into()],
        }],
        seen: Vec::new(),
        verdict: None,
        event,
        alert_entry: false,
        stated: None,
    }
}

/// Admits one page with one finding that owes an alert due at `due`; the alert's recipient is `soc`.
pub async fn owe(store: &Store, crawl: &ClaimedCrawl, key: &str, due: Time) {
    let mut draft = admission(key, crawl);
    draft.pages.push(page(&format!("https://news.test/{key}"), key));
    draft.findings.push(finding(key, 0, Some(EventDraft { due, ..event(1, &["soc"]) })));
    store.admit(&draft).await.expect("it is admitted");
}

pub fn letter(name: &str, alerts: &[i64]) -> LetterDraft {
    LetterDraft {
        id: digest(name),
        kind: LetterKind::Alert,
        recipient: "soc".into(),
        to: "soc@example.com".into(),
        subject: "A leak".into(),
        message_id: format!("{name}@example.com"),
        bytes: name.as_bytes().to_vec(),
        due: Some(T0 + HOUR),
        alerts: alerts.to_vec(),
        watches: vec!["romashka".into()],
        period: None,
    }
}

pub async fn known_finding(store: &Store, key: &str) -> KnownFinding {
    let ask = KnownAsk { keys: vec![digest(key)], ..KnownAsk::default() };
    store.known(&ask).await.expect("known").findings.pop().expect("the finding is known")
}
