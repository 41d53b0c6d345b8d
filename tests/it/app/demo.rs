//! The demo's whole story: everything that leaks in the small internet is alerted, and nothing else is, whatever the seed.

use std::collections::BTreeSet;
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;
use leakwatch::app::{App, World};
use leakwatch::clock::Clock;
use leakwatch::fetch::FixedResolver;
use leakwatch::model::Time;
use leakwatch::runtime::HandClock;
use leakwatch::sim::{self, SmallInternet};
use leakwatch::store::rows::LocationRow;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use crate::support::app::{BUNDLING, Brisk, T0, load, turn};
use crate::support::smtp::{Relay, Script};

/// The clock of hosts that take their time: here they take none.
#[derive(Debug)]
struct Prompt(HandClock);

impl Clock for Prompt {
    fn now(&self) -> Time {
        self.0.now()
    }

    fn steady(&self) -> Instant {
        self.0.steady()
    }

    fn sleep_until(&self, _: Time) -> BoxFuture<'static, ()> {
        Box::pin(std::future::ready(()))
    }
}

/// Between two looks at every host; with the wait for company it is as far apart as the leaks are.
const STEP: Duration = Duration::from_secs(15);

async fn story(seed: u64) {
    let (clock, stop) = (HandClock::new(T0), CancellationToken::new());
    let told = sim::World::new(seed, T0, &[]);
    let internet = SmallInternet::start(told, Arc::new(Prompt(clock.clone())), stop.clone()).await;
    let internet = internet.expect("the small internet listens");
    let relay = Relay::start(Script::default()).await;
    let folder = TempDir::new().expect("a temporary folder");
    let config = folder.path().join("config");
    let listen = "127.0.0.1:0".parse().expect("an address");
    sim::configuration(&config, &folder.path().join("data"), listen, relay.address).expect("a configuration");
    let world = World {
        clock: Arc::new(Brisk(clock.clone())),
        resolver: Arc::new(FixedResolver::new(internet.names())),
        program: env!("CARGO_BIN_EXE_leakwatch").into(),
        reload: None,
        demo: true,
        leases: None,
    };
    let config = load(&config).unwrap_or_else(|faults| panic!("the demo's configuration: {faults:#?}"));
    let app = App::build(config, world, stop.clone()).await.expect("the daemon is built");

    let last = internet.world.leaks().last().expect("something leaks").at;
    let mut after = 0;
    while after < 2 {
        visits(&app, &clock, &stop).await;
        clock.advance(BUNDLING);
        turn(&app, "dispatch", &stop).await;
        after += u32::from(clock.now() > last + STEP);
        clock.advance(STEP);
    }

    let alerts = app.store.alerts(None, 10_000, 0).await.expect("the store answers");
    let findings: BTreeSet<i64> = alerts.iter().filter_map(|a| a.finding).collect();
    let (mut heard, mut false_alerts) = (BTreeSet::new(), Vec::new());
    for finding in findings {
        let places = app.store.locations(finding).await.expect("the store answers");
        let of: Vec<usize> =
            internet.world.leaks().filter(|l| carried(&places, l.host, l.id)).map(|l| l.id).collect();
        if of.is_empty() {
            let finding = app.store.finding(finding, None).await.expect("the store answers");
            false_alerts.push((finding, places));
        }
        heard.extend(of);
    }
    assert!(false_alerts.is_empty(), "seed {seed}: nobody's leak was alerted: {false_alerts:#?}");
    let missed: Vec<_> = internet.world.leaks().filter(|l| !heard.contains(&l.id)).collect();
    assert!(missed.is_empty(), "seed {seed}: not alerted: {missed:#?}");
    let late: Vec<_> = alerts.iter().filter(|a| a.accepted.is_none_or(|at| at > a.due)).collect();
    assert!(late.is_empty(), "seed {seed}: {late:#?}");
    stop.cancel();
}

/// A round of visits while time goes on: a busy host has us wait for seconds.
async fn visits(app: &App, clock: &HandClock, stop: &CancellationToken) {
    let mut round = std::pin::pin!(turn(app, "poll", stop));
    let mut tick = tokio::time::interval(Duration::from_millis(20));
    loop {
        tokio::select! {
            _ = &mut round => return,
            _ = tick.tick() => clock.advance(Duration::from_millis(100)),
        }
    }
}

/// Whether one of the places is the post of this host and number.
fn carried(places: &[LocationRow], host: &str, id: usize) -> bool {
    let is = |url: &str| url.ends_with(&format!("/page/{id}")) || url.ends_with(&format!("#p{id}"));
    places.iter().any(|p| p.url.starts_with(&format!("http://{host}/")) && is(&p.url))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_leak_of_the_story_is_alerted_and_nothing_else_1() {
    story(1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_leak_of_the_story_is_alerted_and_nothing_else_2() {
    story(2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_leak_of_the_story_is_alerted_and_nothing_else_3() {
    story(3).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_alert_within_a_minute() {
    let folder = TempDir::new().expect("a temporary folder");
    let mut demo = tokio::process::Command::new(env!("CARGO_BIN_EXE_leakwatch"));
    demo.args(["demo", "--until", "first-alert", "--seed", "3", "--listen", "127.0.0.1:0", "--data"]);
    demo.arg(folder.path()).stdin(Stdio::null()).kill_on_drop(true);
    let limit = Duration::from_secs(120);
    let done = tokio::time::timeout(limit, demo.output()).await.expect("it ends").expect("it starts");
    let log = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{}: {log}", done.status);
    let said: serde_json::Value = serde_json::from_slice(&done.stdout).expect("one document of JSON");
    assert!(said["first_alert_s"].as_f64().is_some_and(|s| s < 60.0), "{said}");
    assert_eq!(said["to"].as_str().map(|to| to.ends_with("@example.com")), Some(true), "{said}");
}
