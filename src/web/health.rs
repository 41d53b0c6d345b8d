//! For those who watch the watcher: `/healthz`, `/readyz`, `/metrics`.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use serde_json::json;

use super::routes::Desk;

/// The process answers; nothing else is asked.
pub async fn alive() -> &'static str {
    "ok\n"
}

/// 200 when the store answers and the last run of every task was good, else 503. Says which task, and not why: that is
/// in the log and on the overview. Beside it how much rests for want of disk (0 nothing, 1 visits, 2 the index too, 3 the
/// archive too), whether the disk takes no writes at all, and how often the clock was set while we ran.
pub async fn ready(State(desk): State<Desk>) -> Response {
    let store = desk.context.store.ping().await;
    let all = desk.context.health.all();
    let failing: Vec<&str> =
        all.iter().filter(|(_, t)| t.last_error.is_some()).map(|(name, _)| *name).collect();
    let good = store.is_ok() && failing.is_empty();
    let tasks: serde_json::Map<_, _> = all
        .iter()
        .map(|(name, task)| {
            let row = json!({ "runs": task.runs, "failures": task.failures, "last_good": task.last_good });
            ((*name).to_owned(), row)
        })
        .collect();
    let metrics = &desk.context.metrics;
    let body = json!({
        "ready": good, "store": store.is_ok(), "failing": failing, "tasks": tasks,
        "disk_floor": metrics.disk_floor.get(), "disk_readonly": metrics.disk_readonly.get() > 0,
        "clock_set": metrics.clock_set.get()
    });
    let status = if good { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, axum::Json(body)).into_response()
}

/// OpenMetrics 1.0.
pub async fn metrics(State(desk): State<Desk>) -> Response {
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], desk.context.metrics.text()).into_response()
}
