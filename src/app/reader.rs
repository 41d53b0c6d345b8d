//! What was written, read anew: the operator's files together with what the web page made, and whether it could be run.
//!
//! One reader serves the reload, which takes over what changed, and the web page, which asks before it keeps a change.

use std::sync::Arc;

use super::Printing;
use crate::config::{Loaded, Stored};
use crate::matching::Matcher;
use crate::model::{Fault, KeywordSet};

/// Reads the files and these items of the store: what is meant, or every fault of both.
type Read = dyn Fn(&[Stored]) -> Result<Loaded, Vec<Fault>> + Send + Sync;

/// Reads the configuration anew; clones share what they have seen.
#[derive(Clone)]
pub struct Reader {
    read: Arc<Read>,
    changed: Arc<dyn Fn() -> bool + Send + Sync>,
}

impl Reader {
    /// Takes the files to be changed each time that it is asked.
    pub fn new(read: impl Fn(&[Stored]) -> Result<Loaded, Vec<Fault>> + Send + Sync + 'static) -> Reader {
        Reader { read: Arc::new(read), changed: Arc::new(|| true) }
    }

    /// Asks `changed` whether the files were changed since it was last asked.
    pub fn when(self, changed: impl Fn() -> bool + Send + Sync + 'static) -> Reader {
        Reader { changed: Arc::new(changed), ..self }
    }

    pub(super) fn changed(&self) -> bool {
        (self.changed)()
    }

    pub(super) fn read(&self, stored: &[Stored]) -> Result<Loaded, Vec<Fault>> {
        (self.read)(stored)
    }

    /// Whether all of it together could be run, and whether the examples of the keyword set in the file `name` hold. Called
    /// where blocking is allowed, on the runtime: documents are printed for it.
    pub(super) fn check(&self, stored: &[Stored], name: &str, printing: &Printing) -> crate::web::Checked {
        let loaded = match self.read(stored) {
            Ok(loaded) => loaded,
            Err(faults) => return crate::web::Checked { faults, ..Default::default() },
        };
        let config = loaded.config;
        let here = |fault: &Fault| fault.spot.file.ends_with(name);
        let of_file = |set: &&KeywordSet| set.entries.iter().any(|e| e.spot.file.ends_with(name));
        // A set that no watch uses yet is tried all the same.
        let spare = config.spare_sets.iter().filter(of_file);
        let mut sets: Vec<KeywordSet> = config.sets.iter().chain(spare).cloned().collect();
        let printed = tokio::runtime::Handle::current().block_on(printing.fill(&mut sets));
        if !printed.faults.is_empty() {
            return crate::web::Checked { faults: printed.faults, ..Default::default() };
        }
        match Matcher::new(&sets) {
            Ok(matcher) => {
                let mut faults = matcher.try_examples();
                faults.retain(here);
                let warnings = [loaded.warnings, printed.warnings].concat();
                crate::web::Checked { faults, warnings, matcher: Some(Arc::new(matcher)) }
            }
            Err(faults) => crate::web::Checked { faults, ..Default::default() },
        }
    }
}
