//! Where the database is, and how connections to it are made: SQLite with one writer and a few readers, PostgreSQL with
//! one pool for both. What a connection must be like is set when it opens and, where it can be refused silently, read
//! back. Nothing here knows a table.

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::{AnyConnection, AnyPool, ConnectOptions, Connection, Executor, Row};

use super::StoreError;

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
    /// `Database` is for PostgreSQL alone; SQLite has no clock of its own and takes the `Clock`.
    pub clock_from: ClockFrom,
}

impl Settings {
    /// Leases by the database's clock on PostgreSQL, by the program's on SQLite.
    pub fn new(url: impl Into<String>, owner: impl Into<String>) -> Settings {
        let url = url.into();
        let clock_from = match Backend::of(&url) {
            Backend::Postgres => ClockFrom::Database { offset: Duration::ZERO },
            Backend::Sqlite => ClockFrom::Clock,
        };
        Settings { url, owner: owner.into(), clock_from }
    }
}

/// Which database answers. Only opening, migrating and the clock ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Backend {
    Sqlite,
    Postgres,
}

impl Backend {
    fn of(url: &str) -> Backend {
        if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            Backend::Postgres
        } else {
            Backend::Sqlite
        }
    }
}

/// The connections of one store.
#[derive(Debug)]
pub(super) struct Pools {
    pub(super) backend: Backend,
    /// One connection on SQLite: it has one writer, and a queue of ours is fairer than its busy handler.
    pub(super) write: AnyPool,
    pub(super) read: AnyPool,
}

/// How long we wait for another process that holds the database.
const BUSY: Duration = Duration::from_secs(10);
/// How long a task waits for a connection of the pool.
const ACQUIRE: Duration = Duration::from_secs(30);
const SQLITE_READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 8;

/// A daemon that is stopped in the middle of a transaction must not stop the others for longer than this.
const POSTGRES_SESSION: &str = "SET synchronous_commit TO on; \
    SET idle_in_transaction_session_timeout TO '15s'; \
    SET lock_timeout TO '30s'";

pub(super) async fn connect(url: &str) -> Result<Pools, StoreError> {
    sqlx::any::install_default_drivers();
    match Backend::of(url) {
        Backend::Postgres => postgres(url).await,
        Backend::Sqlite => sqlite(url).await,
    }
}

async fn postgres(url: &str) -> Result<Pools, StoreError> {
    let pool = AnyPoolOptions::new()
        .max_connections(POSTGRES_CONNECTIONS)
        .acquire_timeout(ACQUIRE)
        .after_connect(|on, _| {
            Box::pin(async move { on.execute(sqlx::raw_sql(POSTGRES_SESSION)).await.map(|_| ()) })
        })
        .connect_with(options(url)?)
        .await?;
    Ok(Pools { backend: Backend::Postgres, write: pool.clone(), read: pool })
}

/// Where the file of a SQLite database is.
fn file_of(url: &str) -> &str {
    let path = url.split('?').next().unwrap_or(url);
    path.trim_start_matches("sqlite:").trim_start_matches("//")
}

/// The folder that must be written to for a change of the database; none: a server has it.
pub fn folder_of(url: &str) -> Option<&Path> {
    let folder = || Path::new(file_of(url)).parent();
    let here = Path::new(".");
    (Backend::of(url) == Backend::Sqlite)
        .then(|| folder().filter(|f| !f.as_os_str().is_empty()).unwrap_or(here))
}

async fn sqlite(url: &str) -> Result<Pools, StoreError> {
    let path = file_of(url);
    if let Some(folder) = Path::new(path).parent() {
        std::fs::create_dir_all(folder).map_err(sqlx::Error::Io)?;
    }
    // Asked of the system itself: SQLite says no more than that it could not, and the pool asks it for half a minute.
    let file = Path::new(path);
    keep_private(file)
        .and_then(|()| std::fs::OpenOptions::new().write(true).open(file).map(|_| ()))
        .map_err(|error| StoreError::Unwritable { path: path.to_owned(), error })?;
    let write = AnyPoolOptions::new()
        .max_connections(1)
        .acquire_timeout(ACQUIRE)
        .idle_timeout(None)
        .max_lifetime(None)
        .after_connect(|on, _| Box::pin(writer(on)))
        // A full disk ends a transaction behind sqlx's back: its rollback then fails, and the connection would refuse
        // every transaction after it.
        .before_acquire(|on, _| Box::pin(async move { Ok(!on.is_in_transaction() && may_write(on).await) }))
        .connect_with(options(url)?)
        .await?;
    let read = AnyPoolOptions::new()
        .max_connections(SQLITE_READERS)
        .acquire_timeout(ACQUIRE)
        .after_connect(|on, _| Box::pin(reader(on)))
        .connect_with(options(url)?)
        .await?;
    Ok(Pools { backend: Backend::Sqlite, write, read })
}

fn options(url: &str) -> Result<AnyConnectOptions, StoreError> {
    // Statements are logged by the rooms that run them, if at all; arguments never are.
    Ok(AnyConnectOptions::from_str(url)?.disable_statement_logging())
}

/// The file holds the installation's key: made before SQLite makes it, readable by its owner alone.
pub(super) fn keep_private(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    match std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

async fn writer(on: &mut AnyConnection) -> Result<(), sqlx::Error> {
    pragma(on, "PRAGMA journal_mode = WAL", "PRAGMA journal_mode", "wal").await?;
    pragma(on, "PRAGMA synchronous = FULL", "PRAGMA synchronous", "2").await?;
    busy(on).await
}

/// A connection that was made while the disk took no writes never takes any: SQLite opens the file to read it alone, and
/// says nothing. This statement takes the writer's lock and changes nothing.
async fn may_write(on: &mut AnyConnection) -> bool {
    const READ_ONLY: u32 = 8;
    let asked = sqlx::raw_sql("DELETE FROM schema_version WHERE 0").execute(on).await;
    let code = match &asked {
        Err(sqlx::Error::Database(error)) => error.code().and_then(|code| code.parse::<u32>().ok()),
        _ => None,
    };
    code.is_none_or(|code| code & 0xff != READ_ONLY)
}

async fn reader(on: &mut AnyConnection) -> Result<(), sqlx::Error> {
    busy(on).await?;
    pragma(on, "PRAGMA query_only = 1", "PRAGMA query_only", "1").await
}

async fn busy(on: &mut AnyConnection) -> Result<(), sqlx::Error> {
    const { assert!(BUSY.as_millis() == 10_000) };
    pragma(on, "PRAGMA busy_timeout = 10000", "PRAGMA busy_timeout", "10000").await
}

/// Sets a pragma and reads it back: SQLite ignores what it does not know or cannot do.
async fn pragma(
    on: &mut AnyConnection,
    set: &'static str,
    get: &'static str,
    want: &str,
) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(set).execute(&mut *on).await?;
    let row = sqlx::raw_sql(get).fetch_one(on).await?;
    let found = row.try_get::<i64, _>(0).map(|n| n.to_string()).or_else(|_| row.try_get::<String, _>(0))?;
    if found == want {
        return Ok(());
    }
    Err(sqlx::Error::Configuration(format!("`{set}` was not obeyed: it is {found}").into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_connection_that_reads_alone_is_told_from_one_that_writes() {
        sqlx::any::install_default_drivers();
        let folder = tempfile::tempdir().expect("a folder");
        let open = async |mode: &str| {
            let url = format!("sqlite:{}/x.db?mode={mode}", folder.path().display());
            AnyConnection::connect(&url).await.expect("it opens")
        };
        let mut writes = open("rwc").await;
        assert!(may_write(&mut writes).await, "before its first table");
        writes.execute("CREATE TABLE schema_version (version BIGINT)").await.expect("made");
        assert!(may_write(&mut writes).await);
        assert!(!may_write(&mut open("ro").await).await);
    }

    #[test]
    fn which_folder_a_database_is_in() {
        for (url, folder) in [
            ("sqlite:data/leakwatch.db", Some("data")),
            ("sqlite:leakwatch.db", Some(".")),
            ("sqlite:///var/lib/leakwatch/x.db?mode=rwc", Some("/var/lib/leakwatch")),
            ("postgres://leakwatch@db.example/leakwatch", None),
        ] {
            assert_eq!(folder_of(url), folder.map(Path::new), "{url}");
        }
    }
}
