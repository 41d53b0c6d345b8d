//! Living with keyword sets, for programs: what was judged false, how often entries were right, rematches.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Answer;
use crate::model::precision::floor;
use crate::store::Halt;
use crate::web::error::WebError;
use crate::web::pages::{rematches as pages, suppressions as quiet};
use crate::web::params::{Asked, Id};
use crate::web::rights::{Role, Visitor, Who};
use crate::web::routes::Desk;

const DAY: Duration = Duration::from_secs(86_400);

pub async fn suppressions(State(desk): State<Desk>, who: Who, Asked(asked): Asked) -> Answer {
    let watches = who.watches(Role::Reader);
    let all = asked.get("all") == "1";
    let rows = desk.context.store.suppressions(watches.as_deref(), all, quiet::LISTED).await?;
    Ok(Json(json!({ "suppressions": rows })))
}

pub async fn suppression(State(desk): State<Desk>, who: Who, Id(id): Id) -> Answer {
    let store = &desk.context.store;
    let row = store.suppression(id).await?.filter(|row| who.may(Role::Reader, &row.watch));
    let row = row.ok_or(WebError::NotFound)?;
    let watches = who.watches(Role::Reader);
    let mut finding = store.finding(row.finding, watches.as_deref()).await?.ok_or(WebError::NotFound)?;
    let places = store.locations(row.finding).await?;
    let mut places =
        crate::web::pages::finding::without_secrets(&desk, watches.as_deref(), &mut finding, places).await?;
    places
        .retain(|place| place.last_seen > row.at && row.ended.is_none_or(|ended| place.first_seen <= ended));
    Ok(Json(json!({ "suppression": row, "places": places })))
}

/// Why it is taken back; may be left out.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Removal {
    #[serde(default)]
    reason: String,
}

pub async fn remove(State(desk): State<Desk>, who: Who, Id(id): Id, body: String) -> Answer {
    let said: Removal = match body.trim() {
        "" => Removal::default(),
        body => serde_json::from_str(body).map_err(|e| WebError::Bad(e.to_string()))?,
    };
    let row = quiet::judged(&desk, &who, id).await?;
    let removed = desk.context.store.end_suppression(id, who.name(), said.reason.trim()).await?;
    Ok(Json(json!({ "removed": removed, "finding": row.finding })))
}

pub async fn precision(State(desk): State<Desk>, who: Who, Asked(asked): Asked) -> Answer {
    let (view, now) = (desk.view(), desk.context.clock.now());
    let days = asked.number("days").unwrap_or(90).clamp(1, 3660);
    let watches = match asked.some("watch") {
        Some(watch) if who.may(Role::Reader, &watch) => Some(vec![watch]),
        Some(_) => Some(Vec::new()),
        None => who.watches(Role::Reader),
    };
    let mut rows = desk.context.store.precision(watches.as_deref(), now - DAY * days, now).await?;
    rows.retain(|row| asked.some("entry").is_none_or(|entry| entry == row.entry));
    let rows: Vec<Value> = rows
        .iter()
        .map(|row| {
            let present = view.matcher.entry(&row.entry).map_or(0, |e| e.min_confidence);
            let advised = floor(&row.judged, present);
            let mut value = json!(row);
            value["share"] = json!(row.tally.share());
            value["interval"] = json!(row.tally.interval());
            value["min_confidence"] = json!(f64::from(present) / 100.0);
            value["raise_to"] = json!(advised.map(|f| f64::from(f.at) / 100.0));
            value["would_be_quiet"] = json!(advised.map(|f| f.quiet));
            value
        })
        .collect();
    Ok(Json(json!({ "days": days, "precision": rows })))
}

pub async fn rematches(State(desk): State<Desk>) -> Answer {
    Ok(Json(json!({ "rematches": desk.context.store.rematches(pages::LISTED).await? })))
}

pub async fn rematch(State(desk): State<Desk>, Id(id): Id) -> Answer {
    let row = desk.context.store.rematch(id).await?.ok_or(WebError::NotFound)?;
    Ok(Json(json!({ "rematch": row })))
}

pub async fn pause(State(desk): State<Desk>, who: Who, Id(id): Id) -> Answer {
    halt(&desk, &who, id, Halt::Pause).await
}

pub async fn resume(State(desk): State<Desk>, who: Who, Id(id): Id) -> Answer {
    halt(&desk, &who, id, Halt::Resume).await
}

pub async fn cancel(State(desk): State<Desk>, who: Who, Id(id): Id) -> Answer {
    halt(&desk, &who, id, Halt::Cancel).await
}

/// One that is in that state already is what was wanted.
async fn halt(desk: &Desk, who: &Visitor, id: i64, halt: Halt) -> Answer {
    let store = &desk.context.store;
    store.rematch(id).await?.ok_or(WebError::NotFound)?;
    store.halt_rematch(id, halt, who.name()).await?;
    Ok(Json(json!({ "rematch": store.rematch(id).await? })))
}
