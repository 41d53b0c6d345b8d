//! `leakwatch bench`: what this machine does, printed with its figures.

use std::path::PathBuf;

use super::{Outcome, bench_ingest, bench_search};

#[derive(clap::Subcommand)]
pub(super) enum Command {
    /// Pages from a server on loopback to committed and matched, then main text and the index; and what each step costs
    #[command(after_help = "Example: leakwatch bench ingest --pages 500 --data /srv/bench")]
    Ingest {
        #[arg(long, default_value_t = 500)]
        pages: usize,
        /// Where the store and the archive lie: name an empty folder on a real disk [default: a temporary folder here]
        #[arg(long, value_name = "DIR")]
        data: Option<PathBuf>,
        /// Fetch from a server that `bench serve` started [default: one of our own]
        #[arg(long, value_name = "HOST:PORT")]
        from: Option<std::net::SocketAddr>,
        #[arg(long)]
        json: bool,
    },
    /// The pages of `bench ingest` on loopback, for others to fetch; says where on its first line, ends with its input
    #[command(after_help = "Example: leakwatch bench serve --pages 500 --listen 127.0.0.1:8123")]
    Serve {
        #[arg(long, default_value_t = 500)]
        pages: usize,
        #[arg(long, default_value = "127.0.0.1:0", value_name = "HOST:PORT")]
        listen: std::net::SocketAddr,
    },
    /// Full-text queries over generated documents
    #[command(after_help = "Example: leakwatch bench search --documents 100000 --data /srv/bench")]
    Search {
        #[arg(long, default_value_t = 20_000)]
        documents: usize,
        #[arg(long, default_value_t = 1_000)]
        queries: usize,
        #[arg(long, value_name = "DIR")]
        data: Option<PathBuf>,
    },
}

pub(super) fn run(command: Command) -> anyhow::Result<Outcome> {
    match command {
        Command::Search { documents, queries, data } => {
            let here = tempfile::Builder::new().prefix("leakwatch-bench-").tempdir_in(".")?;
            let dir = data.unwrap_or_else(|| here.path().join("index"));
            println!("{}", bench_search::run(documents, queries, &dir)?);
        }
        Command::Ingest { pages, data, from, json } => {
            let here = tempfile::Builder::new().prefix("leakwatch-bench-").tempdir_in(".")?;
            let dir = data.unwrap_or_else(|| here.path().to_path_buf());
            let measured = super::wait(bench_ingest::run(pages.max(1), &dir, from))?;
            if json {
                println!("{}", measured.json());
            } else {
                print!("{}", measured.table());
            }
        }
        Command::Serve { pages, listen } => super::wait(bench_ingest::serve(pages.max(1), listen))?,
    }
    Ok(Outcome::Done)
}
