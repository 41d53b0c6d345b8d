//! A daemon that is stopped in the middle of a letter and goes on when its lease is over sends nothing: another has sent
//! that letter. Leases run on the database's clock, so the database's clock is what is moved.

use std::time::Duration;

use rustix::process::Signal;
use sqlx::{AnyConnection, Connection, Executor};

use super::daemon::{Place, Written, rumour};
use super::process::until;
use super::shared::letters;
use super::web::Web;
use crate::support::postgres;
use crate::support::smtp::{Act, Relay, Script, Step};

const SOON: Duration = Duration::from_secs(120);

/// PostgreSQL asks `public` before its own functions, and finds there a clock that can be set forward.
const CLOCK: &str = "CREATE TABLE public.ahead (by interval NOT NULL);
    INSERT INTO public.ahead VALUES ('0');
    CREATE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
        AS 'SELECT pg_catalog.clock_timestamp() + (SELECT by FROM public.ahead)';
    DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = public, pg_catalog', current_database()); END $$";

#[tokio::test(flavor = "multi_thread")]
async fn stopped_before_data() {
    stopped_at(Step::Rcpt).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn stopped_while_the_relay_thinks_about_data() {
    stopped_at(Step::Data).await;
}

async fn stopped_at(step: Step) {
    if !super::on() {
        return;
    }
    let database = postgres::database().await;
    let mut clock = AnyConnection::connect(&database).await.expect("the database");
    clock.execute(sqlx::raw_sql(CLOCK)).await.expect("a clock of our own");
    let relay = Relay::start(Script::default()).await;
    let web = Web::start().await;
    web.put("/", "Тихий день.");
    let places = [Place {
        id: "ticker".into(),
        kind: "site",
        start: web.url("/"),
        interval: "2s",
        delay: "50ms",
        options: "",
    }];
    let folders = [tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder")];
    let letters = letters(&relay);
    let written = |n: usize| Written {
        database: Some(&database),
        ..Written::new(folders[n].path(), &places, &letters)
    };
    let mut first = written(0).start().await;
    first.seen_all().await;

    relay.play(Script::default().at(step, Act::Hang));
    web.put("/", &rumour("среди них покупатели садового инвентаря из северных областей"));
    let verb = if step == Step::Data { "DATA" } else { "RCPT TO" };
    let said = async || relay.commands().iter().any(|c| c.starts_with(verb)).then_some(());
    until("the first daemon in the middle of a letter", SOON, said).await;
    first.signal(Signal::STOP);
    // Its answer waits in its socket; the lease of the letter passes while it does not look.
    relay.play(Script::default());
    clock.execute(sqlx::raw_sql("UPDATE public.ahead SET by = '10 minutes'")).await.expect("time goes by");

    let mut second = written(1).start().await;
    until("the second daemon's letter", SOON, async || (relay.letters().len() == 1).then_some(())).await;
    second.stop();
    first.signal(Signal::CONT);

    // What the first one tells next shows that it is awake and past the letter that it had lost.
    web.put("/", &rumour("теперь уже речь идёт о списках поставщиков мебели и посуды"));
    until("the next letter", SOON, async || (relay.letters().len() > 1).then_some(())).await;
    let told = relay.letters();
    assert_eq!(told.len(), 2, "the lost letter was not sent again");
    assert_ne!(told[0].bytes, told[1].bytes);
    first.stop();
}
