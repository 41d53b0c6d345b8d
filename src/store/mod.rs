//! The only room that speaks SQL.

pub mod rows;

/// What can go wrong below a statement.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the data folder was written by a newer leakwatch (schema {found}, this one knows {known}); use that version or restore a backup")]
    Newer { found: i64, known: i64 },
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}
