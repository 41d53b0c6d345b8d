//! What people and commands ask for by a request row, done by the daemon or, where none runs, by the command itself.

use serde_json::{Value, json};

use super::Bells;
use crate::alert;
use crate::model::Time;
use crate::store::Store;

/// What was done, and which bell tells of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Done {
    pub answer: Value,
    pub rings: Option<Rings>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rings {
    Poll,
    Dispatch,
    Rematch,
}

impl Rings {
    pub fn ring(self, bells: &Bells) {
        match self {
            Rings::Poll => bells.poll.ring(),
            Rings::Dispatch => bells.dispatch.ring(),
            Rings::Rematch => bells.rematch.ring(),
        }
    }
}

/// Does one. An answer with `error` says why it could not be.
pub async fn perform(
    store: &Store,
    letters: &alert::Settings,
    now: Time,
    kind: &str,
    body: &Value,
    by: &str,
) -> anyhow::Result<Done> {
    let word = |key: &str| body[key].as_str().unwrap_or_default().to_string();
    match kind {
        "visit" => {
            let crawl = word("crawl");
            if !store.due_now(&crawl).await? {
                return Ok(refused(format!(
                    "there is no crawl `{crawl}`; `leakwatch crawl list` names them"
                )));
            }
            Ok(Done { answer: json!({ "due": crawl }), rings: Some(Rings::Poll) })
        }
        "test_letter" => test_letters(store, letters, now, &word("recipient"), by).await,
        "ack" => {
            let Some(alert) = body["alert"].as_i64() else { return Ok(refused("`alert` is no id")) };
            if store.acknowledge(alert, by).await? {
                return Ok(Done { answer: json!({ "acknowledged": alert }), rings: None });
            }
            Ok(refused(match store.alert(alert).await? {
                Some(row) => format!("alert {alert} is {} already", row.state),
                None => format!("there is no alert {alert}; `leakwatch alerts list` names them"),
            }))
        }
        "rematch" => {
            let set = body["set"].as_str();
            let Some(id) = store.ask_rematch(set, by).await? else {
                return Ok(refused(match set {
                    Some(set) => format!(
                        "no entry of a keyword set `{set}` is looked for; `leakwatch check` names faults"
                    ),
                    None => "no entry is looked for: no watch uses a keyword set".to_owned(),
                }));
            };
            Ok(Done { answer: json!({ "rematch": id }), rings: Some(Rings::Rematch) })
        }
        other => Ok(refused(format!("this version knows no request `{other}`"))),
    }
}

/// To one recipient, or to all when none is named.
async fn test_letters(
    store: &Store,
    letters: &alert::Settings,
    now: Time,
    recipient: &str,
    by: &str,
) -> anyhow::Result<Done> {
    let known: Vec<&String> = letters.recipients.keys().collect();
    let to: Vec<&String> =
        known.iter().copied().filter(|id| recipient.is_empty() || *id == recipient).collect();
    if to.is_empty() {
        return Ok(refused(match known.is_empty() {
            true => "no recipient is configured; add a [recipient.NAME]".to_owned(),
            false => format!(
                "there is no recipient `{recipient}`; one of: {}",
                known.iter().map(|id| id.as_str()).collect::<Vec<_>>().join(", ")
            ),
        }));
    }
    let mut committed = Vec::new();
    for id in to {
        let letter = alert::commit_test(store, letters, id, by, now).await?;
        committed.push(json!({ "recipient": id, "to": letters.recipients[id].to, "letter": letter.hex() }));
    }
    Ok(Done { answer: json!({ "letters": committed }), rings: Some(Rings::Dispatch) })
}

fn refused(why: impl Into<String>) -> Done {
    Done { answer: json!({ "error": why.into() }), rings: None }
}
