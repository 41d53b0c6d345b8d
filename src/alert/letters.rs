//! From claimed alerts to the letter that is committed before the first word of SMTP: read what it tells of, render it,
//! give it its id.

use std::collections::BTreeMap;

use anyhow::Context;

use super::late::Record;
use super::mail::{Headers, compose};
use super::render::{self, AlertLetter, BaselineLetter, Item, Reader, Rendered, TestLetter};
use super::settings::{Place, Settings};
use crate::model::{Digest, Key, Language, LetterKind, Recipient, Time};
use crate::store::Store;
use crate::store::rows::{AlertRow, LetterDraft, LocationRow};

/// Serious findings that a baseline letter reads; more are counted.
const BASELINE: u32 = 100;

/// HMAC of recipient, sorted alert ids and attempt: the same alerts make the same letter, whoever renders it, until a
/// bounce raises the attempt.
pub(super) fn letter_id(key: &Key, recipient: &str, alerts: &[AlertRow]) -> Digest {
    let mut ids: Vec<i64> = alerts.iter().map(|a| a.id).collect();
    ids.sort_unstable();
    let ids: Vec<u8> = ids.iter().flat_map(|id| id.to_be_bytes()).collect();
    let attempt = alerts.iter().map(|a| a.attempt).max().unwrap_or(0);
    key.digest("letter", &[recipient.as_bytes(), &ids, &attempt.to_be_bytes()])
}

pub(super) fn message_id(id: Digest, settings: &Settings) -> String {
    format!("<{}@{}>", id.hex(), settings.host)
}

/// What a draft is made of, once its words are there.
pub(super) struct Sealed<'a> {
    pub id: Digest,
    pub kind: LetterKind,
    pub recipient: &'a Recipient,
    pub now: Time,
    pub rendered: Rendered,
    pub alerts: &'a [AlertRow],
    pub findings: Vec<i64>,
    pub plan: Option<String>,
    /// Ids of the watches that it tells of.
    pub watches: Vec<String>,
}

impl Sealed<'_> {
    pub(super) fn draft(self, settings: &Settings) -> anyhow::Result<LetterDraft> {
        let message_id = message_id(self.id, settings);
        let due = self.alerts.iter().map(|a| a.due).min();
        let headers = Headers {
            from: settings.from.clone(),
            to: self.recipient.to.clone(),
            message_id: message_id.clone(),
            date: self.now,
            findings: self.findings,
            due,
            start: self.alerts.iter().map(|a| a.start).min(),
            plan: self.plan,
        };
        let bytes = compose(self.id, &self.rendered, &headers)?;
        Ok(LetterDraft {
            id: self.id,
            kind: self.kind,
            recipient: self.recipient.id.clone(),
            to: self.recipient.to.clone(),
            subject: self.rendered.subject,
            message_id,
            bytes,
            due,
            alerts: self.alerts.iter().map(|a| a.id).collect(),
            watches: self.watches,
            period: None,
        })
    }
}

/// One letter for alerts of one recipient and kind; none: nothing that they speak of is there any more.
pub(super) async fn write(
    store: &Store,
    settings: &Settings,
    routes: Vec<String>,
    key: &Key,
    now: Time,
    alerts: &[AlertRow],
) -> anyhow::Result<Option<LetterDraft>> {
    let Some(first) = alerts.first() else { return Ok(None) };
    let recipient = settings.recipients.get(&first.recipient).with_context(|| {
        format!("recipient {} is owed a letter and is not in the configuration any more", first.recipient)
    })?;
    let record = Record::read(store, routes, alerts, now).await?;
    let id = letter_id(key, &recipient.id, alerts);
    let reader = Reader::new(recipient, now, &settings.public_url);
    let plan = settings.watches.get(&first.watch).map(|w| w.plan.name.clone());
    let (rendered, findings) = match first.kind {
        LetterKind::Baseline => {
            let letter = baseline(store, settings, &record, id, reader, first, recipient.language).await?;
            let findings = letter.findings.iter().map(|f| f.id).collect();
            (render::baseline(&letter, recipient.language), findings)
        }
        _ => {
            let items = items(store, settings, &record, alerts, recipient.language, now).await?;
            if items.is_empty() {
                return Ok(None);
            }
            let findings = items.iter().map(|i| i.finding.id).collect();
            let letter = AlertLetter { id, reader, items };
            if settings.rehearsal {
                // No finding of that number is kept.
                (render::rehearsed(&letter, recipient.language), Vec::new())
            } else {
                (render::alert(&letter, recipient.language), findings)
            }
        }
    };
    let mut watches: Vec<String> = alerts.iter().map(|a| a.watch.clone()).collect();
    watches.sort_unstable();
    watches.dedup();
    let kind = first.kind;
    Sealed { id, kind, recipient, now, rendered, alerts, findings, plan, watches }.draft(settings).map(Some)
}

/// Commits a letter that proves to `recipient` that letters arrive; dispatch sends it. Its id, to ask for the outcome.
pub async fn commit_test(
    store: &Store,
    settings: &Settings,
    recipient: &str,
    by: &str,
    now: Time,
) -> anyhow::Result<Digest> {
    let recipient =
        settings.recipients.get(recipient).with_context(|| format!("there is no recipient {recipient}"))?;
    let id =
        store.key().digest("test letter", &[recipient.id.as_bytes(), by.as_bytes(), &now.0.to_be_bytes()]);
    let letter = TestLetter { reader: Reader::new(recipient, now, &settings.public_url), by: by.to_owned() };
    let sealed = Sealed {
        id,
        kind: LetterKind::Test,
        recipient,
        now,
        rendered: render::test_letter(&letter, recipient.language),
        alerts: &[],
        findings: Vec::new(),
        plan: None,
        watches: recipient.watches.clone(),
    };
    // False: asked twice in one millisecond; the letter is there.
    store.commit_letter(&sealed.draft(settings)?, 0).await?;
    Ok(id)
}

async fn items(
    store: &Store,
    settings: &Settings,
    record: &Record,
    alerts: &[AlertRow],
    language: Language,
    now: Time,
) -> anyhow::Result<Vec<Item>> {
    let mut known: BTreeMap<i64, Vec<LocationRow>> = BTreeMap::new();
    let mut items = Vec::new();
    for alert in alerts {
        let Some(id) = alert.finding else { continue };
        let Some(mut finding) = store.finding(id, None).await? else { continue };
        finding.title = settings.headline(&finding, language);
        if let std::collections::btree_map::Entry::Vacant(free) = known.entry(id) {
            free.insert(store.locations(id).await?);
        }
        let locations = known.get(&id).cloned().unwrap_or_default();
        let crawls: Vec<String> = locations.iter().map(|l| l.crawl.clone()).collect();
        let watched = settings.watches.get(&alert.watch);
        items.push(Item {
            late: record.lateness(alert, &crawls, now),
            watch: watched.map_or_else(|| alert.watch.clone(), |w| w.title.clone()),
            plan: watched.map_or_else(String::new, |w| w.plan.name.clone()),
            deadline: watched.map_or_else(|| alert.due.since(alert.start), |w| w.plan.deadline),
            entry: settings.entry_title(&finding.entry, language),
            place: place(settings, locations.first().map_or("", |l| &l.crawl)),
            alert: alert.clone(),
            finding,
            locations,
        });
    }
    Ok(items)
}

async fn baseline(
    store: &Store,
    settings: &Settings,
    record: &Record,
    id: Digest,
    reader: Reader,
    alert: &AlertRow,
    language: Language,
) -> anyhow::Result<BaselineLetter> {
    let (total, mut findings) =
        store.baseline_findings(&alert.watch, &alert.crawl, alert.part, BASELINE).await?;
    for finding in &mut findings {
        finding.title = settings.headline(finding, language);
    }
    let watched = settings.watches.get(&alert.watch);
    Ok(BaselineLetter {
        id,
        late: record.lateness(alert, &[], reader.now),
        reader,
        watch: watched.map_or_else(|| alert.watch.clone(), |w| w.title.clone()),
        plan: watched.map_or_else(String::new, |w| w.plan.name.clone()),
        place: place(settings, &alert.crawl),
        alert: alert.clone(),
        findings,
        total,
    })
}

fn place(settings: &Settings, crawl: &str) -> Place {
    let unknown = || Place { title: crawl.to_owned(), kind: String::new() };
    settings.places.get(crawl).cloned().unwrap_or_else(unknown)
}
