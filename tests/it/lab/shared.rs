//! Two daemons on one PostgreSQL: they share the places, keep their distance together, and tell each thing once.

use std::collections::BTreeSet;
use std::time::Duration;

use super::daemon::{Daemon, Place, Written, rumour};
use super::process::{rest, until};
use super::web::Web;
use crate::support::{postgres, smtp};

const DELAY: Duration = Duration::from_millis(400);
const PLACES: usize = 6;

/// How letters leave in the tests that bring a relay of their own.
pub fn letters(relay: &smtp::Relay) -> String {
    format!(
        "[relay.main]\nhost = \"127.0.0.1\"\nport = {}\ntls = \"none\"\nfrom = \"leakwatch@lab.test\"\n\n\
         [recipient.soc]\nwatches = [\"romashka\"]\nto = \"soc@lab.test\"\ngets = [\"alerts\", \"baseline\"]\n",
        relay.address.port()
    )
}

fn message_id(letter: &smtp::Letter) -> String {
    let text = String::from_utf8_lossy(&letter.bytes);
    text.lines().find(|l| l.starts_with("Message-ID:")).expect("a Message-ID").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_daemons_share_the_work_and_stay_polite() {
    if !super::on() {
        return;
    }
    let database = postgres::database().await;
    let relay = smtp::Relay::start(smtp::Script::default()).await;
    let web = Web::start().await;
    let path = |n: usize| format!("/place-{n}");
    (0..PLACES).for_each(|n| web.put(&path(n), "Тихий день."));
    let places: Vec<Place> = (0..PLACES)
        .map(|n| Place {
            id: format!("place-{n}"),
            kind: "site",
            start: web.url(&path(n)),
            interval: "3s",
            delay: "400ms",
            options: "",
        })
        .collect();
    let folders = [tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder")];
    let letters = letters(&relay);
    let mut daemons: Vec<Daemon> = Vec::new();
    for folder in &folders {
        let written = Written { database: Some(&database), ..Written::new(folder.path(), &places, &letters) };
        daemons.push(written.start().await);
    }
    daemons[0].seen_all().await;
    for n in 0..PLACES {
        web.put(&path(n), &rumour(&format!("на этот раз пострадал склад номер {n} в городе номер {n}")));
    }
    let told = |relay: &smtp::Relay| {
        let all: Vec<String> =
            relay.letters().iter().map(|l| String::from_utf8_lossy(&l.bytes).into_owned()).collect();
        all.iter().map(|l| l.matches("X-Leakwatch-Finding:").count()).sum::<usize>()
    };
    until("all alerts", Duration::from_secs(90), async || (told(&relay) >= PLACES).then_some(())).await;
    rest(12).await;
    assert_eq!(told(&relay), PLACES, "each finding is told once");
    let ids: BTreeSet<String> = relay.letters().iter().map(message_id).collect();
    assert_eq!(ids.len(), relay.letters().len(), "no letter twice");

    // Both have worked, and no place was visited by two at a time.
    for daemon in &daemons {
        assert!(daemon.log().contains("visited"), "this one visited nothing");
    }
    for place in &places {
        let mut visits = daemons[0].store().visits(&place.id, 500).await.expect("visits");
        visits.sort_by_key(|v| v.started);
        for pair in visits.windows(2) {
            let ended = pair[0].ended.expect("an earlier visit is over");
            assert!(pair[1].started >= ended, "{}: two at a time: {pair:?}", place.id);
        }
    }
    // All places are one host: its delay holds over both daemons. What is allowed for is the way to the server.
    let asked = web.asked();
    assert!(asked.len() > 2 * PLACES, "{} requests", asked.len());
    for pair in asked.windows(2) {
        let apart = pair[1].0 - pair[0].0;
        assert!(apart + Duration::from_millis(60) >= DELAY, "{apart:?} apart: {pair:?}");
    }
    daemons.iter_mut().for_each(Daemon::stop);
}
