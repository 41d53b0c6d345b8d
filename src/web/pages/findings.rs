//! The list of findings: filters in the address, judging of several at once.

use axum::extract::State;
use maud::{Markup, html};

use super::{
    Asked, Desk, Page, Params, Role, Visitor, Who, class, csrf, empty, host, judge, pager, sign, verdict, w,
};
use crate::model::{Class, Verdict};
use crate::store::rows::{FindingRow, FindingsAsk};
use crate::web::{View, layout, scope};

const SIZE: u32 = 50;

/// What the query string asks for; `me` is the visitor. A watch that the visitor may not see finds nothing.
pub fn ask(who: &Visitor, asked: &Params, limit: u32) -> FindingsAsk {
    let owner = asked.some("owner").map(|owner| if owner == "me" { who.name().to_owned() } else { owner });
    let watches = match asked.some("watch") {
        Some(watch) if who.may(Role::Reader, &watch) => Some(vec![watch]),
        Some(_) => Some(Vec::new()),
        None => who.watches(Role::Reader),
    };
    FindingsAsk {
        watches,
        verdicts: asked.all("verdict").filter_map(Verdict::parse).collect(),
        classes: asked.all("class").filter_map(Class::parse).collect(),
        serious: asked.get("serious") == "1",
        owner,
        entry: asked.some("entry"),
        crawl: asked.some("crawl"),
        from: asked.day("from", who.tongue.zone),
        // The day itself is meant too.
        to: asked.day("to", who.tongue.zone).map(|day| day + std::time::Duration::from_secs(86_400)),
        limit,
        offset: (asked.page() - 1).saturating_mul(limit),
    }
}

pub async fn page(State(desk): State<Desk>, who: Who, Asked(asked): Asked) -> Page {
    let view = desk.view();
    let (total, rows) = desk.context.store.findings(&ask(&who, &asked, SIZE)).await?;
    let t = &who.tongue;
    let filtered = asked.0.iter().any(|(name, value)| name != "page" && name != "was" && !value.is_empty());
    let body = html! {
        (judge::undo_notice(&who, &asked, &format!("/findings{}", asked.with("", ""))))
        (filters(&who, &view, &asked))
        @if rows.is_empty() {
            @if filtered { (empty(&t[w::NOTHING_FITS], &t[w::NOTHING_FITS_HOW])) }
            @else { (empty(&t[w::NO_FINDINGS], &t[w::NO_FINDINGS_HOW])) }
        } @else if who.has(Role::Analyst) {
            form method="post" action="/findings/judge" data-list {
                (csrf(&who))
                input type="hidden" name="back" value=(asked.with("", ""));
                div.actions {
                    span.hint { (t.count(total, w::OF_FINDINGS)) }
                    span.buttons role="group" aria-label=(&t[w::JUDGE_MARKED]) { (judge::buttons(t)) }
                }
                (table(&who, &view, &rows, true))
            }
        } @else {
            p.hint { (t.count(total, w::OF_FINDINGS)) }
            (table(&who, &view, &rows, false))
        }
        (pager(t, "/findings", &asked, total, SIZE))
    };
    Ok(layout::page(&who, &view, &t[w::FINDINGS], "/findings", body))
}

fn filters(who: &Visitor, view: &View, asked: &Params) -> Markup {
    let t = &who.tongue;
    let quick = |to: &str, name: w::Word, on: bool| {
        html! { a href=(to) aria-current=[on.then_some("true")] { (&t[name]) } }
    };
    let serious = asked.get("serious") == "1";
    let mine = asked.get("owner") == "me";
    let none = asked.0.iter().all(|(name, value)| name == "page" || name == "was" || value.is_empty());
    html! {
        nav.filters aria-label=(&t[w::FILTERS]) {
            (quick("/findings", w::ALL, none))
            (quick("/findings?verdict=new", w::TO_JUDGE, asked.has("verdict", "new") && !serious))
            (quick("/findings?serious=1", w::SERIOUS, serious))
            (quick("/findings?owner=me", w::MINE, mine))
            (quick("/suppressions", w::SUPPRESSIONS, false))
            (quick("/mutes", w::MUTES, false))
        }
        details.filter open[!none] {
            summary { (&t[w::FILTER]) }
            form.row method="get" action="/findings" {
                (select(t, "verdict", w::VERDICT, asked, Verdict::ALL.iter().map(|v| (v.word(), t[verdict(*v)].to_owned()))))
                (select(t, "class", w::CLASS, asked, Class::ALL.iter().map(|c| (c.word(), t[class(*c)].to_owned()))))
                (select(t, "watch", w::WATCH, asked, scope::watches(who, view).into_iter().map(|w| (w.id.as_str(), scope::watch_title(view, &w.id).to_owned()))))
                (select(t, "crawl", w::PLACE, asked, view.crawls.iter().filter(|c| scope::sees_crawl(who, view, &c.id, Role::Reader)).map(|c| (c.id.as_str(), scope::crawl_title(view, &c.id).to_owned()))))
                label { span { (&t[w::OWNER]) } input name="owner" value=(asked.get("owner")) maxlength="64"; }
                label { span { (&t[w::FROM]) } input type="date" name="from" value=(asked.get("from")); }
                label { span { (&t[w::TO]) } input type="date" name="to" value=(asked.get("to")); }
                label.check { input type="checkbox" name="serious" value="1" checked[serious]; span { (&t[w::SERIOUS_ONLY]) } }
                button { (&t[w::SHOW]) }
            }
        }
    }
}

/// A choice of one, or of all.
pub fn select<'a>(
    t: &super::Tongue,
    name: &str,
    label: w::Word,
    asked: &Params,
    options: impl Iterator<Item = (&'a str, String)>,
) -> Markup {
    html! {
        label { span { (&t[label]) }
            select name=(name) {
                option value="" { (&t[w::ANY]) }
                @for (value, words) in options { option value=(value) selected[asked.has(name, value)] { (words) } }
            }
        }
    }
}

/// Rows that are scanned by their title; with `marks` each can be marked for judging.
pub fn table(who: &Visitor, view: &View, rows: &[FindingRow], marks: bool) -> Markup {
    let t = &who.tongue;
    html! {
        table.findings {
            thead { tr {
                @if marks { th { span.unseen { (&t[w::MARKED]) } } }
                th { (&t[w::FINDING]) } th.place { (&t[w::PLACE]) } th.when { (&t[w::FOUND]) } th.due { (&t[w::DUE]) } th.state { (&t[w::VERDICT]) }
            } }
            tbody { @for row in rows { (line(who, view, row, marks)) } }
        }
    }
}

fn line(who: &Visitor, view: &View, row: &FindingRow, marks: bool) -> Markup {
    let t = &who.tongue;
    let title = scope::headline(view, row, t.language);
    let open = matches!(row.verdict, Verdict::New | Verdict::Confirmed);
    html! {
        tr.done[!open] data-row data-href={ "/findings/" (row.id) } {
            @if marks { td.pick {
                @if who.may(Role::Analyst, &row.watch) {
                    input type="checkbox" name="id" value=(row.id) aria-label=(title);
                }
            } }
            td.title { (sign(t, &row.risk)) " " a href={ "/findings/" (row.id) } { (title) } @if row.muted.is_some() { " " span.hint { (&t[w::MUTED]) } }
                @if let Some(owner) = &row.owner { " " span.hint { "· " (owner) } }
            }
            td.place { (host(&row.url)) @if row.locations > 1 { span.hint { " +" (t.number(row.locations - 1)) } } }
            td.when { (t.ago(row.created)) }
            td.due { @if !row.risk.acceptable && open { @match row.alert_due { Some(due) => { (t.at(due)) }, None => { "–" } } } @else { span.hint { (&t[w::IN_DIGEST]) } } }
            td.state { (&t[verdict(row.verdict)]) }
        }
    }
}
