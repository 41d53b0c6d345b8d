//! How the small internet's hosts look: markup by shape, bytes by charset.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::world::{Host, Post, Shape, World};
use crate::model::Time;

/// A page as the host sends it.
pub struct Page {
    pub content_type: String,
    pub body: Vec<u8>,
}

/// How many entries a listing shows.
const LISTED: usize = 40;

/// The page at a path; none: 404.
pub fn page(world: &World, host: &Host, path: &str, now: Time) -> Option<Page> {
    let posts: Vec<&Post> = world.on(host.name, now).collect();
    let number = |prefix: &str| path.strip_prefix(prefix)?.parse::<usize>().ok();
    if path == "/robots.txt" {
        return Some(coded(host, "text/plain", "User-agent: *\nDisallow: /admin/\n".into()));
    }
    if let Some(id) = number("/page/") {
        let post = posts.iter().find(|p| p.id == id)?;
        return Some(if host.shape == Shape::Paste {
            coded(host, "text/plain", post.words.body.clone())
        } else {
            document(host, &post.words.title, article(host, post))
        });
    }
    if let Some(thread) = number("/thread/") {
        let inside: Vec<&Post> = posts.iter().rev().filter(|p| p.thread() == thread).copied().collect();
        let first = inside.first()?;
        let body = html! { h1 { (first.words.title) } @for post in &inside { (entry(post)) } };
        return Some(document(host, &first.words.title, body));
    }
    match (path, host.shape) {
        ("/feed.xml", Shape::Rss) => Some(coded(host, "application/rss+xml", rss(host, &posts))),
        ("/feed.xml", Shape::Atom) => Some(coded(host, "application/atom+xml", atom(host, &posts))),
        ("/", Shape::Forum) => {
            let mut threads: Vec<(usize, &Post)> = Vec::new();
            for post in posts.iter().rev() {
                if !threads.iter().any(|(t, _)| *t == post.thread()) {
                    threads.push((post.thread(), post));
                }
            }
            let body = html! { h1 { (host.title) } ul { @for (thread, first) in &threads {
                li { a href=(format!("/thread/{thread}")) { (first.words.title) } }
            } } };
            Some(document(host, host.title, body))
        }
        ("/", Shape::GuestBook) => {
            let body =
                html! { h1 { (host.title) } @for post in posts.iter().take(LISTED * 3) { (entry(post)) } };
            Some(document(host, host.title, body))
        }
        ("/", _) => {
            let body = html! { h1 { (host.title) } ul { @for post in posts.iter().take(LISTED) {
                li { a href=(format!("/page/{}", post.id)) { (post.words.title) } " " time { (date(post)) } }
            } } };
            Some(document(host, host.title, body))
        }
        _ => None,
    }
}

/// What a visitor who may be a robot is shown.
pub fn challenge() -> Page {
    let markup = html! { (DOCTYPE) html { head { title { "Just a moment..." } } body {
        div id="cf-wrapper" { h1 { "Checking your browser before accessing wall.test" } form id="challenge-form" {} }
        script { (PreEscaped("window._cf_chl_opt={cvId:'3'};")) }
    } } };
    Page { content_type: "text/html; charset=utf-8".into(), body: markup.into_string().into_bytes() }
}

fn document(host: &Host, title: &str, body: Markup) -> Page {
    let lang = if host.russian { "ru" } else { "en" };
    let markup = html! { (DOCTYPE) html lang=(lang) {
        head { meta charset=(host.charset); title { (title) @if title != host.title { " - " (host.title) } } }
        body {
            header { a href="/" { (host.title) } nav { a href="/" { "Главная" } " " a href="/admin/" { "Вход" } } }
            main { (body) }
            footer { "© " (host.name) }
        }
    } };
    coded(host, "text/html", markup.into_string())
}

fn article(host: &Host, post: &Post) -> Markup {
    html! { article {
        h1 { (post.words.title) }
        p.byline { span.author { (post.words.author) } ", " time datetime=(post.at.rfc3339()) { (date(post)) } }
        @for line in post.words.body.lines() { p { (line) } }
        @if host.shape == Shape::Ads { p { "Цена: " span.price { (500 + post.id * 37 % 9000) " ₽" } } }
    } }
}

fn entry(post: &Post) -> Markup {
    html! { div.post id=(format!("p{}", post.id)) {
        a.perma href=(format!("#p{}", post.id)) { "#" (post.id) } " "
        span.nick { (post.words.author) } " " time datetime=(post.at.rfc3339()) { (date(post)) }
        div.text { @for line in post.words.body.lines() { (line) br; } }
    } }
}

fn rss(host: &Host, posts: &[&Post]) -> String {
    let items: String = posts
        .iter()
        .take(LISTED)
        .map(|p| {
            format!(
                "<item><title>{}</title><link>{}</link><guid>{}</guid><pubDate>{}</pubDate><author>{}</author><description>{}</description></item>\n",
                escaped(&p.words.title), p.url(), p.url(), p.at.utc().to_rfc2822(), p.words.author, escaped(&markup_of(p))
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"{}\"?>\n<rss version=\"2.0\"><channel><title>{}</title><link>http://{}/</link><description>{}</description>\n{items}</channel></rss>",
        host.charset,
        escaped(host.title),
        host.name,
        escaped(host.title)
    )
}

fn atom(host: &Host, posts: &[&Post]) -> String {
    let entries: String = posts
        .iter()
        .take(LISTED)
        .map(|p| {
            format!(
                "<entry><title>{}</title><link href=\"{}\"/><id>{}</id><updated>{}</updated><author><name>{}</name></author><content type=\"html\">{}</content></entry>\n",
                escaped(&p.words.title), p.url(), p.url(), p.at.rfc3339(), p.words.author, escaped(&markup_of(p))
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"{}\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>{}</title><id>http://{}/</id>\n{entries}</feed>",
        host.charset,
        escaped(host.title),
        host.name
    )
}

/// A post's body as markup: a feed carries it escaped once more.
fn markup_of(post: &Post) -> String {
    html! { @for line in post.words.body.lines() { p { (line) } } }.into_string()
}

fn escaped(text: &str) -> String {
    html! { (text) }.into_string()
}

fn date(post: &Post) -> String {
    post.at.utc().format("%d.%m.%Y %H:%M UTC").to_string()
}

fn coded(host: &Host, content_type: &str, text: String) -> Page {
    let encoding = encoding_rs::Encoding::for_label(host.charset.as_bytes()).unwrap_or(encoding_rs::UTF_8);
    Page {
        content_type: format!("{content_type}; charset={}", host.charset),
        body: encoding.encode(&text).0.into_owned(),
    }
}
