//! From what was typed to what is kept: checked with everything else that is configured, then changed in the store,
//! unless somebody else was there first.

use super::{Sort, id_is_good};
use crate::model::{Fault, Spot, Time};
use crate::said;
use crate::store::rows::{ConfigChange, ConfigItem};
use crate::web::Checked;
use crate::web::error::WebError;
use crate::web::rights::Visitor;
use crate::web::routes::Desk;

/// Most bytes of an item.
const MAX: usize = 400_000;

/// A change that somebody wants.
pub struct Wish<'a> {
    /// The name of the file that the item would be.
    pub name: &'a str,
    /// TOML; none: the item is to go.
    pub text: Option<&'a str>,
    /// The item's time as its editor saw it.
    pub seen: Option<Time>,
    /// For the audit log.
    pub why: &'a str,
}

/// What came of it.
pub enum Kept {
    /// With what is odd about the configuration.
    Yes(Vec<Fault>),
    /// Nothing was changed.
    Faulty(Vec<Fault>),
    /// Somebody else changed it meanwhile; nothing was changed.
    Overtaken,
}

/// The item as it is in the store.
pub fn find<'a>(items: &'a [ConfigItem], name: &str) -> Option<&'a ConfigItem> {
    items.iter().find(|item| item.name == name)
}

/// What the whole configuration would be with this item. Reads files and compiles keyword sets: not on an async worker.
pub async fn check(desk: &Desk, name: &str, text: Option<&str>) -> Result<Checked, WebError> {
    let items = desk.context.store.config_items().await?;
    let others = items.into_iter().filter(|item| item.name != name).map(|item| (item.name, item.text));
    let mut all: Vec<(String, String)> = others.collect();
    all.extend(text.map(|text| (name.to_owned(), text.to_owned())));
    let (validate, name) = (desk.context.validate.clone(), name.to_owned());
    Ok(tokio::task::spawn_blocking(move || validate(&all, &name)).await?)
}

/// Checks and keeps.
pub async fn keep(desk: &Desk, who: &Visitor, wish: &Wish<'_>) -> Result<Kept, WebError> {
    if wish.text.is_some_and(|text| text.len() > MAX) {
        let spot = Spot { file: format!("stored:{}", wish.name), ..Spot::default() };
        let said = said!("file.long", "is longer than {most} bytes", "длиннее {most} байт", most = MAX);
        return Ok(Kept::Faulty(vec![Fault::new(&spot, said)]));
    }
    let checked = check(desk, wish.name, wish.text).await?;
    if !checked.faults.is_empty() {
        return Ok(Kept::Faulty(checked.faults));
    }
    let change =
        ConfigChange { name: wish.name, text: wish.text, seen: wish.seen, by: who.name(), why: wish.why };
    if !desk.context.store.change_config(&change).await? {
        return Ok(Kept::Overtaken);
    }
    (desk.context.ring)();
    Ok(Kept::Yes(checked.warnings))
}

/// The only item that stands in a text of this sort; the error says what else does, or that there is none.
pub fn identity(sort: Sort, draft: &super::Draft) -> Result<String, &'static str> {
    let id = match sort {
        Sort::Watch | Sort::Recipient => {
            let names = draft.names(sort.word());
            match (draft.keys().all(|key| key == sort.word()), names.as_slice()) {
                (true, [one]) => (*one).to_owned(),
                (true, []) => String::new(),
                _ => return Err("more than one"),
            }
        }
        Sort::Place => draft.line(super::Table::Root, "id"),
        Sort::Set => draft.line(super::Table::Head, "id"),
    };
    if id_is_good(&id) { Ok(id) } else { Err("no id") }
}
