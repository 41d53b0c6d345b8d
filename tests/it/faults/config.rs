//! A configuration, crawler, keyword set or query with a fault, while the daemon runs and when it starts; and a database
//! of a newer version: the error says what and where, and everything stays as it was.

use std::sync::Arc;

use sqlx::{AnyConnection, Connection};

use super::{ALERTS, end, left_behind, ready, recovers};
use crate::app::letters::{SECRET, leak, quiet, watching};
use crate::support::app::{SET, load};

/// (file, text that is added to what stands there, what the error names).
const FAULTS: &[(&str, &str, &str)] = &[
    ("leakwatch.toml", "\n[server\n", "leakwatch.toml:"),
    ("leakwatch.toml", "\n[retention]\npagez = \"1d\"\n", "pagez"),
    ("leakwatch.toml", "\n[watch.other]\nplan = \"extendet\"\norganisation = \"acme/company\"\n", "extendet"),
    ("leakwatch.toml", "\n[recipient.x]\nwatches = [\"nobody\"]\nto = \"x@example.com\"\n", "nobody"),
    (
        "leakwatch.toml",
        "\n[relay.bad]\nhost = \"mx.example.com\"\nport = 99999\nfrom = \"a@example.com\"\n",
        "99999",
    ),
    ("crawlers/news/crawler.toml", "kinde = \"feed\"\n", "kinde"),
    ("crawlers/bad/crawler.toml", "id = \"bad\"\nkind = \"fead\"\nstart = [\"http://x.test/\"]\n", "fead"),
    ("crawlers/bad/crawler.toml", "id = \"bad\"\nkind = \"feed\"\nstart = [\"no address\"]\n", "no address"),
    ("crawlers/bad/crawler.toml", "id = \"news\"\nkind = \"feed\"\nstart = [\"http://x.test/\"]\n", "news"),
    ("keyword-sets/acme.toml", "\n[[pattern]]\nid = \"x\"\nclass = \"leak\"\nregex = '(['\n", "acme.toml:"),
    (
        "keyword-sets/acme.toml",
        "\n[[query]]\nid = \"x\"\nclass = \"leak\"\nexpression = '(a AND'\n",
        "acme.toml:",
    ),
    (
        "keyword-sets/acme.toml",
        "\n[[query]]\nid = \"x\"\nclass = \"leak\"\nexpression = 'entity:nobody'\n",
        "nobody",
    ),
    ("keyword-sets/acme.toml", "\n[[entity]]\nid = \"company\"\nkind = \"brand\"\nname = \"X\"\n", "company"),
    ("keyword-sets/other.toml", "[set]\nid = \"acme\"\n", "acme"),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_faulty_change_is_refused_and_the_old_state_kept() {
    let mut app = watching().await;
    let before = app.app.current.borrow().clone();
    let rows = app.app.store.crawls().await.expect("the store answers");
    for (file, more, named) in FAULTS {
        let path = app.config().join(file);
        std::fs::create_dir_all(path.parent().expect("in the folder")).expect("a folder");
        let good = std::fs::read_to_string(&path).ok();
        std::fs::write(&path, format!("{}{more}", good.as_deref().unwrap_or_default())).expect("written");
        let faults = load(&app.config()).err().unwrap_or_default();
        let said: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert!(said.iter().any(|f| f.contains(named)), "{file}{more}: {said:#?}");
        app.turn("reload").await;
        assert!(Arc::ptr_eq(&before, &app.app.current.borrow()), "{file}{more}: the old one stays");
        assert_eq!(app.app.store.crawls().await.expect("the store answers"), rows, "{file}{more}");
        match good {
            Some(good) => std::fs::write(&path, good).expect("written"),
            None => std::fs::remove_file(&path).expect("removed"),
        }
    }
    // It still works by the old one, and takes over the next good one.
    app.feed(&[quiet(1), quiet(2), leak(3, SECRET)]);
    app.turn("poll").await;
    app.dispatch().await;
    assert_eq!(app.letters("soc").len(), 1);
    app.rewrite(|w| w.set = format!("{SET}\n"));
    app.turn("reload").await;
    assert!(!Arc::ptr_eq(&before, &app.app.current.borrow()), "a good one is taken over");
    app.finish().await;
}

async fn refuses(left: &super::Behind, names: &str) {
    let mut daemon = super::start(left, None);
    let ended = tokio::time::timeout(super::PATIENCE, daemon.wait()).await.expect("it ends by itself");
    let log = std::fs::read_to_string(left.data().join("log")).expect("its log");
    assert_eq!(ended.expect("it is our child").code(), Some(2), "{log}");
    assert!(log.contains(names), "{names}: {log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_with_a_fault_says_so_and_touches_nothing() {
    let left = left_behind(ALERTS, true).await;
    let file = left.config().join("leakwatch.toml");
    let good = std::fs::read_to_string(&file).expect("read");
    std::fs::write(&file, format!("{good}\n[watc.x]\n")).expect("written");
    refuses(&left, "leakwatch.toml:").await;
    std::fs::write(&file, good).expect("written");

    let mut rows = AnyConnection::connect(&left.database).await.expect("the database");
    sqlx::query("INSERT INTO schema_version (version, at) VALUES (99, 0)")
        .execute(&mut rows)
        .await
        .expect("newer");
    rows.close().await.expect("closed");
    refuses(&left, "written by a newer leakwatch (schema 99").await;
    let mut rows = AnyConnection::connect(&left.database).await.expect("the database");
    sqlx::query("DELETE FROM schema_version WHERE version = 99").execute(&mut rows).await.expect("as it was");
    rows.close().await.expect("closed");

    let mut other = ready(&left, "the first of two").await;
    refuses(&left, "another leakwatch holds").await;
    assert!(end(&mut other).await.success());
    recovers(&left, 1, "after four refusals", 1).await;
}
