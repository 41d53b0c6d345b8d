//! What is owed: alerts, letters on their way, digests, and how the promise was kept.

use std::collections::BTreeSet;
use std::time::Duration;

use leakwatch::model::*;
use leakwatch::store::Store;
use leakwatch::store::rows::*;

use super::Bed;
use super::drafts::*;

/// Admits one owed alert and commits a letter for it; the alert's id, the letter's and the token.
async fn written(store: &Store, name: &str) -> (i64, Digest, i64) {
    let crawl = claim(store, &["a"]).await.remove(0);
    owe(store, &crawl, name, T0 + HOUR).await;
    let (alert, token) = store.claim_alerts(1, 2 * MINUTE).await.expect("claimed").remove(0);
    assert!(store.commit_letter(&letter(name, &[alert.id]), token).await.expect("an answer"));
    (alert.id, digest(name), token)
}

async fn alert(store: &Store, id: i64) -> AlertRow {
    store.alert(id).await.expect("read").expect("it is there")
}

pub async fn the_urgent_comes_first_and_the_late_has_a_fifth(bed: Bed) {
    let store = &bed.store;
    let crawl = claim(store, &["a"]).await.remove(0);
    for i in 0..20_u32 {
        owe(store, &crawl, &format!("late {i:02}"), T0 + i * MINUTE).await;
        owe(store, &crawl, &format!("due {i:02}"), T0 + HOUR + (20 - i) * MINUTE).await;
    }
    bed.clock.advance(HOUR);
    assert_eq!(store.owed_count().await.expect("a count"), (40, 20));
    let dues = async |limit: u32| -> Vec<i64> {
        let claimed = store.claim_alerts(limit, HOUR).await.expect("claimed");
        claimed.iter().map(|(a, _)| (a.due.0 - T0.0) / 60_000).collect()
    };
    assert_eq!(
        dues(10).await,
        [61, 62, 63, 64, 65, 66, 67, 68, 19, 18],
        "in time by due time, late newest first"
    );
    assert_eq!(
        dues(20).await,
        [69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 17, 16, 15, 14, 13, 12, 11, 10]
    );
    assert_eq!(dues(1).await, [9], "the late are never starved");
    assert_eq!(dues(100).await.len(), 9);
    assert!(dues(100).await.is_empty(), "all are held");
    bed.clock.advance(2 * HOUR);
    assert_eq!(dues(100).await.len(), 40, "until the lease runs out");
}

pub async fn a_letter_is_sent_once(bed: Bed) {
    let store = &bed.store;
    let (id, letter_id, token) = written(store, "one").await;
    assert_eq!(alert(store, id).await.state, Delivery::Claimed);
    assert!(store.claim_alerts(10, HOUR).await.expect("claimed").is_empty());
    assert!(store.claim_letters(10, HOUR).await.expect("claimed").is_empty(), "whoever wrote it holds it");
    let until = store.hold_letter(&letter_id, token).await.expect("an answer").expect("it is ours");
    assert!(until > T0);
    bed.clock.advance(MINUTE);
    let causes = [(id, Cause::Throttled)];
    let accepted = T0 + MINUTE;
    assert!(
        store.letter_sent(&letter_id, token, "main", "250 ok", accepted, &causes).await.expect("an answer")
    );
    assert!(
        !store.letter_sent(&letter_id, token, "main", "250 ok", accepted, &causes).await.expect("an answer")
    );
    let row = store.letter(&letter_id).await.expect("read").expect("it is there");
    assert_eq!((row.state, row.sent, row.accepted), (Delivery::Sent, Some(T0), Some(accepted)));
    assert_eq!((row.relay.as_str(), row.reply.as_str(), row.tries), ("main", "250 ok", 1));
    assert_eq!((row.alerts.as_slice(), row.bytes.as_slice()), ([id].as_slice(), b"one".as_slice()));
    let row = alert(store, id).await;
    assert_eq!(
        (row.state, row.sent, row.accepted, row.cause),
        (Delivery::Sent, Some(T0), Some(accepted), Some(Cause::Throttled))
    );
    assert_eq!(store.alerts_of_letter(&letter_id).await.expect("alerts"), [row]);
    assert_eq!(store.owed_count().await.expect("a count"), (0, 0));
    assert_eq!(store.last_number().await.expect("a number"), 2, "a sent letter has a number");
    assert_eq!(store.latest_letters_to("soc", 5).await.expect("letters").len(), 1);
    assert_eq!(store.latest_letters_to("nobody", 5).await.expect("letters"), []);
}

pub async fn a_stale_token_sends_nothing(bed: Bed) {
    let store = &bed.store;
    let crawl = claim(store, &["a"]).await.remove(0);
    owe(store, &crawl, "one", T0 + HOUR).await;
    let (claimed, stale) = store.claim_alerts(1, 2 * MINUTE).await.expect("claimed").remove(0);
    bed.clock.advance(3 * MINUTE);
    let draft = letter("one", &[claimed.id]);
    assert!(!store.commit_letter(&draft, stale).await.expect("an answer"), "the lease ran out");
    assert_eq!(store.letter(&draft.id).await.expect("read"), None, "and nothing was kept");

    let other = bed.second().await;
    let (_, token) = other.claim_alerts(1, 2 * MINUTE).await.expect("claimed").remove(0);
    assert!(token > stale);
    assert!(!store.commit_letter(&draft, stale).await.expect("an answer"), "another has it");
    assert!(other.commit_letter(&draft, token).await.expect("an answer"));
    assert!(!other.commit_letter(&draft, token).await.expect("an answer"), "it is on its way");

    // The one who wrote it stops between claim and DATA; another sends the same bytes.
    bed.clock.advance(10 * MINUTE);
    assert_eq!(other.hold_letter(&draft.id, token).await.expect("an answer"), None);
    let (row, next) = store.claim_letters(1, 2 * MINUTE).await.expect("claimed").remove(0);
    assert_eq!((row.bytes.as_slice(), row.message_id.as_str()), (b"one".as_slice(), "one@example.com"));
    assert!(store.hold_letter(&draft.id, next).await.expect("an answer").is_some());
    assert!(!other.letter_sent(&draft.id, token, "main", "250", T0, &[]).await.expect("an answer"));
    assert!(!other.letter_later(&draft.id, token, T0, "451").await.expect("an answer"));
    assert!(!other.letter_failed(&draft.id, token, "550").await.expect("an answer"));
    assert!(store.letter_sent(&draft.id, next, "main", "250", T0, &[]).await.expect("an answer"));
}

pub async fn later_and_never(bed: Bed) {
    let store = &bed.store;
    let (id, letter_id, token) = written(store, "one").await;
    assert!(
        store.letter_later(&letter_id, token, T0 + 5 * MINUTE, "451 greylisted").await.expect("an answer")
    );
    assert!(store.claim_letters(1, MINUTE).await.expect("claimed").is_empty(), "not before its next try");
    bed.clock.advance(5 * MINUTE);
    let (row, token) = store.claim_letters(1, MINUTE).await.expect("claimed").remove(0);
    assert_eq!((row.tries, row.reply.as_str(), row.id), (1, "451 greylisted", letter_id));

    assert!(store.letter_failed(&letter_id, token, "550 unknown user").await.expect("an answer"));
    let row = store.letter(&letter_id).await.expect("read").expect("it is there");
    assert_eq!((row.state, row.reply.as_str()), (Delivery::Failed, "550 unknown user"));
    let again = alert(store, id).await;
    assert_eq!((again.state, again.letter, again.attempt), (Delivery::Owed, None, 0));
    assert!(again.next_try > T0 + 5 * MINUTE);
    assert!(store.claim_alerts(1, MINUTE).await.expect("claimed").is_empty(), "not before its next try");
    bed.clock.advance(HOUR);
    let (again, token) = store.claim_alerts(1, MINUTE).await.expect("claimed").remove(0);
    let redrawn = LetterDraft { bytes: b"rendered anew".to_vec(), ..letter("one", &[again.id]) };
    assert!(store.commit_letter(&redrawn, token).await.expect("an answer"), "a failed letter is tried again");
    let row = store.letter(&letter_id).await.expect("read").expect("it is there");
    assert_eq!((row.state, row.bytes.as_slice()), (Delivery::Owed, b"one".as_slice()), "byte for byte");
}

pub async fn a_bounce_reopens(bed: Bed) {
    let store = &bed.store;
    let (id, letter_id, token) = written(store, "one").await;
    assert_eq!(store.letter_bounced("one@example.com", "?").await.expect("an answer"), None, "not sent yet");
    assert!(store.letter_sent(&letter_id, token, "main", "250", T0, &[]).await.expect("an answer"));
    let bounced = store.letter_bounced("one@example.com", "550 mailbox full").await.expect("an answer");
    assert_eq!(bounced, Some(letter_id));
    assert_eq!(store.letter_bounced("one@example.com", "again").await.expect("an answer"), None);
    assert_eq!(store.letter_bounced("other@example.com", "?").await.expect("an answer"), None);
    let row = alert(store, id).await;
    assert_eq!((row.state, row.attempt, row.accepted, row.letter), (Delivery::Bounced, 1, None, None));
    assert_eq!(
        store.alerts_of_letter(&letter_id).await.expect("alerts"),
        [row],
        "the first letter still tells of it"
    );
    let (again, token) = store.claim_alerts(1, MINUTE).await.expect("claimed").remove(0);
    let second = LetterDraft { message_id: "two@example.com".into(), ..letter("two", &[again.id]) };
    assert!(store.commit_letter(&second, token).await.expect("an answer"));
    assert!(store.letter_sent(&second.id, token, "main", "250", T0, &[]).await.expect("an answer"));
    assert_eq!(alert(store, id).await.state, Delivery::Sent);
}

pub async fn acknowledged_is_not_sent_again(bed: Bed) {
    let store = &bed.store;
    let (id, letter_id, token) = written(store, "one").await;
    assert!(store.letter_sent(&letter_id, token, "main", "250", T0, &[]).await.expect("an answer"));
    assert!(store.acknowledge(id, "anna").await.expect("an answer"));
    assert!(!store.acknowledge(id, "boris").await.expect("an answer"));
    assert!(!store.acknowledge(id + 100, "boris").await.expect("an answer"));
    store.letter_bounced("one@example.com", "550").await.expect("an answer");
    let row = alert(store, id).await;
    assert_eq!((row.state, row.accepted), (Delivery::Acknowledged, Some(T0)));
    assert!(store.claim_alerts(1, MINUTE).await.expect("claimed").is_empty());
}

pub async fn a_test_letter_has_no_alerts(bed: Bed) {
    let draft = LetterDraft { kind: LetterKind::Test, due: None, ..letter("test", &[]) };
    assert!(bed.store.commit_letter(&draft, 0).await.expect("an answer"));
    let (row, token) = bed.store.claim_letters(1, MINUTE).await.expect("claimed").remove(0);
    assert_eq!((row.id, row.kind, row.due), (draft.id, LetterKind::Test, None));
    assert!(bed.store.letter_sent(&draft.id, token, "main", "250", T0, &[]).await.expect("an answer"));
}

pub async fn letters_are_shown_to_whom_they_concern(bed: Bed) {
    for (name, watches) in
        [("ours", vec!["a"]), ("theirs", vec!["b"]), ("both", vec!["a", "b"]), ("nobody's", vec![])]
    {
        let watches = watches.into_iter().map(str::to_owned).collect();
        let draft = LetterDraft { watches, ..letter(name, &[]) };
        assert!(bed.store.commit_letter(&draft, 0).await.expect("an answer"));
    }
    let shown = async |watches: Option<&[&str]>| {
        let watches: Option<Vec<String>> = watches.map(|w| w.iter().map(|w| (*w).to_owned()).collect());
        let letters = bed.store.letters(watches.as_deref(), 10, 0).await.expect("letters");
        letters.iter().map(|l| l.message_id.replace("@example.com", "")).collect::<BTreeSet<_>>()
    };
    let names = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(shown(Some(&["a"])).await, names(&["ours"]));
    assert_eq!(shown(Some(&["a", "b"])).await, names(&["both", "ours", "theirs"]));
    assert_eq!(shown(Some(&[])).await, names(&[]));
    assert_eq!(shown(None).await, names(&["both", "nobody's", "ours", "theirs"]));
}

pub async fn a_digest_is_committed_once(bed: Bed) {
    let store = &bed.store;
    let period = PeriodKey { recipient: "soc".into(), kind: "weekly".into(), end: T0, after: 0, until: 7 };
    let draft = |name: &str, period: &PeriodKey| LetterDraft {
        kind: LetterKind::Digest,
        due: None,
        period: Some(period.clone()),
        ..letter(name, &[])
    };
    assert_eq!(store.last_digest("soc", "weekly").await.expect("read"), None);
    assert!(store.commit_digest(&draft("one", &period)).await.expect("an answer"));
    assert!(!store.commit_digest(&draft("two", &period)).await.expect("an answer"), "one letter a period");
    assert!(!store.commit_digest(&letter("no period", &[])).await.expect("an answer"));
    let next = PeriodKey { end: T0 + HOUR, after: 7, until: 9, ..period.clone() };
    assert!(store.commit_digest(&draft("three", &next)).await.expect("an answer"));
    assert_eq!(store.last_digest("soc", "weekly").await.expect("read"), Some(next));
    assert_eq!(store.last_digest("soc", "monthly").await.expect("read"), None);

    let claimed = store.claim_letters(10, MINUTE).await.expect("claimed");
    assert_eq!(claimed.len(), 2);
    let (row, token) = &claimed[0];
    assert!(store.letter_failed(&row.id, *token, "550").await.expect("an answer"));
    bed.clock.advance(2 * HOUR);
    let again = store.claim_letters(10, MINUTE).await.expect("claimed");
    assert!(again.iter().any(|(l, _)| l.id == row.id), "a digest is owed until it was sent");
}

pub async fn a_digest_tells_the_period(bed: Bed) {
    let store = &bed.store;
    let crawl = claim(store, &["a"]).await.remove(0);
    owe(store, &crawl, "before", T0 + HOUR).await;
    let after = store.last_number().await.expect("a number");
    bed.clock.advance(5 * MINUTE);
    let mut draft = admission("within", &crawl);
    draft.pages.push(page("https://news.test/x", "x"));
    draft.findings = vec![
        finding("new", 0, Some(event(1, &["soc"]))),
        FindingDraft { risk: HARMLESS, class: Class::Mention, ..finding("mention", 0, Some(event(1, &[]))) },
        FindingDraft { watch: "vasilek".into(), ..finding("theirs", 0, Some(event(1, &["them"]))) },
    ];
    store.admit(&draft).await.expect("admitted");
    let fixed = Judgement { verdict: Some(Verdict::Fixed), ..Judgement::default() };
    let closed = known_finding(store, "before").await.id;
    store.judge(&[closed], None, &fixed, "anna").await.expect("judged");
    // Its letter goes out in time; the other's is late.
    let claimed = store.claim_alerts(10, HOUR).await.expect("claimed");
    let ours: Vec<&AlertRow> = claimed.iter().map(|(a, _)| a).filter(|a| a.watch == "romashka").collect();
    assert_eq!(ours.len(), 2);
    for (i, alert) in ours.iter().enumerate() {
        let name = format!("letter {i}");
        let id = digest(&name);
        assert!(store.commit_letter(&letter(&name, &[alert.id]), claimed[0].1).await.expect("an answer"));
        let accepted = alert.due + if i == 0 { Duration::ZERO } else { MINUTE };
        let sent = store.letter_sent(&id, claimed[0].1, "main", "250", accepted, &[]);
        assert!(sent.await.expect("an answer"));
    }
    let until = store.last_number().await.expect("a number");

    let told = store.digest_material(&["romashka".into()], after, until).await.expect("material");
    let titles = |rows: &[FindingRow]| rows.iter().map(|f| f.title.clone()).collect::<Vec<_>>();
    let changed: Vec<&str> = told.changed.iter().map(|c| c.finding.title.as_str()).collect();
    assert_eq!(
        (changed, told.changed_total),
        (vec!["finding new", "finding mention"], 2),
        "the gravest first"
    );
    assert_eq!(told.changed[0].events[0].kind, EventKind::New);
    assert_eq!((titles(&told.closed), told.closed_total), (vec!["finding before".to_owned()], 1));
    assert_eq!((titles(&told.open), told.open_total), (vec!["finding new".to_owned()], 1));
    assert_eq!((told.alerts_in_time, told.alerts_late, told.late.len()), (1, 1, 1));
    let of =
        |class: Class| told.classes.iter().find(|(c, ..)| *c == class).map(|(_, now, then)| (*now, *then));
    assert_eq!(
        (of(Class::Leak), of(Class::Mention), of(Class::Growth)),
        (Some((1, 1)), Some((1, 0)), Some((0, 0)))
    );
    assert_eq!(told.per_day.iter().map(|(_, n)| n).sum::<u64>(), 2);
    assert_eq!((told.from, told.to), (T0, T0 + 5 * MINUTE));
    let empty = store.digest_material(&["romashka".into()], until, until).await.expect("material");
    assert_eq!((empty.changed_total, empty.closed_total, empty.alerts_late), (0, 0, 0));
    assert_eq!(store.number_at(T0).await.expect("a number"), after);
    assert_eq!(store.number_at(T0 - MINUTE).await.expect("a number"), 0);
    assert_eq!(store.number_at(T0 + HOUR).await.expect("a number"), until);
}

pub async fn the_promise_is_counted(bed: Bed) {
    let store = &bed.store;
    let crawl = claim(store, &["a"]).await.remove(0);
    for i in 0..5_u32 {
        owe(store, &crawl, &format!("f{i}"), T0 + (i + 1) * HOUR).await;
    }
    let claimed = store.claim_alerts(3, HOUR).await.expect("claimed");
    for (i, (alert, token)) in claimed.iter().enumerate() {
        let name = format!("letter {i}");
        store.commit_letter(&letter(&name, &[alert.id]), *token).await.expect("committed");
        let accepted = alert.due + if i == 2 { MINUTE } else { Duration::ZERO };
        store.letter_sent(&digest(&name), *token, "main", "250", accepted, &[]).await.expect("sent");
    }
    bed.clock.advance(4 * HOUR + MINUTE);
    let stats = store.promise(None, T0, T0 + 24 * HOUR).await.expect("stats");
    assert_eq!((stats.due, stats.in_time, stats.late), (5, 2, 2), "one late, one overdue, one still to come");
    let took = |d: Duration| d.as_millis() as i64;
    assert_eq!((stats.median_ms, stats.worst_ms), (took(2 * HOUR + MINUTE), took(3 * HOUR + 2 * MINUTE)));
    assert_eq!(stats.by_day.iter().map(|(_, kept, late)| kept + late).sum::<u64>(), 4);
    assert!(stats.by_day.iter().all(|(day, ..)| day.0 % 86_400_000 == 0));
    let others = store.promise(Some(&["vasilek".into()]), T0, T0 + 24 * HOUR).await.expect("stats");
    assert_eq!(others, PromiseStats::default());
}

pub async fn two_daemons_share_the_alerts(bed: Bed) {
    let crawl = claim(&bed.store, &["a"]).await.remove(0);
    let mut draft = admission("many", &crawl);
    draft.pages.push(page("https://news.test/x", "x"));
    draft.findings = (0..60).map(|i| finding(&i.to_string(), 0, Some(event(1, &["soc"])))).collect();
    bed.store.admit(&draft).await.expect("admitted");
    let other = bed.second().await;
    let mut seen = BTreeSet::new();
    while seen.len() < 60 {
        let (a, b) = tokio::join!(bed.store.claim_alerts(8, HOUR), other.claim_alerts(8, HOUR));
        let claimed: Vec<_> = a.expect("claimed").into_iter().chain(b.expect("claimed")).collect();
        assert!(!claimed.is_empty(), "all are owed, and {} are left", 60 - seen.len());
        for (alert, _) in claimed {
            assert!(seen.insert(alert.id), "{} was claimed twice", alert.id);
        }
    }
}
