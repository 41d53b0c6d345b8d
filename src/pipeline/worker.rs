//! Heavy documents (PDF, Office, archives) are read in a child process with limits: a hostile one takes down the child.
//! Attempts are counted in the store before the work, so that one which takes down more than that is parked as well.

use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;
use tokio::sync::Semaphore;

use crate::model::{Digest, Document, Exchange};
use crate::store::{Store, StoreError};
use crate::text;

/// Real time for one document; the child's own CPU limit is below it.
const PATIENCE: Duration = Duration::from_secs(60);
pub const CPU_SECONDS: u64 = 30;
pub const MEMORY_BYTES: u64 = 1 << 30;
/// Children at the same time.
const AT_ONCE: usize = 2;
/// A document's words as JSON are never larger.
const MAX_ANSWER: u64 = 256 << 20;

/// What the child is told before the bytes, as one line of JSON.
#[derive(Debug, Serialize, Deserialize)]
struct Task {
    content_type: Option<String>,
    url: String,
    fetched: crate::model::Time,
    truncated: Option<u64>,
}

/// A document is begun so often; then it is parked.
const ATTEMPTS: u32 = 2;
/// How the complaint of a parked document begins.
pub const PARKED: &str = "could not be read, tried twice";

/// Starts children of this program.
#[derive(Clone, Debug)]
pub struct Worker {
    program: PathBuf,
    /// Where attempts are counted; none: by this call alone.
    ledger: Option<Store>,
    /// A child may take all of its memory: not many at a time do.
    places: Arc<Semaphore>,
}

impl Worker {
    /// `program` is the leakwatch binary.
    pub fn new(program: PathBuf) -> Worker {
        Worker { program, ledger: None, places: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// Counts attempts where they outlive the process.
    pub fn counting(self, ledger: Store) -> Worker {
        Worker { ledger: Some(ledger), ..self }
    }

    /// Reads a heavy document; what kills its reader twice is parked: a document without words that says so.
    ///
    /// # Errors
    /// The store cannot be asked: then it was not begun.
    pub async fn read(&self, exchange: &Exchange) -> Result<Document, StoreError> {
        let digest = Digest::sha256(&exchange.body);
        // The semaphore is ours and is never closed.
        let _place = self.places.acquire().await;
        let mut last = "it ended its reader before".to_owned();
        let mut begun = 0;
        loop {
            begun = match &self.ledger {
                Some(ledger) => ledger.attempt_begun(&digest).await?,
                None => begun + 1,
            };
            if begun > ATTEMPTS {
                break;
            }
            crate::fault!("worker.begun")?;
            match tokio::time::timeout(PATIENCE, self.once(exchange)).await {
                Ok(Ok(document)) => {
                    if let Some(ledger) = &self.ledger {
                        ledger.attempt_ended(&digest).await?;
                    }
                    return Ok(document);
                }
                Ok(Err(error)) => last = format!("{error:#}"),
                Err(_) => last = format!("not read within {} s", PATIENCE.as_secs()),
            }
        }
        tracing::warn!(url = %exchange.final_url, error = %last, "a document could not be read, twice");
        Ok(Document {
            url: exchange.final_url.clone(),
            complaints: vec![format!("{PARKED}: {last}")],
            ..Document::default()
        })
    }

    async fn once(&self, exchange: &Exchange) -> anyhow::Result<Document> {
        let task = Task {
            content_type: exchange.header("content-type"),
            url: exchange.final_url.clone(),
            fetched: exchange.received,
            truncated: exchange.truncated.then_some(exchange.body.len() as u64),
        };
        let mut child = Command::new(&self.program)
            .arg("worker")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("{} could not be started", self.program.display()))?;
        let mut input = child.stdin.take().context("the child has no input")?;
        let mut output = child.stdout.take().context("the child has no output")?;
        let mut head = serde_json::to_vec(&task)?;
        head.push(b'\n');
        let write = async {
            // A child that dies while it is fed is told of by its status.
            let _ = input.write_all(&head).await;
            let _ = input.write_all(&exchange.body).await;
            drop(input);
        };
        let mut answer = Vec::new();
        let read = async { (&mut output).take(MAX_ANSWER).read_to_end(&mut answer).await };
        let ((), read) = tokio::join!(write, read);
        read?;
        let status = child.wait().await?;
        if !status.success() {
            bail!("the parser ended with {status}");
        }
        serde_json::from_slice(&answer).context("the parser's answer")
    }
}

/// The child's side: one document from standard input, its words to standard output. Sets its own limits first.
pub fn serve(mut input: impl std::io::BufRead, mut output: impl std::io::Write) -> anyhow::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let limit = |n| Rlimit { current: Some(n), maximum: Some(n) };
    setrlimit(Resource::As, limit(MEMORY_BYTES)).context("the memory limit")?;
    setrlimit(Resource::Cpu, limit(CPU_SECONDS)).context("the CPU limit")?;
    let mut head = String::new();
    input.read_line(&mut head)?;
    let task: Task = serde_json::from_str(&head).context("the task's head")?;
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes)?;
    let document = text::extract(&text::Raw {
        bytes: &bytes,
        content_type: task.content_type.as_deref(),
        url: &task.url,
        fetched: task.fetched,
        truncated: task.truncated.map(|read| (read, None)),
    });
    serde_json::to_writer(&mut output, &document)?;
    output.flush()?;
    Ok(())
}
