//! What is told, to whom, and how often: exactly one letter for each recipient, however it comes about.

use std::time::Duration;

use leakwatch::model::{EventKind, Money, Quiet, StartRule, Verdict};
use leakwatch::store::rows::{Judgement, MuteDraft};

use crate::support::app::{HOUR, MINUTE, TestApp, Written};
use crate::support::web::Entry;

pub const SECRET: &str = "tok-q7w3e9r1";

pub fn quiet(id: u32) -> Entry {
    Entry::new(id, "Погода", &format!("Сегодня ясно, запись {id}, ветер слабый, дождя не ожидается."))
}

/// A text with a secret of the company.
pub fn leak(id: u32, secret: &str) -> Entry {
    Entry::new(id, "Настройки", &format!("Ключ ООО «Ромашка» для выгрузки: {secret}, не теряйте."))
}

/// A daemon that has read two quiet entries, completely; and twenty minutes later.
pub async fn watching() -> TestApp {
    watching_with(Written::default()).await
}

pub async fn watching_with(written: Written) -> TestApp {
    let app = TestApp::with(written).await;
    app.feed(&[quiet(1), quiet(2)]);
    app.turn("poll").await;
    app.clock.advance(20 * MINUTE);
    app
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_entry_with_a_leak_is_one_letter_for_each_recipient() {
    let app = watching().await;
    let lacked = app.last_asked();
    app.feed(&[quiet(1), quiet(2), leak(3, SECRET)]);
    app.turn("poll").await;
    app.turn("dispatch").await;
    assert!(app.relay.letters().is_empty(), "an alert waits for others to share its letter");
    app.dispatch().await;
    for recipient in ["soc", "duty"] {
        let letters = app.letters(recipient);
        assert_eq!(letters.len(), 1, "{recipient}: {letters:#?}");
        let letter = &letters[0];
        assert_eq!(letter.one("X-Leakwatch-Start"), lacked.rfc3339());
        assert_eq!(letter.one("X-Leakwatch-Due"), (lacked + HOUR).rfc3339());
        assert_eq!(letter.one("X-Leakwatch-Plan"), "extended");
        assert_eq!(letter.one("Auto-Submitted"), "auto-generated");
        assert_eq!(letter.all("X-Leakwatch-Finding").len(), 1);
        assert!(letter.words().contains("news[.]test/page/3"), "where: {}", letter.text);
    }
    for letter in app.relay.letters() {
        assert_eq!(letter.to.len(), 1, "one envelope a recipient");
        let bytes = String::from_utf8_lossy(&letter.bytes).into_owned();
        assert!(!bytes.contains(SECRET), "the secret is masked in the bytes");
    }
    for recipient in ["soc", "duty"] {
        assert!(!app.letters(recipient)[0].words().contains(SECRET), "the secret is masked in what is read");
    }
    let alerts = app.alerts().await;
    assert!(alerts.iter().all(|a| a.rule == StartRule::Listing && a.cause.is_none()), "{alerts:#?}");

    app.clock.advance(20 * MINUTE);
    app.turn("poll").await;
    app.dispatch().await;
    assert_eq!(app.relay.letters().len(), 2, "a second look at the same brings nothing");
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_elsewhere_is_a_location() {
    let app = watching().await;
    app.feed(&[quiet(1), quiet(2), leak(3, SECRET)]);
    app.turn("poll").await;
    app.dispatch().await;
    app.clock.advance(20 * MINUTE);
    let copy = Entry::new(4, "Перепечатка", &format!("Пишут, что у ООО «Ромашка» утёк {SECRET}."));
    app.feed(&[quiet(1), quiet(2), leak(3, SECRET), copy]);
    app.turn("poll").await;
    app.dispatch().await;
    assert_eq!(app.relay.letters().len(), 2, "no letter for a copy");
    let finding = app.finding("acme/token").await;
    let places = app.app.store.locations(finding.id).await.expect("the store answers");
    assert_eq!(places.len(), 2, "{places:#?}");
    assert_eq!(finding.events, 1);
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_first_visit_finds_is_one_baseline_letter() {
    let app = TestApp::start().await;
    app.feed(&[quiet(1), leak(2, SECRET), leak(3, "tok-zzzz1111")]);
    app.turn("poll").await;
    app.dispatch().await;
    let letters = app.letters("soc");
    assert_eq!(letters.len(), 1, "{letters:#?}");
    assert_eq!(letters[0].all("X-Leakwatch-Finding").len(), 2);
    assert!(!letters[0].words().contains(SECRET));
    assert!(app.letters("duty").is_empty(), "who gets no baselines gets none");
    app.clock.advance(20 * MINUTE);
    app.turn("poll").await;
    app.dispatch().await;
    assert_eq!(app.relay.letters().len(), 1, "and nothing of it comes singly");
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leak_stated_to_be_younger_than_the_deadline_alerts_at_the_first_visit() {
    let app = TestApp::start().await;
    let published = app.now() - 10 * MINUTE;
    app.feed(&[leak(1, "tok-old00001"), leak(2, SECRET).published(published)]);
    app.turn("poll").await;
    app.dispatch().await;
    let single = app.letters("duty");
    assert_eq!(single.len(), 1, "{single:#?}");
    assert_eq!(single[0].one("X-Leakwatch-Start"), published.rfc3339());
    assert_eq!(single[0].one("X-Leakwatch-Due"), (published + HOUR).rfc3339());
    assert_eq!(app.letters("soc").len(), 2, "the alert, and the baseline of the other");
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_false_positive_stays_quiet_and_a_new_value_does_not() {
    let app = watching().await;
    app.feed(&[quiet(1), quiet(2), leak(3, SECRET)]);
    app.turn("poll").await;
    app.dispatch().await;
    judge(&app, Verdict::FalsePositive).await;
    app.clock.advance(20 * MINUTE);
    let again = Entry::new(4, "Снова", &format!("Опять тот же ключ ООО «Ромашка» {SECRET} на месте."));
    app.feed(&[quiet(2), leak(3, SECRET), again.clone()]);
    app.turn("poll").await;
    app.dispatch().await;
    assert_eq!(app.letters("duty").len(), 1, "judged once, quiet for good");
    app.clock.advance(20 * MINUTE);
    app.feed(&[leak(3, SECRET), again, leak(5, "tok-new00002")]);
    app.turn("poll").await;
    app.dispatch().await;
    assert_eq!(app.letters("duty").len(), 2, "a value that was not judged");
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_false_positive_that_is_taken_back_tells_of_the_next_copy() {
    let app = watching().await;
    app.feed(&[quiet(1), quiet(2), leak(3, SECRET)]);
    app.turn("poll").await;
    app.dispatch().await;
    judge(&app, Verdict::FalsePositive).await;
    let copy = |id| Entry::new(id, "Снова", &format!("Опять ключ ООО «Ромашка» {SECRET} на месте {id}."));
    app.clock.advance(20 * MINUTE);
    app.feed(&[quiet(2), leak(3, SECRET), copy(4)]);
    app.turn("poll").await;
    app.dispatch().await;
    assert_eq!(app.letters("duty").len(), 1);
    let row = app.app.store.suppressions(None, false, 10).await.expect("listed").remove(0);
    assert_eq!((row.places, row.scope), (1, leakwatch::model::Hush::Value), "counted while it is quiet");
    assert!(app.app.store.end_suppression(row.id, "boris", "it is ours").await.expect("taken back"));
    assert_eq!(app.finding("acme/token").await.verdict, Verdict::New);
    assert_eq!(app.finding("acme/token").await.locations, 2, "nothing of it is lost");
    app.clock.advance(20 * MINUTE);
    app.feed(&[leak(3, SECRET), copy(4), copy(5)]);
    app.turn("poll").await;
    app.dispatch().await;
    assert_eq!(app.letters("duty").len(), 2, "a new copy alerts again");
    app.clock.advance(20 * MINUTE);
    app.feed(&[copy(4), copy(5), copy(6)]);
    app.turn("poll").await;
    app.dispatch().await;
    assert_eq!(app.letters("duty").len(), 2, "once");
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_fixed_and_is_seen_again_has_returned() {
    let app = watching().await;
    app.feed(&[quiet(1), quiet(2), leak(3, SECRET)]);
    app.turn("poll").await;
    app.dispatch().await;
    judge(&app, Verdict::Fixed).await;
    app.clock.advance(20 * MINUTE);
    let again = Entry::new(4, "Снова", &format!("Новый пост: ООО «Ромашка», {SECRET}."));
    app.feed(&[quiet(2), again]);
    app.turn("poll").await;
    app.dispatch().await;
    assert_eq!(app.letters("duty").len(), 2);
    let last = app.alerts().await.pop().expect("an alert");
    assert_eq!((last.event, last.event_kind), (2, EventKind::Returned));
    assert_eq!(app.finding("acme/token").await.events, 2);
    app.finish().await;
}

/// What an analyst says of the one finding of the secret pattern.
pub async fn judge(app: &TestApp, verdict: Verdict) {
    let finding = app.finding("acme/token").await;
    let judgement = Judgement { verdict: Some(verdict), ..Judgement::default() };
    let judged = app.app.store.judge(&[finding.id], None, &judgement, "anna").await;
    assert_eq!(judged.expect("the store answers"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_findings_at_once_are_one_letter() {
    let app = watching().await;
    let many: Vec<Entry> = (0..100).map(|n| leak(10 + n, &format!("tok-many{n:04}"))).collect();
    app.feed(&[&[quiet(1), quiet(2)], many.as_slice()].concat());
    app.turn("poll").await;
    app.dispatch().await;
    for recipient in ["soc", "duty"] {
        let letters = app.letters(recipient);
        assert_eq!(letters.len(), 1, "{recipient}");
        assert_eq!(letters[0].all("X-Leakwatch-Finding").len(), 100);
        assert!(!letters[0].words().contains("tok-many0042"));
    }
    let alerts = app.alerts().await;
    assert_eq!(alerts.len(), 200);
    assert!(alerts.iter().all(|a| a.accepted.is_some_and(|at| at < a.due)), "still in time");
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_weekly_digest_comes_once() {
    let gets: &[&str] = &["alerts", "digest"];
    let app = watching_with(Written { recipients: vec![("soc", gets)], ..Written::default() }).await;
    app.feed(&[quiet(1), quiet(2), leak(3, SECRET)]);
    app.turn("poll").await;
    app.dispatch().await;
    app.turn("digest").await;
    app.dispatch().await;
    assert_eq!(app.letters("soc").len(), 1, "the week has not ended");
    // Monday, 2026-09-28, 07:59 in Moscow.
    app.clock.set(leakwatch::model::Time::parse_rfc3339("2026-09-28T04:59:00Z").expect("a time"));
    app.turn("digest").await;
    app.dispatch().await;
    assert_eq!(app.letters("soc").len(), 1, "nobody reads it at night");
    app.clock.advance(MINUTE);
    for _ in 0..3 {
        app.turn("digest").await;
        app.dispatch().await;
        app.clock.advance(Duration::from_secs(3600));
    }
    let letters = app.letters("soc");
    assert_eq!(letters.len(), 2, "{letters:#?}");
    assert!(letters[1].all("X-Leakwatch-Finding").is_empty());
    assert!(!letters[1].words().contains(SECRET));
    assert!(letters[1].words().contains("acme") || letters[1].words().contains("token"), "what happened");
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_muted_makes_no_letter_and_money_is_told() {
    let money = "[watch.romashka.money]\ncurrency = \"RUB\"\nlarge = 10_000_000\n".to_owned();
    let app = watching_with(Written { watch: money, ..Written::default() }).await;
    let quiet_place = MuteDraft {
        watch: "romashka".into(),
        scope: Quiet::Place,
        about: "news".into(),
        until: app.now() + 24 * HOUR,
        reason: "a drill".into(),
    };
    let mute = app.app.store.mute(&quiet_place, "anna").await.expect("muted");
    app.feed(&[quiet(1), quiet(2), leak(3, SECRET)]);
    app.turn("poll").await;
    app.dispatch().await;
    assert!(app.relay.letters().is_empty(), "nothing leaves");
    let finding = app.finding("acme/token").await;
    assert_eq!((finding.muted, finding.alert_due), (Some(mute), None), "and it is there to be judged");
    // The token alone is stated at what its damage comes to; a mention's level has no amount.
    assert_eq!(finding.stated, Some(Money { amount: 1_000_000_000, currency: "RUB".into() }));
    assert_eq!(app.finding("acme/company").await.stated, None);
    let row = app.app.store.mute_row(mute).await.expect("read").expect("there");
    assert_eq!(row.events, 2, "the token and the mention, counted");

    assert!(app.app.store.end_mute(mute, "anna").await.expect("ended"));
    app.clock.advance(20 * MINUTE);
    app.feed(&[quiet(1), quiet(2), leak(3, SECRET), leak(4, "tok-other123")]);
    app.turn("poll").await;
    app.dispatch().await;
    let letters = app.letters("soc");
    assert_eq!(letters.len(), 1, "what comes after it is told");
    let words = letters[0].words().replace('\u{a0}', " ");
    assert!(words.contains("₽ под риском"), "{words}");
    app.finish().await;
}
