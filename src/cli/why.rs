//! `leakwatch why`: how a finding's start and due came about, in words: the rule, the visits, the stretches in which
//! something could not be done, and what became of its alerts.

use std::path::Path;
use std::time::Duration;

use serde::Serialize;

use super::{Outcome, settings};
use crate::clock::Clock;
use crate::model::{Cause, Delivery, StartRule, Time};
use crate::runtime::SystemClock;
use crate::store::Store;
use crate::store::rows::{AlertRow, EventRow, FindingRow, LocationRow, Outage, VisitRow};

#[derive(clap::Args)]
pub(super) struct Args {
    /// Its number, as `leakwatch findings list` shows it
    finding: i64,
    /// One JSON document: {"finding","events","alerts","locations","visits","outages","words"}
    #[arg(long)]
    json: bool,
}

/// Alerts are looked through newest first; a finding's are looked for among these.
const ALERTS: u32 = 10_000;
/// Visits of each place that are looked through, and told.
const VISITS: u32 = 200;
const TOLD: usize = 6;

/// All that the words rest on.
#[derive(Debug, Serialize)]
pub struct Story {
    pub finding: FindingRow,
    pub events: Vec<EventRow>,
    pub alerts: Vec<AlertRow>,
    pub locations: Vec<LocationRow>,
    /// Of its places, from the first start to the last alert, oldest first.
    pub visits: Vec<VisitRow>,
    pub outages: Vec<Outage>,
}

pub(super) fn run(named: Option<&Path>, args: Args) -> anyhow::Result<Outcome> {
    let config = settings::config(named)?;
    super::wait(async {
        let store = settings::store(&config).await?;
        let Some(story) = story(&store, args.finding, SystemClock.now()).await? else {
            anyhow::bail!("there is no finding {}; `leakwatch findings list` names them", args.finding)
        };
        let words = tell(&story);
        if args.json {
            let mut whole = serde_json::to_value(&story)?;
            whole["words"] = serde_json::to_value(&words)?;
            println!("{whole}");
        } else {
            println!("{}", words.join("\n"));
        }
        Ok(Outcome::Done)
    })
}

/// Reads it; none: there is no such finding.
pub async fn story(store: &Store, id: i64, now: Time) -> anyhow::Result<Option<Story>> {
    let Some(finding) = store.finding(id, None).await? else { return Ok(None) };
    let (events, locations) = (store.events(id).await?, store.locations(id).await?);
    let watch = [finding.watch.clone()];
    let mut alerts = store.alerts(Some(&watch), ALERTS, 0).await?;
    alerts.retain(|alert| alert.finding == Some(id));
    alerts.sort_by_key(|alert| (alert.event, alert.id));
    let from = events.iter().map(|event| event.start).min().unwrap_or(finding.start);
    let to = alerts.iter().map(|alert| alert.accepted.unwrap_or(now)).max();
    let to = to.or(events.last().map(|event| event.found)).unwrap_or(now);
    let mut crawls: Vec<&str> = locations.iter().map(|location| location.crawl.as_str()).collect();
    crawls.sort_unstable();
    crawls.dedup();
    let mut visits = Vec::new();
    for crawl in &crawls {
        let seen = store.visits(crawl, VISITS).await?;
        visits.extend(seen.into_iter().filter(|v| v.ended.unwrap_or(now) >= from && v.started <= to));
    }
    visits.sort_by_key(|visit| (visit.started, visit.id));
    let mut outages = store.outages(from, to).await?;
    // Its own places', and what stops us everywhere.
    let ours = |o: &Outage| {
        matches!(o.cause, Cause::OwnCrash | Cause::OwnNetwork | Cause::IndexLag | Cause::MailDown)
    };
    outages.retain(|o| ours(o) || o.scope == "*" || crawls.contains(&o.scope.as_str()));
    Ok(Some(Story { finding, events, alerts, locations, visits, outages }))
}

/// A line a fact.
pub fn tell(story: &Story) -> Vec<String> {
    let finding = &story.finding;
    let mut out = vec![
        format!("Finding {}: {}", finding.id, finding.title),
        format!("  {} in {} places, newest {}", finding.entry, finding.locations, finding.url),
    ];
    for event in &story.events {
        out.push(format!("{}. {} at {}", event.number, event.kind, event.found));
        out.push(format!("   start {}: {}", event.start, rule(event.rule)));
        if event.historic {
            out.push(
                "   historic: it came up to and including the first complete visit, or by a rematch; a baseline \
                 letter tells of it"
                    .to_owned(),
            );
        }
        let alerts: Vec<&AlertRow> = story.alerts.iter().filter(|a| a.event == event.number).collect();
        if alerts.is_empty() && event.risk.acceptable {
            out.push("   no alert: the risk is acceptable; it stands in the digest".to_owned());
        } else if alerts.is_empty() && !event.historic {
            out.push("   no alert: nobody is configured to be told".to_owned());
        } else if !event.historic {
            let deadline = event.due.since(event.start);
            out.push(format!("   due {}: start and the plan's deadline of {}", event.due, span(deadline)));
        }
        out.extend(alerts.into_iter().map(fate));
    }
    if !story.visits.is_empty() {
        out.push(format!("Visits of its places since the first start: {}", story.visits.len()));
        let skipped = story.visits.len().saturating_sub(TOLD);
        if skipped > 0 {
            out.push(format!("   ({skipped} earlier ones are not shown)"));
        }
        out.extend(story.visits.iter().skip(skipped).map(visit));
    }
    if story.outages.is_empty() {
        out.push("Nothing was recorded that could have held it up.".to_owned());
    } else {
        out.push("Recorded in that time:".to_owned());
        out.extend(story.outages.iter().map(outage));
    }
    out
}

fn rule(rule: StartRule) -> &'static str {
    match rule {
        StartRule::Page => "the page itself was fetched then, and did not have it",
        StartRule::Listing => {
            "the page was new to us; the listing that leads to it was fetched then and lacked it"
        }
        StartRule::Gap => {
            "the page was new to us and its listing has no overlap with the one before: the last complete fetch \
             before that gap"
        }
        StartRule::Stream => "the last sign of the stream before it",
        StartRule::Published => "the page states that it was published then, at the earliest",
        StartRule::LinkedFrom => "the page that linked to it was fetched then, and did not link to it",
        StartRule::FirstVisit => {
            "nothing that led to it had been seen before: the last good visit of the place, or the first"
        }
    }
}

fn fate(alert: &AlertRow) -> String {
    let told = match (alert.accepted, alert.cause) {
        (Some(at), None) => format!("accepted {at}, in time by {}", span(alert.due.since(at))),
        (Some(at), Some(cause)) => {
            format!("accepted {at}, late by {}, because of {cause}", span(at.since(alert.due)))
        }
        (None, _) if alert.state == Delivery::Muted => {
            "muted: nothing was owed; `leakwatch mute list --all` says by whom".to_owned()
        }
        (None, _) => format!("{}, {} tries, next {}", alert.state, alert.tries, alert.next_try),
    };
    format!("   alert {} to {}: {told}", alert.id, alert.recipient)
}

fn visit(visit: &VisitRow) -> String {
    let gap = if visit.gap { ", with a gap" } else { "" };
    let why = if visit.why.is_empty() { String::new() } else { format!(": {}", visit.why) };
    format!(
        "   {} {} {}{why}, {} items, {} new{gap}",
        visit.started, visit.crawl, visit.state, visit.items, visit.new_items
    )
}

fn outage(outage: &Outage) -> String {
    let to = outage.to.map_or_else(|| "now".to_owned(), |to| to.to_string());
    format!("   {} to {to}: {} ({}) {}", outage.from, outage.cause, outage.scope, outage.note)
}

/// `1 h 20 min`, `45 s`.
fn span(d: Duration) -> String {
    let s = d.as_secs();
    match (s / 3600, s % 3600 / 60) {
        (0, 0) => format!("{s} s"),
        (0, min) => format!("{min} min"),
        (h, 0) => format!("{h} h"),
        (h, min) => format!("{h} h {min} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_told_in_words_of_its_own() {
        let told: std::collections::BTreeSet<_> = StartRule::ALL.iter().map(|r| rule(*r)).collect();
        assert_eq!(told.len(), StartRule::ALL.len());
    }

    #[test]
    fn spans_are_short() {
        for (s, expected) in [(0, "0 s"), (59, "59 s"), (60, "1 min"), (3600, "1 h"), (4_800, "1 h 20 min")] {
            assert_eq!(span(Duration::from_secs(s)), expected);
        }
    }
}
