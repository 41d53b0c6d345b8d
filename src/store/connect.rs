//! Where the database is, and how connections to it are made.

use std::time::Duration;

/// Which clock leases are measured by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ClockFrom {
    /// The `Clock` handed to `open`: for SQLite, where one process holds the folder.
    #[default]
    Clock,
    /// The database server's, so that two daemons agree; `offset` is not zero in tests and simulation alone.
    Database { offset: Duration },
}

/// What `Store::open` needs to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// `sqlite:path` or `postgres://user@host/database`.
    pub url: String,
    /// This daemon's name, written beside what it leases.
    pub owner: String,
    pub clock_from: ClockFrom,
}

impl Settings {
    /// Leases by the database's clock on PostgreSQL, by the program's on SQLite.
    pub fn new(url: impl Into<String>, owner: impl Into<String>) -> Settings {
        let url = url.into();
        let clock_from = if url.starts_with("postgres") {
            ClockFrom::Database { offset: Duration::ZERO }
        } else {
            ClockFrom::Clock
        };
        Settings { url, owner: owner.into(), clock_from }
    }
}
