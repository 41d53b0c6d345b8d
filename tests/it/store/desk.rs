//! What people set apart: mutes keep quiet and count, holds keep what they name.

use leakwatch::model::*;
use leakwatch::store::rows::*;

use super::Bed;
use super::drafts::*;

const DAY: std::time::Duration = std::time::Duration::from_secs(86_400);

fn quiet(scope: Quiet, about: &str) -> MuteDraft {
    MuteDraft {
        watch: "romashka".into(),
        scope,
        about: about.into(),
        until: T0 + DAY,
        reason: "a drill".into(),
    }
}

/// Admits a finding's event of this number at a place, and says what became of its alerts.
async fn happens(
    bed: &Bed,
    crawl: &ClaimedCrawl,
    name: &str,
    known: Option<(i64, i64)>,
    number: u32,
) -> Vec<Delivery> {
    let before = bed.store.alerts(None, 100, 0).await.expect("alerts").len();
    let mut draft = admission(name, crawl);
    draft.pages.push(page(&format!("https://news.test/{name}"), name));
    draft.findings.push(FindingDraft { known, ..finding("k", 0, Some(event(number, &["soc", "duty"]))) });
    bed.store.admit(&draft).await.expect("admitted");
    let rows = bed.store.alerts(None, 100, 0).await.expect("alerts");
    rows[..rows.len() - before].iter().map(|alert| alert.state).collect()
}

async fn version(bed: &Bed) -> Option<(i64, i64)> {
    let found = known_finding(&bed.store, "k").await;
    Some((found.id, found.version))
}

pub async fn what_is_muted_owes_nothing_and_is_counted(bed: Bed) {
    use Delivery::{Muted, Owed};
    let store = &bed.store;
    let claimed = claim(store, &["a", "b"]).await;
    assert_eq!(happens(&bed, &claimed[0], "first", None, 1).await, [Owed, Owed]);
    let finding = known_finding(store, "k").await.id;

    let of_another = MuteDraft { watch: "vasilek".into(), ..quiet(Quiet::Place, "a") };
    store.mute(&of_another, "anna").await.expect("muted");
    let place = store.mute(&quiet(Quiet::Place, "a"), "anna").await.expect("muted");
    assert_eq!(happens(&bed, &claimed[0], "second", version(&bed).await, 2).await, [Muted, Muted]);
    assert_eq!(
        happens(&bed, &claimed[1], "third", version(&bed).await, 3).await,
        [Owed, Owed],
        "another place"
    );
    assert_eq!(store.finding(finding, None).await.expect("read").expect("there").muted, None);

    let entry = store.mute(&quiet(Quiet::Entry, "personal-data-ru/inn"), "anna").await.expect("muted");
    assert_eq!(happens(&bed, &claimed[1], "fourth", version(&bed).await, 4).await, [Muted, Muted]);
    assert!(store.end_mute(entry, "boris").await.expect("ended"));
    assert!(!store.end_mute(entry, "boris").await.expect("asked"), "over already");
    assert_eq!(happens(&bed, &claimed[1], "fifth", version(&bed).await, 5).await, [Owed, Owed]);

    let one = store.mute(&quiet(Quiet::Finding, &finding.to_string()), "anna").await.expect("muted");
    assert_eq!(happens(&bed, &claimed[1], "sixth", version(&bed).await, 6).await, [Muted, Muted]);
    let row = store.finding(finding, None).await.expect("read").expect("there");
    assert_eq!((row.muted, row.alert_due, row.events), (Some(one), None, 6), "kept, and shown as quiet");

    // Nothing of it is lost: the rows are there, the mutes count, and the digest says how many.
    let counted: Vec<(i64, u64)> =
        store.mutes(None, 10).await.expect("mutes").iter().map(|m| (m.id, m.events)).collect();
    assert_eq!(counted, [(one, 1), (entry, 1), (place, 1), (place - 1, 0)]);
    assert_eq!(store.mutes(Some(&["vasilek".into()]), 10).await.expect("mutes").len(), 1);
    let last = store.last_number().await.expect("a number");
    let material = store.digest_material(&["romashka".into()], 0, last).await.expect("material");
    assert_eq!((material.muted, material.changed.len()), (3, 1));
    assert_eq!(material.changed[0].events.len(), 6);
    assert_eq!(store.owed_count().await.expect("owed").0, 6, "three events, two recipients");
    let promise = store.promise(None, T0 - DAY, T0 + DAY).await.expect("a promise");
    assert_eq!(promise.due, 6, "what is quiet is neither kept nor broken");

    // Its time is over.
    bed.clock.advance(2 * DAY);
    let claimed = claim(store, &["a", "b"]).await;
    assert_eq!(happens(&bed, &claimed[0], "seventh", version(&bed).await, 7).await, [Owed, Owed]);
    let audit: Vec<String> = store
        .audit_rows(3, 0)
        .await
        .expect("audit")
        .into_iter()
        .map(|a| format!("{} {}: {}", a.what, a.on, a.reason))
        .collect();
    assert_eq!(audit[0], format!("muted finding {finding}, romashka: a drill"));
    assert_eq!(audit[1], "mute ended entry personal-data-ru/inn, romashka: ");
}

pub async fn a_baseline_leaves_out_what_is_muted(bed: Bed) {
    let store = &bed.store;
    let claimed = claim(store, &["a"]).await;
    store.mute(&quiet(Quiet::Entry, "personal-data-ru/inn"), "anna").await.expect("muted");
    let mut draft = admission("one", &claimed[0]);
    draft.pages = vec![page("https://news.test/1", "one"), page("https://news.test/2", "two")];
    let historic = EventDraft { historic: true, recipients: Vec::new(), ..event(1, &[]) };
    draft.findings = vec![
        finding("quiet", 0, Some(historic.clone())),
        FindingDraft { entry: "secrets/token".into(), ..finding("loud", 1, Some(historic)) },
    ];
    store.admit(&draft).await.expect("admitted");
    let untold = store.untold_historic("a").await.expect("untold");
    assert_eq!(untold.len(), 1, "the loud one");
    let (total, told) = store.baseline_findings("romashka", "a", 1, 10).await.expect("told");
    assert_eq!((total, told[0].title.as_str()), (1, "finding loud"));
}

pub async fn holds_keep_a_finding_an_address_a_place(bed: Bed) {
    let store = &bed.store;
    let claimed = claim(store, &["a"]).await;
    // Two versions of the finding's page, and two of a quiet one: of the former versions nothing rests on a finding.
    for (name, expected) in [("old", None), ("new", Some(1))] {
        let mut draft = admission(name, &claimed[0]);
        for url in ["https://news.test/found", "https://news.test/named", "https://news.test/quiet"] {
            draft.pages.push(PageDraft { expected, ..page(url, &format!("{name} {url}")) });
        }
        if expected.is_some() {
            draft.findings = vec![finding("k", 0, None)];
        }
        store.admit(&draft).await.expect("admitted");
    }
    let id = known_finding(store, "k").await.id;
    assert!(store.knows_address("https://news.test/named").await.expect("asked"));
    assert!(!store.knows_address("https://news.test/nowhere").await.expect("asked"));
    let (finding, address) = (format!("finding:{id}"), "url:https://news.test/named");
    store.hold(&finding, "anna", "case 1").await.expect("held");
    store.hold(address, "anna", "case 2").await.expect("held");
    let rule = RetentionRule { pages_before: Some(T0 + DAY), max_bytes: None };
    let left = async || {
        store.retain(&rule).await.expect("retained");
        let rows = store.follow(0, 100).await.expect("documents");
        rows.into_iter().map(|d| d.text.replace("https://news.test/", "")).collect::<Vec<_>>()
    };
    assert_eq!(left().await, ["old found", "old named", "new found", "new named"], "every version");
    assert_eq!(store.forget_rows(T0 + DAY).await.expect("rows").visits, 0);
    assert!(store.release_hold(address, "anna", "closed").await.expect("released"));
    assert_eq!(left().await, ["old found", "new found"]);
    assert!(store.release_hold(&finding, "anna", "closed").await.expect("released"));
    assert_eq!(left().await, ["new found"], "what the finding rests on stays as ever");
}

pub async fn money_is_kept_and_summed(bed: Bed) {
    let store = &bed.store;
    let claimed = claim(store, &["a"]).await;
    let mut draft = admission("one", &claimed[0]);
    draft.pages.push(page("https://news.test/1", "one"));
    let money = |amount, currency: &str| Some(Money { amount, currency: currency.into() });
    draft.findings = vec![
        FindingDraft { stated: money(100_000_000, "RUB"), ..finding("one", 0, None) },
        FindingDraft { stated: money(50_000_000, "RUB"), ..finding("two", 0, None) },
        FindingDraft { stated: money(1_000_000, "EUR"), ..finding("three", 0, None) },
        FindingDraft { stated: money(9_000_000, "EUR"), risk: HARMLESS, ..finding("calm", 0, None) },
        finding("none", 0, None),
    ];
    store.admit(&draft).await.expect("admitted");
    let ask = FindingsAsk { limit: 10, ..FindingsAsk::default() };
    let rows = store.findings(&ask).await.expect("findings").1;
    let of = |name: &str| {
        rows.iter().find(|f| f.title == format!("finding {name}")).expect("there").stated.clone()
    };
    assert_eq!((of("one"), of("none")), (money(100_000_000, "RUB"), None));
    let last = store.last_number().await.expect("a number");
    let material = store.digest_material(&["romashka".into()], 0, last).await.expect("material");
    // Seven tenths of what is serious.
    assert_eq!(
        material.at_risk,
        [money(700_000, "EUR"), money(105_000_000, "RUB")].map(|m| m.expect("an amount"))
    );
}

pub async fn saved_searches_are_seen_by_whom_they_are_for(bed: Bed) {
    let store = &bed.store;
    let save = async |name, owner, watch| {
        let draft = SavedDraft { name, owner, watch, asked: "q=%D1%81" };
        store.save_search(&draft).await.expect("asked").expect("there is room")
    };
    let own = save("b", "anna", None).await;
    let shared = save("a", "anna", Some("romashka")).await;
    save("c", "vlad", None).await;
    let names = async |owner: &str, watches: Option<&[String]>| {
        let rows = store.saved_searches(owner, watches).await.expect("read");
        rows.into_iter().map(|row| row.name).collect::<Vec<_>>()
    };
    assert_eq!(names("anna", Some(&[])).await, ["a", "b"]);
    assert_eq!(names("rita", Some(&["romashka".into()])).await, ["a"]);
    assert_eq!(names("vlad", Some(&["vasilek".into()])).await, ["c"]);
    assert_eq!(names("adam", None).await, ["a"], "what is one's alone is nobody else's");
    store.search_is_watched(shared, "searches-romashka/a").await.expect("noted");
    let row = store.saved_search(shared).await.expect("read").expect("there");
    assert_eq!((row.entry.as_deref(), row.asked.as_str()), (Some("searches-romashka/a"), "q=%D1%81"));
    assert!(store.forget_search(own, "anna").await.expect("asked"));
    assert!(!store.forget_search(own, "anna").await.expect("asked"), "once");
    assert_eq!(names("anna", None).await, ["a"]);
    let audit = store.audit_rows(1, 0).await.expect("audit");
    assert_eq!((audit[0].what.as_str(), audit[0].on.as_str()), ("search removed", "b"));
}
