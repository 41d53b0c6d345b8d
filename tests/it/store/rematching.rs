//! Entries that change, and rematches: owed once, one at a time, admitted under a token of their own.

use std::collections::BTreeMap;

use leakwatch::model::*;
use leakwatch::store::rows::*;
use leakwatch::store::{Halt, Store};

use super::Bed;
use super::drafts::*;

fn seed(id: &str, matched: &str, judged: &str) -> EntrySeed {
    EntrySeed { id: id.into(), matched: digest(matched), judged: digest(judged), noted: String::new() }
}

async fn sync(store: &Store, seeds: &[EntrySeed]) -> BTreeMap<String, Coverage> {
    store.sync_entries(seeds, "test").await.expect("entries are synced")
}

/// Documents of crawl `a`, one for each text, admitted in this order; the crawl is free again.
async fn keep(store: &Store, texts: &[&str]) -> Vec<i64> {
    let claimed = claim(store, &["a"]).await;
    let mut draft = admission(&format!("keep {}", texts.join(" ")), &claimed[0]);
    draft.pages = texts.iter().map(|t| page(&format!("https://news.test/{t}"), t)).collect();
    draft.end = Some(end(State::Well));
    store.admit(&draft).await.expect("admitted");
    let documents = store.follow(0, 100).await.expect("documents");
    let id = |text: &&str| documents.iter().find(|d| d.text == **text).expect("it is kept").id;
    texts.iter().map(id).collect()
}

fn found(document: i64, url: &str, rematch: &ClaimedRematch) -> RematchAdmission {
    RematchAdmission {
        id: digest("rematched"),
        rematch: rematch.id,
        token: rematch.token,
        crawl: "a".into(),
        documents: vec![Rematched {
            document,
            url: url.into(),
            shown_url: None,
            title: "A title".into(),
            fetched: T0,
            hits: Some(NewHits { kept: Vec::new(), found: vec![hit(vec![0])] }),
        }],
        clusters: Vec::new(),
        findings: vec![finding(
            "k",
            0,
            Some(EventDraft { historic: true, rematch: Some(rematch.id), ..event(1, &["soc"]) }),
        )],
    }
}

pub async fn changed_entries_owe_a_rematch(bed: Bed) {
    let store = &bed.store;
    let always =
        |ids: &[&str]| ids.iter().map(|id| ((*id).to_owned(), Coverage::ALWAYS)).collect::<BTreeMap<_, _>>();
    let (one, two) = (seed("s/one", "m1", "j1"), seed("s/two", "m2", "j2"));
    assert_eq!(sync(store, &[one.clone(), two.clone()]).await, always(&["s/one", "s/two"]));
    assert_eq!(sync(store, &[one.clone(), two.clone()]).await, always(&["s/one", "s/two"]));
    bed.clock.advance(MINUTE);
    let new = Coverage { since: T0 + MINUTE, covers: None };
    let three = seed("s/three", "m3", "j3");
    let synced = sync(store, &[one.clone(), two.clone(), three.clone()]).await;
    assert_eq!(synced["s/three"], new, "what was fetched and not kept was not matched with it");
    assert_eq!(store.rematches(10).await.expect("rematches"), [], "with nothing kept there is nothing to do");

    keep(store, &["text"]).await;
    bed.clock.advance(MINUTE);
    let (now, judged, matched) = (T0 + 2 * MINUTE, seed("s/one", "m1", "j1b"), seed("s/two", "m2b", "j2b"));
    let synced = sync(store, &[judged.clone(), matched.clone()]).await;
    assert_eq!(synced["s/one"], Coverage::ALWAYS, "its hits are as they were");
    assert_eq!(synced["s/two"], Coverage { since: now, covers: Some(1) });
    let row = store.rematch(1).await.expect("an answer").expect("it is owed");
    assert_eq!(
        (row.state, row.entries.as_slice()),
        ("waiting", ["s/one".to_owned(), "s/two".to_owned()].as_slice())
    );
    assert_eq!(sync(store, &[judged.clone(), matched.clone()]).await, synced, "nothing is owed twice");
    assert_eq!(store.rematches(10).await.expect("rematches").len(), 1);

    // Changed again before it was looked for: the second rematch makes up for it.
    bed.clock.advance(MINUTE);
    let again = seed("s/two", "m2b", "j2c");
    let synced = sync(store, &[judged, again]).await;
    assert_eq!(synced["s/two"], Coverage { since: now, covers: Some(2) });
    bed.clock.advance(MINUTE);
    let first = store.claim_rematch(MINUTE).await.expect("an answer").expect("it is owed");
    assert_eq!((first.id, first.entries.keys().map(String::as_str).collect::<Vec<_>>()), (1, vec!["s/one"]));
}

pub async fn one_rematch_at_a_time_and_under_its_token(bed: Bed) {
    let store = &bed.store;
    sync(store, &[seed("s/one", "m1", "j1")]).await;
    let ids = keep(store, &["alpha", "beta", "gamma"]).await;
    assert_eq!(store.ask_rematch(Some("other"), "anna").await.expect("an answer"), None);
    assert_eq!(store.ask_rematch(Some("s"), "anna").await.expect("an answer"), Some(1));
    bed.clock.advance(MINUTE);
    let mut stale = store.claim_rematch(MINUTE).await.expect("an answer").expect("it is owed");
    let other = bed.second().await;
    assert_eq!(other.claim_rematch(MINUTE).await.expect("an answer"), None, "it is taken");
    assert!(store.begin_rematch(&mut stale).await.expect("an answer"));
    bed.clock.advance(2 * MINUTE);
    let mut fresh = other.claim_rematch(MINUTE).await.expect("an answer").expect("the lease ran out");
    assert!(fresh.token > stale.token && fresh.begun);
    assert!(!store.step_rematch(&stale, ids[2], &[], MINUTE).await.expect("an answer"));
    let late = store.admit_rematch(&found(ids[0], "https://news.test/alpha", &stale)).await;
    assert!(matches!(late, Err(AdmitError::LeaseLost)), "{late:?}");
    assert_eq!(store.turn_rematch(&mut stale).await.expect("an answer"), RematchStep::Lost);

    let (next, documents) =
        other.rematch_documents(&fresh, 2, 1 << 20).await.expect("documents").expect("a batch");
    assert_eq!(
        (next, documents.iter().map(|d| d.text.as_str()).collect::<Vec<_>>()),
        (ids[1], vec!["gamma", "beta"])
    );
    let one = other.rematch_documents(&fresh, 2, 1).await.expect("documents").expect("a batch");
    assert_eq!(one.1.len(), 1, "never none, however large it is");
    let covered =
        |url: &str, text: &str| Covered { crawl: "a".into(), url: url.into(), digest: digest(text) };
    let looked =
        [covered("https://news.test/gamma", "gamma"), covered("https://news.test/beta", "an older text")];
    assert!(other.step_rematch(&fresh, next, &looked, MINUTE).await.expect("an answer"));
    fresh.next = next;
    let ask = KnownAsk {
        crawl: "a".into(),
        urls: ["alpha", "beta", "gamma"].map(|t| format!("https://news.test/{t}")).to_vec(),
        ..KnownAsk::default()
    };
    let known = store.known(&ask).await.expect("known");
    let covered = |t: &str| known.pages[&format!("https://news.test/{t}")].covered;
    assert_eq!((covered("alpha"), covered("beta"), covered("gamma")), (0, 0, 1));
    let (next, documents) =
        other.rematch_documents(&fresh, 2, 1 << 20).await.expect("documents").expect("a batch");
    assert_eq!(documents.iter().map(|d| d.text.as_str()).collect::<Vec<_>>(), ["alpha"]);
    assert!(other.step_rematch(&fresh, next, &[], MINUTE).await.expect("an answer"));
    fresh.next = next;
    assert_eq!(other.rematch_documents(&fresh, 2, 1 << 20).await.expect("documents"), None);
    assert_eq!(other.turn_rematch(&mut fresh).await.expect("an answer"), RematchStep::Ended);
    let row = store.rematch(1).await.expect("an answer").expect("it is there");
    assert_eq!((row.state, row.total, row.done, row.by.as_str()), ("ended", 3, 2, "anna"));
}

pub async fn a_rematch_is_admitted_wholly_and_once(bed: Bed) {
    let store = &bed.store;
    sync(store, &[seed("s/one", "m1", "j1")]).await;
    let ids = keep(store, &["alpha", "beta"]).await;
    store.ask_rematch(None, "anna").await.expect("asked");
    bed.clock.advance(MINUTE);
    let mut claimed = store.claim_rematch(HOUR).await.expect("an answer").expect("it is owed");
    assert!(store.begin_rematch(&mut claimed).await.expect("an answer"));
    let before = store.last_number().await.expect("a number");
    let draft = found(ids[0], "https://news.test/alpha", &claimed);
    let admitted = store.admit_rematch(&draft).await.expect("admitted");
    assert_eq!((admitted.n, admitted.new_findings, admitted.alerts), (before + 1, 1, 0));
    assert!(matches!(store.admit_rematch(&draft).await, Err(AdmitError::Already)));
    let followed = store.follow(before, 10).await.expect("documents");
    assert_eq!(followed.iter().map(|d| d.id).collect::<Vec<_>>(), [ids[0]], "the index follows");
    assert_eq!(followed[0].hits.len(), 1);
    let known = known_finding(store, "k").await;
    let location = store.locations(known.id).await.expect("locations").remove(0);
    assert_eq!((location.document, location.url.as_str()), (ids[0], "https://news.test/alpha"));

    // Judged in between: it must be drafted again.
    let stale = FindingDraft { known: Some((known.id, known.version + 1)), ..finding("k", 0, None) };
    let again = RematchAdmission { id: digest("again"), findings: vec![stale], ..draft.clone() };
    assert!(matches!(store.admit_rematch(&again).await, Err(AdmitError::Changed)));

    // What is historic by it is owed as a part of its baseline, once.
    let untold = store.untold_rematches().await.expect("untold");
    assert_eq!((untold.len(), untold[0].id, untold[0].part, untold[0].ended), (1, 1, 1, None));
    assert_eq!(untold[0].oldest.keys().map(String::as_str).collect::<Vec<_>>(), ["romashka"]);
    let part = BaselineDraft {
        watch: "romashka".into(),
        recipient: "soc".into(),
        part: 1,
        start: T0,
        due: T0 + HOUR,
    };
    assert_eq!(store.owe_rematch(&untold[0], std::slice::from_ref(&part)).await.expect("owed"), 1);
    assert_eq!(store.owe_rematch(&untold[0], std::slice::from_ref(&part)).await.expect("owed"), 0);
    assert_eq!(store.untold_rematches().await.expect("untold"), []);
    let alert = store.alerts(None, 1, 0).await.expect("alerts").remove(0);
    assert_eq!((alert.kind, alert.crawl.as_str(), alert.part), (LetterKind::Baseline, "rematch:1", 1));
    assert_eq!(store.baseline_findings("romashka", "rematch:1", 1, 10).await.expect("findings").0, 1);

    // A visit that sees what is historic by the same entry, later: the next part tells of it.
    store.due_now("a").await.expect("made due");
    let crawl = store.claim_crawls(1, HOUR).await.expect("claims").remove(0);
    let mut visit = admission("later", &crawl);
    visit.pages.push(page("https://news.test/late", "late"));
    let historic = EventDraft { historic: true, rematch: Some(1), ..event(1, &["soc"]) };
    visit.findings.push(finding("late", 0, Some(historic)));
    store.admit(&visit).await.expect("admitted");
    let untold = store.untold_rematches().await.expect("untold");
    assert_eq!((untold.len(), untold[0].part), (1, 2));
}

pub async fn a_text_that_was_dropped_is_not_rested_on(bed: Bed) {
    let store = &bed.store;
    sync(store, &[seed("s/one", "m1", "j1")]).await;
    let ids = keep(store, &["alpha"]).await;
    store.ask_rematch(None, "anna").await.expect("asked");
    bed.clock.advance(MINUTE);
    let claimed = store.claim_rematch(HOUR).await.expect("an answer").expect("it is owed");
    let rule = RetentionRule { pages_before: Some(T0 + HOUR), max_bytes: None };
    assert_eq!(store.retain(&rule).await.expect("retained").documents, 1);
    let refused = store.admit_rematch(&found(ids[0], "https://news.test/alpha", &claimed)).await;
    assert!(matches!(refused, Err(AdmitError::Changed)), "{refused:?}");
}

pub async fn what_older_rules_brought_meanwhile_is_looked_at(bed: Bed) {
    let store = &bed.store;
    sync(store, &[seed("s/one", "m1", "j1")]).await;
    let ids = keep(store, &["alpha"]).await;
    store.due_now("a").await.expect("made due");
    let visit = store.claim_crawls(1, HOUR).await.expect("claims").remove(0);
    sync(store, &[seed("s/one", "m1b", "j1b")]).await;
    bed.clock.advance(MINUTE);
    let mut claimed = store.claim_rematch(HOUR).await.expect("an answer").expect("it is owed");
    assert!(store.begin_rematch(&mut claimed).await.expect("an answer"));
    // The visit had begun before, and goes on.
    let mut draft = admission("slow", &visit);
    draft.pages.push(page("https://news.test/slow", "slow"));
    store.admit(&draft).await.expect("admitted");
    let (next, _) = store.rematch_documents(&claimed, 9, 1 << 20).await.expect("documents").expect("a batch");
    assert_eq!(next, ids[0]);
    assert!(store.step_rematch(&claimed, next, &[], HOUR).await.expect("an answer"));
    claimed.next = next;
    assert_eq!(store.turn_rematch(&mut claimed).await.expect("an answer"), RematchStep::Waits);
    let mut last = admission("slow end", &visit);
    last.end = Some(end(State::Well));
    store.admit(&last).await.expect("admitted");
    assert_eq!(store.turn_rematch(&mut claimed).await.expect("an answer"), RematchStep::Again);
    let (next, documents) =
        store.rematch_documents(&claimed, 9, 1 << 20).await.expect("documents").expect("a batch");
    assert_eq!(documents.iter().map(|d| d.text.as_str()).collect::<Vec<_>>(), ["slow"]);
    assert!(store.step_rematch(&claimed, next, &[], HOUR).await.expect("an answer"));
    claimed.next = next;
    assert_eq!(store.rematch_documents(&claimed, 9, 1 << 20).await.expect("documents"), None);
    assert_eq!(store.turn_rematch(&mut claimed).await.expect("an answer"), RematchStep::Ended);
}

pub async fn a_rematch_tells_its_pace_rests_and_is_given_up(bed: Bed) {
    let store = &bed.store;
    sync(store, &[seed("s/one", "m1", "j1")]).await;
    let ids = keep(store, &["alpha", "beta", "gamma", "delta"]).await;
    bed.clock.advance(MINUTE);
    sync(store, &[seed("s/one", "m1b", "j1b")]).await;
    store.ask_rematch(None, "anna").await.expect("asked");
    bed.clock.advance(MINUTE);
    let row = async |id| store.rematch(id).await.expect("an answer").expect("a row");
    assert_eq!((row(1).await.state, row(1).await.left_s), ("waiting", None));
    let mut claimed = store.claim_rematch(HOUR).await.expect("an answer").expect("it is owed");
    assert!(store.begin_rematch(&mut claimed).await.expect("an answer"));
    let covered =
        |id: i64| Covered { crawl: "a".into(), url: format!("https://news.test/{id}"), digest: digest("x") };
    // A document each ten seconds.
    bed.clock.advance(MINUTE / 6);
    assert!(store.step_rematch(&claimed, ids[3], &[covered(4)], HOUR).await.expect("an answer"));
    let one = row(1).await;
    assert_eq!((one.done, one.total, one.per_second, one.left_s), (1, 4, Some(0.1), Some(30)));
    // The daemon was down for hours: that is no pace.
    bed.clock.advance(5 * HOUR);
    let claimed = store.claim_rematch(10 * HOUR).await.expect("an answer").expect("it goes on");
    assert!(store.step_rematch(&claimed, ids[2], &[covered(3)], 10 * HOUR).await.expect("an answer"));
    bed.clock.advance(MINUTE / 6);
    assert!(store.step_rematch(&claimed, ids[1], &[covered(2)], 10 * HOUR).await.expect("an answer"));
    assert_eq!((row(1).await.done, row(1).await.left_s), (3, Some(6)), "three in twenty seconds");

    // Paused: whoever is on it stops, nobody takes it, and those behind it wait.
    assert!(!store.halt_rematch(1, Halt::Resume, "anna").await.expect("an answer"), "it is not paused");
    assert!(store.halt_rematch(1, Halt::Pause, "anna").await.expect("an answer"));
    assert!(!store.halt_rematch(1, Halt::Pause, "anna").await.expect("an answer"));
    assert!(!store.step_rematch(&claimed, ids[0], &[], HOUR).await.expect("an answer"));
    store.release_rematch(&claimed).await.expect("released");
    bed.clock.advance(MINUTE);
    assert_eq!(store.claim_rematch(HOUR).await.expect("an answer"), None);
    assert_eq!((row(1).await.state, row(1).await.halted_by.as_deref()), ("paused", Some("anna")));
    assert!(store.halt_rematch(1, Halt::Resume, "boris").await.expect("an answer"));
    let again = store.claim_rematch(HOUR).await.expect("an answer").expect("it goes on");
    assert_eq!((again.id, again.next), (1, ids[1]), "where it was");

    // Given up: it is over, and nothing makes up for what it has not looked at.
    assert!(store.halt_rematch(1, Halt::Cancel, "anna").await.expect("an answer"));
    assert!(!store.step_rematch(&again, ids[0], &[], HOUR).await.expect("an answer"));
    assert!(!store.halt_rematch(1, Halt::Cancel, "anna").await.expect("an answer"));
    assert_eq!((row(1).await.state, row(1).await.left_s), ("cancelled", None));
    store.release_rematch(&again).await.expect("released");
    let next = store.claim_rematch(HOUR).await.expect("an answer").expect("the next in line");
    assert_eq!((next.id, next.entries.len()), (2, 1));
    assert!(store.halt_rematch(2, Halt::Cancel, "anna").await.expect("an answer"));
    let synced = sync(store, &[seed("s/one", "m1b", "j1b")]).await;
    assert_eq!(synced["s/one"], Coverage { since: T0 + MINUTE, covers: None });
}
