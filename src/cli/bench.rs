//! `leakwatch bench`: what this machine does, printed with its figures.

use std::path::PathBuf;
use std::time::Duration;

use super::{
    Outcome, bench_idle, bench_ingest, bench_matching, bench_queries, bench_search, bench_start, calls,
};

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
        /// Words of a document in the mean
        #[arg(long, default_value_t = 200)]
        words: usize,
        #[arg(long, default_value_t = 2_000)]
        queries: usize,
        /// Where the index lies: name a real disk [default: a temporary folder here]
        #[arg(long, value_name = "DIR")]
        data: Option<PathBuf>,
        /// One JSON document instead of a table
        #[arg(long)]
        json: bool,
    },
    /// Many watched queries: how fast they load, what they take, how fast pages are held against them
    #[command(after_help = "Example: leakwatch bench queries --queries 100000")]
    Queries {
        #[arg(long, default_value_t = 100_000)]
        queries: usize,
        /// Files, or folders of files, to read and to make the queries of [default: made-up pages]
        #[arg(long, value_name = "PATH")]
        text: Vec<PathBuf>,
        /// One JSON document instead of a table
        #[arg(long)]
        json: bool,
    },
    /// Memory and CPU time of a daemon with many crawls
    #[command(after_help = "Example: leakwatch bench idle --crawls 1000 --data /srv/bench")]
    Idle {
        #[arg(long, default_value_t = 1_000)]
        crawls: usize,
        /// Seconds that it is watched for once every crawl was visited
        #[arg(long, default_value_t = 60)]
        seconds: u64,
        /// Seconds that the first round may take
        #[arg(long, default_value_t = 600)]
        first_round: u64,
        /// Where the daemon's folder lies: name a real disk [default: a temporary folder here]
        #[arg(long, value_name = "DIR")]
        data: Option<PathBuf>,
        /// One JSON document instead of a table
        #[arg(long)]
        json: bool,
    },
    /// Matching: megabytes of text a second, and the memory of sets, beside automata and other scanners' ways
    #[command(
        after_help = "Example: leakwatch bench matching /usr/share/doc/python3.11/html --names 100000 --others\n\nbenches/matching fetches Debian's documentation packages, and runs it with Hyperscan beside."
    )]
    Matching {
        /// Folders of manuals in HTML
        #[arg(required_unless_present = "load")]
        docs: Vec<PathBuf>,
        /// Invented names in a set of their own
        #[arg(long, default_value_t = 100_000)]
        names: usize,
        /// Megabytes of HTML that are read at most
        #[arg(long, default_value_t = 64, value_name = "MB")]
        megabytes: usize,
        /// Sets whose patterns and queries are matched [default: those that the binary carries]
        #[arg(long, value_name = "PATH")]
        keyword_sets: Vec<PathBuf>,
        /// The alternatives too, over the HTML, each with 20 s of CPU time: some would need hours
        #[arg(long)]
        others: bool,
        /// A program that runs Hyperscan over what it is given: benches/hyperscan
        #[arg(long, requires = "others", value_name = "PROGRAM")]
        hyperscan: Option<PathBuf>,
        /// Only compile these sets, and say what it took: what the bench asks of a process of its own
        #[arg(long, hide = true, value_enum)]
        load: Option<bench_matching::load::What>,
        #[arg(long)]
        json: bool,
    },
    /// From the start of a daemon that keeps many pages to its first visit
    #[command(after_help = "Example: leakwatch bench start --pages 1000000 --data /srv/bench")]
    Start {
        #[arg(long, default_value_t = 1_000_000)]
        pages: usize,
        /// How often it is started
        #[arg(long, default_value_t = 3)]
        starts: usize,
        /// Where the daemon's folder lies; it is left there [default: a temporary folder here]
        #[arg(long, value_name = "DIR")]
        data: Option<PathBuf>,
        /// One JSON document instead of a table
        #[arg(long)]
        json: bool,
    },
}

pub(super) fn run(command: Command) -> anyhow::Result<Outcome> {
    let here = tempfile::Builder::new().prefix("leakwatch-bench-").tempdir_in(".")?;
    match command {
        Command::Search { documents, words, queries, data, json } => {
            let dir = data.unwrap_or_else(|| here.path().join("index"));
            let measured = bench_search::run(bench_search::Plan { documents, words, queries }, &dir)?;
            println!("{}", if json { measured.json().to_string() } else { measured.table() });
        }
        Command::Queries { queries, text, json } => {
            let measured = bench_queries::run(&bench_queries::Plan { queries, texts: text })?;
            println!("{}", if json { measured.json().to_string() } else { measured.table() });
        }
        Command::Idle { crawls, seconds: watched, first_round, data, json } => {
            let dir = data.unwrap_or_else(|| here.path().to_path_buf());
            let seconds = Duration::from_secs;
            let plan = bench_idle::Plan {
                crawls,
                first_round: seconds(first_round),
                watched: seconds(watched.max(1)),
                json,
            };
            println!("{}", super::wait(bench_idle::run(plan, &dir))?);
        }
        Command::Matching { load: Some(what), names, keyword_sets, .. } => {
            let load = bench_matching::load::here(what, calls::packs(&keyword_sets)?, names)?;
            println!("{}", serde_json::to_string(&load)?);
        }
        Command::Matching { docs, names, megabytes, keyword_sets, others, hyperscan, load: None, json } => {
            let sets = calls::packs(&keyword_sets)?;
            let (hyperscan, read_from) = (hyperscan.as_deref(), keyword_sets.as_slice());
            let plan =
                bench_matching::Plan { docs: &docs, names, megabytes, sets, read_from, hyperscan, others };
            let measured = bench_matching::run(plan)?;
            print!("{}", if json { format!("{}\n", measured.json()) } else { measured.table() });
        }
        Command::Start { pages, starts, data, json } => {
            let plan = bench_start::Plan { pages, starts, json, keep: data.is_some() };
            let dir = data.unwrap_or_else(|| here.path().to_path_buf());
            println!("{}", super::wait(bench_start::run(plan, &dir))?);
        }
        Command::Ingest { pages, data, from, json } => {
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
