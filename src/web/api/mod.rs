//! The JSON interface: the same rows as the pages, for programs with a token. Field names are stable.

pub mod configuration;
mod openapi;

use axum::Json;
use axum::extract::State;
use http::header;
use serde::Deserialize;
use serde_json::{Value, json};

use super::error::WebError;
use super::pages::{
    finding as one, findings as list, judge as judging, mutes as quiet, overview as first, places as crawls,
    search as searching,
};
use super::params::{Asked, Id, Params};
use super::rights::{Role, Who};
use super::routes::Desk;
use crate::model::{Time, Treatment, Verdict};
use crate::store::rows::{FindingRow, Judgement};

type Answer = Result<Json<Value>, WebError>;

/// Rows of an answer, when nothing else is asked for, and at most.
const USUAL: u32 = 50;
const MOST: u32 = 200;

fn limit(asked: &Params) -> u32 {
    asked.number("limit").unwrap_or(USUAL).clamp(1, MOST)
}

fn offset(asked: &Params) -> u32 {
    (asked.page() - 1).saturating_mul(limit(asked))
}

pub async fn openapi() -> ([(header::HeaderName, &'static str); 1], Json<Value>) {
    ([(header::CACHE_CONTROL, "no-cache")], Json(openapi::document()))
}

pub async fn overview(State(desk): State<Desk>, who: Who) -> Answer {
    let view = desk.view();
    let now = first::now(&desk, &who, &view).await?;
    Ok(Json(json!({
        "promise": { "days": first::PERIOD.as_secs() / 86_400, "due": now.promise.due, "in_time": now.promise.in_time,
            "late": now.promise.late, "median_s": now.promise.median_ms / 1000, "worst_s": now.promise.worst_ms / 1000 },
        "serious_new": now.serious, "to_judge": now.to_judge, "owed": now.owed, "overdue": now.overdue,
        "blind": now.blind, "mutes": { "in_force": now.mutes.0, "events": now.mutes.1 }, "mail": view.mail, "demo": view.demo,
    })))
}

pub async fn findings(State(desk): State<Desk>, who: Who, Asked(asked): Asked) -> Answer {
    let ask = list::ask(&who, &asked, limit(&asked));
    let (total, rows) = desk.context.store.findings(&ask).await?;
    let rows: Vec<Value> = rows.iter().map(priced).collect();
    Ok(Json(json!({ "total": total, "findings": rows })))
}

/// The row, with probability x stated damage beside it; null where no damage is stated.
fn priced(row: &FindingRow) -> Value {
    let mut value = json!(row);
    value["at_risk"] = json!(row.stated.as_ref().map(|stated| stated.at_risk(row.risk.probability)));
    value
}

pub async fn finding(State(desk): State<Desk>, who: Who, Id(id): Id) -> Answer {
    let store = &desk.context.store;
    let watches = who.watches(Role::Reader);
    let mut finding = store.finding(id, watches.as_deref()).await?.ok_or(WebError::NotFound)?;
    let locations = store.locations(id).await?;
    let locations = one::without_secrets(&desk, watches.as_deref(), &mut finding, locations).await?;
    Ok(Json(json!({
        "finding": priced(&finding),
        "locations": locations,
        "events": store.events(id).await?,
        "history": store.history(id).await?,
    })))
}

/// What is left out stays as it is; `null` takes it away. Times are milliseconds since 1970.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Judged {
    verdict: Option<Verdict>,
    #[serde(default, deserialize_with = "given")]
    owner: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    due: Option<Option<Time>>,
    #[serde(default, deserialize_with = "given")]
    treatment: Option<Option<Treatment>>,
    #[serde(default, deserialize_with = "given")]
    accepted_until: Option<Option<Time>>,
    comment: Option<String>,
}

/// Tells `null` apart from nothing.
fn given<'de, T: Deserialize<'de>, D: serde::Deserializer<'de>>(
    from: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(from).map(Some)
}

pub async fn judge(State(desk): State<Desk>, who: Who, Id(id): Id, body: String) -> Answer {
    let said: Judged = serde_json::from_str(&body).map_err(|e| WebError::Bad(e.to_string()))?;
    judging::judged(&desk, &who, id).await?;
    if said.treatment == Some(Some(Treatment::Accept)) && said.accepted_until.flatten().is_none() {
        return Err(WebError::Bad("an acceptance needs accepted_until".into()));
    }
    let judgement = Judgement {
        verdict: said.verdict,
        owner: said.owner,
        due: said.due,
        treatment: said.treatment,
        accepted_until: said.accepted_until,
        comment: said.comment,
    };
    let watches = who.watches(Role::Analyst);
    desk.context.store.judge(&[id], watches.as_deref(), &judgement, who.name()).await?;
    let finding = desk.context.store.finding(id, watches.as_deref()).await?.ok_or(WebError::NotFound)?;
    Ok(Json(json!({ "finding": priced(&finding) })))
}

pub async fn search(State(desk): State<Desk>, who: Who, Asked(asked): Asked) -> Answer {
    let answer = match searching::ask(&desk, &who, &asked, limit(&asked).min(100)).await? {
        searching::Outcome::Nothing => return Err(WebError::Bad("q is missing".into())),
        searching::Outcome::Fault(fault) => {
            return Err(WebError::Bad(format!("q, {}", fault.placed().english)));
        }
        searching::Outcome::Answer(answer) => answer,
    };
    let hits: Vec<Value> = answer
        .hits
        .iter()
        .map(|hit| {
            let snippet: String = hit.snippet.iter().map(|piece| piece.text.as_str()).collect();
            json!({ "id": hit.id, "url": hit.url, "title": hit.title, "snippet": snippet,
                "published": hit.published.map(Time::rfc3339), "fetched": hit.fetched.rfc3339(), "score": hit.score,
                "source": hit.source, "kind": hit.kind, "language": hit.language })
        })
        .collect();
    Ok(Json(
        json!({ "total": answer.total, "took_ms": answer.took_ms, "hits": hits, "facets": answer.facets }),
    ))
}

pub async fn searches(State(desk): State<Desk>, who: Who) -> Answer {
    let watches = who.watches(Role::Reader);
    let rows = desk.context.store.saved_searches(who.name(), watches.as_deref()).await?;
    Ok(Json(json!({ "searches": rows })))
}

pub async fn places(State(desk): State<Desk>, who: Who) -> Answer {
    let view = desk.view();
    let rows = crawls::seen(&desk, &who, &view).await?;
    let rows: Vec<Value> = rows
        .iter()
        .map(|row| {
            let mut place = json!(row);
            if let Some((feasible, why)) = view.outlook.get(&row.id) {
                place["feasible"] = json!(feasible);
                place["outlook"] = json!(why);
            }
            place
        })
        .collect();
    Ok(Json(json!({ "places": rows })))
}

pub async fn alerts(State(desk): State<Desk>, who: Who, Asked(asked): Asked) -> Answer {
    let watches = who.watches(Role::Reader);
    let rows = desk.context.store.alerts(watches.as_deref(), limit(&asked), offset(&asked)).await?;
    Ok(Json(json!({ "alerts": rows })))
}

pub async fn mutes(State(desk): State<Desk>, who: Who) -> Answer {
    let watches = who.watches(Role::Reader);
    let rows = desk.context.store.mutes(watches.as_deref(), quiet::LISTED).await?;
    Ok(Json(json!({ "mutes": rows })))
}

pub async fn holds(State(desk): State<Desk>) -> Answer {
    Ok(Json(json!({ "holds": desk.context.store.holds().await? })))
}

pub async fn letters(State(desk): State<Desk>, who: Who, Asked(asked): Asked) -> Answer {
    let watches = who.watches(Role::Reader);
    let rows = desk.context.store.letters(watches.as_deref(), limit(&asked), offset(&asked)).await?;
    Ok(Json(json!({ "letters": rows })))
}
