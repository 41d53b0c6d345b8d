//! An entry that is new or changed is looked for in what is kept: told with a baseline, once, and never as if it had just
//! come.

use std::collections::BTreeSet;

use leakwatch::index::{Ask, Sort};
use leakwatch::model::{LetterKind, StartRule};
use leakwatch::query;
use leakwatch::runtime::Again;
use leakwatch::store::Halt;

use crate::app::letters::{SECRET, leak, quiet};
use crate::support::app::{HOUR, MINUTE, SET, TestApp, Written};
use crate::support::postgres;
use crate::support::web::Entry;

/// The company alone: nobody looks for tokens yet.
pub fn names_alone() -> String {
    SET.split("[[pattern]]").next().unwrap_or_default().to_owned()
}

async fn unaware(database: Option<String>) -> TestApp {
    TestApp::with(Written { set: names_alone(), database, ..Written::default() }).await
}

/// The tokens are looked for from now on; what is kept has not been gone over yet.
async fn aware(app: &mut TestApp) {
    app.clock.advance(20 * MINUTE);
    app.rewrite(|w| w.set = SET.to_owned());
    app.turn("reload").await;
    // As long as another daemon on the same database may take to read it.
    app.clock.advance(MINUTE);
}

async fn rematch(app: &TestApp) {
    while app.turn("rematch").await != Again::Later {}
}

async fn looked_for_in_what_is_kept(database: Option<String>) {
    let mut app = unaware(database).await;
    app.feed(&[quiet(1), leak(2, "tok-old00001"), leak(3, SECRET)]);
    app.turn("poll").await;
    app.dispatch().await;
    assert!(app.relay.letters().is_empty(), "a name is no alert");
    aware(&mut app).await;
    let started = app.now() - MINUTE;
    rematch(&app).await;
    app.dispatch().await;
    let letters = app.letters("soc");
    assert_eq!(letters.len(), 1, "{letters:#?}");
    assert_eq!(letters[0].all("X-Leakwatch-Finding").len(), 2);
    assert_eq!(letters[0].one("X-Leakwatch-Due"), (started + HOUR).rfc3339());
    assert!(letters[0].subject.contains("по новому правилу"), "{}", letters[0].subject);
    assert!(!letters[0].words().contains(SECRET));
    assert!(app.letters("duty").is_empty(), "who gets no baselines gets none");
    let alert = app.alerts().await.remove(0);
    assert_eq!((alert.kind, alert.crawl.as_str(), alert.cause), (LetterKind::Baseline, "rematch:1", None));

    // Over a restart, a visit and another look nothing of it comes again.
    let app = app.restart().await;
    app.clock.advance(20 * MINUTE);
    app.turn("poll").await;
    rematch(&app).await;
    app.dispatch().await;
    assert_eq!(app.relay.letters().len(), 1);
    assert!(app.findings().await.iter().all(|f| f.events == 1));
    assert_eq!(app.app.store.rematches(10).await.expect("the store answers").len(), 1);
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_entry_is_looked_for_in_what_is_kept() {
    looked_for_in_what_is_kept(None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_entry_is_looked_for_in_what_is_kept_on_postgresql() {
    looked_for_in_what_is_kept(Some(postgres::database().await)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_stated_to_be_young_alerts_singly() {
    let mut app = unaware(None).await;
    let published = app.now() - MINUTE;
    app.feed(&[quiet(1), leak(2, "tok-old00001"), leak(3, SECRET).published(published)]);
    app.turn("poll").await;
    aware(&mut app).await;
    rematch(&app).await;
    app.dispatch().await;
    let single = app.letters("duty");
    assert_eq!(single.len(), 1, "{single:#?}");
    assert_eq!(single[0].one("X-Leakwatch-Start"), published.rfc3339());
    assert_eq!(single[0].all("X-Leakwatch-Finding").len(), 1);
    let soc = app.letters("soc");
    assert_eq!(soc.len(), 2, "the young one singly, the other with the baseline");
    app.finish().await;
}

/// What is kept is too much for one deadline: a part is told in each, counted from the start, until it is over.
#[tokio::test(flavor = "multi_thread")]
async fn a_rematch_that_takes_hours_tells_a_part_each_deadline() {
    let mut app = unaware(None).await;
    // A run of the task looks at four hundred.
    let text = |n: u32| if n.is_multiple_of(20) { leak(n, &format!("tok-slow{n:04}")) } else { quiet(n) };
    app.feed(&(1..=1_100).map(text).collect::<Vec<_>>());
    app.turn("poll").await;
    aware(&mut app).await;
    let started = app.now() - MINUTE;
    for deadline in 1..=3 {
        app.turn("rematch").await;
        app.dispatch().await;
        let rematch = app.app.store.rematches(1).await.expect("the store answers").remove(0);
        assert_eq!(rematch.ended.is_some(), deadline == 3, "{rematch:#?}");
        app.clock.set(started + HOUR * deadline - 2 * MINUTE);
    }
    let alerts = app.alerts().await;
    let parts: Vec<_> = alerts.iter().map(|a| (a.kind, a.part, a.due.since(started).as_secs())).collect();
    let expected = (1..=3).map(|part| (LetterKind::Baseline, part, u64::from(part) * 3600));
    assert_eq!(parts, expected.collect::<Vec<_>>());
    assert!(
        alerts.iter().all(|a| a.cause.is_none() && a.accepted.is_some_and(|at| at <= a.due)),
        "{alerts:#?}"
    );
    let letters = app.letters("soc");
    let told: BTreeSet<&str> = letters.iter().flat_map(|l| l.all("X-Leakwatch-Finding")).collect();
    let times: usize = letters.iter().map(|l| l.all("X-Leakwatch-Finding").len()).sum();
    assert_eq!((letters.len(), told.len(), times), (3, 55, 55), "each finding once");
    app.finish().await;
}

/// A fetch older than the entry counts only once a rematch has covered the address.
#[tokio::test(flavor = "multi_thread")]
async fn until_an_address_is_covered_its_hits_are_historic() {
    let mut app = unaware(None).await;
    app.feed(&[quiet(1), quiet(2), quiet(3)]);
    app.turn("poll").await;
    aware(&mut app).await;
    app.feed(&[quiet(1), leak(2, "tok-early001"), quiet(3)]);
    app.turn("poll").await;
    app.dispatch().await;
    assert!(app.relay.letters().is_empty(), "historic, and its baseline is the rematch's");
    rematch(&app).await;
    app.dispatch().await;
    assert_eq!(app.letters("soc").len(), 1);
    assert_eq!(app.letters("soc")[0].all("X-Leakwatch-Finding").len(), 1);

    // Page 3 was fetched before the entry came, and has been covered since.
    let lacked = app.last_asked();
    app.clock.advance(20 * MINUTE);
    app.feed(&[quiet(1), leak(2, "tok-early001"), leak(3, SECRET)]);
    app.turn("poll").await;
    app.dispatch().await;
    let duty = app.letters("duty");
    assert_eq!(duty.len(), 1, "{duty:#?}");
    assert_eq!(duty[0].one("X-Leakwatch-Start"), lacked.rfc3339());
    let last = app.alerts().await.pop().expect("an alert");
    assert_eq!(last.rule, StartRule::Page);
    app.finish().await;
}

/// How many documents there are with these words, of an entity if one is named, and what is shown of them.
async fn search(app: &TestApp, words: &str, entity: Option<&str>) -> (u64, String) {
    while app.turn("reindex").await == Again::Now {}
    let found = app.app.index.search(&Ask {
        query: query::parse(words).expect("a query"),
        watches: None,
        from: None,
        to: None,
        source: None,
        entity: entity.map(str::to_owned),
        lang: None,
        limit: 10,
        offset: 0,
        sort: Sort::Newest,
        facets: false,
    });
    let found = found.expect("the index answers");
    (found.total, format!("{:?}", found.hits))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_index_knows_a_new_entity_and_masks_a_new_secret() {
    let mut app = unaware(None).await;
    let text = format!("Ключ ООО «Ромашка» и «Лютик» для выгрузки: {SECRET}.");
    app.feed(&[quiet(1), Entry::new(2, "Настройки", &text)]);
    app.turn("poll").await;
    assert_eq!(search(&app, "выгрузки", Some("acme/buttercup")).await.0, 0);
    assert!(search(&app, "выгрузки", None).await.1.contains(SECRET), "nobody knew that it is a secret");
    let entity = "\n[[entity]]\nid = \"buttercup\"\nkind = \"brand\"\nrole = \"own\"\nname = \"Лютик\"\n";
    app.clock.advance(20 * MINUTE);
    app.rewrite(|w| w.set = format!("{SET}{entity}"));
    app.turn("reload").await;
    app.clock.advance(MINUTE);
    rematch(&app).await;
    app.dispatch().await;
    assert_eq!(search(&app, "выгрузки", Some("acme/buttercup")).await.0, 1);
    let (total, shown) = search(&app, "выгрузки", None).await;
    assert!(total == 1 && !shown.contains(SECRET), "{shown}");
    app.finish().await;
}

/// It rests where somebody paused it, says how far it is, and goes on there.
#[tokio::test(flavor = "multi_thread")]
async fn a_paused_rematch_rests_and_goes_on() {
    let mut app = unaware(None).await;
    let text = |n: u32| if n == 5 { leak(n, SECRET) } else { quiet(n) };
    app.feed(&(1..=900).map(text).collect::<Vec<_>>());
    app.turn("poll").await;
    aware(&mut app).await;
    let row = async |app: &TestApp| app.app.store.rematches(1).await.expect("the store answers").remove(0);
    let halt = async |app: &TestApp, halt: Halt| {
        let done = app.app.store.halt_rematch(1, halt, "anna").await;
        assert!(done.expect("the store answers"));
    };
    app.turn("rematch").await;
    let done = row(&app).await.done;
    assert!(done > 0 && done < 900, "{done}");
    halt(&app, Halt::Pause).await;
    assert_eq!(app.turn("rematch").await, Again::Later);
    let paused = row(&app).await;
    assert_eq!((paused.state, paused.done, paused.total), ("paused", done, 900));
    // Over a restart as well.
    let app = app.restart().await;
    assert_eq!(app.turn("rematch").await, Again::Later);
    assert_eq!(row(&app).await.done, done);
    halt(&app, Halt::Resume).await;
    rematch(&app).await;
    app.dispatch().await;
    assert_eq!((row(&app).await.state, row(&app).await.done), ("ended", 900));
    assert_eq!(app.letters("soc").len(), 1);
    app.finish().await;
}

/// What was given up is not gone on with; what it had found by then is told.
#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_rematch_tells_what_it_found() {
    let mut app = unaware(None).await;
    // The newest first: the second is met before the pause, the first is not.
    let text = |n: u32| match n {
        5 => leak(n, "tok-never001"),
        895 => leak(n, SECRET),
        _ => quiet(n),
    };
    app.feed(&(1..=900).map(text).collect::<Vec<_>>());
    app.turn("poll").await;
    aware(&mut app).await;
    app.turn("rematch").await;
    assert!(app.app.store.halt_rematch(1, Halt::Cancel, "anna").await.expect("the store answers"));
    rematch(&app).await;
    app.dispatch().await;
    let row = app.app.store.rematches(1).await.expect("the store answers").remove(0);
    assert!(row.state == "cancelled" && row.done < 900, "{row:?}");
    assert_eq!(row.findings, 1);
    let letters = app.letters("soc");
    assert_eq!((letters.len(), letters[0].all("X-Leakwatch-Finding").len()), (1, 1));
    app.finish().await;
}
