//! What an operator does beside a daemon and what a daemon does without one: requests, a full disk.

mod desk;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use leakwatch::app::{self, App, Rings, World};
use leakwatch::clock::Clock;
use leakwatch::config::{self, Config, Source};
use leakwatch::fetch::FixedResolver;
use leakwatch::model::{Cause, Delivery, Digest, Time};
use leakwatch::runtime::{HandClock, SystemClock};
use leakwatch::store::{Settings, Store};
use serde_json::json;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

/// The demo's configuration in a folder, with `floor` of free disk; nobody listens where it visits and sends.
fn configured(folder: &Path, floor: &str) -> Config {
    let nobody = SocketAddr::from(([127, 0, 0, 1], 9));
    let config = folder.join("config");
    leakwatch::sim::configuration(&config, &folder.join("data"), nobody, nobody).expect("it is written");
    let file = config.join("leakwatch.toml");
    let text = std::fs::read_to_string(&file).expect("read");
    std::fs::write(&file, text.replace("[server]\n", &format!("[server]\nfloor = \"{floor}\"\n")))
        .expect("written");
    let source = Source { folder: Some(&config), stored: &[] };
    config::load(&source, &|_| Vec::new()).expect("no faults").config
}

async fn app(config: Config, stop: &CancellationToken) -> App {
    let world = World {
        clock: Arc::new(HandClock::new(SystemClock.now())),
        resolver: Arc::new(FixedResolver::new([])),
        program: "leakwatch".into(),
        reload: None,
        leases: None,
        demo: false,
    };
    App::build(config, world, stop.clone()).await.expect("it is built")
}

/// Runs a task once by its name.
async fn run(app: &App, name: &str, stop: &CancellationToken) {
    let (task, _) = app.tasks.iter().find(|(task, _)| task.name() == name).expect("there is this task");
    task.run_once(stop).await.expect("it runs");
}

async fn visited(store: &Store) -> usize {
    let mut visits = 0;
    for crawl in store.crawls().await.expect("crawls") {
        visits += store.visits(&crawl.id, 10).await.expect("visits").len();
    }
    visits
}

#[tokio::test]
async fn no_visit_begins_below_the_floor_and_letters_go_on() {
    let folder = TempDir::new().expect("a temporary folder");
    let stop = CancellationToken::new();
    let low = app(configured(folder.path(), "1000000TB"), &stop).await;
    run(&low, "heart", &stop).await;
    run(&low, "poll", &stop).await;
    low.poll.settle().await;
    assert_eq!(visited(&low.store).await, 0, "what is due stays due");
    let now = low.store.now().await.expect("now");
    let outages = low.store.outages(now, Time(now.0 + 1)).await.expect("outages");
    assert_eq!(
        outages.iter().map(|o| (o.cause, o.scope.as_str())).collect::<Vec<_>>(),
        [(Cause::OwnCrash, "disk")]
    );
    assert!(low.metrics.text().contains("leakwatch_disk_floor 3"), "{}", low.metrics.text());
    assert!(!folder.path().join("data/reserve").exists(), "the reserve does not take the last room");
    run(&low, "dispatch", &stop).await;
    drop(low);

    let open = app(configured(folder.path(), "1B"), &stop).await;
    run(&open, "heart", &stop).await;
    assert!(folder.path().join("data/reserve").exists());
    run(&open, "poll", &stop).await;
    open.poll.settle().await;
    assert!(visited(&open.store).await > 0, "there is room again");
}

async fn bed(folder: &TempDir) -> (Config, Store) {
    let config = configured(folder.path(), "1B");
    std::fs::create_dir_all(&config.data).expect("made");
    let settings = Settings::new(&config.server.database, "test");
    let store = Store::attach(&settings, Arc::new(SystemClock)).await.expect("opens");
    (config, store)
}

#[tokio::test]
async fn requests_say_what_was_done_or_why_not() {
    let folder = TempDir::new().expect("a temporary folder");
    let (config, store) = bed(&folder).await;
    let letters = app::letters(&config);
    let ask = |kind: &'static str, body| {
        let (store, letters) = (store.clone(), letters.clone());
        async move { app::perform(&store, &letters, Time(7), kind, &body, "anna").await.expect("it answers") }
    };
    for (kind, body, says) in [
        ("dance", json!({}), "knows no request `dance`"),
        ("visit", json!({ "crawl": "nowhere" }), "there is no crawl `nowhere`"),
        ("ack", json!({ "alert": 12 }), "there is no alert 12"),
        ("ack", json!({ "alert": "x" }), "no id"),
        ("test_letter", json!({ "recipient": "nobody" }), "one of: duty, soc"),
    ] {
        let done = ask(kind, body).await;
        let error = done.answer["error"].as_str().unwrap_or_default();
        assert!(error.contains(says) && done.rings.is_none(), "{kind}: {error}");
    }
    let done = ask("test_letter", json!({ "recipient": "" })).await;
    assert_eq!(done.rings, Some(Rings::Dispatch));
    let committed = done.answer["letters"].as_array().expect("letters").clone();
    assert_eq!(committed.len(), 2, "to all when none is named");
    for letter in committed {
        let id = Digest::parse(letter["letter"].as_str().expect("an id")).expect("a digest");
        let row = store.letter(&id).await.expect("read").expect("committed");
        assert_eq!(
            (row.state, row.to.as_str()),
            (Delivery::Owed, letter["to"].as_str().expect("an address"))
        );
    }
    let again = ask("test_letter", json!({ "recipient": "soc" })).await;
    assert_eq!(again.answer["letters"][0]["recipient"], "soc", "asked twice at once is one letter");
    assert_eq!(store.letters(None, 10, 0).await.expect("letters").len(), 2);
}
