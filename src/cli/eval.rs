//! `leakwatch eval`: how good the program is at what it does, on labelled data that the user brings.

use std::path::PathBuf;

use anyhow::Context;

use super::{Outcome, eval_documents, eval_main_text, eval_names, eval_names_shown};

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
            let scores = eval_names::run(&eval_names::folder(folder)?, part.as_deref())?;
            let answer = match failures.as_slice() {
                [] if json => eval_names_shown::json(&scores),
                [] => eval_names_shown::table(&scores),
                [phenomenon, rest @ ..] => {
                    let most = match rest.first() {
                        Some(n) => n.parse().with_context(|| format!("--failures: {n} is not a number"))?,
                        None => 20,
                    };
                    eval_names_shown::failures(&scores, phenomenon, most, held_out)?
                }
            };
            println!("{answer}");
        }
    }
    Ok(Outcome::Done)
}
