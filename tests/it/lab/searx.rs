//! searx with one engine of its own, a page on loopback: what a watch wants found is asked for by name, and what is found
//! on another host is read and told.

use std::fs;
use std::process::Command;
use std::time::Duration;

use super::daemon::{Place, Written, rumour};
use super::process::{Process, free_port, listening, until};
use super::shared::letters;
use super::web::Web;
use crate::support::smtp::{Relay, Script};

const SOON: Duration = Duration::from_secs(120);

/// All that Debian's package, which has no settings to fall back to, wants to be told.
fn settings(port: u16, engine: &Web) -> String {
    let files = "/usr/share/python3-searx";
    let none = "git_url: '', git_branch: '', issue_url: '', docs_url: '', public_instances: '', wiki_url: '', twitter_url: ''";
    format!(
        "general: {{debug: false, instance_name: lab, contact_url: false, enable_stats: false}}\n\
         brand: {{{none}}}\n\
         search: {{safe_search: 0, autocomplete: '', default_lang: '', ban_time_on_fail: 0, max_ban_time_on_fail: 0, \
         prefer_configured_language: false, formats: [html, json]}}\n\
         server: {{port: {port}, bind_address: 127.0.0.1, secret_key: lab, base_url: false, image_proxy: false, \
         http_protocol_version: '1.1', method: GET, default_http_headers: {{}}}}\n\
         ui: {{autofocus: true, archive_today: false, static_path: {files}/static, templates_path: {files}/templates, \
         default_theme: oscar, default_locale: '', theme_args: {{oscar_style: logicodev}}}}\n\
         outgoing: {{request_timeout: 10.0, useragent_suffix: '', pool_connections: 10, pool_maxsize: 10}}\n\
         checker: {{off_when_debug: true}}\n\
         engines:\n  - {{name: lab, engine: xpath, shortcut: lab, categories: general, enable_http: true, \
         search_url: '{}?q={{query}}', results_xpath: '//p[a]', url_xpath: .//a/@href, title_xpath: .//a, \
         content_xpath: .//span}}\n\
         locales: {{en: English}}\ndoi_resolvers: {{none: ''}}\ndefault_doi_resolver: none\n",
        engine.url("/find")
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_found_by_name_is_read_and_told() {
    if !super::on() {
        return;
    }
    let engine = Web::start().await;
    let elsewhere = Web::start().await;
    elsewhere.put("/post", &rumour("на этот раз её нашли через поиск по имени"));
    engine.put("/find", "Ничего не найдено.");
    let folder = tempfile::tempdir().expect("a folder");
    let port = free_port();
    let written = folder.path().join("settings.yml");
    fs::write(&written, settings(port, &engine)).expect("searx's settings");
    let mut searx = Command::new("searx-run");
    searx.env("SEARX_SETTINGS_PATH", &written).current_dir(folder.path());
    let searx = Process::start("searx", &mut searx, folder.path());
    listening("searx", ("127.0.0.1", port)).await;
    let relay = Relay::start(Script::default()).await;
    let start = format!("http://127.0.0.1:{port}/");
    let options = "[search]\nengine = \"searxng\"\n";
    let places =
        [Place { id: "searx".into(), kind: "search", start, interval: "3s", delay: "50ms", options }];
    let letters = letters(&relay);
    let written = Written::new(folder.path(), &places, &letters);
    let mut daemon = written.start().await;
    until("a search by name", SOON, async || {
        // «Ромашка» in quotes, coded; searx codes some of it twice.
        let name = "%22%D0%A0%D0%BE%D0%BC%D0%B0%D1%88%D0%BA%D0%B0%22";
        engine
            .asked()
            .iter()
            .any(|(_, path)| path.replace("%25", "%").to_uppercase().contains(name))
            .then_some(())
    })
    .await;
    daemon.seen_all().await;
    let found = format!("<a href=\"{}\">Ромашка</a> <span>нашлось</span>", elsewhere.url("/post"));
    engine.put("/find", &found);
    until("the letter", SOON, async || (!relay.letters().is_empty()).then_some(())).await;
    let letter = &relay.letters()[0];
    let message = mail_parser::MessageParser::default().parse(&letter.bytes).expect("a letter");
    let port = elsewhere.address.port().to_string();
    assert!(message.body_text(0).expect("its text").contains(&port), "the page's own address is told");
    drop(searx);
    daemon.stop();
}
