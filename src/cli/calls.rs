//! From parsed arguments to the commands whose work is a plain function over readers and writers.

use std::io::{IsTerminal, stderr, stdin};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;

use super::scan::{Beside, Scan};
use super::{
    Outcome, check, config_export, doctor, documents, explain, init, keyword_sets, scan, settings, test_alert,
};
use crate::app::Faulty;
use crate::clock::Clock;
use crate::config::{self, Stored, embedded};
use crate::model::{Fault, KeywordSet};
use crate::runtime::SystemClock;
use crate::runtime::stdio::{Stderr, Stdout};
use crate::store::rows::ConfigChange;

#[derive(clap::Args)]
pub(super) struct CheckArgs {
    /// One JSON document, always in English: {"ok","faults":[{"file","line","message","code"}]}
    #[arg(long)]
    json: bool,
}

pub(super) fn check(named: Option<&Path>, args: &CheckArgs) -> anyhow::Result<Outcome> {
    let folder = settings::folder(named);
    let folder = folder.as_deref();
    let clock = Arc::new(SystemClock);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let samples = |config: &config::Config| runtime.block_on(check::samples(config, folder, clock.clone()));
    let print = |config: &config::Config, sets: &mut [KeywordSet]| {
        runtime.block_on(async {
            match documents::printing(Some(config)).await {
                Ok(printing) => printing.fill(sets).await,
                Err(error) => documents::failed(&error),
            }
        })
    };
    let tries = check::Tries { kinds: &settings::kind_faults, print: &print, samples: &samples };
    let checked = check::check(folder, &folder.map(settings::stored).unwrap_or_default(), &tries);
    Ok(Outcome::from_code(check::report(
        &checked,
        folder,
        args.json,
        super::language(),
        &mut Stdout::lock(),
    )?))
}

#[derive(clap::Args)]
pub(super) struct InitArgs {
    #[command(flatten)]
    flags: init::Flags,
    /// Write the commented example instead of asking
    #[arg(long)]
    example: bool,
    /// Send nothing: no test letter, no planted finding
    #[arg(long)]
    no_proof: bool,
}

pub(super) fn init(named: Option<&Path>, args: InitArgs) -> anyhow::Result<Outcome> {
    let folder = named.unwrap_or(Path::new("config"));
    let written = if args.example {
        let files = embedded::example_files();
        let files: Vec<Stored> =
            files.into_iter().map(|(name, text)| Stored { name, text: text.to_string() }).collect();
        config_export::run(folder, &files)?
    } else if stdin().is_terminal() {
        let (mut typed, mut questions) = (stdin().lock(), stderr().lock());
        let answers = init::answers(args.flags, Some((&mut typed, &mut questions)))?;
        init::run(folder, &answers)?
    } else {
        init::run(folder, &init::answers(args.flags, None)?)?
    };
    for file in &written {
        eprintln!("wrote {}", file.display());
    }
    let next = "Next: `leakwatch check`, `leakwatch plan`, `leakwatch run`.";
    if args.example || args.no_proof {
        eprintln!("{next}");
        return Ok(Outcome::Done);
    }
    let config = settings::load(Some(folder), &[]).map_err(Faulty)?.config;
    eprintln!(
        "\nThe proof, some 15 s: a test letter, and a leak that leakwatch shows to itself alone, told to {}.",
        init::told(&config)
    );
    let proved = super::wait(test_alert::prove_here(&config))?;
    eprintln!("{next}");
    Ok(if proved { Outcome::Done } else { Outcome::Found })
}

#[derive(clap::Args)]
pub(super) struct DoctorArgs {
    #[arg(long)]
    json: bool,
}

pub(super) fn doctor(named: Option<&Path>, args: &DoctorArgs) -> anyhow::Result<Outcome> {
    let config = settings::config(named)?;
    let findings = doctor::look(&config, SystemClock.now(), &std::env::var("PATH").unwrap_or_default());
    Ok(Outcome::from_code(doctor::report(&findings, args.json, &mut Stdout::lock())?))
}

#[derive(clap::Subcommand)]
pub(super) enum ConfigCommand {
    /// Write what was made on the web page as files
    #[command(after_help = "Example: leakwatch config export config --move")]
    Export(ExportArgs),
}

#[derive(clap::Args)]
pub(super) struct ExportArgs {
    /// Where the files are written
    folder: PathBuf,
    /// Take them out of the store: in the daemon's own folder they would stand twice
    #[arg(long = "move")]
    moved: bool,
}

/// What was made on the web page, as files.
pub(super) fn export(named: Option<&Path>, args: &ExportArgs) -> anyhow::Result<Outcome> {
    let folder = settings::folder(named).context("there is no configuration: name one with --config DIR")?;
    super::wait(async move {
        let store = settings::store_of(&folder).await?;
        let items = store.config_items().await?;
        let stored: Vec<Stored> =
            items.iter().map(|i| Stored { name: i.name.clone(), text: i.text.clone() }).collect();
        for file in config_export::run(&args.folder, &stored)? {
            println!("{}", file.display());
        }
        for item in items.iter().filter(|_| args.moved) {
            let change = ConfigChange {
                name: &item.name,
                text: None,
                seen: Some(item.at),
                by: "command line",
                why: "exported",
            };
            if !store.change_config(&change).await? {
                eprintln!("{} was changed meanwhile and stays in the store: export it again", item.name);
            }
        }
        store.close().await;
        Ok(Outcome::Done)
    })
}

#[derive(clap::Args)]
pub(super) struct ScanArgs {
    /// Files; `-` is standard input
    #[arg(default_value = "-")]
    files: Vec<String>,
    /// A keyword set or a folder of them [default: the configuration's, else the embedded packs]
    #[arg(long, value_name = "PATH")]
    keyword_sets: Vec<PathBuf>,
    /// Records {"id","text"}, one a line, instead of files; each may say title, url, author, source and lang
    #[arg(long, value_name = "FILE.jsonl", conflicts_with = "files")]
    records: Option<PathBuf>,
    /// Weak hits too
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    beside: Beside,
}

pub(super) fn scan(named: Option<&Path>, args: ScanArgs) -> anyhow::Result<Outcome> {
    let sets = sets(named, &args.keyword_sets)?;
    let ask = Scan { files: args.files, records: args.records, all: args.all, beside: args.beside };
    let code = scan::scan(&ask, &sets, &mut stdin().lock(), &mut Stdout::lock(), &mut Stderr)?;
    Ok(Outcome::from_code(code))
}

#[derive(clap::Args)]
pub(super) struct ExplainArgs {
    /// SET/ENTRY
    entry: String,
    /// `-` is standard input
    file: String,
    /// A keyword set or a folder of them [default: the configuration's, else the embedded packs]
    #[arg(long, value_name = "PATH")]
    keyword_sets: Vec<PathBuf>,
    #[command(flatten)]
    beside: Beside,
}

pub(super) fn explain(named: Option<&Path>, args: &ExplainArgs) -> anyhow::Result<Outcome> {
    let sets = sets(named, &args.keyword_sets)?;
    let (mut input, mut out, mut err) = (stdin().lock(), Stdout::lock(), Stderr);
    let language = super::language();
    Ok(Outcome::from_code(explain::explain(
        &args.entry,
        &args.file,
        &args.beside,
        &sets,
        language,
        &mut input,
        &mut out,
        &mut err,
    )?))
}

/// The keyword sets at the paths; without any, the configuration's, else those that the binary carries. Documents
/// are printed.
fn sets(named: Option<&Path>, paths: &[PathBuf]) -> anyhow::Result<Vec<KeywordSet>> {
    if paths.is_empty() && settings::folder(named).is_some() {
        let config = settings::config(named)?;
        return documents::printed(config.sets.clone(), Some(&config));
    }
    packs(paths)
}

/// The keyword sets at the paths, documents printed; without any, those that the binary carries.
pub(super) fn packs(paths: &[PathBuf]) -> anyhow::Result<Vec<KeywordSet>> {
    if paths.is_empty() {
        return parsed(embedded::keyword_sets().into_iter().map(|(file, text)| (file, text.to_string())));
    }
    let (mut sets, mut faults) = (Vec::new(), Vec::new());
    for path in paths {
        match keyword_sets::read(path) {
            Ok(more) => sets.extend(more),
            Err(more) => faults.extend(more),
        }
    }
    if faults.is_empty() { documents::printed(sets, None) } else { Err(Faulty(faults).into()) }
}

fn parsed(files: impl Iterator<Item = (String, String)>) -> anyhow::Result<Vec<KeywordSet>> {
    let (mut sets, mut faults) = (Vec::new(), Vec::<Fault>::new());
    for (file, text) in files {
        match config::keyword_set(&file, &text) {
            Ok(set) => sets.push(set),
            Err(more) => faults.extend(more),
        }
    }
    if faults.is_empty() { Ok(sets) } else { Err(Faulty(faults).into()) }
}
