//! The table.
use super::Context;
use axum::Router;
use axum::routing::get;

/// All pages and the JSON interface.
pub fn router(context: Context) -> Router {
    Router::new().route("/healthz", get(|| async { "ok\n" })).with_state(context)
}
