//! `leakwatch search`: full text over everything kept; with `--watch` the same query is looked for in what comes.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::bail;
use serde_json::json;

use super::{Outcome, ask, settings};
use crate::app::Faulty;
use crate::clock::Clock;
use crate::config::{Config, Stored};
use crate::index::{Ask, Index, IndexError, Sort};
use crate::matching::Matcher;
use crate::model::{Class, Damage, Time};
use crate::query::{self, Known, Names, Query, QueryError};
use crate::runtime::SystemClock;
use crate::said;
use crate::store::Store;
use crate::store::rows::ConfigChange;
use crate::web::watching::{self, Table};

/// What a preview of a watched search looks back over.
const BACK: Duration = Duration::from_secs(30 * 86_400);

#[derive(clap::Args)]
pub(super) struct Args {
    /// In the query language, which the end of this help tells
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
    /// Have the query watched for this watch instead: {"entry","found_30_days"}
    #[arg(long, value_name = "WATCH", conflicts_with_all = ["from", "to", "source", "entity", "lang"])]
    watch: Option<String>,
    /// The new entry's id [default: made of its title or query]
    #[arg(long, requires = "watch")]
    id: Option<String>,
    /// What people are told that it is
    #[arg(long, requires = "watch")]
    title: Option<String>,
    /// What its findings are: leak, exposure, business, reputation, growth, mention
    #[arg(long, requires = "watch", default_value = "reputation", value_parser = class)]
    class: Class,
    /// minor, moderate, medium, large, critical
    #[arg(long, requires = "watch", default_value = "medium", value_parser = damage)]
    damage: Damage,
}

/// The end of the command's help.
pub(super) fn help() -> String {
    let told = query::help::text();
    format!(
        "Examples: leakwatch search 'утечка AND host:forum.test' --limit 5\n          \
         leakwatch search '\"утечка данных\" NEAR/10 entity:own' --watch romashka\n\n{}",
        told.of(super::language())
    )
}

pub(super) fn run(named: Option<&Path>, args: Args) -> anyhow::Result<Outcome> {
    if args.watch.is_some() {
        let folder = settings::folder(named).unwrap_or_else(|| PathBuf::from(settings::HERE));
        return settings::with_store(named, async |config, store| watch(&folder, config, store, &args).await);
    }
    let config = settings::config(named)?;
    let parsed = meant(&args.query, &config)?;
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

/// The query with the entries that it names; a fault with the line that shows it.
fn meant(text: &str, config: &Config) -> anyhow::Result<Query> {
    let entries = config.sets.iter().flat_map(|set| &set.entries);
    let known = entries.filter_map(|entry| Known::of(entry, entry.full_id()));
    let told = |error: QueryError| {
        let (why, line) = (error.placed(), error.caret(text));
        let said =
            said!(why.code.as_str(), "in the query, {why}\n{line}", "в запросе: {why}\n{line}", why, line);
        anyhow::anyhow!(said.of(super::language()).to_owned())
    };
    query::parse(text).and_then(|query| Names::new(known).resolve(query, "")).map_err(told)
}

/// Makes an entry of the query in the watch's own set, in the store, from where a running daemon takes it.
async fn watch(folder: &Path, config: &Config, store: &Store, args: &Args) -> anyhow::Result<()> {
    let named = args.watch.as_deref().unwrap_or_default();
    let Some(watch) = config.watches.iter().find(|watch| watch.id == named) else {
        let all: Vec<&str> = config.watches.iter().map(|watch| watch.id.as_str()).collect();
        bail!("there is no watch `{named}`; one of: {}", all.join(", "))
    };
    let query = meant(&args.query, config)?;
    let (set, name) = (watching::set_of(&watch.id), watching::file_of(&watch.id));
    let items = store.config_items().await?;
    let there = items.iter().find(|item| item.name == name);
    let fault = |fault: crate::model::Fault| Faulty(vec![fault]);
    let (mut draft, n) = watching::begun(there.map(|item| item.text.as_str()), watch).map_err(fault)?;
    let expression = args.query.split_whitespace().collect::<Vec<_>>().join(" ");
    let found = lately(config, query, &watch.id)?;
    let already = watching::same(&draft, &expression);
    if let Some(id) = already {
        println!("{}", json!({ "entry": format!("{set}/{id}"), "found_30_days": found, "already": true }));
        return Ok(());
    }
    let title = args.title.clone().unwrap_or_default();
    let id = args.id.clone().unwrap_or_else(|| watching::free_id(&draft, &title, &expression));
    if watching::ids(&draft).contains(&id) {
        bail!("{set}/{id} is there already: give another --id")
    }
    for (key, value) in [
        ("id", id.as_str()),
        ("title", title.as_str()),
        ("class", args.class.word()),
        ("expression", expression.as_str()),
        ("damage", args.damage.word()),
    ] {
        draft.put(
            Table::Row(watching::SECTION, n),
            key,
            Some(value).filter(|v| !v.is_empty()).map(Into::into),
        );
    }
    let text = draft.text();
    // As the daemon will read it, before it does.
    let others = items.iter().filter(|item| item.name != name);
    let stored = others.map(|item| Stored { name: item.name.clone(), text: item.text.clone() });
    let stored: Vec<Stored> = stored.chain([Stored { name: name.clone(), text: text.clone() }]).collect();
    let loaded = settings::living(folder, &stored).map_err(Faulty)?;
    Matcher::new(&loaded.config.sets).map_err(Faulty)?;
    let (seen, by) = (there.map(|item| item.at), ask::by());
    let why = if seen.is_some() { "changed" } else { "created" };
    let change = ConfigChange { name: &name, text: Some(&text), seen, by: &by, why };
    if !store.change_config(&change).await? {
        bail!("{name} was changed meanwhile: ask again")
    }
    println!("{}", json!({ "entry": format!("{set}/{id}"), "found_30_days": found }));
    Ok(())
}

/// How many pages of the last 30 days fit; none: nothing is indexed yet.
fn lately(config: &Config, query: Query, watch: &str) -> anyhow::Result<Option<u64>> {
    let index = match Index::read(&config.data.join("index")) {
        Err(IndexError::Absent) => return Ok(None),
        other => other?,
    };
    let page = index.search(&Ask {
        query,
        watches: Some(vec![watch.to_owned()]),
        from: Some(Time(SystemClock.now().0 - BACK.as_millis() as i64)),
        to: None,
        source: None,
        entity: None,
        lang: None,
        limit: 0,
        offset: 0,
        sort: Sort::Newest,
        facets: false,
    })?;
    Ok(Some(page.total))
}

fn class(word: &str) -> Result<Class, String> {
    Class::parse(word).ok_or_else(|| "write leak, exposure, business, reputation, growth or mention".into())
}

fn damage(word: &str) -> Result<Damage, String> {
    Damage::parse(word).ok_or_else(|| "write minor, moderate, medium, large or critical".into())
}

fn instant(text: &str) -> Result<Time, String> {
    let day = || chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0);
    Time::parse_rfc3339(text)
        .or_else(|| day().map(|d| Time(d.and_utc().timestamp_millis())))
        .ok_or_else(|| "write 2026-11-23 or 2026-11-23T14:00:00Z".to_string())
}
