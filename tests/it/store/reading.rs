//! What people and followers read: findings, judgements, documents, and what retention leaves.

use leakwatch::model::*;
use leakwatch::store::rows::*;

use super::Bed;
use super::drafts::*;

pub async fn findings_are_filtered(bed: Bed) {
    let store = &bed.store;
    let claimed = claim(store, &["a", "b"]).await;
    let kinds = [
        ("leak", "romashka", Class::Leak, SERIOUS),
        ("smear", "romashka", Class::Reputation, HARMLESS),
        ("theirs", "vasilek", Class::Leak, SERIOUS),
        // LIKE in a filter must not take `_` for any character.
        ("near", "romash_a", Class::Exposure, HARMLESS),
    ];
    for (i, (key, watch, class, risk)) in kinds.into_iter().enumerate() {
        let mut draft = admission(key, &claimed[i % 2]);
        draft.pages.push(page(&format!("https://news.test/{key}"), key));
        draft.findings = vec![FindingDraft { watch: watch.into(), class, risk, ..finding(key, 0, None) }];
        store.admit(&draft).await.expect("admitted");
        bed.clock.advance(MINUTE);
    }
    let all = FindingsAsk { limit: 10, ..FindingsAsk::default() };
    let told = async |ask: FindingsAsk| {
        let (total, rows) = store.findings(&ask).await.expect("findings");
        let names = rows.iter().map(|f| f.title.replace("finding ", "")).collect::<Vec<_>>().join(" ");
        (total, names)
    };
    let is = |total: u64, names: &str| (total, names.to_owned());
    assert_eq!(told(all.clone()).await, is(4, "near theirs smear leak"), "what changed last comes first");
    assert_eq!(told(FindingsAsk { limit: 1, offset: 2, ..all.clone() }).await, is(4, "smear"));
    let watches = |w: &[&str]| Some(w.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>());
    assert_eq!(
        told(FindingsAsk { watches: watches(&["romashka"]), ..all.clone() }).await,
        is(2, "smear leak")
    );
    assert_eq!(told(FindingsAsk { watches: watches(&["romash_a"]), ..all.clone() }).await, is(1, "near"));
    assert_eq!(told(FindingsAsk { watches: watches(&[]), ..all.clone() }).await, is(0, ""));
    assert_eq!(told(FindingsAsk { serious: true, ..all.clone() }).await, is(2, "theirs leak"));
    assert_eq!(told(FindingsAsk { crawl: Some("b".into()), ..all.clone() }).await, is(2, "near smear"));
    let classes = vec![Class::Reputation, Class::Exposure];
    assert_eq!(told(FindingsAsk { classes, ..all.clone() }).await, is(2, "near smear"));
    assert_eq!(told(FindingsAsk { entry: Some("x/y".into()), ..all.clone() }).await, is(0, ""));
    let (from, to) = (Some(T0 + MINUTE), Some(T0 + 2 * MINUTE));
    assert_eq!(told(FindingsAsk { from, to, ..all.clone() }).await, is(1, "smear"));

    let judged = Judgement {
        verdict: Some(Verdict::FalsePositive),
        owner: Some(Some("anna".into())),
        ..Judgement::default()
    };
    let leak = known_finding(store, "leak").await.id;
    store.judge(&[leak], None, &judged, "anna").await.expect("judged");
    let verdicts = vec![Verdict::FalsePositive, Verdict::Fixed];
    assert_eq!(told(FindingsAsk { verdicts, ..all.clone() }).await, is(1, "leak"));
    assert_eq!(
        told(FindingsAsk { verdicts: vec![Verdict::New], ..all.clone() }).await,
        is(3, "near theirs smear")
    );
    assert_eq!(told(FindingsAsk { owner: Some("anna".into()), ..all }).await, is(1, "leak"));
    assert!(store.finding(leak, Some(&["romashka".into()])).await.expect("read").is_some());
    assert_eq!(store.finding(leak, Some(&["vasilek".into()])).await.expect("read"), None);
    let theirs = store.alerts(Some(&["vasilek".into()]), 10, 0).await.expect("alerts");
    assert_eq!(theirs, []);
}

pub async fn judging(bed: Bed) {
    let store = &bed.store;
    let claimed = claim(store, &["a"]).await;
    let mut draft = admission("one", &claimed[0]);
    draft.pages.push(page("https://news.test/1", "text"));
    draft.findings = vec![
        finding("one", 0, None),
        finding("two", 0, None),
        FindingDraft { watch: "vasilek".into(), ..finding("theirs", 0, None) },
    ];
    store.admit(&draft).await.expect("admitted");
    let (one, two) = (known_finding(store, "one").await.id, known_finding(store, "two").await.id);
    let theirs = known_finding(store, "theirs").await.id;
    let accepted = Judgement {
        verdict: Some(Verdict::Confirmed),
        owner: Some(Some("anna".into())),
        due: Some(Some(T0 + HOUR)),
        treatment: Some(Some(Treatment::Accept)),
        accepted_until: Some(Some(T0 + 2 * HOUR)),
        comment: Some("known to the board".into()),
        only_here: false,
    };
    let may = ["romashka".to_owned()];
    let judged = store.judge(&[one, two, two, theirs, 999], Some(&may), &accepted, "boris").await;
    assert_eq!(judged.expect("judged"), 2, "each once, and no other watch's");
    let row = store.finding(one, None).await.expect("read").expect("it is there");
    assert_eq!(
        (row.verdict, row.owner.as_deref(), row.due),
        (Verdict::Confirmed, Some("anna"), Some(T0 + HOUR))
    );
    assert_eq!((row.treatment, row.accepted_until), (Some(Treatment::Accept), Some(T0 + 2 * HOUR)));
    let untouched = store.finding(theirs, None).await.expect("read").expect("it is there");
    assert_eq!((untouched.verdict, untouched.version), (Verdict::New, 1));

    let owner_off = Judgement { owner: Some(None), ..Judgement::default() };
    assert_eq!(store.judge(&[one], None, &owner_off, "boris").await.expect("judged"), 1);
    let row = store.finding(one, None).await.expect("read").expect("it is there");
    assert_eq!((row.owner, row.verdict), (None, Verdict::Confirmed), "the rest stays as it was");
    assert_eq!(store.judge(&[999], None, &owner_off, "boris").await.expect("judged"), 0);
    let history = store.history(one).await.expect("history");
    assert_eq!(history.iter().map(|h| h.what.as_str()).collect::<Vec<_>>(), ["new -> confirmed", "judged"]);
    assert!(history[0].reason.ends_with("known to the board"), "{}", history[0].reason);

    let followed = store.follow_judgements(0, 1).await.expect("judgements");
    assert_eq!(
        followed.iter().map(|j| (j.n, j.finding)).collect::<Vec<_>>(),
        [(2, one), (2, two)],
        "never split"
    );
    assert_eq!(
        (followed[0].from, followed[0].to, followed[0].who.as_str()),
        (Verdict::New, Verdict::Confirmed, "boris")
    );
    assert_eq!(store.follow_judgements(2, 10).await.expect("judgements").len(), 1);
    assert_eq!(store.last_number().await.expect("a number"), 3);
}

pub async fn documents_follow_the_number(bed: Bed) {
    let store = &bed.store;
    let claimed = claim(store, &["a"]).await;
    for n in 0..3 {
        let mut draft = admission(&n.to_string(), &claimed[0]);
        draft.pages = (0..4).map(|i| page(&format!("https://news.test/{n}/{i}"), "text")).collect();
        store.admit(&draft).await.expect("admitted");
    }
    let numbers = async |after: i64, limit: u32| -> Vec<i64> {
        store.follow(after, limit).await.expect("documents").iter().map(|d| d.n).collect()
    };
    assert_eq!(numbers(0, 5).await, [1, 1, 1, 1, 2, 2, 2, 2], "an admission is never split");
    assert_eq!(numbers(2, 5).await, [3, 3, 3, 3]);
    assert!(numbers(3, 5).await.is_empty());
    let id = store.follow(0, 1).await.expect("documents")[0].id;
    store.admit_mains(&[(id, "the article".into())]).await.expect("kept");
    let document = store.document(id, Some(&["romashka".into()])).await.expect("read").expect("it is there");
    assert_eq!((document.main.as_str(), document.text.as_str()), ("the article", "text"));
    assert_eq!(store.document(id, Some(&["vasilek".into()])).await.expect("read"), None);
    assert_eq!(store.document(id + 100, None).await.expect("read"), None);
}

pub async fn retention_spares_findings(bed: Bed) {
    let store = &bed.store;
    let claimed = claim(store, &["a", "held"]).await;
    let mut draft = admission("one", &claimed[0]);
    draft.pages = (0..4).map(|i| page(&format!("https://news.test/{i}"), &format!("text {i}"))).collect();
    draft.pages[3].fetched = T0 + HOUR;
    draft.pages[1].document.as_mut().expect("a document").hits = vec![hit(vec![])];
    draft.findings = vec![finding("k", 0, None)];
    store.admit(&draft).await.expect("admitted");
    let mut draft = admission("two", &claimed[1]);
    draft.pages.push(page("https://news.test/held", "held"));
    store.admit(&draft).await.expect("admitted");
    store.hold("held", "anna", "a law suit").await.expect("held");
    assert_eq!(store.holds().await.expect("holds")[0].reason, "a law suit");

    let by_age = RetentionRule { pages_before: Some(T0 + MINUTE), max_bytes: None };
    let retained = store.retain(&by_age).await.expect("retained");
    assert_eq!((retained.documents, retained.more), (2, false), "1 and 2; 0 has a finding, 3 is young");
    let left: Vec<String> =
        store.follow(0, 10).await.expect("documents").into_iter().map(|d| d.text).collect();
    assert_eq!(left, ["text 0", "text 3", "held"]);
    let removed = store.follow_removals(0, 1).await.expect("removals");
    assert_eq!(removed.iter().map(|(n, _)| *n).collect::<Vec<_>>(), [3, 3]);
    let dropped = store.document(removed[0].1, None).await.expect("read").expect("the row stays");
    assert_eq!((dropped.text.as_str(), dropped.hits.len()), ("", 1), "and the mention with it");
    assert_eq!(bed.count("SELECT COUNT(*) FROM page").await, 5);
    assert_eq!(store.retain(&by_age).await.expect("retained").documents, 0);
    store.admit_mains(&[(removed[0].1, "too late".into())]).await.expect("nothing happens");
    assert_eq!(store.document(removed[0].1, None).await.expect("read").expect("the row stays").main, "");

    bed.clock.advance(2 * HOUR);
    let by_size = RetentionRule { pages_before: None, max_bytes: Some(retained.left) };
    assert_eq!(store.retain(&by_size).await.expect("retained").documents, 0, "it fits");
    let by_size = RetentionRule { pages_before: None, max_bytes: Some(0) };
    assert_eq!(
        store.retain(&by_size).await.expect("retained").documents,
        1,
        "3; never the finding's or the held one"
    );
    assert!(store.release_hold("held", "anna", "it is over").await.expect("released"));
    assert!(!store.release_hold("held", "anna", "it is over").await.expect("asked"));
    let retained = store.retain(&by_size).await.expect("retained");
    assert_eq!(retained.documents, 1);
    assert!(retained.left > 0, "what a finding rests on stays, whatever the rule says");
    let audit = store.audit_rows(10, 0).await.expect("audit");
    assert_eq!(
        audit.iter().map(|a| a.what.as_str()).collect::<Vec<_>>(),
        ["legal hold released", "legal hold"]
    );
}
