//! A new user's proof: what `init` writes for a company of their own takes a planted leak to a letter, under each plan, and
//! leaves nothing behind; what does not arrive is said.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use futures_util::future::BoxFuture;
use leakwatch::app::{Stage, rehearse};
use leakwatch::cli::init;
use leakwatch::clock::Clock;
use leakwatch::config::{Answers, Config, Machine, Person, Post};
use leakwatch::model::proof::{Proof, Stood, What};
use leakwatch::model::{Language, Time};
use leakwatch::runtime::SystemClock;
use mail_parser::MessageParser;
use tokio::sync::watch;

use crate::support::app::load;
use crate::support::smtp::{Act, Relay, Script, Step};

/// The machine's clock, so many times as fast: what waits for company waits a second instead of ten.
#[derive(Debug)]
struct Fast(Time, Instant);

const TIMES: u32 = 10;

impl Clock for Fast {
    fn now(&self) -> Time {
        self.0 + self.1.elapsed() * TIMES
    }

    fn steady(&self) -> Instant {
        self.1 + self.1.elapsed() * TIMES
    }

    fn sleep_until(&self, t: Time) -> BoxFuture<'static, ()> {
        SystemClock.sleep(t.since(self.now()) / TIMES)
    }
}

fn stage() -> Stage {
    Stage {
        clock: Arc::new(Fast(SystemClock.now(), SystemClock.steady())),
        program: env!("CARGO_BIN_EXE_leakwatch").into(),
        by: "a test".into(),
    }
}

fn answers(company: &str, plan: &str, language: Language, relay: &Relay) -> Answers {
    Answers {
        company: company.into(),
        domains: vec!["zarya.example".into()],
        leadership: vec![Person { name: "Иванов Иван Петрович".into() }],
        recipients: vec!["soc@zarya.example".into(), "duty@zarya.example".into()],
        plan: plan.into(),
        language,
        zone: "Europe/Moscow".into(),
        places: Vec::new(),
        relay: Some(Post { host: relay.address.to_string(), ..Post::default() }),
        server: Machine::default(),
    }
}

/// Writes it as `init` does; the data lies beside the configuration.
fn configured(folder: &Path, mut answers: Answers) -> Config {
    answers.server.data = folder.join("data").display().to_string();
    init::run(&folder.join("config"), &answers).expect("it is written");
    load(&folder.join("config")).expect("it loads")
}

async fn proved(config: &Config) -> Proof {
    let (told, _) = watch::channel(Proof::default());
    let watch = config.watches[0].id.clone();
    rehearse(config, &watch, stage(), &told).await.expect("it begins")
}

async fn arrives(company: &str, plan: &str, language: Language, marked: &str) {
    let relay = Relay::start(Script::default()).await;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let config = configured(folder.path(), answers(company, plan, language, &relay));
    let proof = proved(&config).await;
    assert!(proof.proved(), "{plan}: {proof:#?}");
    assert_eq!(proof.steps.iter().filter(|s| s.what == What::Alert).count(), 2, "{plan}: {proof:#?}");
    let letters = relay.letters();
    assert_eq!(letters.len(), 4, "a test letter and an alert for each");
    let alerts: Vec<_> =
        letters.iter().filter(|l| String::from_utf8_lossy(&l.bytes).contains("X-Leakwatch-Due")).collect();
    assert_eq!(alerts.len(), 2);
    for alert in alerts {
        let message = MessageParser::default().parse(&alert.bytes).expect("a letter");
        let (subject, text) =
            (message.subject().unwrap_or_default(), message.body_text(0).unwrap_or_default());
        assert!(subject.starts_with(marked), "{subject}");
        assert!(text.contains("leakwatch-test[.]invalid"), "{text}");
        assert!(!text.contains("/findings/"), "no link to what is not kept: {text}");
        assert!(message.header("X-Leakwatch-Finding").is_none(), "no number of a finding that is not kept");
    }
    assert!(!config.data.join("rehearsal").exists(), "it is taken away again");
    assert!(!config.data.join("leakwatch.db").exists(), "the company's own store is not touched");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_planted_leak_arrives_under_each_plan() {
    tokio::join!(
        arrives("ООО «Заря»", "daily", Language::Russian, "Проверка: ▲"),
        arrives("ООО «Заря»", "operational", Language::Russian, "Проверка: ▲"),
        arrives("Dawn & <Sons> Ltd", "extended", Language::English, "Test: ▲"),
        arrives("Dawn Ltd", "daily", Language::English, "Test: ▲"),
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_relay_that_refuses_is_named_with_its_reply() {
    let relay = Relay::start(Script::default().at(Step::Rcpt, Act::Say("550 5.1.1 no such user"))).await;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let config = configured(folder.path(), answers("ООО «Заря»", "extended", Language::Russian, &relay));
    let proof = proved(&config).await;
    assert!(!proof.proved() && proof.ended && proof.alert_after_s.is_none());
    for step in &proof.steps {
        let (stood, reply) = match step.what {
            What::TestLetter | What::Alert => (Stood::Failed, "no such user"),
            What::FirstVisit | What::Found => (Stood::Done, ""),
        };
        assert_eq!(step.stood, stood, "{step:?}");
        assert!(step.detail.contains(reply), "{step:?}");
    }
    assert!(!config.data.join("rehearsal").exists(), "it is taken away again");
}

#[tokio::test]
async fn a_watch_that_can_alert_of_nothing_is_told_so() {
    let relay = Relay::start(Script::default()).await;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut config = configured(folder.path(), answers("ООО «Заря»", "daily", Language::Russian, &relay));
    let (told, _) = watch::channel(Proof::default());
    config.watches[0].keyword_sets.truncate(1);
    let error = rehearse(&config, "zarya", stage(), &told).await.expect_err("nothing can alert");
    assert!(
        error.to_string().contains("no entry of the watch zarya can raise an alert under its plan daily"),
        "{error:#}"
    );
    config.recipients.clear();
    config.watches[0].keyword_sets.push("threats".into());
    let error = rehearse(&config, "zarya", stage(), &told).await.expect_err("nobody is told");
    assert!(error.to_string().contains("nobody gets alerts of the watch zarya"), "{error:#}");
}
