//! `leakwatch eval`: how good the program is at what it does, on labelled data that the user brings.

use std::path::PathBuf;

use anyhow::Context;

use super::{
    Outcome, calls, eval_documents, eval_main_text, eval_names, eval_names_shown, eval_quiet,
    eval_quiet_shown, eval_secrets, eval_secrets_shown, eval_threats, eval_threats_shown, keyword_sets,
    labelled,
};
use crate::runtime::stdio::Stderr;

#[derive(clap::Subcommand)]
pub(super) enum Command {
    /// The operator's own documents against reworded and re-laid-out copies, look-alike formulas and other pages
    #[command(
        after_help = "Example: leakwatch eval documents made --pages /usr/share/doc\n\nThe folder is made by tests/corpus/documents/generate.py: documents/*, copies.jsonl, others.jsonl."
    )]
    Documents {
        /// The set [default: tests/corpus/documents/made]
        folder: Option<PathBuf>,
        /// Files, or folders of them, in which nothing may be found
        #[arg(long, num_args = 1.., value_name = "PATH")]
        pages: Vec<PathBuf>,
        /// Also list so many of the lines that were judged wrong
        #[arg(long, default_value_t = 0, value_name = "N")]
        failures: usize,
        /// Sums as one JSON document
        #[arg(long)]
        json: bool,
    },
    /// Main text of pages against what people marked as the article
    #[command(
        after_help = "Example: leakwatch eval main-text article-extraction-benchmark --worst 10\n\nThe folder is laid out as github.com/scrapinghub/article-extraction-benchmark: ground-truth.json and html/*.html.gz."
    )]
    MainText {
        folder: PathBuf,
        /// Also list so many of the pages that were read worst
        #[arg(long, default_value_t = 0, value_name = "N")]
        worst: usize,
        /// All pages and sums as one JSON document
        #[arg(long)]
        json: bool,
    },
    /// Names of people and companies against labelled lines, phenomenon by phenomenon
    #[command(
        after_help = "Example: leakwatch eval names --failures typo 5\n\nThe folder holds set.toml, a keyword set, and *.jsonl, lines of {\"id\",\"text\",\"phenomenon\",\"entries\":[...],\"not\":[...]}.\nAn entry is found when a hit reaches its floor."
    )]
    Names {
        /// The labelled set [default: tests/corpus/names, if it is there]
        folder: Option<PathBuf>,
        /// Only the lines of PART.jsonl, such as held-out
        #[arg(long)]
        part: Option<String>,
        /// Instead of the table, the lines of a phenomenon that failed, N of them at most [default: 20]
        #[arg(long, num_args = 1..=2, value_names = ["PHENOMENON", "N"])]
        failures: Vec<String>,
        /// With --failures: lines of the held-out part too, which are no more held out once they were read
        #[arg(long, requires = "failures")]
        held_out: bool,
        /// Phenomena, sums and what is asked of them as one JSON document
        #[arg(long, conflicts_with = "failures")]
        json: bool,
    },
    /// Secrets against labelled lines: recall of typed and generic ones, and lines kept quiet
    #[command(
        after_help = "Example: leakwatch eval secrets --failures quiet 5\n\nThe folder holds *.jsonl, lines of {\"id\",\"text\",\"expect\":[{\"start\",\"end\",\"kind\"}],\"source\"}, in code points; a line that expects nothing must stay quiet.\nA hit counts at or above its floor and finds what it overlaps. Kinds that begin with generic are found by any entry, those that begin with identifier\nare counted apart, all others are typed: found only by entries whose id does not begin with generic-."
    )]
    Secrets {
        /// The labelled set [default: tests/corpus/secrets, if it is there]
        folder: Option<PathBuf>,
        /// A keyword set's file, or a folder of them, instead of the pack that the program carries
        #[arg(long, value_name = "PATH")]
        keyword_sets: Option<PathBuf>,
        /// Every kind by itself too
        #[arg(long)]
        kinds: bool,
        /// Instead of the table, lines that failed, N of them at most [default: 20]: of a kind, a source, typed, generic or quiet
        #[arg(long, num_args = 1..=2, value_names = ["KIND", "N"])]
        failures: Vec<String>,
        /// Everything as one JSON document
        #[arg(long, conflicts_with = "failures")]
        json: bool,
    },
    /// Threats in wording that is written as people write it: recall and false finds, entry by entry and language by language
    #[command(
        after_help = "Example: leakwatch eval threats --failures boycott 5\n\nThe folder holds set.toml, a keyword set that says who is watched, and *.jsonl, lines of\n{\"id\",\"text\",\"entry\",\"language\",\"round\",\"held_out\",\"found\"}. A line is found when any entry of the pack reaches its floor,\nand named when the entry does that it speaks of; a line with \"found\": false must stay quiet."
    )]
    Threats {
        /// The labelled set [default: tests/corpus/threats, if it is there]
        folder: Option<PathBuf>,
        /// A keyword set's file, or a folder of them, instead of the pack that the program carries
        #[arg(long, value_name = "PATH")]
        keyword_sets: Option<PathBuf>,
        /// Instead of the table, lines that failed, N of them at most [default: 20]: of an entry, a round, missed or wrong
        #[arg(long, num_args = 1..=2, value_names = ["ENTRY", "N"])]
        failures: Vec<String>,
        /// With --failures: lines held out too, which are no more held out once they were read
        #[arg(long, requires = "failures")]
        held_out: bool,
        /// Everything as one JSON document
        #[arg(long, conflicts_with = "failures")]
        json: bool,
    },
    /// What the packs find in ordinary texts, where there is nothing to find: findings in 10,000 pages
    #[command(
        after_help = "Example: leakwatch eval quiet /usr/share/doc --failures threats/boycott 20\n\nReads HTML, plain text and manual pages, gzipped too, below the paths. `benches/quiet` fetches Debian's manuals.\nA page is 3,000 characters of visible text. A value is one finding, in however many files it stands; a name found is a mention and counts in no row."
    )]
    Quiet {
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// A keyword set or a folder of them [default: the embedded packs]
        #[arg(long, value_name = "PATH")]
        keyword_sets: Vec<PathBuf>,
        /// An organisation that these texts name often, to be the watch: it tries what needs the watch's name
        #[arg(long, value_name = "NAME")]
        own: Vec<String>,
        /// Instead of the table, the places that a set or an entry found, N of them at most [default: 20]
        #[arg(long, num_args = 1..=2, value_names = ["SET[/ENTRY]", "N"])]
        failures: Vec<String>,
        /// Everything as one JSON document
        #[arg(long, conflicts_with = "failures")]
        json: bool,
    },
}

pub(super) fn run(command: Command) -> anyhow::Result<Outcome> {
    match command {
        Command::Documents { folder, pages, failures, json } => {
            let scores = eval_documents::run(&eval_documents::folder(folder)?, &pages)?;
            println!("{}", if json { scores.json() } else { scores.table(failures) });
        }
        Command::MainText { folder, worst, json } => {
            let result = eval_main_text::run(&folder)?;
            println!("{}", if json { result.json() } else { result.table(worst) });
        }
        Command::Names { folder, part, failures, held_out, json } => {
            let scores = eval_names::run(&labelled::folder(folder, eval_names::DEFAULT)?, part.as_deref())?;
            let answer = match failures.as_slice() {
                [] if json => eval_names_shown::json(&scores),
                [] => eval_names_shown::table(&scores),
                [phenomenon, rest @ ..] => {
                    eval_names_shown::failures(&scores, phenomenon, most(rest)?, held_out)?
                }
            };
            println!("{answer}");
        }
        Command::Secrets { folder, keyword_sets, kinds, failures, json } => {
            let scores = eval_secrets::run(
                &labelled::folder(folder, eval_secrets::DEFAULT)?,
                keyword_sets.as_deref(),
            )?;
            let answer = match failures.as_slice() {
                [] if json => eval_secrets_shown::json(&scores),
                [] => eval_secrets_shown::table(&scores, kinds),
                [kind, rest @ ..] => eval_secrets_shown::failures(&scores, kind, most(rest)?),
            };
            println!("{answer}");
        }
        Command::Threats { folder, keyword_sets, failures, held_out, json } => {
            let scores = eval_threats::run(
                &labelled::folder(folder, eval_threats::DEFAULT)?,
                keyword_sets.as_deref(),
            )?;
            let answer = match failures.as_slice() {
                [] if json => eval_threats_shown::json(&scores),
                [] => eval_threats_shown::table(&scores),
                [wanted, rest @ ..] => eval_threats_shown::failures(&scores, wanted, most(rest)?, held_out)?,
            };
            println!("{answer}");
        }
        Command::Quiet { paths, keyword_sets, own, failures, json } => {
            let shown = match failures.as_slice() {
                [] => None,
                [wanted, rest @ ..] => Some((wanted.as_str(), most(rest)?)),
            };
            let mut sets = calls::packs(&keyword_sets)?;
            if !own.is_empty() {
                sets.push(eval_quiet::watch(&own)?);
            }
            let Some(matcher) = keyword_sets::compiled(&sets, &mut Stderr)? else {
                return Ok(Outcome::Failed);
            };
            let report = eval_quiet::run(&matcher, &paths, shown)?;
            let answer = match shown {
                Some(_) => eval_quiet_shown::failures(&report),
                None if json => eval_quiet_shown::json(&report),
                None => eval_quiet_shown::table(&report),
            };
            println!("{answer}");
        }
    }
    Ok(Outcome::Done)
}

/// How many failures are shown.
fn most(written: &[String]) -> anyhow::Result<usize> {
    written.first().map_or(Ok(20), |n| n.parse().with_context(|| format!("--failures: {n} is not a number")))
}
