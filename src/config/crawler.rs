//! A crawler: the keys that all places share. What only its kind understands stays TOML text for that kind.

use std::sync::Arc;
use std::time::Duration;

use super::reader::{At, Reader};
use super::secret::{self, Keys};
use super::values::{duration, filled, host, id, proxy, secret_inside, web_address, word, zone};
use super::written::{File, Notes};
use crate::model::{Account, Crawl, Exposure, Fault, Interval, Keep, Said, SignIn, Spot};
use crate::promise::crontab::Crontab;
use crate::said;
use crate::sources;

/// What the kind of a crawl finds wrong with it, also that it is no kind.
pub type KindFaults<'a> = &'a dyn Fn(&Crawl) -> Vec<Fault>;

const PAGES: i64 = 50;
const MOST_PAGES: i64 = 100_000;

/// Reads one crawler file: the common keys, and that each other is one of its kind; values of those are left to it.
pub fn crawler(file: &str, text: &str) -> Result<Crawl, Vec<Fault>> {
    let notes = Notes::default();
    let crawl = read(&File::new(file, text), &notes, None, crate::fetch::Settings::default().delay);
    match (notes.close(), crawl) {
        (Err(faults), _) => Err(faults),
        (Ok(_), Some((crawl, _))) => Ok(crawl),
        // Each way to no crawl notes a fault; should one not, nothing is lost by saying so.
        (Ok(_), None) => Err(vec![Fault::new(
            &Spot { file: file.into(), ..Spot::default() },
            said!("crawler.none", "is no crawler", "это не описание места"),
        )]),
    }
}

/// The crawl and where its id stands.
pub(super) fn read(
    file: &File,
    notes: &Notes,
    kinds: Option<KindFaults<'_>>,
    delay: Duration,
) -> Option<(Crawl, Spot)> {
    let document = file.parse(notes)?;
    let table = Reader::root(file, notes, document.as_table());
    let named = table.need(
        "id",
        said!("need.crawl", "the crawl's name in watches and letters", "имя места в наблюдениях и письмах"),
        table.read("id", id),
    );
    let kind = table.need(
        "kind",
        said!("need.kind", "feed, site or another kind of place", "feed, site или другой вид места"),
        table.read("kind", filled),
    );
    let title = table.read("title", filled);
    let own = kind.as_ref().and_then(|at| sources::kinds().iter().find(|k| k.name == at.value));
    let schemes = own.map_or(&[][..], |own| own.schemes);
    let start = table.list("start", |text| match text.split_once("://") {
        Some((scheme, _)) if schemes.contains(&scheme) => line_address(text),
        _ => web_address(text).map(|_| text.to_owned()),
    });
    let hosts = table.list("hosts", host);
    let groups = table.list("groups", id);
    let pages = table.whole("pages", 1, MOST_PAGES).map_or(PAGES, |at| at.value);
    let interval = interval(&table);
    let exposure = table.read("exposure", word).map_or(Exposure::Public, |at| at.value);
    let keep = table.read("keep", word).map_or(Keep::All, |at| at.value);
    let delay = table.read("delay", duration).map_or(delay, |at| at.value);
    let proxy = table.read("proxy", proxy).map(|at| at.value);
    let authorised = table.flag("authorised").unwrap_or(false);
    let account = table.child("account").and_then(|table| account(table, schemes.is_empty()));
    if let Some(own) = own {
        table.allow(own.keys);
        table.finish();
    }
    let everywhere = own.is_some_and(|own| own.everywhere);
    let plain =
        |list: Option<Vec<At<String>>>| list.unwrap_or_default().into_iter().map(|at| at.value).collect();
    let (named, kind) = (named?, kind?);
    let start: Vec<String> = plain(start);
    let of_engine = sources::hosts_of_engine(&kind.value, file.readable());
    let crawl = Crawl {
        id: named.value.clone(),
        kind: kind.value,
        title: title.map_or(named.value, |at| at.value),
        start: start.clone(),
        hosts: hosts_of(plain(hosts), &start, everywhere, of_engine),
        groups: plain(groups),
        pages: pages as u32,
        interval,
        exposure,
        keep,
        delay,
        proxy,
        account: account.map(Arc::new),
        terms: Vec::new(),
        authorised,
        options: file.readable().to_owned(),
        spot: named.spot.clone(),
    };
    if let Some(kinds) = kinds {
        notes.add(kinds(&crawl));
    }
    Some((crawl, named.spot))
}

/// `[account]`: how we sign in where the operator has an account, or the key to an interface.
///
/// `by_form`: there is a form to do it by; other protocols ask for name and password themselves.
fn account(table: Reader<'_>, by_form: bool) -> Option<Account> {
    if secret::written(&table, &Keys::TOKEN) {
        let token = secret::read(&table, &Keys::TOKEN);
        table.finish();
        return token.map(Account::Token);
    }
    let page = match by_form {
        true => table.need(
            "page",
            said!("need.account-page", "the page with the form to sign in by", "страница с формой входа"),
            table.read("page", |text| web_address(text).map(|_| text.to_owned())).map(|at| at.value),
        ),
        false => Some(String::new()),
    };
    let user = table.need(
        "user",
        said!("need.account-user", "the name of your account there", "имя вашей учётной записи там"),
        table.read("user", filled),
    );
    let password = secret::read(&table, &Keys::PASSWORD);
    if !secret::written(&table, &Keys::PASSWORD) {
        table.fault(
            &table.spot,
            said!(
                "account.password",
                "[account] needs `password_file` (or `password_env`), or `token_file` alone",
                "в [account] нужен `password_file` (или `password_env`) либо один `token_file`"
            ),
        );
    }
    let selector =
        |key: &'static str| table.read(key, sources::selector).map(|at| at.value).filter(|_| by_form);
    let (form, proof) = (selector("form"), selector("proof"));
    table.allow(&["token_file", "token_env"]);
    table.finish();
    let sign_in = SignIn { user: user?.value, password: password?, page: page?, form, proof };
    Some(Account::SignIn(sign_in))
}

/// Where the crawl may go: what is written, else where it starts; what a search leads to stands anywhere.
fn hosts_of(written: Vec<String>, start: &[String], everywhere: bool, of_engine: Vec<String>) -> Vec<String> {
    if everywhere && written.is_empty() {
        return vec!["*".to_owned()];
    }
    if of_engine.is_empty() {
        return written;
    }
    let of_start =
        || start.iter().filter_map(|s| Some(url::Url::parse(s).ok()?.host_str()?.to_owned())).collect();
    let mut hosts = if written.is_empty() { of_start() } else { written };
    hosts.extend(of_engine);
    hosts
}

/// An address of another protocol.
fn line_address(text: &str) -> Result<String, Said> {
    let url = url::Url::parse(text).ok().filter(|url| url.host_str().is_some_and(|host| !host.is_empty()));
    let Some(url) = url else {
        return Err(said!(
            "value.line-address",
            "\"{text}\" is no address; write it as nntps://news.example.com",
            "«{text}» — не адрес; пишется так: nntps://news.example.com",
            text
        ));
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Err(secret_inside());
    }
    Ok(text.to_owned())
}

fn interval(table: &Reader<'_>) -> Interval {
    let every = table.read("interval", |text| match text {
        "auto" => Ok(Interval::Auto),
        _ => duration(text)
            .map(Interval::Every)
            .map_err(|why| said!(why.code.as_str(), "{why}, or \"auto\"", "{why}, или «auto»", why)),
    });
    let cron = table.read("cron", |text| Crontab::check(text).map(|()| text.to_owned()));
    let zone = table.read("zone", zone);
    if table.has("zone") && !table.has("cron") {
        table.fault(
            &table.spot_of("zone"),
            said!(
                "crawler.zone-alone",
                "`zone` is for `cron`, which is not there",
                "`zone` нужен только вместе с `cron`, а его нет"
            ),
        );
    }
    if table.has("interval") && table.has("cron") {
        table.fault(
            &table.spot_of("cron"),
            said!(
                "key.beside",
                "`cron` stands beside `interval`; keep one of the two",
                "`cron` и `interval` стоят рядом; оставьте что-то одно"
            ),
        );
    }
    if table.has("cron") && !table.has("zone") {
        table.fault(
            &table.spot_of("cron"),
            said!(
                "crawler.zone",
                "`zone` is missing: the time zone that `cron` counts in",
                "нет ключа `zone`: часовой пояс, по которому считает `cron`"
            ),
        );
    }
    match (every, cron, zone) {
        (None, Some(cron), Some(zone)) => {
            Interval::Cron { expression: cron.value, zone: zone.value.name().to_owned() }
        }
        (Some(every), _, _) => every.value,
        _ => Interval::Auto,
    }
}
