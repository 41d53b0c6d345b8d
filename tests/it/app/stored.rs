//! What was made on the web page: in use after a reload, whole or not at all.

use leakwatch::store::rows::ConfigChange;

use crate::app::letters::{SECRET, leak, quiet, watching};
use crate::support::app::TestApp;

async fn keep(app: &TestApp, text: &str) {
    let name = "recipient-cert.toml";
    let items = app.app.store.config_items().await.expect("items");
    let seen = items.iter().find(|item| item.name == name).map(|item| item.at);
    let change = ConfigChange { name, text: Some(text), seen, by: "anna", why: "changed" };
    assert!(app.app.store.change_config(&change).await.expect("kept"));
    app.turn("reload").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recipient_made_on_the_page_gets_letters() {
    let app = watching().await;
    // Faulty as it stands in the store: what was in use stays.
    keep(&app, "[recipient.cert]\nwatches = [\"nobody\"]\nto = \"cert@example.com\"\n").await;
    assert!(app.app.current.borrow().config.recipients.iter().all(|r| r.id != "cert"));
    keep(&app, "[recipient.cert]\nwatches = [\"romashka\"]\nto = \"cert@example.com\"\n").await;
    app.feed(&[quiet(1), quiet(2), leak(3, SECRET)]);
    app.turn("poll").await;
    app.dispatch().await;
    assert_eq!(app.letters("cert").len(), 1, "{:#?}", app.letters("cert"));
    app.finish().await;
}
