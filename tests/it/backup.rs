//! A backup made while admissions run is whole as of one moment, and what is no backup is refused.

use std::path::Path;
use std::sync::Arc;

use leakwatch::archive::{self, Archive, Spot};
use leakwatch::cli::{backup, restore};
use leakwatch::model::Exchange;
use leakwatch::runtime::HandClock;
use leakwatch::store::rows::{Archived, ClaimedCrawl};
use leakwatch::store::{ClockFrom, Settings, Store};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use crate::store::drafts::{HOUR, T0, admission, claim, hit, page};

struct Bed {
    store: Store,
    archive: Archive,
    crawl: ClaimedCrawl,
    folder: TempDir,
}

impl Bed {
    async fn new() -> Bed {
        let folder = TempDir::new().expect("a temporary folder");
        let data = folder.path().join("data");
        std::fs::create_dir_all(folder.path().join("config/crawlers/x")).expect("made");
        std::fs::create_dir_all(&data).expect("made");
        std::fs::write(folder.path().join("config/leakwatch.toml"), "[server]\n").expect("written");
        std::fs::write(folder.path().join("config/crawlers/x/crawler.toml"), "id = \"x\"\n")
            .expect("written");
        let store = open(&data, T0).await;
        let clock = Arc::new(HandClock::new(T0));
        let archive = Archive::open(&data.join("archive"), "one", clock, None).expect("opens");
        let crawl = claim(&store, &["a"]).await.remove(0);
        Bed { store, archive, crawl, folder }
    }

    /// Archives a page and admits it.
    async fn keep(&self, n: u32) {
        let text = format!("text {n}");
        let exchange = Exchange {
            url: format!("https://news.test/{n}"),
            final_url: format!("https://news.test/{n}"),
            method: "GET".into(),
            status: 200,
            wire_body: text.clone().into_bytes(),
            ..Exchange::default()
        };
        let spot = self.archive.append(&[Arc::new(exchange)]).expect("appends").remove(0);
        let mut draft = admission(&text, &self.crawl);
        let mut page = page(&format!("https://news.test/{n}"), &text);
        let document = page.document.as_mut().expect("a document");
        document.archive =
            Some(Archived { file: spot.file, offset: spot.offset, length: spot.length, digest: spot.digest });
        document.hits = vec![hit(vec![])];
        draft.pages.push(page);
        self.store.admit(&draft).await.expect("admitted");
    }

    async fn backup(&self, to: &Path) -> anyhow::Result<backup::Manifest> {
        let (data, config) = (self.folder.path().join("data"), self.folder.path().join("config"));
        // A process of its own makes it: its own connections.
        let command = open(&data, T0).await;
        let made = backup::make(&command, &data, Some(&config), to, T0).await;
        command.close().await;
        made
    }
}

async fn open(data: &Path, now: leakwatch::model::Time) -> Store {
    let url = format!("sqlite:{}/leakwatch.db", data.display());
    let settings = Settings { url, owner: "one".into(), clock_from: ClockFrom::Clock };
    Store::attach(&settings, Arc::new(HandClock::new(now))).await.expect("the store opens")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_beside_admissions_is_whole() {
    let bed = Arc::new(Bed::new().await);
    for n in 0..20 {
        bed.keep(n).await;
    }
    let stop = CancellationToken::new();
    let admitting = tokio::spawn({
        let (bed, stop) = (bed.clone(), stop.clone());
        async move {
            let mut n = 20;
            while !stop.is_cancelled() {
                bed.keep(n).await;
                n += 1;
            }
            n
        }
    });
    let (tar, dir) = (bed.folder.path().join("b.tar.zst"), bed.folder.path().join("b"));
    let made = bed.backup(&tar).await.expect("it is made");
    bed.backup(&dir).await.expect("it is made as a folder");
    stop.cancel();
    let admitted = admitting.await.expect("it ends");
    assert!(made.files.iter().any(|file| file.name == "config/crawlers/x/crawler.toml"), "{made:?}");

    for (from, name) in [(&tar, "one"), (&dir, "two")] {
        let (data, config) = (bed.folder.path().join(name), bed.folder.path().join(format!("{name}-config")));
        let restored = restore::take(from, &data, &config).await.expect("it is restored");
        assert_eq!(restored.archive.faults, Vec::<String>::new());
        assert_eq!(restored.config.as_deref(), Some(config.as_path()));
        assert!(config.join("crawlers/x/crawler.toml").is_file());
        let store = open(&data, T0 + HOUR).await;
        let documents = store.follow(0, 100_000).await.expect("documents");
        assert!((20..=admitted as usize).contains(&documents.len()), "{} of {admitted}", documents.len());
        assert_eq!(store.last_number().await.expect("read"), restored.last_number);
        for (n, document) in documents.iter().enumerate() {
            assert_eq!(document.text, format!("text {n}"), "as of one moment: none is missing in between");
            let a = document.archive.clone().expect("archived");
            let spot = Spot { file: a.file, offset: a.offset, length: a.length, digest: a.digest };
            let record = archive::read(&data.join("archive"), &spot).expect("its evidence is there");
            assert_eq!(record.payload(), document.text.as_bytes());
        }
        assert_eq!(store.key().digest("x", &[]), bed.store.key().digest("x", &[]), "the key came along");
    }
}

#[tokio::test]
async fn what_cannot_be_is_refused() {
    let bed = Bed::new().await;
    bed.keep(1).await;
    let to = bed.folder.path().join("b");
    bed.backup(&to).await.expect("it is made");
    let again = bed.backup(&to).await.expect_err("it is there").to_string();
    assert!(again.contains("is there already"), "{again}");
    let config = bed.folder.path().join("config");

    let full = bed.folder.path().join("data");
    let refused = restore::take(&to, &full, &config).await.expect_err("it is not empty").to_string();
    assert!(refused.contains("is not empty"), "{refused}");

    let data = bed.folder.path().join("restored");
    let restored = restore::take(&to, &data, &config).await.expect("it is restored");
    assert_eq!(restored.config, None, "a configuration that is there is the operator's");

    std::fs::write(to.join("leakwatch.db"), "short").expect("written");
    let cut = bed.folder.path().join("cut");
    let refused = restore::take(&to, &cut, &config).await.expect_err("a file is short").to_string();
    assert!(refused.contains("is not whole: leakwatch.db has 5 bytes"), "{refused}");
    std::fs::remove_file(to.join("manifest.json")).expect("removed");
    let none = bed.folder.path().join("none");
    let refused = restore::take(&to, &none, &config).await.expect_err("no manifest").to_string();
    assert!(refused.contains("no manifest"), "{refused}");
    let torn = bed.folder.path().join("torn.tar.zst");
    std::fs::write(&torn, "nothing").expect("written");
    let target = bed.folder.path().join("torn");
    assert!(restore::take(&torn, &target, &config).await.is_err());
}
