//! Child processes that end with the test, however it ends, and say what they logged when it failed.

use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tokio::net::TcpStream;

/// How long a server may take to end after it was told to.
const GRACE: Duration = Duration::from_secs(15);
/// How often something that must come is looked for.
const LOOK: Duration = Duration::from_millis(100);
/// What of a log is shown when a test fails.
const TAIL: u64 = 6_000;

pub struct Process {
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Starts it with its output in `folder/name.log`, after what an earlier one of this name has written.
    pub fn start(name: &str, command: &mut Command, folder: &Path) -> Process {
        let log = folder.join(format!("{name}.log"));
        let out = File::options().create(true).append(true).open(&log).expect("a log file");
        let err = out.try_clone().expect("a second handle");
        let child = command.stdin(Stdio::null()).stdout(out).stderr(err).spawn();
        Process { child: child.unwrap_or_else(|e| panic!("{name} does not start: {e}")), log }
    }

    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    pub fn signal(&self, signal: Signal) {
        let pid = Pid::from_child(&self.child);
        kill_process(pid, signal).expect("a process of ours takes our signals");
    }

    /// Asks it to end, waits, and ends it by force if it does not.
    pub fn stop(&mut self) -> Option<ExitStatus> {
        if let Ok(Some(status)) = self.child.try_wait() {
            return Some(status);
        }
        // One that was stopped hears nothing else.
        let _ = kill_process(Pid::from_child(&self.child), Signal::CONT);
        let _ = kill_process(Pid::from_child(&self.child), Signal::TERM);
        let began = Instant::now();
        while began.elapsed() < GRACE {
            if let Ok(Some(status)) = self.child.try_wait() {
                return Some(status);
            }
            pause();
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
        None
    }

    fn tail(&self) -> std::io::Result<String> {
        let mut file = File::open(&self.log)?;
        let from = file.metadata()?.len().saturating_sub(TAIL);
        file.seek(SeekFrom::Start(from))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.stop();
        if std::thread::panicking() {
            eprintln!("--- {}\n{}", self.log.display(), self.tail().unwrap_or_default());
        }
    }
}

#[allow(clippy::disallowed_methods, reason = "waits for another process, which no Clock moves")]
fn pause() {
    std::thread::sleep(LOOK);
}

/// A port of loopback that nobody listens on.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("it is bound").port()
}

/// Looks until it is there; fails after `limit`.
#[allow(clippy::disallowed_methods, reason = "waits for another process, which no Clock moves")]
pub async fn until<T>(what: &str, limit: Duration, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(began.elapsed() < limit, "{what}: not within {} s", limit.as_secs());
        tokio::time::sleep(LOOK).await;
    }
}

/// Something must not happen: gives it this long.
#[allow(clippy::disallowed_methods, reason = "other processes run on real time")]
pub async fn rest(seconds: u64) {
    tokio::time::sleep(Duration::from_secs(seconds)).await;
}

/// Waits until somebody listens there.
pub async fn listening(what: &str, address: (&str, u16)) {
    until(what, Duration::from_secs(120), async || TcpStream::connect(address).await.ok()).await;
}

/// Runs a command to its end and gives what it said.
pub fn run(command: &mut Command) -> String {
    let out = command.output().unwrap_or_else(|e| panic!("{command:?}: {e}"));
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(out.status.success(), "{command:?}: {said}{}", String::from_utf8_lossy(&out.stderr));
    said
}

/// Whether we may become other users, as servers that insist on it need.
pub fn root() -> bool {
    rustix::process::geteuid().is_root()
}
