//! Documents for commands: printed with the installation's key where there is one, whose kept prints are taken, else with a
//! key by chance.

use anyhow::Context;

use super::settings;
use crate::app::{Faulty, Printed, Printing};
use crate::config::Config;
use crate::model::{Fault, KeywordSet, Spot};
use crate::said;

pub(super) async fn printing(config: Option<&Config>) -> anyhow::Result<Printing> {
    let program = std::env::current_exe().context("where this program is")?;
    let Some(config) = config.filter(|config| settings::has_store(config)) else {
        return Ok(Printing::fleeting(program));
    };
    let store = settings::store(config).await?;
    let key = store.key();
    store.close().await;
    Ok(Printing::beside(&key, &config.data, program))
}

/// The sets with the prints of their documents: every fault at once; what is to be known is said on standard error. Not to
/// be called where something is awaited.
pub(super) fn printed(mut sets: Vec<KeywordSet>, config: Option<&Config>) -> anyhow::Result<Vec<KeywordSet>> {
    if !sets.iter().flat_map(|set| &set.entries).any(has_files) {
        return Ok(sets);
    }
    let printed = super::wait(async { Ok(printing(config).await?.fill(&mut sets).await) })?;
    printed.warnings.iter().for_each(|warning| eprintln!("{}", warning.line(super::language())));
    if printed.faults.is_empty() { Ok(sets) } else { Err(Faulty(printed.faults).into()) }
}

fn has_files(entry: &crate::model::Entry) -> bool {
    matches!(&entry.matches, crate::model::Matches::Entity(entity) if !entity.files.is_empty())
}

/// That no document could be printed at all, as a fault.
pub(super) fn failed(error: &anyhow::Error) -> Printed {
    let said = said!(
        "document.parser",
        "documents cannot be read: {error}",
        "документы не прочесть: {error}",
        error
    );
    Printed { faults: vec![Fault::new(&Spot::default(), said)], ..Printed::default() }
}
