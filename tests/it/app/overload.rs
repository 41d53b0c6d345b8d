//! The relay was off for hours and is on again: what can still be in time leaves by its due time, a fifth of the way is
//! kept for what is late already, and of that the newest comes first. Read off the relay, in the order of arrival.

use leakwatch::clock::Clock;
use leakwatch::model::Time;

use super::letters::{leak, quiet, watching_with};
use crate::support::app::{MINUTE, TestApp, Written};
use crate::support::smtp::{Act, Script, Step};
use crate::support::web::Entry;

/// Ten teams, each told by a letter of its own.
const TEAMS: [&str; 10] = ["t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8", "t9"];
/// Letters that are claimed at once, and those of them that late ones have.
const CLAIM: usize = 32;
const LATE: usize = 7;
/// Letters that are on their way at once may overtake each other.
const BESIDE: usize = 3;

/// A leak every twenty minutes for so many hours, told to these teams, while the relay takes nothing.
async fn off_for(hours: u32, teams: &'static [&'static str]) -> TestApp {
    let recipients = teams.iter().map(|team| (*team, &["alerts"] as &[&str])).collect();
    let app = watching_with(Written { recipients, ..Written::default() }).await;
    app.relay.play(Script::default().at(Step::Greeting, Act::Say("421 4.3.2 not now")));
    let mut entries: Vec<Entry> = vec![quiet(1), quiet(2)];
    for n in 0..hours * 3 {
        entries.push(leak(10 + n, &format!("tok-over{n:04}")));
        app.feed(&entries);
        app.turn("poll").await;
        app.dispatch().await;
        for _ in 0..4 {
            app.clock.advance(5 * MINUTE);
            app.turn("dispatch").await;
        }
    }
    assert!(app.relay.letters().is_empty(), "the relay is off");
    app
}

/// When all that is owed is due, to the second, as letters say it.
async fn dues(app: &TestApp) -> Vec<Time> {
    app.alerts().await.iter().map(|alert| Time(alert.due.0 - alert.due.0.rem_euclid(1000))).collect()
}

/// Due times in the order in which letters are given out: by rule, from those that are owed.
fn by_rule(owed: &[Time], now: Time) -> Vec<Time> {
    let (mut in_time, mut late): (Vec<Time>, Vec<Time>) = owed.iter().partition(|due| **due >= now);
    in_time.sort_unstable();
    late.sort_unstable_by(|a, b| b.cmp(a));
    let mut order = Vec::new();
    while !in_time.is_empty() || !late.is_empty() {
        let kept = LATE.min(late.len());
        let first = (CLAIM - kept).min(in_time.len());
        order.extend(in_time.drain(..first));
        order.extend(late.drain(..(CLAIM - first).min(late.len())));
    }
    order
}

#[tokio::test(flavor = "multi_thread")]
async fn after_hours_without_a_relay_letters_leave_in_the_order_of_the_house() {
    let app = off_for(5, &TEAMS).await;
    // Every rest is over.
    app.clock.advance(10 * MINUTE);
    let now = app.clock.now();
    let owed = dues(&app).await;
    assert_eq!(owed.len(), 150);
    let late = owed.iter().filter(|due| **due < now).count();
    let in_time = owed.len() - late;
    assert!(late > 100 && in_time >= 10, "{late} are late already, {in_time} can still be in time");

    app.relay.play(Script::default());
    app.turn("dispatch").await;
    let arrived: Vec<Time> = app.arrived().iter().map(|letter| letter.due()).collect();
    assert_eq!(arrived.len(), owed.len(), "each once, and all of them");
    let expected = by_rule(&owed, now);
    // Nothing arrives before its turn.
    for (place, due) in arrived.iter().enumerate() {
        let turn = expected.iter().position(|e| e == due).expect("it is owed");
        assert!(place + BESIDE >= turn, "due {due} arrived at {place}, its turn is {turn}: {arrived:#?}");
    }
    let early = arrived[..in_time + LATE].iter().filter(|due| **due >= now).count();
    assert!(early + BESIDE >= in_time, "{early} of {in_time} that can still be in time came first");
    // In time is what could be.
    let alerts = app.alerts().await;
    let kept =
        alerts.iter().filter(|a| a.cause.is_none() && a.accepted.is_some_and(|at| at <= a.due)).count();
    assert_eq!(kept, in_time, "what could be in time is");
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn late_ones_have_a_fifth_of_the_way_while_much_is_in_time() {
    // Four deadlines' worth of letters can still be in time: more than one claim takes.
    let app = off_for(3, &TEAMS).await;
    let mut entries: Vec<Entry> = vec![quiet(1), quiet(2)];
    for n in 0..4 {
        entries.push(leak(100 + n, &format!("tok-more{n:04}")));
        app.feed(&entries);
        app.clock.advance(MINUTE);
        assert!(app.app.store.due_now("news").await.expect("asked"));
        app.turn("poll").await;
        app.dispatch().await;
    }
    app.clock.advance(10 * MINUTE);
    let now = app.clock.now();
    let owed = dues(&app).await;
    let in_time = owed.iter().filter(|due| **due >= now).count();
    assert!(in_time > CLAIM, "{in_time} can still be in time");
    app.relay.play(Script::default());
    app.turn("dispatch").await;
    let arrived: Vec<Time> = app.arrived().iter().map(|letter| letter.due()).collect();
    let late: Vec<Time> = arrived[..CLAIM].iter().copied().filter(|due| *due < now).collect();
    let part = LATE - BESIDE..=LATE + BESIDE;
    assert!(part.contains(&late.len()), "{} of the first {CLAIM} are late: {arrived:#?}", late.len());
    let newest = owed.iter().filter(|due| **due < now).max().expect("some are late");
    assert!(late.iter().all(|due| due == newest), "the newest of the late ones: {late:#?}");
    app.finish().await;
}

/// The first letter that a relay takes again says that it is back: nothing rests on.
#[tokio::test(flavor = "multi_thread")]
async fn when_one_letter_is_taken_again_no_other_waits_for_its_rest_to_end() {
    let app = off_for(4, &["soc"]).await;
    let resting: Vec<Time> =
        app.app.store.letters(None, 100, 0).await.expect("read").iter().map(|l| l.next_try).collect();
    let first = *resting.iter().min().expect("some rest");
    app.relay.play(Script::default());
    app.clock.set(first.max(app.clock.now()));
    let ripe = resting.iter().filter(|at| **at <= app.clock.now()).count();
    assert!(ripe > 0 && ripe < resting.len(), "most still rest: {resting:#?}");
    app.turn("dispatch").await;
    assert_eq!(app.letters("soc").len(), 12, "all leave with the first");
    app.finish().await;
}
