//! `leakwatch crawl rehearse` and `crawl check`, as an operator makes a sample with them.

use std::path::Path;
use std::process::Output;

use leakwatch::model::Time;
use leakwatch::runtime::HandClock;
use serde_json::Value;

use crate::support::app::SET;
use crate::support::web::{Entry, Web, rss};

const SECRET: &str = "tok-a1b2c3d4";

fn write(folder: &Path, web: &Web) {
    let put = |name: &str, text: &str| {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().expect("under the folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    };
    let data = folder.join("data");
    put(
        "config/leakwatch.toml",
        &format!(
            "[server]\ncontact = \"soc@example.com\"\ndata = \"{}\"\n\n[fetch]\nallow = [\"127.0.0.1\"]\n\n\
             [watch.acme]\nplan = \"extended\"\norganisation = \"acme/company\"\nkeyword_sets = [\"acme\"]\ncrawls = [\"news\"]\n",
            data.display()
        ),
    );
    put("config/keyword-sets/acme.toml", SET);
    put(
        "config/crawlers/news/crawler.toml",
        &format!(
            "id = \"news\"\nkind = \"feed\"\nstart = [\"http://{}/feed.xml\"]\ndelay = \"1ms\"\n",
            web.address
        ),
    );
}

async fn leakwatch(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_leakwatch"));
    command.arg("--config").arg(folder.join("config")).args(["crawl"]).args(arguments).current_dir(folder);
    let run = command.kill_on_drop(true).output();
    tokio::time::timeout(std::time::Duration::from_secs(60), run).await.expect("it ends").expect("it runs")
}

fn lines(output: &Output) -> Vec<Value> {
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().map(|line| serde_json::from_str(line).expect("JSON Lines")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sample_is_recorded_checked_and_rehearsed_and_nothing_is_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let web = Web::start(std::sync::Arc::new(HandClock::new(Time(0)))).await;
    write(folder.path(), &web);
    let leak = Entry::new(2, "Ключ", &format!("Ключ ООО «Ромашка»: {SECRET}."));
    web.page(
        "127.0.0.1/feed.xml",
        "application/rss+xml",
        rss("http://news.test", &[Entry::new(1, "Тихо", "Ничего"), leak]),
    );

    let sample = folder.path().join("config/crawlers/news/sample");
    let sample = sample.to_str().expect("a plain path");
    let live = leakwatch(folder.path(), &["rehearse", "news", "--record", sample]).await;
    assert!(live.status.success(), "{live:?}");
    let documents = lines(&live);
    assert_eq!(documents.len(), 2);
    let found = documents.iter().find(|d| d["title"] == "Ключ").expect("the entry");
    assert!(
        found["hits"].as_array().expect("hits").iter().any(|hit| hit["entry"] == "acme/token"),
        "{found}"
    );
    assert!(!String::from_utf8_lossy(&live.stdout).contains(SECRET), "a secret is masked");
    let again = leakwatch(folder.path(), &["rehearse", "news", "--record", sample]).await;
    assert_eq!(again.status.code(), Some(2), "an older recording is not written over");

    // Without expect.json there is nothing to hold the sample against.
    let report = leakwatch(folder.path(), &["check", "news", "--json"]).await;
    assert_eq!(lines(&report)[0]["sample"], false);
    let expect =
        r#"[{"url":"http://news.test/page/2","text_contains":["tok-"]},{"url":"http://news.test/page/1"}]"#;
    std::fs::write(folder.path().join("config/crawlers/news/expect.json"), expect).expect("a file");
    let report = leakwatch(folder.path(), &["check", "news", "--online", "--json"]).await;
    let row = &lines(&report)[0];
    assert_eq!(
        (&row["ok"], &row["sample"], &row["items"]),
        (&true.into(), &true.into(), &2.into()),
        "{report:?}"
    );

    web.answer("127.0.0.1/feed.xml", 403, "text/html", "<title>Forbidden</title>");
    let replayed = leakwatch(folder.path(), &["rehearse", "news", "--sample"]).await;
    assert_eq!(lines(&replayed), documents, "the sample tells the same without the place");
    let report = leakwatch(folder.path(), &["check", "news", "--online"]).await;
    assert_eq!(report.status.code(), Some(1));
    assert!(
        String::from_utf8_lossy(&report.stdout).contains("the place itself: refused: status 403"),
        "{report:?}"
    );
    let refused = leakwatch(folder.path(), &["rehearse", "news"]).await;
    assert_eq!(refused.status.code(), Some(1), "{refused:?}");
    assert!(!folder.path().join("data").exists(), "nothing is kept");
}
