//! What can go wrong below a statement, told apart where a caller does something else for it.

/// An error of the store. Every method may give any of these.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error(
        "the data was written by a newer leakwatch (schema {found}, this one knows {known}); use that version or restore a backup"
    )]
    Newer { found: i64, known: i64 },
    /// Another process holds the database, or rows of it, longer than we wait: the same again may well succeed.
    #[error("the database is held by another process: {0}")]
    Busy(#[source] sqlx::Error),
    /// The disk is full (SQLite: SQLITE_FULL; PostgreSQL: class 53, disk_full).
    #[error("the disk under the database is full: {0}")]
    Full(#[source] sqlx::Error),
    /// The connection was lost, or there is none to be had: try later.
    #[error("no connection to the database: {0}")]
    Lost(#[source] sqlx::Error),
    /// A row that this program did not write like that.
    #[error("the database holds {value:?} in {column}, which means nothing to this version")]
    Damaged { column: String, value: String },
    #[error("database: {0}")]
    Database(#[source] sqlx::Error),
}

/// SQLite's primary result codes (sqlite.org/rescode.html); extended ones carry them in the low byte.
const SQLITE_BUSY: u32 = 5;
const SQLITE_LOCKED: u32 = 6;
const SQLITE_FULL: u32 = 13;
/// The file that connections share could not grow: an extended code, because the primary one says no more than I/O.
const SQLITE_IOERR_SHMSIZE: u32 = 4874;

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> StoreError {
        StoreError::Lost(sqlx::Error::Io(error))
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> StoreError {
        match &error {
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => StoreError::Lost(error),
            sqlx::Error::Database(database) => match database.code().as_deref() {
                // SQLSTATE has five characters; SQLite's codes are decimal and shorter.
                Some("53100") => StoreError::Full(error),
                // A lock not to be had in time, a deadlock, a conflict: the same again may well succeed.
                Some("55P03" | "40P01" | "40001") => StoreError::Busy(error),
                // Administrator commands and connection exceptions.
                Some(code) if code.len() == 5 && (code.starts_with("08") || code.starts_with("57P")) => {
                    StoreError::Lost(error)
                }
                Some(code) if code.len() < 5 => match code.parse::<u32>().map(|code| (code, code & 0xff)) {
                    Ok((_, SQLITE_BUSY | SQLITE_LOCKED)) => StoreError::Busy(error),
                    Ok((_, SQLITE_FULL) | (SQLITE_IOERR_SHMSIZE, _)) => StoreError::Full(error),
                    _ => StoreError::Database(error),
                },
                _ => StoreError::Database(error),
            },
            _ => StoreError::Database(error),
        }
    }
}
