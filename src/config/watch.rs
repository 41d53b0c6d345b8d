//! `[watch.X]`: whom we protect, as written; what it names is checked once everything is read.

use super::money::{Stated, money};
use super::reader::{At, Reader};
use super::values::{filled, id};
use crate::model::{Said, Spot};
use crate::said;

/// A watch whose references stand where they were written.
pub(super) struct Protected {
    pub id: String,
    pub title: String,
    pub plan: Option<At<String>>,
    pub organisation: Option<At<(String, String)>>,
    pub keyword_sets: Vec<At<String>>,
    pub crawls: Vec<At<String>>,
    pub own_places: Vec<At<String>>,
    pub partner_portals: Vec<At<String>>,
    pub competitor_portals: Vec<At<String>>,
    pub money: Option<Stated>,
    pub spot: Spot,
}

pub(super) fn watch(name: At<String>, table: Reader<'_>) -> Protected {
    let title = table.read("title", filled).map_or_else(|| name.value.clone(), |at| at.value);
    let plan = table.need(
        "plan",
        said!(
            "need.plan",
            "daily, operational, extended or one of your own",
            "daily, operational, extended или свой"
        ),
        table.read("plan", filled),
    );
    let hint = said!(
        "need.organisation",
        "the entity that is the organisation itself, as SET/ENTRY",
        "объект, который и есть сама организация, в виде НАБОР/ЗАПИСЬ"
    );
    let organisation = table.need("organisation", hint, table.read("organisation", entry));
    let sets = table.need(
        "keyword_sets",
        said!("need.sets", "a list of keyword sets", "список наборов слов"),
        table.list("keyword_sets", id),
    );
    let crawls = table.need(
        "crawls",
        said!("need.crawls", "a list of crawls and group:NAME", "список мест и group:ИМЯ"),
        table.list("crawls", crawl),
    );
    let places = |key| table.list(key, crawl).unwrap_or_default();
    let watch = Protected {
        id: name.value,
        title,
        plan,
        // Without its sets the organisation cannot be judged, and what is wrong with them is noted.
        organisation: organisation.filter(|_| sets.is_some()),
        keyword_sets: sets.unwrap_or_default(),
        crawls: crawls.unwrap_or_default(),
        own_places: places("own_places"),
        partner_portals: places("partner_portals"),
        competitor_portals: places("competitor_portals"),
        money: table.child("money").map(money),
        spot: table.spot.clone(),
    };
    table.finish();
    watch
}

fn entry(text: &str) -> Result<(String, String), Said> {
    let wrong = || {
        said!(
            "value.entry",
            "\"{text}\" is no entry; write it as SET/ENTRY",
            "«{text}» — не запись; пишется так: НАБОР/ЗАПИСЬ",
            text
        )
    };
    let (set, entry) = text.split_once('/').ok_or_else(wrong)?;
    Ok((id(set).map_err(|_| wrong())?, id(entry).map_err(|_| wrong())?))
}

fn crawl(text: &str) -> Result<String, Said> {
    match text.split_once(':') {
        Some(("group", name)) => id(name).map(|_| text.to_owned()),
        Some((other, _)) => Err(said!(
            "value.crawl",
            "\"{other}:\" is not known; write a crawl's id or group:NAME",
            "«{other}:» — непонятно; напишите id места или group:ИМЯ",
            other
        )),
        None => id(text),
    }
}
