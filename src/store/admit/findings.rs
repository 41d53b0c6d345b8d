//! Findings and what changed in them: values, locations, events, and the alerts that these owe.

use std::collections::{BTreeSet, HashMap};

use sqlx::AnyConnection;

use super::strings;
use crate::model::{Digest, Risk, Time, Verdict};
use crate::store::known::indexed;
use crate::store::mutes::{InForce, kept_quiet};
use crate::store::rematch::scope;
use crate::store::rows::{AdmitError, ClusterDraft, EventDraft, FindingDraft, LocationDraft};
use crate::store::sql::{Args, Take, args, change, list, one, rows, run, statements};

statements! {
    CLUSTER = "INSERT INTO cluster (digest, kind, folded_hash, words, shingles, born) VALUES {($, $, $, $, $, $)}
        ON CONFLICT (digest) DO NOTHING RETURNING id, digest";
    SHINGLE = "INSERT INTO shingle (hash, cluster) VALUES {($, $)} ON CONFLICT (hash, cluster) DO NOTHING";
    NEW_FINDING = "INSERT INTO finding (version, watch, entry, class, key, cluster, title, damage, probability,
            likelihood, level, acceptable, confidence, exposure, held_values, verdict, created, updated, events,
            locations, url, page_title, start, rule, alert_due, alert_entry, stated, currency)
        VALUES {(1, $, $, $, $, $, $, $, $, $, $, $, $, $, 0, $, $, $, $, 0, '', '', $, $, $, $, $, $)}
        ON CONFLICT (watch, entry, key) DO NOTHING RETURNING id, watch, entry, key";
    CHANGED = "UPDATE finding SET version = version + 1, title = COALESCE(CAST($3 AS TEXT), title), damage = $4, probability = $5, likelihood = $6,
            level = $7, acceptable = $8, confidence = CASE WHEN confidence > $9 THEN confidence ELSE $9 END,
            exposure = $10, verdict = COALESCE($11, verdict),
            closed = CASE WHEN $11 = 'new' THEN NULL ELSE closed END,
            treatment = CASE WHEN $11 = 'new' THEN NULL ELSE treatment END,
            accepted_until = CASE WHEN $11 = 'new' THEN NULL ELSE accepted_until END, updated = COALESCE(CAST($12 AS BIGINT), updated),
            alert_entry = $13, stated = $14, currency = $15
        WHERE id = $1 AND version = $2 RETURNING id";
    LAST_EVENT = "UPDATE finding SET events = $2, start = $3, rule = $4, alert_due = $5, muted = NULL,
            taken_back = CASE WHEN CAST($6 AS TEXT) = 'returned' THEN 0 ELSE taken_back END WHERE id = $1";
    /// It is open again because it was seen where nobody had judged it.
    HEARD = "UPDATE suppression SET ended = $2, ended_by = 'leakwatch', ended_reason = 'seen in another passage'
        WHERE finding = $1 AND ended IS NULL";
    SEEN = "INSERT INTO finding_words (finding, shingles) VALUES {($, $)}";
    VALUE = "INSERT INTO finding_value (value, finding) VALUES {($, $)}
        ON CONFLICT (value, finding) DO NOTHING RETURNING finding";
    LOCATION = "INSERT INTO location (finding, document, crawl, url, title, exposure, hits, samples, evidence,
            passage_first, passage_end, first_seen, last_seen, shown_url)
        VALUES {($, $, $, $, $, $, $, $, $, $, $, $, $, $)}
        ON CONFLICT (finding, crawl, url) DO UPDATE SET document = excluded.document, title = excluded.title,
            exposure = excluded.exposure, hits = excluded.hits, samples = excluded.samples,
            evidence = excluded.evidence, passage_first = excluded.passage_first,
            passage_end = excluded.passage_end, last_seen = excluded.last_seen, shown_url = excluded.shown_url,
            gone = NULL";
    /// Of a kept text: a page that is gone stays gone, and a newer text that says the same stays the one to show.
    KEPT_LOCATION = "INSERT INTO location (finding, document, crawl, url, title, exposure, hits, samples, evidence,
            passage_first, passage_end, first_seen, last_seen, shown_url, gone)
        VALUES {($, $, $, $, $, $, $, $, $, $, $, $, $, $, (SELECT p.gone FROM page p WHERE p.crawl = $ AND p.url = $))}
        ON CONFLICT (finding, crawl, url) DO UPDATE SET document = excluded.document, title = excluded.title,
            exposure = excluded.exposure, hits = excluded.hits, samples = excluded.samples,
            evidence = excluded.evidence, passage_first = excluded.passage_first,
            passage_end = excluded.passage_end, shown_url = excluded.shown_url
            WHERE location.document <= excluded.document";
    PARTS = "SELECT id, part FROM rematch WHERE id IN ({$})";
    HELD = "UPDATE finding SET held_values = held_values + $2 WHERE id = $1";
    COUNTED = "UPDATE finding SET
            locations = (SELECT CAST(COUNT(*) AS BIGINT) FROM location l WHERE l.finding = finding.id),
            url = (SELECT COALESCE(l.shown_url, l.url) FROM location l WHERE l.finding = finding.id ORDER BY l.id DESC LIMIT 1),
            page_title = (SELECT l.title FROM location l WHERE l.finding = finding.id ORDER BY l.id DESC LIMIT 1)
        WHERE id IN ({$})";
    EVENT = "INSERT INTO event (admission, finding, number, kind, start, rule, found, due, historic, crawl, part,
            damage, probability, likelihood, level, acceptable, mute)
        VALUES {($, $, $, $, $, $, $, $, $, $, $, $, $, $, $, $, $)}";
    ALERT = "INSERT INTO alert (kind, watch, recipient, finding, event, event_kind, crawl, part, start, rule, found,
            due, state, tries, next_try, attempt, token, lease_until, owner)
        VALUES {('alert', $, $, $, $, $, '', 0, $, $, $, $, $, 0, $, 0, 0, 0, '')}
        ON CONFLICT DO NOTHING RETURNING state";
}

/// What an admission of findings rests on, whether a visit brings it or a rematch.
pub(super) struct Ground<'a> {
    pub admission: i64,
    pub now: Time,
    pub crawl: &'a str,
    /// The crawl's baseline part.
    pub part: u32,
    /// What is kept was matched again: nobody has seen it now, and what is known of newer texts stays.
    pub kept: bool,
    /// The pages that locations point to.
    pub spots: Vec<Spot>,
    pub clusters: &'a [ClusterDraft],
    pub findings: &'a [FindingDraft],
}

/// A page that findings have a location on.
pub(super) struct Spot {
    pub url: String,
    pub shown_url: Option<String>,
    pub title: String,
    pub fetched: Time,
    /// 0: no text of it is kept.
    pub document: i64,
}

/// What became of an admission's findings.
pub(super) struct Found {
    /// The id of each draft.
    pub ids: Vec<i64>,
    pub new: u64,
    pub alerts: u64,
}

pub(super) async fn write(on: &mut AnyConnection, ground: &Ground<'_>) -> Result<Found, AdmitError> {
    clusters(on, ground).await?;
    let (ids, new) = findings(on, ground).await?;
    let drafts: Vec<(i64, &FindingDraft)> = ids.iter().copied().zip(ground.findings).collect();
    values(on, &drafts).await?;
    seen(on, &drafts).await?;
    locations(on, ground, &drafts).await?;
    let alerts = events(on, ground, &drafts).await?;
    Ok(Found { ids, new, alerts })
}

async fn clusters(on: &mut AnyConnection, ground: &Ground<'_>) -> Result<(), AdmitError> {
    let mut by_id: HashMap<Digest, &[u64]> = HashMap::new();
    for cluster in ground.clusters {
        by_id.insert(cluster.id, &cluster.shingles);
    }
    let written = rows(on, CLUSTER, ground.clusters, |cluster, args| {
        let mut shingles = cluster.shingles.clone();
        shingles.sort_unstable();
        let bytes: Vec<u8> = shingles.iter().flat_map(|hash| hash.to_be_bytes()).collect();
        args.push(&cluster.id);
        args.push(cluster.kind.word());
        args.push(cluster.folded_hash as i64);
        args.push(cluster.words);
        args.push(bytes.as_slice());
        args.push(ground.now);
    })
    .await?;
    let mut shingles = Vec::new();
    for row in written {
        let (id, digest) = (row.int("id")?, row.digest("digest")?);
        let hashes = by_id.get(&digest).copied().unwrap_or_default();
        shingles.extend(indexed(hashes).into_iter().map(|hash| (hash, id)));
    }
    rows(on, SHINGLE, &shingles, |(hash, id), args| {
        args.push(*hash);
        args.push(*id);
    })
    .await?;
    Ok(())
}

/// Ids in the order of the drafts, and how many are new.
async fn findings(on: &mut AnyConnection, ground: &Ground<'_>) -> Result<(Vec<i64>, u64), AdmitError> {
    let drafts = ground.findings;
    let new: Vec<&FindingDraft> = drafts.iter().filter(|draft| draft.known.is_none()).collect();
    let written = rows(on, NEW_FINDING, &new, |draft, args| new_finding(draft, ground.now, args)).await?;
    if written.len() != new.len() {
        return Err(AdmitError::Changed);
    }
    let mut by_key = HashMap::new();
    for row in &written {
        by_key.insert((row.text("watch")?, row.text("entry")?, row.digest("key")?), row.int("id")?);
    }
    let mut ids = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let id = match draft.known {
            Some((id, version)) => {
                changed(on, ground, draft, id, version).await?;
                id
            }
            // Every new draft was returned, under the key that it gave.
            None => *by_key
                .get(&(draft.watch.clone(), draft.entry.clone(), draft.key))
                .ok_or(AdmitError::Changed)?,
        };
        ids.push(id);
    }
    Ok((ids, new.len() as u64))
}

fn new_finding(draft: &FindingDraft, now: Time, args: &mut Args) {
    args.push(&draft.watch);
    args.push(&draft.entry);
    args.push(draft.class.word());
    args.push(&draft.key);
    args.push(draft.cluster.as_ref());
    args.push(&draft.title);
    risk(&draft.risk, args);
    args.push(draft.confidence);
    args.push(draft.exposure.word());
    args.push(draft.verdict.map_or("new", |verdict| verdict.word()));
    args.push(now);
    args.push(now);
    args.push(draft.event.as_ref().map_or(0, |event| event.number));
    let start = draft.event.as_ref().map_or(now, |event| event.start);
    args.push(start);
    args.push(draft.event.as_ref().map_or("first_visit", |event| event.rule.word()));
    args.push(draft.event.as_ref().and_then(owes));
    args.push(draft.alert_entry);
    stated(draft, args);
}

fn stated(draft: &FindingDraft, args: &mut Args) {
    args.push(draft.stated.as_ref().map(|money| i64::try_from(money.amount).unwrap_or(i64::MAX)));
    args.push(draft.stated.as_ref().map(|money| money.currency.as_str()));
}

/// When the alerts of an event are due; none: it owes none.
fn owes(event: &EventDraft) -> Option<Time> {
    (!event.historic && !event.recipients.is_empty()).then_some(event.due)
}

fn risk(risk: &Risk, args: &mut Args) {
    args.push(risk.damage.word());
    args.push(risk.probability);
    args.push(risk.likelihood.word());
    args.push(risk.level.word());
    args.push(risk.acceptable);
}

async fn changed(
    on: &mut AnyConnection,
    ground: &Ground<'_>,
    draft: &FindingDraft,
    id: i64,
    version: i64,
) -> Result<(), AdmitError> {
    // A kept page that repeats what is known neither renames a finding nor makes it a changed one.
    let news = !ground.kept || draft.event.is_some();
    let mut args = args![id, version, news.then_some(draft.title.as_str())];
    risk(&draft.risk, &mut args);
    args.push(draft.confidence);
    args.push(draft.exposure.word());
    args.push(draft.verdict.map(|verdict| verdict.word()));
    args.push(news.then_some(ground.now));
    args.push(draft.alert_entry);
    stated(draft, &mut args);
    if one(on, CHANGED, args).await?.is_none() {
        return Err(AdmitError::Changed);
    }
    if let Some(event) = &draft.event {
        let args = args![id, event.number, event.start, event.rule.word(), owes(event), event.kind.word()];
        one(on, LAST_EVENT, args).await?;
    }
    if draft.verdict == Some(Verdict::New) {
        run(on, HEARD, args![id, ground.now]).await?;
    }
    Ok(())
}

async fn values(on: &mut AnyConnection, drafts: &[(i64, &FindingDraft)]) -> Result<(), AdmitError> {
    let all: Vec<(&Digest, i64)> =
        drafts.iter().flat_map(|(id, draft)| draft.new_values.iter().map(|value| (value, *id))).collect();
    let written = rows(on, VALUE, &all, |(value, id), args| {
        args.push(*value);
        args.push(*id);
    })
    .await?;
    let mut more: HashMap<i64, i64> = HashMap::new();
    for row in written {
        *more.entry(row.int("finding")?).or_default() += 1;
    }
    for (id, n) in more {
        one(on, HELD, args![id, n]).await?;
    }
    let uncounted: Vec<(&Digest, i64)> =
        drafts.iter().flat_map(|(id, draft)| draft.uncounted.iter().map(|value| (value, *id))).collect();
    rows(on, VALUE, &uncounted, |(value, id), args| {
        args.push(*value);
        args.push(*id);
    })
    .await?;
    Ok(())
}

async fn seen(on: &mut AnyConnection, drafts: &[(i64, &FindingDraft)]) -> Result<(), AdmitError> {
    let more: Vec<(i64, Vec<u8>)> = drafts
        .iter()
        .filter(|(_, draft)| !draft.seen.is_empty())
        .map(|(id, draft)| (*id, draft.seen.iter().flat_map(|hash| hash.to_be_bytes()).collect()))
        .collect();
    rows(on, SEEN, &more, |(id, bytes), args| {
        args.push(*id);
        args.push(bytes.as_slice());
    })
    .await?;
    Ok(())
}

async fn locations(
    on: &mut AnyConnection,
    ground: &Ground<'_>,
    drafts: &[(i64, &FindingDraft)],
) -> Result<(), AdmitError> {
    // One row an address: a page that comes twice in a batch is told as it was last, and of kept ones the newest.
    let mut all: HashMap<(i64, &str), (i64, &Spot, &LocationDraft)> = HashMap::new();
    for (id, draft) in drafts {
        for location in &draft.locations {
            let Some(spot) = ground.spots.get(location.page) else { continue };
            let before = all.get(&(*id, spot.url.as_str()));
            if !ground.kept || before.is_none_or(|(_, other, _)| other.document < spot.document) {
                all.insert((*id, spot.url.as_str()), (*id, spot, location));
            }
        }
    }
    let mut all: Vec<_> = all.into_values().collect();
    all.sort_by_key(|(id, _, location)| (*id, location.page));
    let bind = |(id, spot, location): &(i64, &Spot, &LocationDraft), args: &mut Args| {
        args.push(*id);
        args.push(spot.document);
        args.push(ground.crawl);
        args.push(&spot.url);
        args.push(&spot.title);
        args.push(location.exposure.word());
        args.push(location.hits);
        args.push(&strings(&location.samples));
        args.push(&strings(&location.evidence));
        args.push(location.passage.0);
        args.push(location.passage.1);
        args.push(spot.fetched);
        args.push(spot.fetched);
        args.push(spot.shown_url.as_deref());
    };
    if ground.kept {
        rows(on, KEPT_LOCATION, &all, |location, args| {
            bind(location, args);
            args.push(ground.crawl);
            args.push(&location.1.url);
        })
        .await?;
    } else {
        rows(on, LOCATION, &all, bind).await?;
    }
    let mut touched: Vec<i64> = all.iter().map(|(id, ..)| *id).collect();
    touched.dedup();
    change(on, COUNTED, || args![], &touched, |id, args| args.push(id)).await?;
    Ok(())
}

/// How many alerts are owed by the events.
async fn events(
    on: &mut AnyConnection,
    ground: &Ground<'_>,
    drafts: &[(i64, &FindingDraft)],
) -> Result<u64, AdmitError> {
    let events: Vec<(i64, &FindingDraft, &EventDraft)> = drafts
        .iter()
        .filter_map(|(id, draft)| draft.event.as_ref().map(|event| (*id, *draft, event)))
        .collect();
    let rematches: BTreeSet<i64> = events.iter().filter_map(|(_, _, event)| event.rematch).collect();
    let rematches: Vec<i64> = rematches.into_iter().collect();
    let mut baselines = HashMap::new();
    for row in list(on, PARTS, || args![], &rematches, |id, args| args.push(id)).await? {
        let id = row.int("id")?;
        baselines.insert(id, (scope(id), row.small("part")?));
    }
    let crawl = (ground.crawl.to_owned(), ground.part);
    let quiet = if events.is_empty() { None } else { Some(InForce::read(on, ground.now).await?) };
    let mute = |id: i64, draft: &FindingDraft| {
        quiet.as_ref().and_then(|q| q.of(&draft.watch, &draft.entry, id, ground.crawl))
    };
    rows(on, EVENT, &events, |(id, draft, event), args| {
        let (scope, part) = event.rematch.and_then(|id| baselines.get(&id)).unwrap_or(&crawl);
        args.push(ground.admission);
        args.push(*id);
        args.push(event.number);
        args.push(event.kind.word());
        args.push(event.start);
        args.push(event.rule.word());
        args.push(event.found);
        args.push(event.due);
        args.push(event.historic);
        args.push(scope);
        args.push(if event.historic { *part } else { 0 });
        risk(&draft.risk, args);
        args.push(mute(*id, draft));
    })
    .await?;
    let muted: Vec<(i64, i64)> =
        events.iter().filter_map(|(id, draft, _)| Some((mute(*id, draft)?, *id))).collect();
    kept_quiet(on, &muted).await?;
    let alerts: Vec<_> = events
        .iter()
        .filter(|(_, _, event)| !event.historic)
        .flat_map(|(id, draft, event)| event.recipients.iter().map(move |to| (*id, *draft, *event, to)))
        .collect();
    let written = rows(on, ALERT, &alerts, |(id, draft, event, to), args| {
        args.push(&draft.watch);
        args.push(*to);
        args.push(*id);
        args.push(event.number);
        args.push(event.kind.word());
        args.push(event.start);
        args.push(event.rule.word());
        args.push(event.found);
        args.push(event.due);
        args.push(if mute(*id, draft).is_some() { "muted" } else { "owed" });
        args.push(event.found);
    })
    .await?;
    let mut owed = 0;
    for row in &written {
        owed += u64::from(row.text("state")? == "owed");
    }
    Ok(owed)
}
