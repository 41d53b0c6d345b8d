//! What was made on the page, for programs: read, and changed under the same checks.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::model::Time;
use crate::web::edit::{self, Draft, Kept, Sort, Wish};
use crate::web::error::WebError;
use crate::web::rights::Who;
use crate::web::routes::Desk;

pub async fn items(State(desk): State<Desk>) -> Result<Json<Value>, WebError> {
    let items = desk.context.store.config_items().await?;
    Ok(Json(json!({ "items": items })))
}

/// An item to be kept, or taken out when `text` is null.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Item {
    /// The name that its file would have.
    name: String,
    text: Option<String>,
    /// `at` of the item as it was read; left out for a new one.
    seen: Option<Time>,
}

pub async fn keep(State(desk): State<Desk>, who: Who, body: String) -> Result<Response, WebError> {
    let item: Item = serde_json::from_str(&body).map_err(|e| WebError::Bad(e.to_string()))?;
    let (sort, id) = Sort::of_file(&item.name).ok_or_else(|| {
        WebError::Bad(format!("`name`: use {}", Sort::ALL.map(|sort| sort.file("ID")).join(", ")))
    })?;
    if let Some(text) = &item.text {
        let draft = Draft::parse(&item.name, text).map_err(|fault| WebError::Bad(fault.to_string()))?;
        if edit::identity(sort, &draft).ok().as_deref() != Some(id) {
            return Err(WebError::Bad(format!("`text` must hold the one item \"{id}\" that `name` names")));
        }
    }
    let why = match (&item.text, item.seen) {
        (None, _) => "removed",
        (_, None) => "created",
        _ => "changed",
    };
    let wish = Wish { name: &item.name, text: item.text.as_deref(), seen: item.seen, why };
    Ok(match edit::keep(&desk, &who, &wish).await? {
        Kept::Yes(warnings) => Json(json!({ "kept": true, "warnings": warnings })).into_response(),
        Kept::Overtaken => {
            problem(StatusCode::CONFLICT, json!({ "detail": "it is not as it was `seen`: read it again" }))
        }
        Kept::Faulty(faults) => problem(StatusCode::UNPROCESSABLE_ENTITY, json!({ "faults": faults })),
    })
}

/// RFC 9457, with members of its own.
fn problem(status: StatusCode, mut body: Value) -> Response {
    body["status"] = json!(status.as_u16());
    body["title"] = json!(status.canonical_reason().unwrap_or_default());
    (status, [(header::CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()
}
