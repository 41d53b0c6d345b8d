//! Admissions: wholly in or not at all, once, in order, and refused when what they rest on changed.

use std::collections::BTreeMap;

use leakwatch::model::*;
use leakwatch::store::Store;
use leakwatch::store::rows::*;
use sqlx::{Connection, Executor};

use super::Bed;
use super::drafts::*;

const URL: &str = "https://news.test/1";

fn ask(crawl: &str, url: &str) -> KnownAsk {
    KnownAsk {
        crawl: crawl.into(),
        urls: vec![url.into()],
        listings: vec![url.into()],
        ..KnownAsk::default()
    }
}

pub async fn an_admission_is_in_wholly(bed: Bed) {
    let store = &bed.store;
    let claimed = claim(store, &["a"]).await;
    let mut draft = admission("one", &claimed[0]);
    let mut first = page(URL, "Alpha beta gamma");
    first.document.as_mut().expect("a document").hits = vec![hit(vec![0])];
    draft.pages = vec![first, page("https://news.test/2", "Quiet")];
    draft.findings = vec![FindingDraft {
        new_values: vec![digest("v1"), digest("v2")],
        uncounted: Vec::new(),
        ..finding("k", 0, Some(event(1, &["soc", "ciso"])))
    }];
    draft.uncovered = vec![("romashka".into(), Class::Business, 3)];
    draft.end = Some(VisitEnd { complete: true, cursor: Some("c1".into()), ..end(State::Well) });
    let admitted = store.admit(&draft).await.expect("admitted");
    assert_eq!((admitted.n, admitted.new_documents, admitted.new_findings, admitted.alerts), (1, 2, 1, 2));
    assert_eq!(store.last_number().await.expect("a number"), 1);

    let documents = store.follow(0, 10).await.expect("documents");
    let read = &documents[0];
    let written = draft.pages[0].document.as_ref().expect("a document");
    assert_eq!((read.n, read.url.as_str(), read.crawl.as_str(), read.fetched), (1, URL, "a", T0));
    assert_eq!(
        (&read.text, &read.title, &read.author, &read.language),
        (&written.text, &written.title, &written.author, &written.language)
    );
    assert_eq!(
        (&read.fields, &read.complaints, &read.watches),
        (&written.fields, &written.complaints, &written.watches)
    );
    assert_eq!((read.published, read.updated, &read.archive), (written.published, None, &written.archive));
    let mut hit = hit(vec![0]);
    let found = store.findings(&FindingsAsk { limit: 10, ..FindingsAsk::default() }).await.expect("findings");
    assert_eq!(found.0, 1);
    let row = &found.1[0];
    hit.findings = vec![row.id as usize];
    assert_eq!(read.hits, [hit]);

    assert_eq!((row.values, row.locations, row.events, row.risk), (2, 1, 1, SERIOUS));
    assert_eq!((row.url.as_str(), row.page_title.as_str(), row.alert_due), (URL, "A title", Some(T0 + HOUR)));
    let locations = store.locations(row.id).await.expect("locations");
    assert_eq!((locations[0].document, locations[0].first_seen, locations[0].gone), (read.id, T0, None));
    assert_eq!(locations[0].samples, ["50••••••••59"]);
    let events = store.events(row.id).await.expect("events");
    assert_eq!(
        (events[0].n, events[0].kind, events[0].start, events[0].historic),
        (1, EventKind::New, T0 - MINUTE, false)
    );
    let alerts = store.alerts(None, 10, 0).await.expect("alerts");
    assert_eq!(alerts.iter().map(|a| a.recipient.as_str()).collect::<Vec<_>>(), ["ciso", "soc"]);
    assert_eq!(alerts[0].state, Delivery::Owed);
    assert_eq!(store.owed_count().await.expect("a count"), (2, 0));

    let visits = store.visits("a", 10).await.expect("visits");
    assert_eq!(visits.len(), 1);
    assert_eq!(
        (visits[0].id, visits[0].state, visits[0].items, visits[0].complete),
        (admitted.visit, State::Well, 2, true)
    );
    let crawl = &store.crawls().await.expect("crawls")[0];
    assert_eq!((crawl.documents, crawl.visits, crawl.next_due), (2, 1, T0 + HOUR));
    assert_eq!(
        (crawl.first_complete, crawl.last_success, crawl.blind_since),
        (Some(T0 + MINUTE), Some(T0), None)
    );
    assert_eq!(bed.count("SELECT n FROM uncovered WHERE watch = 'romashka'").await, 3);

    let known = store.known(&KnownAsk { keys: vec![digest("k")], ..ask("a", URL) }).await.expect("known");
    assert_eq!((known.pages[URL].version, known.pages[URL].digest), (1, Some(digest("Alpha beta gamma"))));
    assert_eq!(
        (known.findings[0].values, known.findings[0].locations.as_slice()),
        (2, [URL.to_owned()].as_slice())
    );
    bed.clock.advance(HOUR);
    let again = store.claim_crawls(1, HOUR).await.expect("claimed");
    assert_eq!((again[0].cursor.as_str(), again[0].first_fetch), ("c1", Some(T0)));
}

pub async fn twice_is_once(bed: Bed) {
    let claimed = claim(&bed.store, &["a"]).await;
    let mut draft = admission("one", &claimed[0]);
    draft.pages.push(page(URL, "text"));
    draft.end = Some(end(State::Well));
    bed.store.admit(&draft).await.expect("admitted");
    assert!(matches!(bed.store.admit(&draft).await, Err(AdmitError::Already)));
    assert_eq!(bed.count("SELECT COUNT(*) FROM document").await, 1);
    assert_eq!(bed.store.last_number().await.expect("a number"), 1);
}

pub async fn what_changed_is_refused(bed: Bed) {
    let store = &bed.store;
    let claimed = claim(store, &["a", "b"]).await;
    let mut draft = admission("one", &claimed[0]);
    draft.pages.push(page(URL, "text"));
    draft.findings.push(finding("k", 0, None));
    store.admit(&draft).await.expect("admitted");
    let refused = async |change: &dyn Fn(&mut Admission)| {
        let mut draft = admission("two", &claimed[0]);
        draft.pages.push(PageDraft { expected: Some(1), ..page(URL, "new text") });
        change(&mut draft);
        matches!(store.admit(&draft).await, Err(AdmitError::Changed))
    };
    assert!(refused(&|d| d.pages[0].expected = None).await, "a page that was not known of");
    assert!(refused(&|d| d.pages[0].expected = Some(7)).await, "a page of another version");
    assert!(refused(&|d| d.findings.push(finding("k", 0, None))).await, "a finding that was not known of");

    let known = known_finding(store, "k").await;
    let judged = Judgement { verdict: Some(Verdict::FalsePositive), ..Judgement::default() };
    store.judge(&[known.id], None, &judged, "anna").await.expect("judged");
    let again = |d: &mut Admission| {
        d.findings.push(FindingDraft { known: Some((known.id, known.version)), ..finding("k", 0, None) });
    };
    assert!(refused(&again).await, "a finding that was judged in between");
    assert_eq!(store.last_number().await.expect("a number"), 2, "what is refused takes no number");
    let version = known_finding(store, "k").await.version;
    let now = |d: &mut Admission| {
        d.findings.push(FindingDraft { known: Some((known.id, version)), ..finding("k", 0, None) });
    };
    assert!(!refused(&now).await);
    assert_eq!(
        known_finding(store, "k").await.verdict,
        Verdict::FalsePositive,
        "admitting changes no verdict by itself"
    );
    let document = store.follow(2, 10).await.expect("documents").remove(0);
    let previous = store.document(document.previous.expect("the version before"), None).await.expect("read");
    assert_eq!(previous.expect("it is kept").text, "text");
}

pub async fn a_dropped_admission_leaves_nothing(bed: Bed) {
    let claimed = claim(&bed.store, &["a"]).await;
    let draft = |id: &str| {
        let mut draft = admission(id, &claimed[0]);
        draft.pages = (0..100).map(|i| page(&format!("https://news.test/{i}"), "text")).collect();
        draft.findings = (0..20).map(|i| finding(&i.to_string(), i, Some(event(1, &["soc"])))).collect();
        draft.end = Some(end(State::Well));
        draft
    };
    // Dropped after each number of polls, until one lives long enough: a crash between any two statements.
    let mut polls = 1;
    loop {
        let draft = draft(&format!("try {polls}"));
        let mut admitting = Box::pin(bed.store.admit(&draft));
        let mut left = polls;
        let outcome = std::future::poll_fn(|context| {
            use std::task::Poll;
            match admitting.as_mut().poll(context) {
                Poll::Ready(done) => Poll::Ready(Some(done)),
                Poll::Pending => {
                    left -= 1;
                    if left == 0 { Poll::Ready(None) } else { Poll::Pending }
                }
            }
        })
        .await;
        drop(admitting);
        if let Some(done) = outcome {
            done.expect("nothing of the earlier tries is in its way");
            break;
        }
        let many = bed.count("SELECT COUNT(*) FROM document").await;
        if many > 0 {
            // It was dropped after the commit was sent and before the answer: then it is in wholly.
            assert_eq!(many, 100, "after {polls} polls");
            assert_eq!(bed.store.last_number().await.expect("a number"), 1);
            break;
        }
        polls += 1 + polls / 4;
    }
    assert!(polls > 5, "it was dropped in the middle a few times");
    assert_eq!(bed.count("SELECT COUNT(*) FROM document").await, 100);
    assert_eq!(bed.count("SELECT COUNT(*) FROM finding").await, 20);
    assert_eq!(bed.count("SELECT COUNT(*) FROM alert").await, 20);
    assert_eq!(bed.store.last_number().await.expect("a number"), 1, "and no number was lost");
}

pub async fn a_failed_visit_is_a_row(bed: Bed) {
    let claimed = claim(&bed.store, &["a"]).await;
    let mut draft = admission("one", &claimed[0]);
    let complaints = BTreeMap::from([("feed_lenient".to_owned(), 2)]);
    draft.end = Some(VisitEnd {
        why: "connection refused".into(),
        failures: 4,
        failed: 1,
        complaints,
        ..end(State::Unreachable)
    });
    bed.store.admit(&draft).await.expect("admitted");
    let visit = bed.store.visits("a", 1).await.expect("visits").remove(0);
    assert_eq!(
        (visit.state, visit.why.as_str(), visit.failed),
        (State::Unreachable, "connection refused", 1)
    );
    let crawl = bed.store.crawls().await.expect("crawls").remove(0);
    assert_eq!((crawl.state, crawl.failures, crawl.blind_since), (State::Unreachable, 4, Some(T0)));
    assert_eq!((crawl.last_visit, crawl.last_success), (Some(T0), None));
    bed.clock.advance(HOUR);
    let again = bed.store.claim_crawls(1, HOUR).await.expect("claimed");
    assert_eq!((again[0].first_fetch, again[0].failures), (None, 4), "nothing was ever fetched");
}

pub async fn listings_move_with_the_last_pages(bed: Bed) {
    let store = &bed.store;
    let claimed = claim(store, &["a"]).await;
    let url = "https://news.test/feed";
    let listing = |as_of| Listing { url: url.into(), as_of, overlap: true, unchanged: false, entries: 20 };
    let mut draft = admission("one", &claimed[0]);
    store.admit(&draft).await.expect("admitted");
    assert!(store.known(&ask("a", url)).await.expect("known").listings.is_empty(), "the visit goes on");
    draft.id = digest("two");
    draft.listings = vec![listing(T0)];
    store.admit(&draft).await.expect("admitted");
    let known = store.known(&ask("a", url)).await.expect("known");
    assert_eq!((known.listings[url].as_of, known.listings[url].as_of_complete), (T0, T0));
    assert_eq!(store.visits("a", 10).await.expect("visits").len(), 1, "two batches of one visit");
}

/// Visits the crawl again, two hours after it was last due, and ends in this state.
async fn visit(bed: &Bed, id: &str, state: State, gap: bool) {
    bed.clock.advance(2 * HOUR);
    let claimed = bed.store.claim_crawls(1, HOUR).await.expect("claimed").remove(0);
    let now = bed.store.now().await.expect("the time");
    let mut draft = admission(id, &claimed);
    draft.visit.started = now;
    draft.end = Some(VisitEnd { ended: now + MINUTE, next_due: now + HOUR, gap, ..end(state) });
    bed.store.admit(&draft).await.expect("admitted");
}

pub async fn causes_rest_on_outages(bed: Bed) {
    bed.store.sync_crawls(&[seed("a")]).await.expect("synced");
    for (id, state) in
        [("1", State::Well), ("2", State::Throttled), ("3", State::Throttled), ("4", State::Refused)]
    {
        visit(&bed, id, state, false).await;
    }
    let crawl = bed.store.crawls().await.expect("crawls").remove(0);
    assert_eq!(crawl.blind_since, Some(T0 + 4 * HOUR), "since the first visit that failed");
    visit(&bed, "5", State::Well, true).await;
    let outages = bed.store.outages(T0, T0 + 24 * HOUR).await.expect("outages");
    let told: Vec<_> = outages.iter().map(|o| (o.cause, o.from, o.to)).collect();
    assert_eq!(
        told,
        [
            (Cause::Gap, T0 + 2 * HOUR, Some(T0 + 10 * HOUR + MINUTE)),
            (Cause::Throttled, T0 + 4 * HOUR, Some(T0 + 8 * HOUR + MINUTE)),
            (Cause::Refused, T0 + 8 * HOUR, Some(T0 + 10 * HOUR + MINUTE)),
        ]
    );
    bed.store.outage_open(Cause::MailDown, "main", "no route").await.expect("opened");
    bed.store.outage_open(Cause::MailDown, "main", "still").await.expect("open already");
    let open = bed.store.outages(T0 + 20 * HOUR, T0 + 24 * HOUR).await.expect("outages");
    assert_eq!(open.iter().map(|o| (o.note.as_str(), o.to)).collect::<Vec<_>>(), [("no route", None)]);
    bed.clock.advance(MINUTE);
    bed.store.outage_close(Cause::MailDown, "main").await.expect("closed");
    assert!(bed.store.outages(T0 + 20 * HOUR, T0 + 24 * HOUR).await.expect("outages").is_empty());
}

fn shingled(id: &str, from: u64, n: u64) -> ClusterDraft {
    // Spread over all 64 bits, as hashes are; the high bit is set in half of them.
    let shingles = (from..from + n).map(|i| i.wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect();
    ClusterDraft {
        id: digest(id),
        kind: ClusterKind::Passage,
        folded_hash: u64::MAX - from,
        words: n as usize + 2,
        shingles,
    }
}

fn probe(cluster: &ClusterDraft) -> Probe {
    Probe { kind: cluster.kind, folded_hash: 1, words: cluster.words, shingles: cluster.shingles.clone() }
}

pub async fn texts_find_their_cluster(bed: Bed) {
    let store = &bed.store;
    let claimed = claim(store, &["a"]).await;
    let (short, long) = (shingled("short", 0, 78), shingled("long", 1000, 5000));
    let mut draft = admission("one", &claimed[0]);
    draft.pages.push(page(URL, "text"));
    draft.clusters = vec![short.clone(), long.clone()];
    draft.findings = vec![FindingDraft { cluster: Some(short.id), ..finding("k", 0, None) }];
    store.admit(&draft).await.expect("admitted");
    let found = async |probe: Probe| {
        let ask = KnownAsk { probes: vec![probe], ..KnownAsk::default() };
        let known = store.known(&ask).await.expect("known");
        (known.clusters, known.findings.len())
    };
    let ids = |clusters: &[KnownCluster]| clusters.iter().map(|c| c.id).collect::<Vec<_>>();

    let (clusters, findings) = found(probe(&short)).await;
    assert_eq!((ids(&clusters), findings), (vec![short.id], 1), "and the finding of that cluster");
    let mut whole = short.shingles.clone();
    whole.sort_unstable();
    assert_eq!((&clusters[0].shingles, clusters[0].folded_hash, clusters[0].words), (&whole, u64::MAX, 80));
    let four_fifths = shingled("copy", 16, 78);
    assert_eq!(ids(&found(probe(&four_fifths)).await.0), [short.id]);
    let part_of_long = shingled("part", 2000, 300);
    assert_eq!(ids(&found(probe(&part_of_long)).await.0), [long.id], "a part of a long text");
    // Teasers of a dozen words of it, from its beginning to its end.
    for from in (1000..6000).step_by(250) {
        assert_eq!(ids(&found(probe(&shingled("teaser", from, 10))).await.0), [long.id], "from word {from}");
    }
    let around_short = shingled("around", 0, 900);
    assert_eq!(ids(&found(probe(&around_short)).await.0), [short.id], "a text around a short one");
    let of_both = Probe {
        shingles: [short.shingles.clone(), long.shingles[..400].to_vec()].concat(),
        words: 500,
        ..probe(&short)
    };
    assert_eq!(ids(&found(of_both).await.0), [short.id, long.id], "by age, not by what they share");
    let same = Probe { folded_hash: short.folded_hash, shingles: Vec::new(), ..probe(&short) };
    assert_eq!(ids(&found(same).await.0), [short.id], "too few words for a shingle, the same text");
    let other_kind = Probe { kind: ClusterKind::Document, ..probe(&short) };
    assert_eq!(ids(&found(other_kind).await.0), []);
    assert_eq!(ids(&found(probe(&shingled("none", 900_000, 50))).await.0), []);
}

pub async fn dumps_are_found_by_their_values(bed: Bed) {
    let store = &bed.store;
    let claimed = claim(store, &["a"]).await;
    let values: Vec<Digest> = (0..1000).map(|i| digest(&format!("value {i}"))).collect();
    let mut draft = admission("one", &claimed[0]);
    draft.pages.push(page(URL, "text"));
    draft.findings = vec![FindingDraft { new_values: values.clone(), ..finding("k", 0, None) }];
    store.admit(&draft).await.expect("admitted");
    let ask = |watch: &str| KnownAsk {
        values: (500..1500)
            .map(|i| (watch.to_owned(), "personal-data-ru/inn".to_owned(), digest(&format!("value {i}"))))
            .collect(),
        ..KnownAsk::default()
    };
    let known = store.known(&ask("romashka")).await.expect("known").findings.remove(0);
    assert_eq!((known.values, known.shared.len()), (1000, 500));
    assert!(store.known(&ask("vasilek")).await.expect("known").findings.is_empty(), "another watch's");

    let mut more = admission("two", &claimed[0]);
    more.pages.push(page("https://news.test/2", "text"));
    let new_values = vec![values[0], digest("value 1000"), digest("value 1001")];
    let event = EventDraft { kind: EventKind::Risen, ..event(1, &["soc"]) };
    more.findings = vec![FindingDraft {
        known: Some((known.id, known.version)),
        new_values,
        ..finding("k", 0, Some(event))
    }];
    store.admit(&more).await.expect("admitted");
    let row = store.finding(known.id, None).await.expect("read").expect("it is there");
    assert_eq!(
        (row.values, row.locations, row.version),
        (1002, 2, 2),
        "what is held already is not counted twice"
    );
    assert_eq!(row.url, "https://news.test/2");
}

pub async fn an_address_twice_in_a_batch(bed: Bed) {
    let store = &bed.store;
    let claimed = claim(store, &["a"]).await;
    let mut draft = admission("one", &claimed[0]);
    draft.pages = vec![page(URL, "first"), page("https://news.test/2", "other"), page(URL, "second")];
    draft.findings = vec![finding("k", 2, None)];
    store.admit(&draft).await.expect("admitted");
    let known = store.known(&ask("a", URL)).await.expect("known");
    assert_eq!((known.pages[URL].version, known.pages[URL].digest), (2, Some(digest("second"))));
    let documents = store.follow(0, 10).await.expect("documents");
    let second = documents.iter().find(|d| d.text == "second").expect("it is kept");
    let first = documents.iter().find(|d| d.text == "first").expect("it is kept");
    assert_eq!(second.previous, Some(first.id));
    let row =
        &store.findings(&FindingsAsk { limit: 1, ..FindingsAsk::default() }).await.expect("findings").1[0];
    assert_eq!(store.locations(row.id).await.expect("locations")[0].document, second.id);
}

pub async fn unchanged_and_gone(bed: Bed) {
    let store = &bed.store;
    let claimed = claim(store, &["a"]).await;
    let urls = ["https://news.test/1", "https://news.test/2", "https://news.test/3"];
    let mut draft = admission("one", &claimed[0]);
    draft.pages = urls.iter().map(|url| page(url, url)).collect();
    draft.findings = (0..3).map(|i| finding(&i.to_string(), i, None)).collect();
    store.admit(&draft).await.expect("admitted");
    let later = T0 + HOUR;
    let mut again = admission("two", &claimed[0]);
    // The same text as before, read again.
    again.pages = vec![PageDraft {
        expected: Some(1),
        document: None,
        as_of: later,
        fetched: later,
        ..page(urls[2], urls[2])
    }];
    again.end = Some(VisitEnd {
        unchanged: vec![(urls[0].into(), later), ("https://news.test/feed".into(), later)],
        gone: vec![(urls[1].into(), later)],
        ..end(State::Well)
    });
    store.admit(&again).await.expect("admitted");
    let mut told = Vec::new();
    for (i, url) in urls.iter().enumerate() {
        let id = known_finding(store, &i.to_string()).await.id;
        let location = store.locations(id).await.expect("locations").remove(0);
        let known = store.known(&ask("a", url)).await.expect("known");
        told.push((known.pages[*url].as_of, location.last_seen, location.gone));
    }
    assert_eq!(told, [(later, later, None), (T0, T0, Some(later)), (later, later, None)]);
    let visit = store.visits("a", 1).await.expect("visits").remove(0);
    assert_eq!((visit.unchanged, visit.gone, visit.items), (2, 1, 4));
}

pub async fn baselines_are_owed_once(bed: Bed) {
    let store = &bed.store;
    let claimed = claim(store, &["a"]).await;
    assert_eq!(claimed[0].baseline_part, 1);
    let mut draft = admission("one", &claimed[0]);
    draft.pages.push(page(URL, "text"));
    let historic = EventDraft { historic: true, ..event(1, &["soc"]) };
    draft.findings = vec![
        finding("serious", 0, Some(historic.clone())),
        FindingDraft { risk: HARMLESS, ..finding("harmless", 0, Some(historic.clone())) },
        FindingDraft { class: Class::Mention, ..finding("mention", 0, Some(historic.clone())) },
        FindingDraft { risk: HARMLESS, alert_entry: true, ..finding("wanted", 0, Some(historic)) },
    ];
    let baseline = |recipient: &str| BaselineDraft {
        watch: "romashka".into(),
        recipient: recipient.into(),
        part: 1,
        start: T0,
        due: T0 + HOUR,
    };
    draft.end = Some(VisitEnd { baselines: vec![baseline("soc"), baseline("ciso")], ..end(State::Well) });
    assert_eq!(store.admit(&draft).await.expect("admitted").alerts, 2, "and none for the events themselves");
    let (total, told) = store.baseline_findings("romashka", "a", 1, 10).await.expect("findings");
    assert_eq!(
        (total, told.iter().map(|f| f.title.as_str()).collect::<Vec<_>>()),
        (2, vec!["finding serious", "finding wanted"]),
        "a mention and what is acceptable are told only where the entry says so"
    );
    let alert = store.alerts(None, 1, 0).await.expect("alerts").remove(0);
    assert_eq!(
        (alert.kind, alert.finding, alert.crawl.as_str(), alert.part),
        (LetterKind::Baseline, None, "a", 1)
    );

    bed.clock.advance(HOUR);
    let claimed = store.claim_crawls(1, HOUR).await.expect("claimed").remove(0);
    assert_eq!(claimed.baseline_part, 2);
    let mut again = admission("two", &claimed);
    again.end = Some(VisitEnd { baselines: vec![baseline("soc")], ..end(State::Well) });
    assert_eq!(store.admit(&again).await.expect("admitted").alerts, 0, "this part is owed already");
}

pub async fn hostile_characters(bed: Bed) {
    let claimed = claim(&bed.store, &["a"]).await;
    let mut draft = admission("one", &claimed[0]);
    let mut hostile = page(URL, "nul \0 in text, \u{10ffff}");
    let document = hostile.document.as_mut().expect("a document");
    document.title = "nul \0 in the title '; DROP TABLE page; --".into();
    document.fields.insert("a\0b".into(), "\u{1}\"\\".into());
    draft.pages.push(hostile);
    bed.store.admit(&draft).await.expect("admitted");
    let read = bed.store.follow(0, 1).await.expect("documents").remove(0);
    assert_eq!(read.text, "nul \0 in text, \u{10ffff}", "the text is kept to the byte");
    assert_eq!(read.title, "nul \u{fffd} in the title '; DROP TABLE page; --");
    assert_eq!(read.fields.get("a\0b").map(String::as_str), Some("\u{1}\"\\"));
}

pub async fn numbers_have_no_gaps(bed: Bed) {
    let names: Vec<String> = (0..8).map(|i| format!("c{i}")).collect();
    let claimed = claim(&bed.store, &names.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let other = bed.second().await;
    let admit = async |store: &Store, crawl: &ClaimedCrawl, round: usize| {
        let mut draft = admission(&format!("{} {round}", crawl.crawl), crawl);
        let url = format!("https://news.test/{}/{round}", crawl.crawl);
        draft.pages.push(page(&url, "text"));
        if round.is_multiple_of(2) {
            draft.findings.push(finding(&url, 0, Some(event(1, &["soc"]))));
        }
        store.admit(&draft).await.expect("admitted").n
    };
    let mut numbers = Vec::new();
    for round in 0..5 {
        let all = claimed
            .iter()
            .enumerate()
            .map(|(i, crawl)| admit(if i % 2 == 0 { &bed.store } else { &other }, crawl, round));
        numbers.extend(futures_util::future::join_all(all).await);
    }
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=40).collect::<Vec<i64>>());
}

/// Holds the crawl's row, so that whoever admits for it stops there; SQLite has one writer and needs no such test.
async fn held(bed: &Bed, hits: bool) -> Option<(Admission, Admission)> {
    if !bed.is_postgres() {
        return None;
    }
    let claimed = claim(&bed.store, &["a", "b"]).await;
    let draft = |crawl: &ClaimedCrawl| {
        let mut draft = admission(&crawl.crawl, crawl);
        draft.pages.push(page(&format!("https://news.test/{}", crawl.crawl), "text"));
        if hits {
            draft.findings.push(finding(&crawl.crawl, 0, None));
        }
        draft
    };
    Some((draft(&claimed[0]), draft(&claimed[1])))
}

pub async fn an_open_admission_with_hits_holds_the_next(bed: Bed) {
    let Some((first, second)) = held(&bed, true).await else { return };
    let mut raw = bed.raw().await;
    let mut lock = raw.begin().await.expect("a transaction");
    lock.execute("SELECT id FROM crawl WHERE id = 'a' FOR UPDATE").await.expect("the row is held");
    let (one, two) = (bed.store.clone(), bed.second().await);
    let first = tokio::spawn(async move { one.admit(&first).await });
    // The first has its number once it waits for the row that we hold.
    bed.waits(1).await;
    let second = tokio::spawn(async move { two.admit(&second).await });
    bed.waits(2).await;
    assert!(!second.is_finished());
    assert!(bed.store.follow(0, 10).await.expect("documents").is_empty());
    lock.commit().await.expect("let go");
    let first = first.await.expect("it ends").expect("admitted");
    let second = second.await.expect("it ends").expect("admitted");
    assert_eq!((first.n, second.n), (1, 2));
}

pub async fn an_open_admission_without_hits_holds_nobody(bed: Bed) {
    let Some((first, second)) = held(&bed, false).await else { return };
    let mut raw = bed.raw().await;
    let mut lock = raw.begin().await.expect("a transaction");
    lock.execute("SELECT id FROM crawl WHERE id = 'a' FOR UPDATE").await.expect("the row is held");
    let (one, two) = (bed.store.clone(), bed.second().await);
    let first = tokio::spawn(async move { one.admit(&first).await });
    bed.waits(1).await;
    assert_eq!(two.admit(&second).await.expect("admitted").n, 1);
    let seen = bed.store.follow(0, 10).await.expect("documents");
    lock.commit().await.expect("let go");
    assert_eq!(first.await.expect("it ends").expect("admitted").n, 2);
    let next = bed.store.follow(seen[0].n, 10).await.expect("documents");
    assert_eq!(next.iter().map(|d| d.n).collect::<Vec<_>>(), [2], "a follower that saw 1 sees 2");
}
