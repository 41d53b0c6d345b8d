//! A copy of the whole database as it is at one moment, made while others write.

use std::path::Path;

use super::connect::{self, Backend};
use super::sql::{args, run};
use super::{Store, StoreError};

/// Reads in one transaction and writes another file (sqlite.org/lang_vacuum.html); not known to PostgreSQL, and so not
/// among the statements that both must prepare.
const COPY: &str = "VACUUM INTO $1";

impl Store {
    /// Writes the database into a file of its own, which must not be there, readable by its owner alone. Keeps this
    /// process's writer for as long as it takes; other processes go on.
    ///
    /// # Errors
    /// PostgreSQL has `pg_dump` for this: refused.
    pub async fn backup_to(&self, path: &Path) -> Result<(), StoreError> {
        if self.inner.pools.backend == Backend::Postgres {
            return Err(refused("PostgreSQL is backed up with pg_dump"));
        }
        let Some(name) = path.to_str() else { return Err(refused("the file's name is not UTF-8")) };
        if path.exists() {
            return Err(refused("the file is there already"));
        }
        connect::keep_private(path).map_err(sqlx::Error::Io)?;
        run(&mut *self.writer().await?, COPY, args![name]).await.map(|_| ())
    }
}

fn refused(why: &'static str) -> StoreError {
    StoreError::Database(sqlx::Error::Configuration(why.into()))
}
