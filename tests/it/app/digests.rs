//! Ten months in which clocks, zones and plans change and the daemon is off for weeks: what was found is told in exactly
//! one digest, and none tells of a few hours.

use std::time::Duration;

use leakwatch::model::{Time, Verdict};
use leakwatch::store::rows::PeriodKey;

use super::letters::{leak, quiet};
use crate::support::app::{HOUR, TestApp, Written};

const DAY: i64 = 86_400_000;
const DAYS: i64 = 300;
/// As `extended`, told by the month.
const MONTHLY: &str = "[plan.slow]\nlike = \"extended\"\ndigest = \"monthly\"\n";

/// What changes, after so many days.
const CHANGES: &[(i64, &str, &str)] = &[
    (20, "extended", "Asia/Vladivostok"),
    (45, "extended", "America/Los_Angeles"),
    (60, "slow", "America/Los_Angeles"),
    (130, "extended", "America/Los_Angeles"),
    (150, "extended", "Europe/Berlin"),
    (220, "extended", "America/St_Johns"),
    (250, "slow", "Europe/Moscow"),
];
/// The daemon is off in these days.
const OFF: std::ops::Range<i64> = 160..182;

/// The periods that were told of, in the order of their ends.
async fn told(app: &TestApp, keys: &mut Vec<PeriodKey>) {
    for kind in ["weekly", "monthly"] {
        let last = app.app.store.last_digest("soc", kind).await.expect("the store answers");
        keys.extend(last.filter(|key| !keys.iter().any(|k| k.kind == key.kind && k.end == key.end)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_found_is_in_one_digest_whatever_changes() {
    let written = Written {
        recipients: vec![("soc", &["digest"])],
        zone: "Europe/Berlin",
        more: MONTHLY.to_owned(),
        ..Written::default()
    };
    let mut app = TestApp::with(written).await;
    app.feed(&[quiet(1)]);
    app.turn("poll").await;
    let began = app.now();
    let (mut keys, mut found) = (Vec::new(), Vec::new());
    let mut changes = CHANGES.iter().peekable();
    for step in 1..DAYS * 3 {
        app.clock.set(Time(began.0 + step * DAY / 3));
        let day = step / 3;
        if OFF.contains(&day) {
            continue;
        }
        while let Some((_, plan, zone)) = changes.next_if(|(at, ..)| *at <= day) {
            app.rewrite(|w| (w.plan, w.zone) = (plan, zone));
            app.turn("reload").await;
            let config = app.app.current.borrow().config.clone();
            assert_eq!((config.watches[0].plan.as_str(), config.recipients[0].zone.as_str()), (*plan, *zone));
        }
        if step % 5 == 0 {
            let n = u32::try_from(step).expect("a small number");
            app.feed(&[quiet(1), leak(10 + n, &format!("tok-year{n:04}"))]);
            app.turn("poll").await;
            found.push(app.app.store.last_number().await.expect("a number"));
        }
        app.turn("digest").await;
        app.turn("dispatch").await;
        told(&app, &mut keys).await;
    }
    assert!(changes.next().is_none() && keys.len() > 25, "{} digests", keys.len());
    for pair in keys.windows(2) {
        assert_eq!(pair[0].until, pair[1].after, "no gap and no overlap: {pair:#?}");
        let length = pair[1].end.since(pair[0].end);
        assert!(length > Duration::from_secs(3 * 86_400), "a digest of {length:?}: {pair:#?}");
    }
    let (first, last) = (keys[0].after, keys[keys.len() - 1].until);
    for n in found.iter().filter(|n| first < **n && **n <= last) {
        let in_so_many = keys.iter().filter(|key| key.after < *n && *n <= key.until).count();
        assert_eq!(in_so_many, 1, "finding {n}");
    }
    assert!(found[0] > first && found.iter().filter(|n| **n > last).count() < 20, "all but the last weeks'");
    let letters = app.letters("soc");
    assert_eq!(letters.len(), keys.len(), "one letter a period");
    // What each says is new adds up to what was found: after the weeks off one letter tells of them all.
    let new: u64 = {
        let mut sum = 0;
        for key in &keys {
            let watches = ["romashka".to_owned()];
            let material = app.app.store.digest_material(&watches, key.after, key.until).await.expect("read");
            sum += material.changed.iter().filter(|c| c.finding.entry == "acme/token").count() as u64;
        }
        sum
    };
    assert_eq!(new, found.iter().filter(|n| first < **n && **n <= last).count() as u64);
    assert!(app.findings().await.iter().all(|f| f.verdict == Verdict::New));
    assert!(app.now() > began + HOUR);
    app.finish().await;
}
