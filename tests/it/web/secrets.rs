//! A secret that stands in a page's address, title, author and text, read by the daemon itself: no route and no letter
//! tells it to somebody without the right to see it.

use std::time::Duration;

use super::access::ask;
use super::*;
use crate::support::app::{HOUR as AN_HOUR, MINUTE, TestApp, Written};
use crate::support::web::{Entry, rss};

const TOKEN: &str = "tok-q7w3e9r1";
/// The same as an address writes it.
const CODED: &str = "tok%2Dq7w3e9r1";

/// A feed with a secret wherever one can be; `n` makes it another page with the same secret.
fn feed(pages: u32) -> String {
    let quiet = Entry::new(1, "Погода", "Сегодня ясно, ветер слабый, дождя не ожидается.");
    let items: String = (2..2 + pages)
        .map(|n| {
            format!(
                "<item><title>Ключ {TOKEN}, часть {n}</title><author>{TOKEN}</author>\
                 <link>http://news.test/{TOKEN}/{n}?key={CODED}</link><guid>{n}</guid>\
                 <description>Ключ ООО «Ромашка» для выгрузки: {TOKEN}, часть {n}.</description></item>"
            )
        })
        .collect();
    rss("http://news.test", &[quiet]).replace("</channel>", &format!("{items}</channel>"))
}

/// The pages over what the daemon keeps.
async fn bed(app: &TestApp) -> Bed {
    let store = app.app.store.clone();
    let rung = Arc::new(AtomicU32::new(0));
    let folder = TempDir::new().expect("a temporary folder");
    let context = Context {
        store: store.clone(),
        index: app.app.index.clone(),
        clock: Arc::new(app.clock.clone()),
        health: Health::default(),
        metrics: Metrics::new(),
        view: tokio::sync::watch::channel(Arc::new(View { demo: true, ..view() })).1,
        validate: validate(folder.path().join("config")),
        archive: app.data().join("archive"),
        ring: Arc::new(|| {}),
    };
    let finding = app.finding("acme/token").await.id;
    let document = store.locations(finding).await.expect("locations")[0].document;
    let letters = store.letters(None, 100, 0).await.expect("letters");
    let alert = app.alerts().await[0].id;
    let archived =
        store.document(document, None).await.expect("read").expect("kept").archive.expect("archived");
    Bed {
        metrics: context.metrics.clone(),
        store,
        clock: app.clock.clone(),
        router: router(context),
        rung,
        finding,
        document,
        alert,
        letter: letters[0].id,
        mute: 0,
        suppression: 0,
        rematch: 0,
        kept: Kept {
            file: archived.file,
            offset: archived.offset,
            length: archived.length,
            digest: archived.digest,
        },
        made: app.now(),
        folder,
    }
}

fn tells(text: &str) -> bool {
    let text = text.to_lowercase();
    text.contains(TOKEN) || text.contains(&CODED.to_lowercase())
}

#[tokio::test(flavor = "multi_thread")]
async fn no_route_and_no_letter_tells_it() {
    let all: &[&str] = &["alerts", "baseline", "digest", "blind"];
    let app = TestApp::with(Written { recipients: vec![("soc", all)], ..Written::default() }).await;
    app.web.page("news.test/feed.xml", "application/rss+xml", feed(0));
    app.turn("poll").await;
    app.clock.advance(20 * MINUTE);
    app.web.page("news.test/feed.xml", "application/rss+xml", feed(3));
    app.turn("poll").await;
    app.dispatch().await;
    while app.turn("reindex").await == leakwatch::runtime::Again::Now {}
    let finding = app.finding("acme/token").await;
    assert_eq!(finding.locations, 3, "one secret, three pages: {finding:?}");
    assert!(finding.url.contains("••••") && finding.page_title.contains("••••"), "{finding:?}");

    // The summary of the week as well.
    app.clock.advance(Duration::from_secs(8 * 86_400));
    app.turn("digest").await;
    app.dispatch().await;
    let letters = app.letters("soc");
    assert!(letters.len() >= 2, "an alert and a digest: {letters:#?}");
    for letter in &letters {
        assert!(!tells(&letter.words()), "{}", letter.words());
    }

    let bed = bed(&app).await;
    let draft = AccountDraft {
        name: "rita".into(),
        password: "none".into(),
        language: "en".into(),
        zone: "UTC".into(),
        grants: vec![("reader".into(), "romashka".into())],
        ..AccountDraft::default()
    };
    let account = bed.store.create_account(&draft, "test").await.expect("made").expect("a free name");
    let csrf = digest("csrf of rita");
    let until = app.now() + 24 * AN_HOUR;
    bed.store.create_session(account, &digest("rita"), &csrf, until).await.expect("a session");
    let rita = Person { cookie: "leakwatch_session=rita".into(), csrf: csrf.hex(), account };
    let mut faults = Vec::new();
    for route in leakwatch::web::TABLE.iter().filter(|route| route.path != "/logout") {
        let answer = ask(&bed, route, &rita).await;
        assert_ne!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{} {}", route.method, route.path);
        let headers = answer.headers.values().any(|v| tells(v.to_str().unwrap_or_default()));
        if tells(&answer.body) || headers {
            faults.push(format!("{} {}", route.method, route.path));
        }
    }
    // What a reader sees by searching, and every letter and page there is.
    let mut paths: Vec<String> = ["/search?q=part", "/search?q=ключ", "/search?q=host:news.test"]
        .iter()
        .flat_map(|path| [(*path).to_owned(), format!("/api/v1{path}")])
        .collect();
    paths.extend(bed.store.letters(None, 100, 0).await.expect("letters").iter().flat_map(|letter| {
        let id = letter.id.hex();
        [format!("/letters/{id}"), format!("/letters/{id}/html"), format!("/letters/{id}/acknowledge")]
    }));
    paths.extend(
        bed.store
            .locations(bed.finding)
            .await
            .expect("places")
            .iter()
            .map(|place| format!("/documents/{}", place.document)),
    );
    let mut found = 0;
    for path in paths {
        let path = path.replace("ключ", "%D0%BA%D0%BB%D1%8E%D1%87");
        let answer = bed.get(&path, Some(&rita)).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        found += usize::from(answer.body.contains("••••"));
        if tells(&answer.body) {
            faults.push(path);
        }
    }
    assert!(faults.is_empty(), "told by:\n{}", faults.join("\n"));
    assert!(found >= 6, "masks are shown where the secret stood: {found}");
    app.finish().await;
}

#[tokio::test]
async fn what_was_kept_plain_is_masked_once() {
    // The bed's rows are written as an earlier version did: nothing about the page is masked.
    let bed = Bed::new().await;
    let plain = bed.store.finding(bed.finding, None).await.expect("read").expect("there");
    assert!(plain.url.contains(SECRET) && plain.page_title.contains(SECRET), "{plain:?}");
    let stop = tokio_util::sync::CancellationToken::new();
    for _ in 0..2 {
        leakwatch::pipeline::earlier::mask_earlier(&bed.store, &stop).await.expect("it ends");
    }
    let finding = bed.store.finding(bed.finding, None).await.expect("read").expect("there");
    let location = bed.store.locations(bed.finding).await.expect("read").remove(0);
    let document = bed.store.document(bed.document, None).await.expect("read").expect("there");
    for words in [
        &finding.url,
        &finding.page_title,
        &location.url,
        &location.title,
        &document.title,
        &document.shown_url,
    ] {
        assert!(!words.contains(SECRET), "{words}");
    }
    assert!(document.url.contains(SECRET), "what the page is known by stays");
    let rita = bed.person("rita", &[("reader", "romashka")]).await;
    assert!(!bed.get("/api/v1/findings", Some(&rita)).await.body.contains(SECRET));
    assert_eq!(bed.store.meta_get("masked up to").await.expect("read").as_deref(), Some("done"));
}
