//! Search over everything kept: the query language, facets, highlights; the whole state in the address.

use axum::extract::State;
use maud::{Markup, html};

use super::{Asked, Desk, Page, Params, Role, Tongue, Visitor, WebError, Who, empty, pager, saved, short, w};
use crate::index::{Ask, Found, Page as Answer, Sort};
use crate::query::{self, Field, Known, Names, Node, Query, QueryError, TermKind};
use crate::web::{View, evidence, layout, scope};

const SIZE: u32 = 20;
/// Facets shown, each with its parameter.
const FACETS: [(&str, &str, w::Word); 5] = [
    ("source", "source", w::PLACE),
    ("kind", "kind", w::KIND),
    ("language", "lang", w::LANGUAGE),
    ("entity", "entity", w::ENTITY),
    ("day", "", w::DAY),
];

/// What came of a search: an answer, or a fault of the query with its place in it.
pub enum Outcome {
    Nothing,
    Fault(QueryError),
    Answer(Answer),
}

/// Asks the index away from the async workers, for the visitor's watches alone. Entities are asked for only when their
/// keyword set is one that the visitor may see: a filter must not tell that another watch has such an entity.
pub async fn ask(desk: &Desk, who: &Visitor, asked: &Params, size: u32) -> Result<Outcome, WebError> {
    let text = asked.get("q");
    if text.is_empty() {
        return Ok(Outcome::Nothing);
    }
    let (view, zone) = (desk.view(), who.tongue.zone);
    let mut query = match query::parse(text).and_then(|query| meant(who, &view, query)) {
        Ok(query) => query,
        Err(error) => return Ok(Outcome::Fault(error)),
    };
    let entity = asked.some("entity");
    let foreign = |id: &str| id.split_once('/').is_some_and(|(set, _)| !scope::sees_set(who, &view, set));
    if entity.as_deref().is_some_and(foreign) {
        return Err(WebError::NotFound);
    }
    if let Some(kind) = asked.some("kind") {
        let crawls = desk.context.store.crawls().await?;
        let mut places = crawls.into_iter().filter(|crawl| crawl.kind == kind).map(|crawl| source(crawl.id));
        // A kind that no place has finds nothing.
        let first = places.next().unwrap_or_else(|| source(String::new()));
        let mut any: Vec<Node> = std::iter::once(first).chain(places).collect();
        let any = if any.len() == 1 { any.remove(0) } else { Node::Or(any) };
        query.root = Node::And(vec![query.root, any]);
    }
    let ask = Ask {
        query,
        watches: who.watches(Role::Reader),
        from: asked.day("from", zone),
        to: asked.day("to", zone).map(|day| day + std::time::Duration::from_secs(86_400)),
        source: asked.some("source"),
        entity,
        lang: asked.some("lang"),
        limit: size.clamp(1, 100) as usize,
        offset: (asked.page() - 1).saturating_mul(size).min(100_000) as usize,
        sort: if asked.get("sort") == "newest" { Sort::Newest } else { Sort::Relevance },
        facets: true,
    };
    let mut answer = answered(desk, ask).await?;
    if let Some(entities) = answer.facets.get_mut("entity") {
        entities.retain(|(id, _)| !foreign(id));
    }
    Ok(Outcome::Answer(answer))
}

/// The query with the entries that it names, of the keyword sets that the visitor may see: one that they may not see is
/// not there.
pub fn meant(who: &Visitor, view: &View, query: Query) -> Result<Query, QueryError> {
    let mut names = false;
    query.root.walk(&mut |node| names |= matches!(node, Node::Entity { .. } | Node::Pattern { .. }));
    if !names {
        return Ok(query);
    }
    let entries = scope::sets(who, view).into_iter().flat_map(|set| &set.entries);
    let known = entries.filter_map(|entry| Known::of(entry, entry.full_id()));
    Names::new(known).resolve(query, "")
}

/// Asks the index away from the async workers; secrets are masked in titles and addresses too.
pub async fn answered(desk: &Desk, ask: Ask) -> Result<Answer, WebError> {
    let index = desk.context.index.clone();
    let watches = ask.watches.clone();
    let mut answer = tokio::task::spawn_blocking(move || index.search(&ask)).await??;
    // The index masks what it cuts out of texts; titles and addresses may hold the same secrets.
    for hit in &mut answer.hits {
        let Some(document) = desk.context.store.document(hit.id, watches.as_deref()).await? else { continue };
        hit.title = evidence::hidden(&document, &hit.title);
        hit.url = evidence::hidden(&document, &hit.url);
    }
    Ok(answer)
}

/// Of one place alone.
fn source(crawl: String) -> Node {
    Node::Term { field: Some(Field::Source), kind: TermKind::Word, exact: false, text: crawl }
}

pub async fn page(State(desk): State<Desk>, who: Who, Asked(asked): Asked) -> Page {
    let (view, t) = (desk.view(), &who.tongue);
    let outcome = ask(&desk, &who, &asked, SIZE).await?;
    let body = html! {
        (form(t, &view, &asked))
        @match &outcome {
            Outcome::Nothing => { p { a href="/searches" { (&t[w::SAVED_SEARCHES]) } } (how(t)) },
            Outcome::Fault(fault) => { (fault_of(t, asked.get("q"), fault)) },
            Outcome::Answer(answer) => {
                (saved::form(&who, &view, &asked))
                p.hint role="status" { (t.count(answer.total, w::OF_PAGES)) " · " (answer.took_ms) "\u{a0}" (&t[w::MS]) }
                @if answer.total == 0 { (empty(&t[w::NO_HITS], &t[w::NO_HITS_HOW])) }
                @else {
                    div.split.search {
                        div.main { ol.results { @for found in &answer.hits { (result(t, &view, found)) } }
                            (pager(t, "/search", &asked, answer.total, SIZE)) }
                        aside.side aria-label=(&t[w::FACETS]) { (facets(t, &view, &asked, answer)) }
                    }
                }
            },
        }
    };
    Ok(layout::page(&who, &view, &t[w::SEARCH], "/search", body))
}

fn form(t: &Tongue, view: &View, asked: &Params) -> Markup {
    let newest = asked.get("sort") == "newest";
    html! {
        form.search method="get" action="/search" role="search" {
            label.wide { span.unseen { (&t[w::SEARCH]) }
                input type="search" name="q" value=(asked.get("q")) placeholder=(&t[w::SEARCH_HINT]) maxlength="4000" autofocus[asked.get("q").is_empty()]; }
            label { span { (&t[w::FROM]) } input type="date" name="from" value=(asked.get("from")); }
            label { span { (&t[w::TO]) } input type="date" name="to" value=(asked.get("to")); }
            label { span { (&t[w::SORT]) } select name="sort" {
                option value="" { (&t[w::BY_SCORE]) } option value="newest" selected[newest] { (&t[w::BY_TIME]) } } }
            @for name in ["source", "kind", "lang", "entity"] { @if let Some(value) = asked.some(name) { input type="hidden" name=(name) value=(value); } }
            button.main { (&t[w::SEARCH_DO]) }
        }
        @let set: Vec<(&str, String)> = ["source", "kind", "lang", "entity"].into_iter().filter_map(|n| Some((n, asked.some(n)?))).collect();
        @if !set.is_empty() {
            p.chips { @for (name, value) in &set {
                @let said = words(t, view, if *name == "lang" { "language" } else { name }, value);
                a.chip href={ "/search" (asked.with(name, "")) } aria-label={ (&t[w::REMOVE]) " " (said) } { (said) " ×" }  } }
        }
    }
}

pub fn result(t: &Tongue, view: &View, found: &Found) -> Markup {
    html! {
        li data-row data-href={ "/documents/" (found.id) } {
            p.title { a href={ "/documents/" (found.id) } { @if found.title.is_empty() { (short(&found.url)) } @else { (found.title) } } }
            p.snippet lang=[(!found.language.is_empty()).then_some(&found.language)] { @for piece in &found.snippet { @if piece.hit { mark { (piece.text) } } @else { (piece.text) } } }
            p.hint { span.url { (short(&found.url)) } " · " (scope::crawl_title(view, &found.source)) " · "
                @if let Some(at) = found.published { (&t[w::PUBLISHED]) " " (t.ago(at)) " · " }
                (&t[w::READ]) " " (t.ago(found.fetched)) }
        }
    }
}

fn facets(t: &Tongue, view: &View, asked: &Params, answer: &Answer) -> Markup {
    html! {
        @for (name, parameter, title) in FACETS {
            @if let Some(values) = answer.facets.get(name).filter(|v| !v.is_empty()) {
                section {
                    h2 { (&t[title]) }
                    ul.facets { @for (value, n) in values.iter().take(10) {
                        @let words = words(t, view, name, value);
                        li {
                            @if name == "day" { a href={ "/search" (Params::parse(asked.with("from", value).trim_start_matches('?').as_bytes()).with("to", value)) } { (words) } }
                            @else if parameter.is_empty() { (words) }
                            @else { a href={ "/search" (asked.with(parameter, value)) } aria-current=[asked.has(parameter, value).then_some("true")] { (words) } }
                            span.number { (t.number(*n)) }
                        }
                    } }
                }
            }
        }
    }
}

fn words(t: &Tongue, view: &View, facet: &str, value: &str) -> String {
    let word = match facet {
        "kind" => w::closed::kind(value),
        "language" => w::closed::language(value),
        _ => None,
    };
    let day = Params(vec![(String::new(), value.to_owned())]).day("", chrono_tz::Tz::UTC);
    match (facet, word, day) {
        (_, Some(word), _) => t[word].to_owned(),
        ("day", _, Some(day)) => t.date(day),
        ("source", ..) => scope::crawl_title(view, value).to_owned(),
        ("entity", ..) => {
            let title = view.matcher.entry(value).map(|e| e.title_in(t.language));
            title.filter(|title| !title.is_empty()).unwrap_or(value).to_owned()
        }
        _ => value.to_owned(),
    }
}

/// The query with a mark where it stops making sense, and a caret below it.
pub fn fault_of(t: &Tongue, text: &str, fault: &QueryError) -> Markup {
    html! {
        div.error role="alert" {
            p { (&t[w::QUERY_FAULT]) ": " (fault.placed().of(t.language)) }
            pre.caret tabindex="0" { (fault.caret(text)) }
        }
    }
}

fn how(t: &Tongue) -> Markup {
    html! {
        div.empty {
            p.lead { (&t[w::SEARCH_LEAD]) }
            dl.language { @for line in query::help::LINES { div { dt { code { (t.of_two(line.english, line.russian)) } } dd { (t.of_two(line.means.0, line.means.1)) } } } }
            p.hint { @for (n, part) in t.of_two(query::help::BINDING.0, query::help::BINDING.1).split('`').enumerate() {
                @if n % 2 == 1 { code { (part) } } @else { (part) } } }
        }
    }
}
