//! From rows that are owed to letters that were taken, on a real store and over SMTP on loopback.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use leakwatch::alert::channel::{Accepted, Channel, Hold, Outgoing, SendError};
use leakwatch::alert::route::Bundling;
use leakwatch::alert::{
    self, BlindTask, BounceTask, Bounces, DigestTask, Dispatch, Dispatched, Mail, Settings,
};
use leakwatch::clock::Clock;
use leakwatch::model::*;
use leakwatch::runtime::HandClock;
use leakwatch::store::rows::*;
use leakwatch::store::{self, ClockFrom, Store};
use tempfile::TempDir;

use super::fixtures::{high, t};
use crate::support::smtp::{self, Act, Script, Step};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);

/// A store with one watched place, recipients, and a clock moved by hand. Wednesday, 13:00 in Moscow.
pub(super) struct Office {
    pub store: Store,
    clock: HandClock,
    settings: Arc<Settings>,
    folder: TempDir,
}

impl Office {
    pub async fn open() -> Office {
        let folder = TempDir::new().expect("a temporary folder");
        let clock = HandClock::new(t("2026-11-18T10:00:00Z"));
        let url = format!("sqlite:{}/leakwatch.db", folder.path().display());
        let settings = store::Settings { url, owner: "one".into(), clock_from: ClockFrom::Clock };
        let store = Store::open(&settings, Arc::new(clock.clone())).await.expect("the store opens");
        let seed = CrawlSeed { id: "paste".into(), kind: "feed".into(), digest: Digest([1; 32]) };
        store.sync_crawls(&[seed]).await.expect("a crawl");
        Office { store, clock, settings: Arc::new(settings_of()), folder }
    }

    pub fn dispatch(&self, relays: &[&smtp::Relay]) -> Dispatch {
        let channel = |(at, relay): (usize, &&smtp::Relay)| {
            let relay = Relay {
                id: ["main", "spare"][at].into(),
                host: "127.0.0.1".into(),
                port: relay.address.port(),
                tls: Tls::None,
                user: None,
                password: None,
                from: "leakwatch@example.com".into(),
                trusted: Default::default(),
                spot: Spot::default(),
            };
            Arc::new(Mail::new(relay, Arc::new(self.clock.clone()))) as Arc<dyn Channel>
        };
        let routes = relays.iter().enumerate().map(channel).collect();
        let dispatch =
            Dispatch::new(self.store.clone(), routes, self.settings.clone(), Arc::new(self.clock.clone()));
        dispatch.bundling(Bundling { wait: Duration::ZERO, ..Bundling::default() })
    }

    /// Admits findings `ids`, each owed to these recipients within the hour.
    pub async fn plant(&self, ids: std::ops::Range<u8>, recipients: &[&str]) {
        self.visit(ids, recipients, State::Well).await;
    }

    async fn visit(&self, ids: std::ops::Range<u8>, recipients: &[&str], state: State) {
        self.admit(ids, recipients, state, |_| ()).await;
    }

    async fn admit(
        &self,
        ids: std::ops::Range<u8>,
        recipients: &[&str],
        state: State,
        change: impl FnOnce(&mut Admission),
    ) {
        let now = self.clock.now();
        self.store.due_now("paste").await.expect("due");
        let claimed = self.store.claim_crawls(1, HOUR).await.expect("a claim");
        let token = claimed[0].token;
        let mut admission = Admission {
            id: Digest::sha256(format!("{ids:?} {}", now.0).as_bytes()),
            crawl: "paste".into(),
            token,
            visit: VisitStart { started: now, due: now },
            pages: Vec::new(),
            listings: Vec::new(),
            clusters: Vec::new(),
            findings: Vec::new(),
            uncovered: Vec::new(),
            end: Some(end(now, state)),
        };
        for (page, id) in ids.enumerate() {
            admission.pages.push(page_of(id, now));
            admission.findings.push(finding_of(id, page, now, recipients));
        }
        change(&mut admission);
        self.store.admit(&admission).await.expect("admitted");
    }

    pub async fn run(&self, dispatch: &Dispatch) -> Dispatched {
        dispatch.run_once().await.expect("a run")
    }
}

fn end(now: Time, state: State) -> VisitEnd {
    VisitEnd {
        ended: now,
        state,
        why: if state == State::Well { String::new() } else { "a challenge page".into() },
        cursor: None,
        next_due: now + HOUR,
        complete: true,
        gap: false,
        failures: 0,
        unchanged: Vec::new(),
        gone: Vec::new(),
        failed: 0,
        requests: 1,
        bytes: 1,
        complaints: BTreeMap::new(),
        advice: None,
        quick: 0,
        infeasible: None,
        baselines: Vec::new(),
        validators: Vec::new(),
    }
}

fn page_of(id: u8, now: Time) -> PageDraft {
    PageDraft {
        url: format!("https://paste.test/{id}"),
        shown_url: None,
        listing: None,
        as_of: now,
        fetched: now,
        validators: Validators::default(),
        expected: None,
        document: Some(DocumentDraft {
            canonical: None,
            title: "Untitled".into(),
            author: String::new(),
            language: "en".into(),
            kind: "feed".into(),
            published: None,
            updated: None,
            text: format!("a dump, number {id}"),
            fields: BTreeMap::new(),
            complaints: Vec::new(),
            exposure: Exposure::Public,
            archive: None,
            hits: Vec::new(),
            watches: vec!["romashka".into()],
        }),
        digest: Digest([id; 32]),
    }
}

fn finding_of(id: u8, page: usize, now: Time, recipients: &[&str]) -> FindingDraft {
    FindingDraft {
        known: None,
        watch: "romashka".into(),
        entry: "secrets/email-password".into(),
        class: Class::Leak,
        key: Digest([id; 32]),
        cluster: None,
        title: format!("{id} accounts of @example.com"),
        risk: high(),
        confidence: 90,
        exposure: Exposure::Public,
        new_values: Vec::new(),
        uncounted: Vec::new(),
        locations: vec![LocationDraft {
            page,
            exposure: Exposure::Public,
            hits: 3,
            samples: vec!["i.p••••@example.com:••••••••".into()],
            passage: (0, 4),
            evidence: vec!["3 pairs of address and password".into()],
        }],
        seen: Vec::new(),
        verdict: None,
        event: Some(EventDraft {
            kind: EventKind::New,
            number: 1,
            start: now,
            rule: StartRule::Listing,
            found: now,
            due: now + HOUR,
            historic: false,
            rematch: None,
            recipients: recipients.iter().map(|r| (*r).to_owned()).collect(),
        }),
        alert_entry: false,
        stated: None,
    }
}

fn settings_of() -> Settings {
    let recipient = |id: &str, language, zone: &str| Recipient {
        id: id.into(),
        watches: vec!["romashka".into()],
        to: format!("{id}@example.com"),
        language,
        zone: zone.into(),
        gets: Gets::ALL.to_vec(),
        spot: Spot::default(),
    };
    let plan = Plan {
        name: "extended".into(),
        deadline: HOUR,
        interval: 20 * MINUTE,
        digest: Period::Weekly,
        feed: Refresh::Live,
        classes: Class::ALL.iter().copied().collect(),
        roles: Role::ALL.iter().copied().collect(),
        portals: Default::default(),
        dossiers: true,
        cover: Cover::Always,
    };
    let watch = Watch {
        id: "romashka".into(),
        title: "Romashka LLC".into(),
        plan: "extended".into(),
        organisation: "romashka/company".into(),
        keyword_sets: Vec::new(),
        crawls: vec!["paste".into()],
        own_places: Vec::new(),
        partner_portals: Vec::new(),
        competitor_portals: Vec::new(),
        money: None,
        spot: Spot::default(),
    };
    Settings::new("https://leaks.example.com/", "leakwatch@example.com", "leaks.example.com")
        .recipients(&[
            recipient("soc", Language::English, "Europe/Moscow"),
            recipient("night", Language::Russian, "Europe/Moscow"),
        ])
        .watches(&[watch], &BTreeMap::from([("extended".to_owned(), plan)]))
}

fn text(letter: &smtp::Letter) -> String {
    let message = mail_parser::MessageParser::default().parse(&letter.bytes).expect("a message");
    let body = message.body_text(0).unwrap_or_default().replace('\u{a0}', " ");
    body.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(super) fn message_id(letter: &smtp::Letter) -> String {
    let message = mail_parser::MessageParser::default().parse(&letter.bytes).expect("a message");
    format!("<{}>", message.message_id().expect("an id"))
}

#[tokio::test]
async fn an_alert_leaves_once_and_is_proved() {
    let (office, relay) = (Office::open().await, smtp::Relay::start(Script::default()).await);
    office.plant(1..2, &["soc"]).await;
    let dispatch = office.dispatch(&[&relay]);
    // Spawned: the run must be able to move between threads.
    let done =
        tokio::spawn(async move { dispatch.run_once().await }).await.expect("no panic").expect("a run");
    assert_eq!(done, Dispatched { sent: 1, ..Dispatched::default() });
    let [letter] = &relay.letters()[..] else { panic!("one letter") };
    assert_eq!(letter.to, ["<soc@example.com>"]);
    assert!(text(letter).contains("1 accounts of @example.com"), "{}", text(letter));
    let row = &office.store.letters(None, 9, 0).await.expect("letters")[0];
    assert_eq!((row.state, &row.bytes[..], row.relay.as_str()), (Delivery::Sent, &letter.bytes[..], "main"));
    assert_eq!(row.message_id, message_id(letter));
    assert_eq!((row.alerts.len(), &row.watches[..]), (1, &["romashka".to_owned()][..]));
    let alert = office.store.alert(row.alerts[0]).await.expect("the store").expect("the alert");
    assert_eq!((alert.state, alert.accepted, alert.cause), (Delivery::Sent, row.accepted, None));
    assert!(alert.accepted.is_some());
    assert_eq!(office.run(&office.dispatch(&[&relay])).await, Dispatched::default());
}

#[tokio::test]
async fn a_hundred_findings_are_one_letter_for_each_recipient() {
    let (office, relay) = (Office::open().await, smtp::Relay::start(Script::default()).await);
    office.plant(0..100, &["soc", "night"]).await;
    assert_eq!(office.run(&office.dispatch(&[&relay])).await.sent, 2);
    let mut letters = relay.letters();
    letters.sort_by(|a, b| a.to.cmp(&b.to));
    assert_eq!(
        letters.iter().map(|l| l.to.join(",")).collect::<Vec<_>>(),
        ["<night@example.com>", "<soc@example.com>"]
    );
    assert!(text(&letters[0]).contains("100 находок ждут вас"), "{}", text(&letters[0]));
    assert!(text(&letters[1]).contains("100 findings need you"), "{}", text(&letters[1]));
}

#[tokio::test]
async fn what_is_found_within_seconds_shares_a_letter() {
    let (office, relay) = (Office::open().await, smtp::Relay::start(Script::default()).await);
    let dispatch = office.dispatch(&[&relay]).bundling(Bundling::default());
    office.plant(0..2, &["soc"]).await;
    let done = office.run(&dispatch).await;
    assert_eq!((done.sent, done.owed_left, done.next), (0, 2, Some(t("2026-11-18T10:00:10Z"))));
    office.clock.set(t("2026-11-18T10:00:09Z"));
    office.plant(2..3, &["soc"]).await;
    assert_eq!(office.run(&dispatch).await.sent, 0);
    office.clock.set(t("2026-11-18T10:00:10Z"));
    assert_eq!(office.run(&dispatch).await.sent, 1);
    assert!(text(&relay.letters()[0]).contains("3 findings need you"));
}

#[tokio::test]
async fn two_dispatchers_send_one_letter() {
    let (office, relay) = (Office::open().await, smtp::Relay::start(Script::default()).await);
    office.plant(0..5, &["soc"]).await;
    let (one, two) = (office.dispatch(&[&relay]), office.dispatch(&[&relay]));
    let (one, two) = tokio::join!(one.run_once(), two.run_once());
    assert_eq!(one.expect("a run").sent + two.expect("a run").sent, 1);
    assert_eq!(relay.letters().len(), 1);
}

#[tokio::test]
async fn a_resend_is_the_same_byte_for_byte() {
    let (office, relay) =
        (Office::open().await, smtp::Relay::start(Script::default().at(Step::End, Act::Drop)).await);
    office.plant(1..2, &["soc"]).await;
    let dispatch = office.dispatch(&[&relay]);
    let done = office.run(&dispatch).await;
    assert_eq!((done.sent, done.later, done.owed_left), (0, 1, 1));
    let down = office.store.outages(Time(0), Time(i64::MAX)).await.expect("outages");
    assert!(
        down.iter().any(|o| o.cause == Cause::MailDown && o.scope == "main" && o.to.is_none()),
        "{down:?}"
    );
    assert_eq!(office.run(&dispatch).await.sent, 0, "it rests");
    relay.play(Script::default());
    office.clock.set(done.next.expect("a next try"));
    assert_eq!(office.run(&dispatch).await.sent, 1);
    let [first, second] = &relay.letters()[..] else { panic!("two copies: {:?}", relay.letters().len()) };
    assert_eq!(first.bytes, second.bytes);
    let down = office.store.outages(Time(0), Time(i64::MAX)).await.expect("outages");
    assert!(down.iter().all(|o| o.to.is_some()), "{down:?}");
}

#[tokio::test]
async fn later_rests_while_there_is_time_and_then_goes_to_the_next_route() {
    let office = Office::open().await;
    let main = smtp::Relay::start(Script::default().at(Step::Rcpt, Act::Say("450 4.2.0 greylisted"))).await;
    let spare = smtp::Relay::start(Script::default()).await;
    office.plant(1..2, &["soc"]).await;
    let dispatch = office.dispatch(&[&main, &spare]);
    let done = office.run(&dispatch).await;
    assert_eq!((done.later, spare.letters().len()), (1, 0), "an hour is left");
    assert_eq!(done.next, Some(t("2026-11-18T10:00:15Z")));
    office.clock.set(t("2026-11-18T10:58:31Z"));
    assert_eq!(office.run(&dispatch).await.sent, 1);
    assert_eq!((main.letters().len(), spare.letters().len()), (0, 1), "there is no time to rest");
    let row = &office.store.letters(None, 9, 0).await.expect("letters")[0];
    assert_eq!((row.relay.as_str(), row.tries), ("spare", 2));
}

#[tokio::test]
async fn never_goes_to_the_next_route_at_once() {
    let office = Office::open().await;
    let main = smtp::Relay::start(Script::default().at(Step::Mail, Act::Say("550 5.7.1 not you"))).await;
    let spare = smtp::Relay::start(Script::default()).await;
    office.plant(1..2, &["soc"]).await;
    assert_eq!(office.run(&office.dispatch(&[&main, &spare])).await.sent, 1);
    assert_eq!(spare.letters().len(), 1);
}

#[tokio::test]
async fn what_every_route_refuses_stays_owed() {
    let office = Office::open().await;
    let relay =
        smtp::Relay::start(Script::default().at(Step::Rcpt, Act::Say("550 5.1.1 no such user"))).await;
    office.plant(1..2, &["soc"]).await;
    let dispatch = office.dispatch(&[&relay]);
    let done = office.run(&dispatch).await;
    assert_eq!((done.failed, done.owed_left), (1, 1));
    let row = &office.store.letters(None, 9, 0).await.expect("letters")[0];
    assert_eq!(row.state, Delivery::Failed);
    assert!(row.reply.contains("main: RCPT TO: ") && row.reply.contains("550"), "{}", row.reply);
    relay.play(Script::default());
    office.clock.advance(5 * HOUR);
    assert_eq!(office.run(&dispatch).await.sent, 1);
    assert_eq!(relay.letters()[0].bytes, row.bytes);
}

#[tokio::test]
async fn a_relay_that_was_down_is_the_cause_of_lateness() {
    let office = Office::open().await;
    let relay = smtp::Relay::start(Script::default().at(Step::Greeting, Act::Say("421 4.3.2 closed"))).await;
    office.plant(1..2, &["soc"]).await;
    let dispatch = office.dispatch(&[&relay]);
    let mut done = office.run(&dispatch).await;
    while done.next.is_some_and(|next| next < t("2026-11-18T11:20:00Z")) {
        let next = done.next.expect("a next try");
        assert!(next.since(office.clock.now()) <= 10 * MINUTE, "the rest is capped");
        office.clock.set(next);
        done = office.run(&dispatch).await;
    }
    relay.play(Script::default());
    office.clock.set(done.next.expect("a next try"));
    assert_eq!(office.run(&dispatch).await.sent, 1);
    let row = &office.store.letters(None, 9, 0).await.expect("letters")[0];
    let alert = office.store.alert(row.alerts[0]).await.expect("the store").expect("the alert");
    assert_eq!(alert.cause, Some(Cause::MailDown));
}

#[tokio::test]
async fn a_letter_written_late_says_why() {
    let (office, relay) = (Office::open().await, smtp::Relay::start(Script::default()).await);
    office.plant(1..2, &["soc"]).await;
    office.store.outage_open(Cause::PlaceDown, "paste", "no answer").await.expect("an outage");
    office.clock.advance(80 * MINUTE);
    office.store.outage_close(Cause::PlaceDown, "paste").await.expect("its end");
    assert_eq!(office.run(&office.dispatch(&[&relay])).await.sent, 1);
    let told = text(&relay.letters()[0]);
    assert!(told.contains("This letter is 20 min late: it was due 18 November, 14:00 MSK. Why: the place was down from 13:00 to 14:20."), "{told}");
}

#[tokio::test]
async fn a_bounce_reopens_the_alert_under_a_new_letter() {
    let (office, relay) = (Office::open().await, smtp::Relay::start(Script::default()).await);
    office.plant(1..2, &["soc"]).await;
    let dispatch = office.dispatch(&[&relay]);
    office.run(&dispatch).await;
    let mailbox = office.folder.path().join("bounces");
    let bounces = BounceTask::new(office.store.clone(), Bounces::Maildir(mailbox.clone()));
    assert_eq!(bounces.run_once().await.expect("no mailbox yet"), Default::default());
    std::fs::create_dir_all(mailbox.join("new")).expect("a mailbox");
    let report = |id: &str| {
        format!(
            "From: MAILER-DAEMON@mx.example.com\r\nContent-Type: multipart/report; boundary=B\r\n\r\n--B\r\n\
             Content-Type: message/delivery-status\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--B\r\n\
             Content-Type: message/rfc822\r\n\r\nMessage-ID: {id}\r\n\r\nx\r\n--B--\r\n"
        )
    };
    std::fs::write(mailbox.join("new/1.a"), report(&message_id(&relay.letters()[0]))).expect("a bounce");
    std::fs::write(mailbox.join("new/2.b"), report("<strange@leaks.example.com>")).expect("a bounce");
    std::fs::write(mailbox.join("new/3.c"), "From: soc@example.com\r\n\r\nThank you").expect("mail");
    let done = bounces.run_once().await.expect("a run");
    assert_eq!((done.reopened, done.strange, done.ignored), (1, 1, 1));
    assert_eq!(bounces.run_once().await.expect("a run"), Default::default(), "read once");
    assert_eq!(std::fs::read_dir(mailbox.join("cur")).expect("a folder").count(), 3);
    assert_eq!(office.run(&dispatch).await.sent, 1);
    let letters = relay.letters();
    assert_ne!(message_id(&letters[0]), message_id(&letters[1]), "the attempt is part of the id");
}

#[tokio::test]
async fn a_test_letter_goes_the_way_of_all_letters() {
    let (office, relay) = (Office::open().await, smtp::Relay::start(Script::default()).await);
    let now = office.clock.now();
    let id =
        alert::commit_test(&office.store, &office.settings, "night", "admin", now).await.expect("a letter");
    assert!(alert::commit_test(&office.store, &office.settings, "nobody", "admin", now).await.is_err());
    assert_eq!(office.run(&office.dispatch(&[&relay])).await.sent, 1);
    assert!(text(&relay.letters()[0]).contains("Письма доходят"));
    assert_eq!(office.store.letter(&id).await.expect("the store").expect("the letter").state, Delivery::Sent);
}

#[tokio::test]
async fn each_period_has_one_digest_and_downtime_one_for_all() {
    let (office, relay) = (Office::open().await, smtp::Relay::start(Script::default()).await);
    let digests =
        DigestTask::new(office.store.clone(), office.settings.clone(), Arc::new(office.clock.clone()));
    let dispatch = office.dispatch(&[&relay]);
    assert_eq!(digests.run_once().await.expect("a run").committed, 0, "nothing was read in the week before");
    office.plant(1..3, &[]).await;
    // Sunday night and Monday before eight: not yet.
    office.clock.set(t("2026-11-23T04:59:00Z"));
    let done = digests.run_once().await.expect("a run");
    assert_eq!((done.committed, done.next), (0, Some(t("2026-11-23T05:00:00Z"))));
    office.plant(7..8, &[]).await;
    office.clock.set(t("2026-11-23T05:00:00Z"));
    assert_eq!(digests.run_once().await.expect("a run").committed, 2, "one for each recipient");
    assert_eq!(digests.run_once().await.expect("a run").committed, 0);
    assert_eq!(office.run(&dispatch).await.sent, 2);
    let soc = |letters: Vec<smtp::Letter>| {
        letters.into_iter().filter(|l| l.to[0].contains("soc")).map(|l| text(&l)).collect::<Vec<_>>()
    };
    let first = soc(relay.letters());
    assert!(first[0].contains("16–22 November") && first[0].contains("2 new findings"), "{first:?}");
    // Three weeks down.
    office.clock.set(t("2026-12-15T09:00:00Z"));
    assert_eq!(digests.run_once().await.expect("a run").committed, 2);
    office.run(&dispatch).await;
    let second = &soc(relay.letters())[1];
    assert!(
        second.contains("23 November – 29 November; 30 November – 6 December; 7 December – 13 December"),
        "{second}"
    );
    assert!(second.contains("1 new finding,") && second.contains("7 accounts"), "{second}");
    assert!(!second.contains("2 accounts of @example.com secrets"), "told before: {second}");
}

#[tokio::test]
async fn a_plan_that_changes_goes_on_where_the_other_ended() {
    let (office, relay) = (Office::open().await, smtp::Relay::start(Script::default()).await);
    let task = |settings: &Arc<Settings>| {
        DigestTask::new(office.store.clone(), settings.clone(), Arc::new(office.clock.clone()))
    };
    office.plant(1..2, &[]).await;
    office.clock.set(t("2026-11-23T09:00:00Z"));
    assert_eq!(task(&office.settings).run_once().await.expect("a run").committed, 2);
    office.plant(2..3, &[]).await;
    let mut monthly = (*office.settings).clone();
    monthly.watches.get_mut("romashka").expect("the watch").plan.digest = Period::Monthly;
    let monthly = task(&Arc::new(monthly));
    office.clock.set(t("2026-12-01T09:00:00Z"));
    assert_eq!(monthly.run_once().await.expect("a run").committed, 0, "not a month of eight days");
    office.clock.set(t("2027-01-01T09:00:00Z"));
    assert_eq!(monthly.run_once().await.expect("a run").committed, 2);
    office.run(&office.dispatch(&[&relay])).await;
    let told: Vec<String> =
        relay.letters().iter().map(text).filter(|l| l.contains("Monthly summary")).collect();
    let [digest] = &told[..] else { panic!("one for soc: {told:?}") };
    assert!(digest.contains("23 November 2026 – 31 December 2026"), "{digest}");
    assert!(digest.contains("1 new finding,") && digest.contains("2 accounts of @example.com"), "{digest}");
}

#[tokio::test]
async fn a_blind_place_is_told_once_its_promise_is_at_risk() {
    let (office, relay) = (Office::open().await, smtp::Relay::start(Script::default()).await);
    office.visit(0..0, &[], State::Well).await;
    office.clock.advance(20 * MINUTE);
    office.visit(0..0, &[], State::Refused).await;
    let blind = BlindTask::new(office.store.clone(), office.settings.clone(), Arc::new(office.clock.clone()));
    assert_eq!(blind.run_once().await.expect("a run"), 0, "within the deadline");
    office.clock.advance(2 * HOUR);
    assert_eq!(blind.run_once().await.expect("a run"), 2);
    assert_eq!(blind.run_once().await.expect("a run"), 0);
    assert_eq!(office.run(&office.dispatch(&[&relay])).await.sent, 2);
    let told: Vec<String> = relay.letters().iter().map(text).collect();
    assert!(
        told.iter().any(|l| l.contains("Not seen: 1 place") && l.contains("a challenge page")),
        "{told:?}"
    );
    office.clock.advance(3 * HOUR);
    assert_eq!(blind.run_once().await.expect("a run"), 0, "not again for the same");
}

#[tokio::test]
async fn a_baseline_gathers_what_was_there_before() {
    let (office, relay) = (Office::open().await, smtp::Relay::start(Script::default()).await);
    let now = office.clock.now();
    office
        .admit(0..3, &[], State::Well, |admission| {
            admission.findings.iter_mut().filter_map(|f| f.event.as_mut()).for_each(|e| e.historic = true);
            let end = admission.end.as_mut().expect("the visit's end");
            let baseline = |recipient: &str| BaselineDraft {
                watch: "romashka".into(),
                recipient: recipient.into(),
                part: 1,
                start: now,
                due: now + HOUR,
            };
            end.baselines = vec![baseline("soc"), baseline("night")];
        })
        .await;
    assert_eq!(office.run(&office.dispatch(&[&relay])).await.sent, 2);
    let told: Vec<String> = relay.letters().iter().map(text).collect();
    assert!(told.iter().any(|l| l.contains("paste: 3 findings at the first reading")), "{told:?}");
    assert!(told.iter().any(|l| l.contains("paste: 3 находки при первом обходе")), "{told:?}");
}

/// A route that is stopped beyond its lease just before it would send, while another daemon goes on.
struct Stopped {
    inner: Mail,
    clock: HandClock,
    other: Dispatch,
}

#[async_trait]
impl Channel for Stopped {
    fn name(&self) -> &str {
        "stopped"
    }

    async fn send(&self, letter: &Outgoing, hold: &dyn Hold) -> Result<Accepted, SendError> {
        self.clock.advance(10 * MINUTE);
        assert_eq!(self.other.run_once().await.expect("a run").sent, 1);
        self.inner.send(letter, hold).await
    }
}

#[tokio::test]
async fn who_was_stopped_beyond_the_lease_sends_nothing() {
    let (office, relay) = (Office::open().await, smtp::Relay::start(Script::default()).await);
    office.plant(1..2, &["soc"]).await;
    let config = Relay {
        id: "main".into(),
        host: "127.0.0.1".into(),
        port: relay.address.port(),
        tls: Tls::None,
        user: None,
        password: None,
        from: "leakwatch@example.com".into(),
        trusted: Default::default(),
        spot: Spot::default(),
    };
    let clock = Arc::new(office.clock.clone());
    let other = office.dispatch(&[&relay]);
    let stopped = Stopped { inner: Mail::new(config, clock.clone()), clock: office.clock.clone(), other };
    let routes: Vec<Arc<dyn Channel>> = vec![Arc::new(stopped)];
    let dispatch = Dispatch::new(office.store.clone(), routes, office.settings.clone(), clock)
        .bundling(Bundling { wait: Duration::ZERO, ..Bundling::default() });
    assert_eq!(office.run(&dispatch).await, Dispatched::default());
    assert_eq!(relay.letters().len(), 1);
}
