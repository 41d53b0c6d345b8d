//! What can go wrong, told apart by who can help: the operator (lock, permission, disk), the person who asks (query), or
//! a fresh index (damage). tantivy and the system mix these; the sorting is done here alone.

use std::io::{self, ErrorKind};

use tantivy::TantivyError;
use tantivy::directory::error::{LockError, OpenDirectoryError, OpenReadError, OpenWriteError};

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IndexError {
    #[error("there is no search index yet: the daemon makes it")]
    Absent,
    #[error("another process writes to the search index")]
    Locked,
    #[error("the search index was opened for reading")]
    ReadOnly,
    #[error("no permission in the search index's folder: {0}")]
    Permission(String),
    #[error("the disk of the search index is full: {0}")]
    Full(String),
    #[error("the search index could not be read or written: {0}")]
    Io(String),
    /// A fresh one is filled from the store; [`super::Index::open`] makes one.
    #[error("the search index was made by another version: the daemon fills it anew when it starts")]
    Outdated,
    /// Nothing but a fresh index helps; [`super::Index::open`] makes one.
    #[error("the search index is damaged: {0}")]
    Damaged(String),
    /// Nothing is wrong with its files.
    #[error("the search index could not do this: {0}")]
    Failed(String),
    #[error("{0}")]
    Query(String),
}

impl IndexError {
    pub(super) fn io(error: &io::Error) -> IndexError {
        let text = error.to_string();
        match error.kind() {
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => IndexError::Permission(text),
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => IndexError::Full(text),
            ErrorKind::NotFound => IndexError::Damaged(text),
            // What the system did not say was said by a parser.
            ErrorKind::InvalidData
            | ErrorKind::UnexpectedEof
            | ErrorKind::InvalidInput
            | ErrorKind::Other
                if error.raw_os_error().is_none() =>
            {
                IndexError::Damaged(text)
            }
            _ => IndexError::Io(text),
        }
    }
}

impl From<TantivyError> for IndexError {
    fn from(error: TantivyError) -> IndexError {
        let text = error.to_string();
        match error {
            TantivyError::IoError(error) => IndexError::io(&error),
            TantivyError::OpenReadError(error) => error.into(),
            TantivyError::OpenWriteError(OpenWriteError::IoError { io_error, .. }) => {
                IndexError::io(&io_error)
            }
            TantivyError::OpenWriteError(OpenWriteError::FileAlreadyExists(_)) => IndexError::Damaged(text),
            TantivyError::LockFailure(error, _) => error.into(),
            TantivyError::OpenDirectoryError(error) => match error {
                OpenDirectoryError::DoesNotExist(_) => IndexError::Absent,
                OpenDirectoryError::IoError { io_error, .. }
                | OpenDirectoryError::FailedToCreateTempDir(io_error) => IndexError::io(&io_error),
                OpenDirectoryError::NotADirectory(_) => IndexError::Io(text),
            },
            TantivyError::DataCorruption(_)
            | TantivyError::IncompatibleIndex(_)
            | TantivyError::SchemaError(_)
            | TantivyError::FieldNotFound(_)
            | TantivyError::DeserializeError(_)
            | TantivyError::InternalError(_) => IndexError::Damaged(text),
            TantivyError::InvalidArgument(_) => IndexError::Query(text),
            _ => IndexError::Io(text),
        }
    }
}

impl From<OpenReadError> for IndexError {
    fn from(error: OpenReadError) -> IndexError {
        match error {
            OpenReadError::IoError { io_error, .. } => IndexError::io(&io_error),
            OpenReadError::FileDoesNotExist(_) | OpenReadError::IncompatibleIndex(_) => {
                IndexError::Damaged(error.to_string())
            }
        }
    }
}

impl From<LockError> for IndexError {
    fn from(error: LockError) -> IndexError {
        match error {
            LockError::LockBusy => IndexError::Locked,
            LockError::IoError(error) => IndexError::io(&error),
        }
    }
}
