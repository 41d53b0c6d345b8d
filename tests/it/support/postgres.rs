//! A private PostgreSQL for this test process: one cluster in a temporary folder on a free loopback port, a fresh
//! database for each test. The server dies with the process: the shell that watches over it reads its standard input,
//! which ends when we do, however we do.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{AnyConnection, Connection, Executor};
use tempfile::TempDir;
use tokio::sync::OnceCell;

const BIN: &str = "/usr/lib/postgresql/15/bin";

/// Waits for the end of standard input, then stops the server at once and removes its folder.
const KEEPER: &str = r#"folder=$1; shift
"$@" & server=$!
cat >/dev/null
kill -QUIT $server 2>/dev/null
wait $server 2>/dev/null
rm -rf "$folder""#;

pub struct Cluster {
    port: u16,
    databases: AtomicU32,
    /// Held so that its standard input stays open as long as we live.
    _keeper: Child,
}

static CLUSTER: OnceCell<Cluster> = OnceCell::const_new();

/// The address of a database that nobody else has.
pub async fn database() -> String {
    let cluster = CLUSTER.get_or_init(|| async { Cluster::start().await }).await;
    let name = format!("test_{}", cluster.databases.fetch_add(1, Ordering::Relaxed));
    let mut on = cluster.connect("postgres").await.expect("the cluster answers");
    on.execute(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.expect("a new database");
    cluster.url(&name)
}

impl Cluster {
    async fn start() -> Cluster {
        sqlx::any::install_default_drivers();
        let folder = TempDir::new().expect("a temporary folder").keep();
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o777)).expect("open to postgres");
        let data = folder.join("data");
        let port = free_port();

        let mut init = as_postgres(&format!("{BIN}/initdb"));
        init.args([
            "--auth=trust",
            "--username=postgres",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
            "-D",
        ]);
        let made = init.arg(&data).output().expect("initdb of PostgreSQL 15 is installed");
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        let settings = format!(
            "listen_addresses = '127.0.0.1'\nport = {port}\nunix_socket_directories = ''\nfsync = off\n\
             max_connections = 400\nshared_buffers = 32MB\n"
        );
        write_as_postgres(&data.join("postgresql.auto.conf"), &settings);

        let mut server = as_postgres(&format!("{BIN}/postgres"));
        server.arg("-D").arg(&data);
        let mut keeper = Command::new("/bin/sh");
        keeper.args(["-c", KEEPER, "keeper"]).arg(&folder).arg(server.get_program()).args(server.get_args());
        keeper.current_dir("/");
        let mut keeper = keeper
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("a shell to watch over the server");
        let mut log = BufReader::new(keeper.stderr.take().expect("piped"));
        let mut said = String::new();
        while !said.contains("ready to accept connections") {
            let read = log.read_line(&mut said).expect("the server's log");
            assert!(read > 0, "PostgreSQL ended: {said}");
        }
        // Whatever it says from now on must not fill the pipe and stop it.
        std::thread::spawn(move || std::io::copy(&mut log, &mut std::io::sink()));
        Cluster { port, databases: AtomicU32::new(0), _keeper: keeper }
    }

    fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }

    async fn connect(&self, database: &str) -> Result<AnyConnection, sqlx::Error> {
        AnyConnection::connect(&self.url(database)).await
    }
}

/// PostgreSQL refuses to run as root.
fn as_postgres(program: &str) -> Command {
    if rustix::process::geteuid().is_root() {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", program]);
        command.current_dir("/");
        command
    } else {
        Command::new(program)
    }
}

fn write_as_postgres(path: &Path, text: &str) {
    let mut tee =
        as_postgres("tee").arg(path).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().expect("tee");
    std::io::Write::write_all(tee.stdin.as_mut().expect("piped"), text.as_bytes())
        .expect("settings are written");
    assert!(tee.wait().expect("tee ends").success());
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("it is bound").port()
}
