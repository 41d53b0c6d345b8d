//! What a rehearsal of the whole line has shown so far, step by step. Words for people are made by whoever shows it.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::time::Time;

/// The steps of a rehearsal, in the order in which they are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// A plain test letter reached the first server on its way to one recipient.
    TestLetter,
    /// The place was read once without the leak.
    FirstVisit,
    /// The page that leaks was found on the place, and makes a finding that owes an alert.
    Found,
    /// The alert letter of that finding was accepted for one recipient.
    Alert,
}

/// How a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stood {
    Waiting,
    Done,
    /// Refused, or not there when time ran out; `detail` says which.
    Failed,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    pub what: What,
    pub stood: Stood,
    /// The address that a letter goes to; empty for steps without one.
    pub to: String,
    /// Letters: from when they were owed; visits: from the start; the finding: from when the page was there.
    pub after_s: Option<f64>,
    /// The relay that took a letter; the entry that found.
    pub by: String,
    /// The relay's reply, the finding's title, a place's reason: as it came.
    pub detail: String,
}

/// All of it. Times are of the daemon's clock.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Proof {
    pub watch: String,
    pub started: Time,
    /// Nothing more will happen.
    pub ended: bool,
    /// From the moment the page was there to the last accepted alert letter; none until then, or never.
    pub alert_after_s: Option<f64>,
    pub steps: Vec<Step>,
}

/// The note of the store in which a daemon tells how the rehearsal of the moment stands.
pub const ROW: &str = "test_alert";

impl Proof {
    /// As it is kept, with the request that it was asked for by.
    pub fn row(&self, request: i64) -> String {
        json!({ "request": request, "proof": self }).to_string()
    }

    /// What such a row tells of this request; none: it is another's, or no such row.
    pub fn of_row(row: &str, request: i64) -> Option<Proof> {
        let mut row: Value = serde_json::from_str(row).ok()?;
        let ours = row["request"].as_i64() == Some(request);
        ours.then(|| serde_json::from_value(row["proof"].take()).ok())?
    }

    /// The planted finding arrived at everyone, and so did the test letters.
    pub fn proved(&self) -> bool {
        self.ended && self.alert_after_s.is_some() && self.steps.iter().all(|s| s.stood == Stood::Done)
    }
}

impl Step {
    pub fn waiting(what: What, to: &str) -> Step {
        Step {
            what,
            stood: Stood::Waiting,
            to: to.to_owned(),
            after_s: None,
            by: String::new(),
            detail: String::new(),
        }
    }

    pub fn done(mut self, after: std::time::Duration, by: &str, detail: &str) -> Step {
        self.stood = Stood::Done;
        self.after_s = Some(seconds(after));
        (self.by, self.detail) = (by.to_owned(), detail.to_owned());
        self
    }

    pub fn failed(mut self, by: &str, detail: &str) -> Step {
        self.stood = Stood::Failed;
        (self.by, self.detail) = (by.to_owned(), detail.to_owned());
        self
    }
}

/// With one decimal: what a person compares.
fn seconds(span: std::time::Duration) -> f64 {
    (span.as_secs_f64() * 10.0).round() / 10.0
}
