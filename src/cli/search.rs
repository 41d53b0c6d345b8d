//! `leakwatch search`: full text over everything kept.

use std::path::Path;

use serde_json::json;

use super::{Outcome, settings};
use crate::index::{Ask, Index, Sort};
use crate::model::Time;
use crate::query;
use crate::said;

#[derive(clap::Args)]
pub(super) struct Args {
    query: String,
    /// Fetched from this day or instant on (2026-11-23, 2026-11-23T14:00:00Z)
    #[arg(long, value_parser = instant)]
    from: Option<Time>,
    /// Fetched before this day or instant
    #[arg(long, value_parser = instant)]
    to: Option<Time>,
    /// Only this crawl
    #[arg(long)]
    source: Option<String>,
    /// Only pages that name this entity (set/id)
    #[arg(long)]
    entity: Option<String>,
    /// Only this language (ru, en)
    #[arg(long)]
    lang: Option<String>,
    #[arg(long, default_value_t = 20)]
    limit: usize,
}

pub(super) fn run(named: Option<&Path>, args: Args) -> anyhow::Result<Outcome> {
    let config = settings::config(named)?;
    let parsed = query::parse(&args.query).map_err(|e| {
        let why = e.placed();
        let said = said!(why.code.as_str(), "in the query, {why}", "в запросе: {why}", why);
        anyhow::anyhow!(said.of(super::language()).to_owned())
    })?;
    let index = Index::read(&config.data.join("index"))?;
    let page = index.search(&Ask {
        query: parsed,
        watches: None,
        from: args.from,
        to: args.to,
        source: args.source,
        entity: args.entity,
        lang: args.lang,
        limit: args.limit,
        offset: 0,
        sort: Sort::Relevance,
        facets: false,
    })?;
    let hits: Vec<_> = page
        .hits
        .iter()
        .map(|hit| {
            let snippet: String = hit.snippet.iter().map(|piece| piece.text.as_str()).collect();
            json!({
                "url": hit.url, "title": hit.title, "snippet": snippet,
                "published": hit.published.map(Time::rfc3339), "fetched": hit.fetched.rfc3339(), "score": hit.score,
            })
        })
        .collect();
    println!("{}", json!({ "total": page.total, "took_ms": page.took_ms, "hits": hits }));
    Ok(Outcome::Done)
}

fn instant(text: &str) -> Result<Time, String> {
    let day = || chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0);
    Time::parse_rfc3339(text)
        .or_else(|| day().map(|d| Time(d.and_utc().timestamp_millis())))
        .ok_or_else(|| "write 2026-11-23 or 2026-11-23T14:00:00Z".to_string())
}
