//! The web room's suite: the router as it is, over a real store and index, asked as browsers and programs ask.

mod access;
mod editing;
mod evidence;
mod faults;
mod forms;
mod searches;
mod secrets;
mod showing;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use http::{HeaderMap, Request, StatusCode, header};
use leakwatch::archive::{Archive, Spot as Kept};
use leakwatch::clock::Clock;
use leakwatch::config::{self, Source, Stored};
use leakwatch::index::Index;
use leakwatch::matching::Matcher;
use leakwatch::model::*;
use leakwatch::runtime::{HandClock, Health};
use leakwatch::store::rows::*;
use leakwatch::store::{Settings, Store};
use leakwatch::telemetry::Metrics;
use leakwatch::web::{Checked, Context, Validate, View, router};
use tempfile::TempDir;
use tower::ServiceExt;

use crate::store::drafts::{self, HOUR, T0, digest};

/// A title that a hostile page would choose.
const HOSTILE: &str = "<script>alert(1)</script>\"'&";
/// What must never be shown unmasked.
const SECRET: &str = "500100732259";

struct Bed {
    metrics: Metrics,
    store: Store,
    clock: HandClock,
    router: Router,
    rung: Arc<AtomicU32>,
    /// A finding, its page, its alert and letter: all of the watch `romashka`.
    finding: i64,
    document: i64,
    alert: i64,
    letter: Digest,
    /// A mute of romashka's, in force.
    mute: i64,
    /// Of romashka's finding, and of what is kept; 0: none.
    suppression: i64,
    rematch: i64,
    /// Where the page's exchange lies in the archive.
    kept: Kept,
    /// When the recipient `duty` and the keyword set `mine` were made on the page.
    made: Time,
    folder: TempDir,
}

/// What came back.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
    /// The same as it came.
    bytes: Vec<u8>,
}

impl Answer {
    fn to(&self) -> &str {
        self.headers.get(header::LOCATION).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }
}

/// Someone with a session.
#[derive(Clone)]
struct Person {
    cookie: String,
    csrf: String,
    account: i64,
}

fn watch(id: &str, crawl: &str) -> Watch {
    Watch {
        id: id.into(),
        title: format!("Watch {id}"),
        plan: "extended".into(),
        organisation: format!("{id}/company"),
        keyword_sets: vec![id.into()],
        crawls: vec![crawl.into()],
        own_places: Vec::new(),
        partner_portals: Vec::new(),
        competitor_portals: Vec::new(),
        money: None,
        spot: Spot::default(),
    }
}

fn view() -> View {
    let set = |id: &str| KeywordSet { id: id.into(), title: format!("Set {id}"), ..KeywordSet::default() };
    let plan =
        leakwatch::promise::plans::built_in().into_iter().find(|p| p.name == "extended").expect("built in");
    View {
        public_url: "https://leaks.example.com".into(),
        demo: false,
        mail: "relay mx.example.com".into(),
        relay: true,
        plans: BTreeMap::from([("extended".into(), plan)]),
        watches: vec![watch("romashka", "news"), watch("vasilek", "boards")],
        recipients: vec![Recipient {
            id: "soc".into(),
            watches: vec!["romashka".into()],
            to: "soc@example.com".into(),
            language: Language::Russian,
            zone: "UTC".into(),
            gets: Gets::ALL.to_vec(),
            spot: Spot { file: "config/leakwatch.toml".into(), line: 6, column: 1 },
        }],
        crawls: Vec::new(),
        sets: vec![set("romashka"), set("vasilek")],
        spare_crawls: Vec::new(),
        spare_sets: Vec::new(),
        kinds: vec![("feed", "RSS and Atom"), ("site", "pages of a site")],
        engines: vec!["phpbb"],
        shipped: BTreeMap::new(),
        matcher: Arc::new(Matcher::new(&[]).expect("nothing to compile")),
        outlook: BTreeMap::new(),
    }
}

impl Bed {
    async fn new() -> Bed {
        let folder = TempDir::new().expect("a temporary folder");
        let clock = HandClock::new(T0 + HOUR);
        let url = format!("sqlite:{}/leakwatch.db", folder.path().display());
        let settings = Settings::new(&url, "one");
        let store = Store::open(&settings, Arc::new(clock.clone())).await.expect("the store opens");
        let index = Index::open(&folder.path().join("index")).expect("the index opens").index;
        let rung = Arc::new(AtomicU32::new(0));
        let counted = rung.clone();
        // The sender may go: the configuration does not change.
        let view = tokio::sync::watch::channel(Arc::new(view())).1;
        let metrics = Metrics::new();
        let context = Context {
            store: store.clone(),
            index: Arc::new(index),
            clock: Arc::new(clock.clone()),
            health: Health::default(),
            metrics: metrics.clone(),
            view,
            validate: validate(folder.path().join("config")),
            archive: folder.path().join("archive"),
            ring: Arc::new(move || {
                counted.fetch_add(1, Ordering::SeqCst);
            }),
        };
        write_files(&folder.path().join("config"));
        let router = router(context);
        let kept = archived(&folder.path().join("archive"), &clock);
        let (finding, document, alert, letter) = fill(&store, &kept).await;
        let quiet = MuteDraft {
            watch: "romashka".into(),
            scope: Quiet::Place,
            about: "boards".into(),
            until: T0 + 48 * HOUR,
            reason: "a rehearsal".into(),
        };
        let mute = store.mute(&quiet, "anna").await.expect("muted");
        let duty = "[recipient.duty]\nwatches = [\"romashka\"]\nto = \"duty@example.com\"\n";
        for (name, text) in
            [("recipient-duty.toml", duty), ("keyword-sets/mine.toml", "[set]\nid = \"mine\"\n")]
        {
            let change = ConfigChange { name, text: Some(text), seen: None, by: "anna", why: "created" };
            assert!(store.change_config(&change).await.expect("kept"));
        }
        let made = store.config_items().await.expect("items")[0].at;
        Bed {
            metrics,
            store,
            clock,
            router,
            rung,
            finding,
            document,
            alert,
            letter,
            mute,
            suppression: 0,
            rematch: 0,
            kept,
            made,
            folder,
        }
    }

    /// A person with these grants and a session of two hours.
    async fn person(&self, name: &str, grants: &[(&str, &str)]) -> Person {
        let draft = AccountDraft {
            name: name.into(),
            password: "none".into(),
            language: "en".into(),
            zone: "Europe/Moscow".into(),
            grants: grants.iter().map(|(r, w)| ((*r).to_owned(), (*w).to_owned())).collect(),
            ..AccountDraft::default()
        };
        let account = self.store.create_account(&draft, "test").await.expect("made").expect("a free name");
        let (secret, csrf) =
            (format!("secret of {name}").replace(' ', "-"), digest(&format!("csrf of {name}")));
        let until = T0 + 3 * HOUR;
        let token = digest(&secret);
        self.store.create_session(account, &token, &csrf, until).await.expect("a session");
        Person { cookie: format!("leakwatch_session={secret}"), csrf: csrf.hex(), account }
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 16 << 20).await.expect("a body").to_vec();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: parts.status, headers: parts.headers, body, bytes }
    }

    /// As a date field writes it.
    fn tomorrow(&self) -> String {
        (self.clock.now() + 24 * HOUR).rfc3339()[..10].to_owned()
    }

    async fn get(&self, path: &str, who: Option<&Person>) -> Answer {
        let mut request = Request::get(path);
        if let Some(person) = who {
            request = request.header(header::COOKIE, &person.cookie);
        }
        self.send(request.body(Body::empty()).expect("a request")).await
    }

    /// A form with the token of its page.
    async fn post(&self, path: &str, who: &Person, fields: &str) -> Answer {
        self.post_with(path, who, &format!("csrf={}&{fields}", who.csrf)).await
    }

    async fn post_with(&self, path: &str, who: &Person, body: &str) -> Answer {
        let request = Request::post(path)
            .header(header::COOKIE, &who.cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.to_owned()))
            .expect("a request");
        self.send(request).await
    }

    /// Someone without a session who has opened a page: their cookie and the token of their forms.
    async fn stranger(&self) -> Person {
        let answer = self.get("/login", None).await;
        let cookie = answer.headers.get(header::SET_COOKIE).and_then(|v| v.to_str().ok()).expect("a cookie");
        let cookie = cookie.split(';').next().expect("a pair").to_owned();
        let csrf = cookie.split_once('=').expect("a value").1.to_owned();
        Person { cookie, csrf, account: 0 }
    }
}

/// The operator's files: a watch with its keyword set and recipient.
fn write_files(folder: &Path) {
    let files = [
        (
            "leakwatch.toml",
            "[watch.romashka]\nplan = \"extended\"\norganisation = \"romashka/company\"\nkeyword_sets = [\"romashka\"]\n\
             crawls = []\n\n[recipient.soc]\nwatches = [\"romashka\"]\nto = \"soc@example.com\"\n",
        ),
        (
            "keyword-sets/romashka.toml",
            "[set]\nid = \"romashka\"\n\n[[entity]]\nid = \"company\"\nkind = \"organisation\"\nrole = \"own\"\n\
             name = \"ООО «Ромашка»\"\n",
        ),
    ];
    std::fs::create_dir_all(folder.join("keyword-sets")).expect("a folder");
    for (name, text) in files {
        std::fs::write(folder.join(name), text).expect("written");
    }
}

/// As the daemon checks a change: the files and the items together, then the matcher that would be in use.
fn validate(folder: PathBuf) -> Validate {
    Arc::new(move |items, _| {
        let stored: Vec<Stored> =
            items.iter().map(|(name, text)| Stored { name: name.clone(), text: text.clone() }).collect();
        let kinds = |crawl: &Crawl| leakwatch::sources::build(crawl).err().unwrap_or_default();
        let loaded = match config::load(&Source { folder: Some(&folder), stored: &stored }, &kinds) {
            Ok(loaded) => loaded,
            Err(faults) => return Checked { faults, ..Checked::default() },
        };
        let sets: Vec<_> = loaded.config.sets.into_iter().chain(loaded.config.spare_sets).collect();
        match Matcher::new(&sets) {
            Ok(matcher) => Checked {
                faults: matcher.try_examples(),
                warnings: loaded.warnings,
                matcher: Some(Arc::new(matcher)),
            },
            Err(faults) => Checked { faults, ..Checked::default() },
        }
    })
}

/// The exchange of that page, between two others.
fn archived(folder: &Path, clock: &HandClock) -> Kept {
    let archive = Archive::open(folder, "one", Arc::new(clock.clone()), None).expect("the archive opens");
    let exchange = |url: &str, body: &str| {
        Arc::new(Exchange {
            url: url.into(),
            final_url: url.into(),
            method: "GET".into(),
            status: 200,
            headers: vec![("Content-Type".into(), b"text/plain".to_vec())],
            wire_body: body.as_bytes().to_vec(),
            sent: T0,
            received: T0,
            ..Exchange::default()
        })
    };
    let ours = format!("https://news.test/one?inn={SECRET}");
    let all = [
        exchange("https://news.test/before", "another page"),
        exchange(&ours, &format!("the INN {SECRET}")),
        exchange("https://news.test/after", "one more"),
    ];
    archive.append(&all).expect("appended").swap_remove(1)
}

/// One page with a secret at `news`, one finding with an alert and its letter; `boards` is another watch's and empty.
async fn fill(store: &Store, kept: &Kept) -> (i64, i64, i64, Digest) {
    let crawls = drafts::claim(store, &["boards", "news"]).await;
    let mut admission = drafts::admission("one", &crawls[1]);
    let text = format!("ab {SECRET} is the INN that <b>somebody</b> left here");
    let mut page = drafts::page(&format!("https://news.test/one?inn={SECRET}"), &text);
    let document = page.document.as_mut().expect("a document");
    document.title = format!("{HOSTILE} {SECRET}");
    document.archive = Some(Archived {
        file: kept.file.clone(),
        offset: kept.offset,
        length: kept.length,
        digest: kept.digest,
    });
    document.hits = vec![HitDraft { passage: (0, 60), ..drafts::hit(vec![0]) }];
    admission.pages.push(page);
    let mut finding = drafts::finding("one", 0, Some(drafts::event(1, &["soc"])));
    finding.new_values = vec![digest("its value")];
    finding.title = HOSTILE.into();
    finding.locations[0].passage = (0, 60);
    admission.findings.push(finding);
    store.admit(&admission).await.expect("admitted");
    let claimed = store.claim_alerts(10, HOUR).await.expect("claimed");
    let (alert, token) = (claimed[0].0.id, claimed[0].1);
    let letter = drafts::letter("letter", &[alert]);
    assert!(store.commit_letter(&letter, token).await.expect("committed"));
    let ask = FindingsAsk { limit: 1, ..FindingsAsk::default() };
    let finding = store.findings(&ask).await.expect("findings").1[0].id;
    let document = store.locations(finding).await.expect("locations")[0].document;
    (finding, document, alert, letter.id)
}
