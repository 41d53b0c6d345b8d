//! What is nobody's leak, what is our own place, and what a faulty configuration must not change.

use crate::app::letters::{SECRET, leak, quiet, watching, watching_with};
use crate::support::app::{MINUTE, SET, TestApp, Written};
use crate::support::web::Entry;

#[tokio::test(flavor = "multi_thread")]
async fn data_of_strangers_never_alerts() {
    let app = watching_with(Written { sets: vec!["acme", "personal-data-ru"], ..Written::default() }).await;
    // Valid by their check digits, and about nobody that is watched.
    app.feed(&[
        quiet(1),
        quiet(2),
        Entry::new(3, "Анкета", "Нашла анкету: Калугина Анна Павловна, ИНН 500100732259. Отзовитесь."),
        Entry::new(4, "Карта", "Кто потерял? Карта 4111 1111 1111 1111, Visa, лежит у вахтёра."),
        Entry::new(5, "Ключ", &format!("Чей-то ключ: {SECRET}.")),
    ]);
    app.turn("poll").await;
    app.dispatch().await;
    assert!(app.relay.letters().is_empty(), "{:#?}", app.letters("soc"));
    let serious: Vec<_> = app.findings().await.into_iter().filter(|f| !f.risk.acceptable).collect();
    assert!(serious.is_empty(), "{serious:#?}");
    app.finish().await;
}

/// Everything on our own place is ours: a key there needs no name beside it.
#[tokio::test(flavor = "multi_thread")]
async fn on_our_own_place_a_key_needs_no_name() {
    let app = watching_with(Written { watch: "own_places = [\"news\"]".into(), ..Written::default() }).await;
    app.feed(&[quiet(1), quiet(2), Entry::new(3, "Ключ", &format!("Чей-то ключ: {SECRET}."))]);
    app.turn("poll").await;
    app.dispatch().await;
    assert_eq!(app.letters("soc").len(), 1);
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_configuration_is_taken_whole_or_not_at_all() {
    let mut app = watching().await;
    let other = "\n[[pattern]]\nid = \"badge\"\nclass = \"leak\"\nregex = '\\bbdg-[0-9]{6}\\b'\nharm = 1\ndamage = \"large\"\n";
    // One fault in one file: the new pattern beside it is not in use either.
    app.rewrite(|w| w.set = format!("{SET}{other}damag = \"large\"\n"));
    app.turn("reload").await;
    let badge = |id| Entry::new(id, "Пропуск", &format!("Пропуск ООО «Ромашка»: bdg-11223{id}."));
    app.feed(&[quiet(1), quiet(2), badge(3)]);
    app.turn("poll").await;
    app.dispatch().await;
    assert!(app.relay.letters().is_empty(), "the old configuration stays");

    app.rewrite(|w| w.set = format!("{SET}{other}"));
    app.turn("reload").await;
    app.clock.advance(20 * MINUTE);
    app.feed(&[quiet(1), quiet(2), badge(3), badge(4), leak(5, SECRET)]);
    app.turn("poll").await;
    app.dispatch().await;
    let letters = app.letters("duty");
    assert_eq!(letters.len(), 1, "{letters:#?}");
    assert_eq!(letters[0].all("X-Leakwatch-Finding").len(), 2, "the new badge and the key");
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_daemon_on_the_same_folder_is_refused() {
    let app: TestApp = watching().await;
    let error = leakwatch::app::Folder::lock(&app.data()).expect_err("the folder is held");
    assert!(error.to_string().contains("another leakwatch holds"), "{error:#}");
    app.finish().await;
}
