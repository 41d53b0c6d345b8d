//! The frame of every page, and the small parts that pages share.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::View;
use super::guard::FIELD;
use super::params::Params;
use super::rights::{Role, Visitor};
use super::tongue::Tongue;
use super::words::{self as w, Word};
use crate::model::{Class, Level, Risk, State, Verdict};

/// The pages of the bar: (path, name, least role).
const BAR: [(&str, Word, Role); 7] = [
    ("/", w::OVERVIEW, Role::Reader),
    ("/findings", w::FINDINGS, Role::Reader),
    ("/search", w::SEARCH, Role::Reader),
    ("/places", w::PLACES, Role::Reader),
    ("/sets", w::KEYWORD_SETS, Role::Reader),
    ("/letters", w::LETTERS, Role::Reader),
    ("/digests", w::DIGESTS, Role::Reader),
];

/// `path` is the bar's entry that the page belongs to.
pub fn page(who: &Visitor, view: &View, title: &str, path: &str, body: Markup) -> Markup {
    let t = &who.tongue;
    html! {
        (DOCTYPE)
        html lang=(t.language.word()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · leakwatch" }
                link rel="stylesheet" href="/assets/app.css";
                link rel="icon" href="/assets/icon.svg" type="image/svg+xml";
                script src="/assets/app.js" defer {}
            }
            body {
                a.skip href="#main" { (&t[w::SKIP]) }
                header.bar {
                    a.mark href="/" { "leakwatch" @if view.demo { " " span.demo { (&t[w::DEMO]) } } }
                    @if who.account.is_some() { (bar(who, view, path)) }
                }
                @if who.account.is_some() && !view.relay {
                    p.banner role="status" { (&t[w::NO_RELAY]) " " (mail(t, view)) ". "
                        a href="/mailbox" { (&t[w::OPEN_MAILBOX]) } }
                }
                main id="main" tabindex="-1" {
                    h1 { (title) }
                    (body)
                }
                @if who.account.is_some() { (help(t)) }
            }
        }
    }
}

/// Where letters go, in the reader's words.
pub fn mail(t: &Tongue, view: &View) -> Markup {
    let (word, name) = match view.mail.split_once(' ') {
        Some(("relay", host)) => (&t[w::RELAY], host),
        Some(("folder", path)) => (&t[w::FOLDER], path),
        _ => ("", view.mail.as_str()),
    };
    html! { (word) " " code { (name) } }
}

fn bar(who: &Visitor, view: &View, path: &str) -> Markup {
    let t = &who.tongue;
    let entry = |to: &str, name: Word| {
        html! { a href=(to) aria-current=[(to == path).then_some("page")] { (&t[name]) } }
    };
    html! {
        nav.pages aria-label=(&t[w::PAGES]) {
            @for (to, name, least) in BAR { @if who.has(least) { (entry(to, name)) } }
            @if view.demo || !view.relay { (entry("/mailbox", w::MAILBOX)) }
            @if who.has(Role::Admin) { (entry("/configuration", w::CONFIGURATION)) (entry("/people", w::PEOPLE)) (entry("/audit", w::AUDIT)) }
        }
        div.me {
            a href="/account" aria-current=[(path == "/account").then_some("page")] { (who.name()) }
            form method="post" action="/logout" { (csrf(who)) button.plain { (&t[w::LOG_OUT]) } }
        }
    }
}

fn help(t: &Tongue) -> Markup {
    html! {
        dialog id="keys" aria-labelledby="keys-title" {
            h2 id="keys-title" { (&t[w::KEYS]) }
            dl.keys {
                @for (key, what) in w::KEY_LIST { div { dt { kbd { (key) } } dd { (&t[what]) } } }
            }
            form method="dialog" { button autofocus { (&t[w::CLOSE]) } }
        }
    }
}

/// What every form carries.
pub fn csrf(who: &Visitor) -> Markup {
    html! { input type="hidden" name=(FIELD) value=(who.csrf); }
}

/// A risk's mark: told by shape and word as well as by colour.
pub fn mark(t: &Tongue, level: Level) -> Markup {
    let (class, sign, word) = match level {
        Level::High => ("mark high", "▲", w::HIGH),
        Level::Medium => ("mark medium", "◆", w::MEDIUM),
        Level::Low => ("mark low", "●", w::LOW),
    };
    html! { span class=(class) title=(&t[word]) { span aria-hidden="true" { (sign) } span.word { (&t[word]) } } }
}

/// The sign alone, with its word for those who cannot see it.
pub fn sign(t: &Tongue, risk: &Risk) -> Markup {
    let (class, sign, word) = match risk.level {
        Level::High => ("mark high", "▲", w::HIGH),
        Level::Medium => ("mark medium", "◆", w::MEDIUM),
        Level::Low => ("mark low", "●", w::LOW),
    };
    html! { span class=(class) title=(&t[word]) { span aria-hidden="true" { (sign) } span.unseen { (&t[word]) } } }
}

pub fn verdict(verdict: Verdict) -> Word {
    match verdict {
        Verdict::New => w::TO_JUDGE,
        Verdict::Confirmed => w::CONFIRMED,
        Verdict::FalsePositive => w::FALSE_POSITIVE,
        Verdict::Fixed => w::FIXED,
    }
}

pub fn class(class: Class) -> Word {
    match class {
        Class::Leak => w::LEAK,
        Class::Exposure => w::EXPOSURE,
        Class::Business => w::BUSINESS,
        Class::Reputation => w::REPUTATION,
        Class::Growth => w::GROWTH,
        Class::Mention => w::MENTION,
    }
}

pub fn state(state: State) -> Word {
    match state {
        State::New => w::STATE_NEW,
        State::Well => w::STATE_WELL,
        State::Throttled => w::STATE_THROTTLED,
        State::Refused => w::STATE_REFUSED,
        State::Gone => w::STATE_GONE,
        State::Unreachable => w::STATE_UNREACHABLE,
        State::Malformed => w::STATE_MALFORMED,
        State::OwnNetwork => w::STATE_OWN_NETWORK,
    }
}

/// An address of the outside: never a link, with a button that copies it.
pub fn inert(t: &Tongue, url: &str) -> Markup {
    html! { span.inert { code { (url) } button.copy type="button" data-copy=(url) hidden { (&t[w::COPY]) } } }
}

/// An address as short as it can be told by.
pub fn short(url: &str) -> String {
    let bare =
        url.split_once("://").map_or(url, |(_, rest)| rest).trim_start_matches("www.").trim_end_matches('/');
    let mut out: String = bare.chars().take(60).collect();
    if bare.chars().count() > 60 {
        out.push('…');
    }
    out
}

/// The host of an address.
pub fn host(url: &str) -> &str {
    let bare = url.split_once("://").map_or(url, |(_, rest)| rest);
    bare.split(['/', '?', '#']).next().unwrap_or(bare)
}

/// Links to the pages before and after, when there are any.
pub fn pager(t: &Tongue, path: &str, asked: &Params, total: u64, size: u32) -> Markup {
    let page = asked.page();
    let last = u32::try_from(total.div_ceil(u64::from(size.max(1)))).unwrap_or(u32::MAX).max(1);
    let to = |n: u32| format!("{path}{}", asked.with("page", &n.to_string()));
    html! {
        @if last > 1 {
            nav.pager aria-label=(&t[w::PAGER]) {
                @if page > 1 { a rel="prev" href=(to(page - 1)) { (&t[w::NEWER]) } }
                span { (t.number(page.into())) " / " (t.number(last.into())) }
                @if page < last { a rel="next" href=(to(page + 1)) { (&t[w::OLDER]) } }
            }
        }
    }
}

/// What would be here, and how to get it.
pub fn empty(title: &str, how: &str) -> Markup {
    html! { div.empty { p.lead { (title) } p { (how) } } }
}

/// Alerts by day as bars: in time in grey, late in red; the table beneath says the same in words.
pub fn bars(t: &Tongue, days: &[(crate::model::Time, u64, u64)]) -> Markup {
    let most = days.iter().map(|(_, good, late)| good + late).max().unwrap_or(0).max(1);
    let width = 8 * days.len().max(1);
    let mut shapes = String::new();
    for (at, (_, good, late)) in days.iter().enumerate() {
        let height = |n: u64| (n * 30).div_ceil(most);
        let (x, up, down) = (at * 8, height(*good), height(*late).min(30));
        let base = 32 - up.min(30);
        shapes
            .push_str(&format!("<rect class=\"good\" x=\"{x}\" y=\"{base}\" width=\"6\" height=\"{up}\"/>"));
        if down > 0 {
            let y = base.saturating_sub(down);
            shapes.push_str(&format!(
                "<rect class=\"late\" x=\"{x}\" y=\"{y}\" width=\"6\" height=\"{down}\"/>"
            ));
        }
    }
    let label = format!("{}: {}", &t[w::BY_DAY], t.count(days.len() as u64, w::OF_DAYS));
    html! {
        svg.bars role="img" aria-label=(label) viewBox=(format!("0 0 {width} 32")) width=(width) height="32" {
            (PreEscaped(shapes))
        }
    }
}
