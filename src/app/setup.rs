//! The first configuration, asked for on the first page: from answers to items of the store, which the reload takes over,
//! and on to the proof that a planted leak arrives.

use serde_json::{Value, json};

use super::Current;
use crate::config::{self, Answers};
use crate::model::{Fault, Wrong};
use crate::said;
use crate::store::Store;
use crate::store::rows::ConfigChange;

/// Answers `{"test": request}` with the request for the test alert, or `{"wrong": [{"field","said"}]}`; `error` when there
/// is a configuration already. Asked twice it writes nothing twice.
pub(super) async fn perform(
    store: &Store,
    current: &Current,
    body: &Value,
    by: &str,
) -> anyhow::Result<Value> {
    let known = store.config_items().await?;
    if !current.config.watches.is_empty() || !known.is_empty() {
        let said = said!(
            "setup.again",
            "there is a configuration already: change it under Configuration",
            "настройки уже есть: измените их в разделе «Настройка»"
        );
        return Ok(json!({ "error": said.english, "said": said }));
    }
    let answers: Answers = match serde_json::from_value(body.clone()) {
        Ok(answers) => answers,
        Err(error) => {
            let said = said!("setup.answers", "{error}", "ответы не читаются: {error}", error);
            return Ok(json!({ "wrong": [Wrong { field: String::new(), said }] }));
        }
    };
    let items = match config::starter_items(&answers, &config::shipped()) {
        Ok(items) => items,
        Err(wrong) => return Ok(json!({ "wrong": wrong })),
    };
    if let Err(faults) = config::bare(&items, &|crawl| crate::sources::build(crawl).err().unwrap_or_default())
    {
        let whole = |f: &Fault| {
            let (spot, why) = (&f.spot, &f.said);
            said!(why.code.as_str(), "{spot}: {why}", "{spot}: {why}", spot, why)
        };
        let wrong: Vec<Wrong> =
            faults.iter().map(|f| Wrong { field: String::new(), said: whole(f) }).collect();
        return Ok(json!({ "wrong": wrong }));
    }
    let watch = items.iter().find_map(|i| i.name.strip_prefix("watch-")?.strip_suffix(".toml"));
    // Each is whole by itself, and what it names was written before it: a reload between two finds no fault.
    for item in &items {
        let change =
            ConfigChange { name: &item.name, text: Some(&item.text), seen: None, by, why: "first start" };
        store.change_config(&change).await?;
    }
    let test = store.ask("test_alert", &json!({ "watch": watch }), by).await?;
    Ok(json!({ "test": test }))
}
