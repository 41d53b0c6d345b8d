//! The OpenAPI 3.1 document, made from the table of routes: a route cannot be there and undescribed.

use serde_json::{Map, Value, json};

use crate::web::routes::{Face, Needs, Route, TABLE};

/// Parameters of queries by path: (name, what it is).
const QUERIES: &[(&str, &[(&str, &str)])] = &[
    (
        "/api/v1/findings",
        &[
            ("verdict", "new, confirmed, false_positive or fixed; may be repeated"),
            ("class", "leak, exposure, business, reputation, growth or mention; may be repeated"),
            ("serious", "1: those whose risk is not acceptable"),
            ("owner", "an account's name, or me"),
            ("watch", "a watch's id"),
            ("entry", "set/entry"),
            ("crawl", "a crawl's id"),
            ("from", "YYYY-MM-DD"),
            ("to", "YYYY-MM-DD, included"),
            ("limit", "1 to 200, 50 if left out"),
            ("page", "from 1"),
        ],
    ),
    (
        "/api/v1/search",
        &[
            ("q", "the query"),
            ("from", "YYYY-MM-DD"),
            ("to", "YYYY-MM-DD, included"),
            ("source", "a crawl's id"),
            ("kind", "the kind of place: feed, site"),
            ("lang", "ISO 639-1"),
            ("entity", "set/entry"),
            ("sort", "newest; by score if left out"),
            ("limit", "1 to 100, 50 if left out"),
            ("page", "from 1"),
        ],
    ),
    ("/api/v1/suppressions", &[("all", "1: those that were taken back as well")]),
    (
        "/api/v1/precision",
        &[
            ("days", "1 to 3660, 90 if left out: what was judged in so many days"),
            ("watch", "a watch's id"),
            ("entry", "set/entry"),
        ],
    ),
    ("/api/v1/alerts", &[("limit", "1 to 200, 50 if left out"), ("page", "from 1")]),
    ("/api/v1/letters", &[("limit", "1 to 200, 50 if left out"), ("page", "from 1")]),
];

pub fn document() -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for route in TABLE.iter().filter(|r| r.face == Face::Api && !r.path.starts_with("/assets/")) {
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        path[route.method.to_lowercase()] = operation(route);
    }
    json!({
        "openapi": "3.1.0",
        "info": { "title": "leakwatch", "version": env!("CARGO_PKG_VERSION"),
            "description": "Findings, search, places and the kept promise. Times are milliseconds since 1970 UTC where they are numbers." },
        "paths": paths,
        "components": {
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer",
                "description": "An API token of an account, with the scope read or judge (metrics for /metrics)" } },
            "schemas": { "Problem": { "type": "object", "description": "RFC 9457",
                "properties": { "status": { "type": "integer" }, "title": { "type": "string" }, "detail": { "type": "string" },
                    "code": { "type": "string", "description": "Stands in the log beside what broke" } } } },
        },
    })
}

fn operation(route: &Route) -> Value {
    let in_path =
        route.path.split(['{', '}']).skip(1).step_by(2).map(
            |name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "integer" } }),
        );
    let queries = QUERIES.iter().find(|(path, _)| *path == route.path).map_or(&[][..], |(_, q)| q);
    let in_query = queries.iter().map(|(name, about)| {
        json!({ "name": name, "in": "query", "description": about, "schema": { "type": "string" } })
    });
    let parameters: Vec<Value> = in_path.chain(in_query).collect();
    let problem = json!({ "description": "A problem document",
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } } });
    let media = match route.path {
        "/healthz" => "text/plain",
        "/metrics" => "application/openmetrics-text",
        "/api/v1/findings/{id}/evidence" => "application/warc",
        _ => "application/json",
    };
    let mut out = json!({
        "summary": route.about,
        "operationId": format!("{}{}", route.method.to_lowercase(), route.path.replace(['/', '{', '}', '.'], "_")),
        "parameters": parameters,
        "responses": { "200": { "description": "Done", "content": { media: {} } }, "default": problem },
    });
    if route.needs != Needs::Public {
        out["security"] = json!([{ "token": [] }]);
    }
    if route.method == "POST" {
        let names: &[&str] = match route.path {
            "/api/v1/configuration" => &["name", "text", "seen"],
            "/api/v1/findings/{id}/evidence" => &["document", "reason"],
            "/api/v1/suppressions/{id}/remove" => &["reason"],
            path if path.starts_with("/api/v1/rematches/") => &[],
            _ => &["verdict", "owner", "due", "treatment", "accepted_until", "comment", "only_here"],
        };
        let fields: Map<String, Value> = names.iter().map(|name| ((*name).to_owned(), json!({}))).collect();
        out["requestBody"] = json!({ "required": true,
            "content": { "application/json": { "schema": { "type": "object", "properties": fields } } } });
    }
    out
}
