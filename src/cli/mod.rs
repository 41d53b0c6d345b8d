//! The commands: one file each. Exit code 0 done, 1 problems found (`scan`: hits), 2 wrong use or faulty configuration.
//! JSON goes to standard output, logs and progress to standard error.

mod account;
mod ack;
mod ask;
pub mod backup;
mod bench;
mod bench_child;
mod bench_idle;
mod bench_ingest;
mod bench_matching;
pub mod bench_queries;
mod bench_search;
mod bench_start;
mod calls;
pub mod check;
pub mod config_export;
mod crawl;
mod demo;
mod digest;
pub mod doctor;
mod documents;
mod eval;
pub mod eval_documents;
pub mod eval_main_text;
pub mod eval_names;
pub mod eval_names_shown;
pub mod eval_names_targets;
pub mod eval_quiet;
pub mod eval_quiet_shown;
pub mod eval_secrets;
pub mod eval_secrets_shown;
pub mod eval_threats;
pub mod eval_threats_shown;
mod evidence;
pub mod explain;
pub mod extract;
pub mod feed;
mod hold;
mod import;
mod index;
pub mod init;
pub mod keyword_sets;
mod labelled;
mod meter;
mod mute;
mod plan;
mod precision;
mod rehearse;
mod rematch;
pub mod restore;
pub mod robots;
mod rows;
mod run;
pub mod scan;
mod search;
mod settings;
mod suppressions;
mod test_alert;
mod test_letter;
pub mod why;
mod worker;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::app::Faulty;
use crate::model::Language;
use crate::runtime::{fault, stdio};
use crate::telemetry::{self, LogFormat};

/// Watches the open internet for a company's confidential information and for threats to it, and tells its security
/// team by e-mail before a deadline that it measures and proves.
#[derive(Parser)]
#[command(version, after_help = "Start with `leakwatch demo`, then `leakwatch init` and `leakwatch run`.")]
struct Cli {
    /// The configuration folder [default: config, if it is there]
    #[arg(long, global = true, value_name = "DIR")]
    config: Option<PathBuf>,
    /// Logs as JSON lines
    #[arg(long, global = true)]
    json_logs: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the daemon
    #[command(after_help = "Example: leakwatch run --config /etc/leakwatch")]
    Run(run::Args),
    /// Run the same daemon against a small internet that the binary carries
    #[command(after_help = "Example: leakwatch demo --until first-alert --seed 7")]
    Demo(demo::Args),
    /// Write a working configuration for your company
    #[command(
        after_help = "Example: leakwatch init --company 'ООО «Ромашка»' --domain example.com --to soc@example.com"
    )]
    Init(calls::InitArgs),
    /// Validate the configuration, every crawler's sample and every keyword-set entry's examples
    #[command(after_help = "Example: leakwatch check --json")]
    Check(calls::CheckArgs),
    /// Look at the machine: names, relay, clock, disk, browser, proxies
    #[command(after_help = "Example: leakwatch doctor --json")]
    Doctor(calls::DoctorArgs),
    /// The configuration: what was made on the web page, as files
    #[command(subcommand)]
    Config(calls::ConfigCommand),
    /// The same as `config export`
    #[command(after_help = "Example: leakwatch export config --move")]
    Export(calls::ExportArgs),
    /// Match files or standard input
    #[command(after_help = "Example: leakwatch scan --keyword-sets keyword-sets report.txt")]
    Scan(calls::ScanArgs),
    /// Why an entry matched a file, or why it did not
    #[command(after_help = "Example: leakwatch explain romashka/ceo letter.txt")]
    Explain(calls::ExplainArgs),
    /// Rules, words and people from elsewhere, as a keyword set, with a report of what was taken, changed and refused
    #[command(subcommand)]
    Import(import::Command),
    /// RSS, Atom, RDF or JSON Feed to entries
    #[command(after_help = "Example: leakwatch feed feed.xml")]
    Feed { file: PathBuf },
    /// For each crawl: can its plan's deadline be kept, and why not
    #[command(after_help = "Example: leakwatch plan --json")]
    Plan(plan::Args),
    /// Bytes to document
    #[command(after_help = "Example: leakwatch extract page.html --url https://example.com/page")]
    Extract {
        file: PathBuf,
        /// The address that relative links are resolved against
        #[arg(long)]
        url: Option<String>,
        #[arg(long, value_name = "T")]
        content_type: Option<String>,
    },
    /// What a robots.txt allows (RFC 9309)
    #[command(after_help = "Example: leakwatch robots robots.txt leakwatch https://example.com/private/")]
    Robots { file: PathBuf, agent: String, url: String },
    /// Full text over everything kept
    #[command(after_help = search::help())]
    Search(search::Args),
    /// Crawls: list, visit now, rehearse, check
    #[command(subcommand)]
    Crawl(crawl::Command),
    /// Findings, newest first; `precision`: how often each entry was right, by what was judged
    #[command(
        after_help = "Examples: leakwatch findings list --json\n          leakwatch findings precision --days 90"
    )]
    Findings(rows::FindingsArgs),
    /// Alerts with start, due and what became of them
    #[command(after_help = "Example: leakwatch alerts list --json")]
    Alerts(rows::Args),
    /// Letters, newest first
    #[command(after_help = "Example: leakwatch letters list --json")]
    Letters(rows::Args),
    /// How a finding's start and due came about, in words
    #[command(after_help = "Example: leakwatch why 17")]
    Why(why::Args),
    /// Say that an alert was seen: it is not sent again
    #[command(after_help = "Example: leakwatch ack 42")]
    Ack(ack::Args),
    /// What is quiet for a while: list, add, remove
    #[command(subcommand)]
    Mute(mute::Command),
    /// What was judged false and keeps quiet: list, show, remove
    #[command(subcommand)]
    Suppressions(suppressions::Command),
    /// Summaries: list, show, and a preview of the running period
    #[command(subcommand)]
    Digest(digest::Command),
    /// What must be kept whatever its age: list, add, remove
    #[command(subcommand)]
    Hold(hold::Command),
    /// Send a letter that proves that letters arrive
    #[command(after_help = "Example: leakwatch test-letter soc")]
    TestLetter(test_letter::Args),
    /// What is kept, matched anew: list, start, show, pause, resume, cancel
    #[command(subcommand)]
    Rematch(rematch::Command),
    /// Plant a leak where leakwatch alone sees it, and prove that it arrives as an alert letter
    #[command(
        after_help = "Example: leakwatch test-alert\n\nEverybody who gets alerts gets two letters, both marked as a test."
    )]
    TestAlert(test_alert::Args),
    /// The archive: verify every record
    #[command(subcommand)]
    Evidence(evidence::Command),
    /// The search index: rebuild it from the store
    #[command(subcommand)]
    Index(index::Command),
    /// People who may log in: list, create, grant, disable
    #[command(subcommand)]
    Account(account::Command),
    /// Copy database, archive and configuration, beside a running daemon
    #[command(after_help = "Example: leakwatch backup /var/backups/leakwatch-2026-11-23.tar.zst")]
    Backup(backup::Args),
    /// Put a backup into an empty data folder and verify it
    #[command(after_help = "Example: leakwatch restore leakwatch-2026-11-23.tar.zst --data data")]
    Restore(restore::Args),
    /// Measure this machine
    #[command(subcommand)]
    Bench(bench::Command),
    /// Measure how well it reads, on labelled data
    #[command(subcommand)]
    Eval(eval::Command),
    /// Read one heavy document from standard input; started by the daemon
    #[command(hide = true)]
    Worker,
}

/// What a command has to say besides its output.
enum Outcome {
    Done,
    /// Problems, or hits.
    Found,
    /// It could not be done, and has been said.
    Failed,
}

impl Outcome {
    fn from_code(code: u8) -> Outcome {
        match code {
            0 => Outcome::Done,
            1 => Outcome::Found,
            _ => Outcome::Failed,
        }
    }
}

/// Runs the command that the arguments name.
pub fn main() -> ExitCode {
    stdio::ending_with_output(|| run_named(Cli::parse()))
}

fn run_named(cli: Cli) -> ExitCode {
    // A command speaks for itself; what a daemon does is read in its log.
    let level = if matches!(cli.command, Command::Run(_) | Command::Demo(_)) { "info" } else { "warn" };
    telemetry::init(if cli.json_logs { LogFormat::Json } else { LogFormat::Text }, level);
    if let Some(fault) = std::env::var_os(fault::VARIABLE)
        && let Err(why) = fault::arm(&fault.to_string_lossy())
    {
        eprintln!("{why}");
        return ExitCode::from(2);
    }
    let config = cli.config.as_deref();
    let outcome = match cli.command {
        Command::Run(args) => run::run(config, args),
        Command::Demo(args) => demo::run(args),
        Command::Init(args) => calls::init(config, args),
        Command::Check(args) => calls::check(config, &args),
        Command::Doctor(args) => calls::doctor(config, &args),
        Command::Config(calls::ConfigCommand::Export(args)) => calls::export(config, &args),
        Command::Export(args) => calls::export(config, &args),
        Command::Scan(args) => calls::scan(config, args),
        Command::Explain(args) => calls::explain(config, &args),
        Command::Import(command) => import::run(command),
        Command::Feed { file } => printed(feed::run(&file)),
        Command::Plan(args) => plan::run(config, args),
        Command::Extract { file, url, content_type } => {
            printed(extract::run(&file, url.as_deref(), content_type.as_deref()))
        }
        Command::Robots { file, agent, url } => printed(robots::run(&file, &agent, &url)),
        Command::Search(args) => search::run(config, args),
        Command::Crawl(command) => crawl::run(config, command),
        Command::Findings(args) => rows::findings(config, args),
        Command::Alerts(args) => rows::alerts(config, args),
        Command::Letters(args) => rows::letters(config, args),
        Command::Why(args) => why::run(config, args),
        Command::Ack(args) => ack::run(config, args),
        Command::Mute(command) => mute::run(config, command),
        Command::Suppressions(command) => suppressions::run(config, command),
        Command::Digest(command) => digest::run(config, command),
        Command::Hold(command) => hold::run(config, command),
        Command::TestLetter(args) => test_letter::run(config, args),
        Command::Rematch(command) => rematch::run(config, command),
        Command::TestAlert(args) => test_alert::run(config, args),
        Command::Evidence(command) => evidence::run(config, command),
        Command::Index(command) => index::run(config, command),
        Command::Account(command) => account::run(config, command),
        Command::Backup(args) => backup::run(config, args),
        Command::Restore(args) => restore::run(config, args),
        Command::Bench(command) => bench::run(command),
        Command::Eval(command) => eval::run(command),
        Command::Worker => worker::run(),
    };
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Found) => ExitCode::from(1),
        Ok(Outcome::Failed) => ExitCode::from(2),
        Err(error) => {
            match error.downcast_ref::<Faulty>() {
                Some(faulty) => eprintln!("{}", faulty.lines(language())),
                None => eprintln!("{error:#}"),
            }
            ExitCode::from(2)
        }
    }
}

/// What faults are told in: that of the locale, English unless it is Russian.
fn language() -> Language {
    language_of(|name| std::env::var(name).ok())
}

/// The first of the three that says something, as for other programs (POSIX, 8.2).
fn language_of(variable: impl Fn(&str) -> Option<String>) -> Language {
    let set =
        ["LC_ALL", "LC_MESSAGES", "LANG"].iter().filter_map(|name| variable(name)).find(|v| !v.is_empty());
    let russian = |locale: &String| locale == "ru" || locale.starts_with("ru_") || locale.starts_with("ru.");
    if set.as_ref().is_some_and(russian) { Language::Russian } else { Language::English }
}

fn printed(answer: anyhow::Result<String>) -> anyhow::Result<Outcome> {
    println!("{}", answer?.trim_end());
    Ok(Outcome::Done)
}

/// Everything that waits runs here.
fn wait<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(work)
}

#[cfg(test)]
mod tests {
    use super::language_of;
    use crate::model::Language::{self, English, Russian};

    #[test]
    fn the_locale_decides() {
        let check = |all: &str, messages: &str, lang: &str, expected: Language| {
            let set = [("LC_ALL", all), ("LC_MESSAGES", messages), ("LANG", lang)];
            let variable = |name: &str| set.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned());
            assert_eq!(language_of(variable), expected, "{set:?}");
        };
        check("", "", "ru_RU.UTF-8", Russian);
        check("", "ru", "en_US.UTF-8", Russian);
        check("C", "ru_RU.UTF-8", "ru_RU.UTF-8", English);
        check("", "C.UTF-8", "ru_RU.UTF-8", English);
        check("ru.UTF-8", "", "", Russian);
        check("", "", "run", English);
        assert_eq!(language_of(|_| None), English);
    }
}
