//! `leakwatch eval`: how good the program is at what it does, on labelled data that the user brings.

use std::path::PathBuf;

use super::{Outcome, eval_main_text};

#[derive(clap::Subcommand)]
pub(super) enum Command {
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
}

pub(super) fn run(command: Command) -> anyhow::Result<Outcome> {
    match command {
        Command::MainText { folder, worst, json } => {
            let result = eval_main_text::run(&folder)?;
            println!("{}", if json { result.json() } else { result.table(worst) });
        }
    }
    Ok(Outcome::Done)
}
