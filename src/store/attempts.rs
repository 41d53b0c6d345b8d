//! How often a document that may kill its reader was begun: counted before the work, so that one which takes the whole
//! process down is not begun for ever.

use super::sql::{Take, args, one, run, statements};
use super::{Store, StoreError};
use crate::model::Digest;

statements! {
    BEGUN = "INSERT INTO meta (name, value) VALUES ($1, '1')
        ON CONFLICT (name) DO UPDATE SET value = CAST(CAST(meta.value AS BIGINT) + 1 AS TEXT) RETURNING value";
    ENDED = "DELETE FROM meta WHERE name = $1";
}

/// By the program's version: a newer one may read what an older could not.
fn name(document: &Digest) -> String {
    format!("attempt.{}.{}", env!("CARGO_PKG_VERSION"), document.hex())
}

impl Store {
    /// Counts one more attempt; how many there are with it. On disk when it returns.
    pub async fn attempt_begun(&self, document: &Digest) -> Result<u32, StoreError> {
        let row = one(&mut *self.writer().await?, BEGUN, args![&name(document)]).await?;
        let text = row.map_or(Ok(String::new()), |row| row.text("value"))?;
        text.parse().map_err(|_| StoreError::Damaged { column: "meta.value".into(), value: text })
    }

    /// It was read: what is read can be read again.
    pub async fn attempt_ended(&self, document: &Digest) -> Result<(), StoreError> {
        run(&mut *self.writer().await?, ENDED, args![&name(document)]).await.map(|_| ())
    }
}
