//! Who is told of what, and which alerts share a letter. Pure: no clock, no store, no channel.
//!
//! A letter is one recipient's, in that recipient's language; a hundred findings at once are one letter with a list. An
//! alert waits for others only as long as a delivery with one retry still keeps its due time.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::model::{Class, Gets, LetterKind, Recipient, Risk, Time};
use crate::store::rows::AlertRow;

/// The ids of those who are sent alerts of this watch, in the order of the configuration.
pub fn alerts(recipients: &[Recipient], watch: &str) -> Vec<String> {
    who(recipients, watch, Gets::Alerts).map(|r| r.id.clone()).collect()
}

/// The ids of those who are sent baseline letters of this watch.
pub fn baselines(recipients: &[Recipient], watch: &str) -> Vec<String> {
    who(recipients, watch, Gets::Baseline).map(|r| r.id.clone()).collect()
}

/// Whether an event owes an alert: its finding is serious, or its entry says so. A mention is for feed and dossier.
pub fn owes_alert(class: Class, risk: &Risk, alert_entry: bool) -> bool {
    alert_entry || (class != Class::Mention && !risk.acceptable)
}

/// Those who get `what` of this watch.
pub fn who<'a>(
    recipients: &'a [Recipient],
    watch: &'a str,
    what: Gets,
) -> impl Iterator<Item = &'a Recipient> {
    recipients.iter().filter(move |r| r.gets.contains(&what) && r.watches.iter().any(|w| w == watch))
}

/// How alerts are gathered into letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bundling {
    /// How long the first of a letter waits for others.
    pub wait: Duration,
    /// One attempt to deliver, to its time limit.
    pub delivery: Duration,
    /// Alerts that a letter tells of at most.
    pub most: usize,
}

impl Default for Bundling {
    fn default() -> Bundling {
        Bundling { wait: Duration::from_secs(10), delivery: Duration::from_secs(60), most: 500 }
    }
}

/// Alerts that leave as one letter. Each comes with the token of its claim.
#[derive(Clone, Debug)]
pub struct Bundle {
    pub recipient: String,
    pub kind: LetterKind,
    /// The letter's attempt: alerts that bounced are told anew, apart from those that never left.
    pub attempt: u32,
    /// The earliest of them.
    pub due: Time,
    /// When it leaves; at or before now: at once.
    pub leaves: Time,
    /// The most urgent first.
    pub alerts: Vec<(AlertRow, i64)>,
}

/// The letters that these claimed alerts make, the most urgent first.
///
/// Alerts of one recipient, kind and attempt share a letter; baselines share one only within their watch, crawl and
/// part. A letter leaves `wait` after its first finding was found, earlier when its earliest due time, less a delivery
/// with one retry, comes before that, and at once when it is full.
pub fn group(alerts: Vec<(AlertRow, i64)>, rules: &Bundling) -> Vec<Bundle> {
    let mut letters: BTreeMap<_, Vec<(AlertRow, i64)>> = BTreeMap::new();
    for (row, token) in alerts {
        let baseline =
            (row.kind == LetterKind::Baseline).then(|| (row.watch.clone(), row.crawl.clone(), row.part));
        letters
            .entry((row.recipient.clone(), row.kind, row.attempt, baseline))
            .or_default()
            .push((row, token));
    }
    let mut bundles = Vec::new();
    for ((recipient, kind, attempt, _), mut rows) in letters {
        rows.sort_by_key(|(row, _)| (row.due, row.id));
        for part in rows.chunks(rules.most.max(1)) {
            let (Some(due), Some(found)) =
                (part.iter().map(|(r, _)| r.due).min(), part.iter().map(|(r, _)| r.found).min())
            else {
                continue;
            };
            let full = part.len() >= rules.most.max(1);
            let latest = due - rules.delivery.saturating_mul(2);
            let leaves = if full { found } else { latest.min(found + rules.wait) };
            bundles.push(Bundle {
                recipient: recipient.clone(),
                kind,
                attempt,
                due,
                leaves,
                alerts: part.to_vec(),
            });
        }
    }
    bundles.sort_by(|a, b| (a.due, &a.recipient, a.attempt).cmp(&(b.due, &b.recipient, b.attempt)));
    bundles
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Delivery, EventKind, Language, StartRule};

    fn recipient(id: &str, watches: &[&str], gets: &[Gets]) -> Recipient {
        Recipient {
            id: id.into(),
            watches: watches.iter().map(|&w| w.into()).collect(),
            to: format!("{id}@example.com"),
            language: Language::English,
            zone: "UTC".into(),
            gets: gets.to_vec(),
            spot: Default::default(),
        }
    }

    #[test]
    fn who_is_told() {
        let all = [
            recipient("soc", &["romashka", "lilia"], &[Gets::Alerts, Gets::Baseline]),
            recipient("boss", &["romashka"], &[Gets::Digest]),
            recipient("night", &["romashka"], &[Gets::Alerts]),
            recipient("other", &["lilia"], &[Gets::Alerts]),
        ];
        assert_eq!(alerts(&all, "romashka"), ["soc", "night"]);
        assert_eq!(alerts(&all, "lilia"), ["soc", "other"]);
        assert_eq!(baselines(&all, "romashka"), ["soc"]);
        assert!(alerts(&all, "unknown").is_empty());
        assert_eq!(who(&all, "romashka", Gets::Digest).count(), 1);
    }

    /// Times in seconds.
    fn alert(id: i64, recipient: &str, found: i64, due: i64) -> (AlertRow, i64) {
        let row = AlertRow {
            id,
            kind: LetterKind::Alert,
            watch: "romashka".into(),
            recipient: recipient.into(),
            finding: Some(id),
            event: 1,
            event_kind: EventKind::New,
            crawl: "forum".into(),
            part: 0,
            start: Time(0),
            rule: StartRule::Page,
            found: Time(found * 1000),
            due: Time(due * 1000),
            state: Delivery::Claimed,
            letter: None,
            sent: None,
            accepted: None,
            cause: None,
            tries: 0,
            next_try: Time(0),
            attempt: 0,
        };
        (row, 100 + id)
    }

    fn told(alerts: Vec<(AlertRow, i64)>, most: usize) -> Vec<(String, Vec<i64>, i64)> {
        let rules = Bundling { most, ..Bundling::default() };
        let bundles = group(alerts, &rules);
        let ids = |b: &Bundle| b.alerts.iter().map(|(r, _)| r.id).collect();
        bundles.iter().map(|b| (b.recipient.clone(), ids(b), b.leaves.0 / 1000)).collect()
    }

    type Row = (&'static str, Vec<(AlertRow, i64)>, usize, Vec<(String, Vec<i64>, i64)>);

    #[test]
    fn which_alerts_share_a_letter() {
        let soc = |ids: &[i64], leaves| ("soc".to_owned(), ids.to_vec(), leaves);
        let baseline = |mut row: (AlertRow, i64), crawl: &str| {
            row.0.kind = LetterKind::Baseline;
            row.0.crawl = crawl.into();
            row
        };
        let bounced = |mut row: (AlertRow, i64)| {
            row.0.attempt = 1;
            row
        };
        let rows: Vec<Row> = vec![
            ("nothing", vec![], 9, vec![]),
            ("one waits ten seconds", vec![alert(1, "soc", 100, 3600)], 9, vec![soc(&[1], 110)]),
            (
                "the first of several sets the time, the most urgent leads",
                vec![alert(1, "soc", 105, 3600), alert(2, "soc", 100, 1800)],
                9,
                vec![soc(&[2, 1], 110)],
            ),
            ("no wait beyond what a retry needs", vec![alert(1, "soc", 100, 225)], 9, vec![soc(&[1], 105)]),
            ("late already: at once", vec![alert(1, "soc", 100, 50)], 9, vec![soc(&[1], -70)]),
            (
                "one letter a recipient, the most urgent first",
                vec![alert(1, "soc", 100, 3600), alert(2, "night", 100, 1800)],
                9,
                vec![("night".into(), vec![2], 110), soc(&[1], 110)],
            ),
            (
                "what bounced goes apart",
                vec![alert(1, "soc", 100, 3600), bounced(alert(2, "soc", 100, 1800))],
                9,
                vec![soc(&[2], 110), soc(&[1], 110)],
            ),
            (
                "baselines of two crawls are two letters",
                vec![baseline(alert(1, "soc", 100, 3600), "a"), baseline(alert(2, "soc", 100, 3600), "b")],
                9,
                vec![soc(&[1], 110), soc(&[2], 110)],
            ),
            (
                "a full letter leaves at once",
                vec![alert(1, "soc", 100, 3600), alert(2, "soc", 100, 3700), alert(3, "soc", 100, 3800)],
                2,
                vec![soc(&[1, 2], 100), soc(&[3], 110)],
            ),
        ];
        for (name, alerts, most, expected) in rows {
            assert_eq!(told(alerts, most), expected, "{name}");
        }
    }

    #[test]
    fn a_hundred_findings_are_one_letter() {
        let alerts = (0..100).map(|id| alert(id, "soc", 100, 3600)).collect();
        let bundles = group(alerts, &Bundling::default());
        assert_eq!(bundles.len(), 1);
        assert_eq!(bundles[0].alerts.len(), 100);
        assert!(bundles[0].alerts.iter().all(|(row, token)| *token == 100 + row.id));
    }
}
