//! `leakwatch import`: rules, words and people from elsewhere become a keyword set that `check` accepts, with a report of
//! what was taken, changed and refused, line by line, and why.
//!
//! The set goes to a file or to standard output, the report to standard error (as JSON: to standard output, when the set
//! goes to a file). Exit code 0: everything was taken; 1: something was refused; 2: there is no set.

mod draft;
mod gitleaks;
mod go;
mod noseyparker;
mod people;
mod sample;
mod words;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use serde_json::json;

use self::draft::{Finished, Named, Row, finish};
use super::{Outcome, language};
use crate::config::{self, embedded};
use crate::model::said::Tell;
use crate::model::{Class, KeywordSet, Language, Role};
use crate::runtime::stdio::Stderr;
use crate::said;
use crate::text;

#[derive(clap::Subcommand)]
pub(super) enum Command {
    /// Rules of gitleaks
    #[command(
        after_help = "Example: leakwatch import gitleaks gitleaks.toml --output config/keyword-sets/gitleaks.toml"
    )]
    Gitleaks(Files),
    /// Rules of noseyparker
    #[command(
        after_help = "Example: leakwatch import noseyparker rules/*.yml --output config/keyword-sets/noseyparker.toml"
    )]
    Noseyparker(Files),
    /// A list of words and phrases, one a line
    #[command(
        after_help = "Example: leakwatch import words names-of-projects.txt --class reputation --output config/keyword-sets/projects.toml\n\nA line is a phrase, an address or a domain; word* is any word that begins so; # begins a comment."
    )]
    Words {
        #[command(flatten)]
        files: Files,
        /// What findings of phrases are: leak, exposure, business, reputation, growth, mention
        #[arg(long, default_value = "mention", value_parser = class)]
        class: Class,
        /// What addresses and domains are to us: own, leadership, partner, competitor, other
        #[arg(long, default_value = "other", value_parser = role)]
        role: Role,
    },
    /// A table of people (CSV), its header in Russian or English
    #[command(
        after_help = "Example: leakwatch import people staff.csv --role own --output config/keyword-sets/staff.toml\n\nColumns: ФИО or name; or Фамилия, Имя, Отчество; or surname, first name. Also e-mail, aliases, latin, telegram, gender, role."
    )]
    People {
        #[command(flatten)]
        files: Files,
        /// The role of people whose row names none: own, leadership, partner, competitor, other
        #[arg(long, default_value = "own", value_parser = role)]
        role: Role,
    },
}

#[derive(clap::Args)]
pub(super) struct Files {
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The set's id [default: the first file's name]
    #[arg(long)]
    id: Option<String>,
    /// The set's title [default: the id]
    #[arg(long)]
    title: Option<String>,
    /// Where the set is written; a set too large for one file goes on in FILE-2.toml [default: standard output]
    #[arg(long, value_name = "FILE.toml")]
    output: Option<PathBuf>,
    /// Write over a file that is there
    #[arg(long, requires = "output")]
    force: bool,
    /// The report as one JSON document: {"sets","taken","changed","refused","rows":[{"file","line","name","entry","what","why","overlaps"}]}
    #[arg(long, requires = "output")]
    json: bool,
}

fn class(word: &str) -> Result<Class, String> {
    Class::parse(word)
        .ok_or_else(|| "one of: leak, exposure, business, reputation, growth, mention".to_owned())
}

fn role(word: &str) -> Result<Role, String> {
    Role::parse(word).ok_or_else(|| "one of: own, leadership, partner, competitor, other".to_owned())
}

pub(super) fn run(command: Command) -> anyhow::Result<Outcome> {
    match command {
        Command::Gitleaks(files) => import(&files, "gitleaks", &|text| gitleaks::rows(text)),
        Command::Noseyparker(files) => import(&files, "noseyparker", &|text| noseyparker::rows(text)),
        Command::Words { files, class, role } => {
            import(&files, "words", &|text| Ok(words::rows(text, class, role.word())))
        }
        Command::People { files, role } => import(&files, "people", &|text| people::rows(text, role.word())),
    }
}

/// Rows of one file, or why it is none of its kind.
type Read<'a> = dyn Fn(&str) -> Result<Vec<Row>, crate::model::Said> + 'a;

fn import(ask: &Files, format: &str, read: &Read<'_>) -> anyhow::Result<Outcome> {
    let id = match &ask.id {
        Some(id) => id.clone(),
        None => draft::id_of(&ask.files[0].file_stem().unwrap_or_default().to_string_lossy()),
    };
    ensure!(draft::id_of(&id) == id, "--id {id}: use lower-case Latin letters, digits, `-`, `_` and `.`");
    if let Some(output) = ask.output.as_deref().filter(|output| output.exists() && !ask.force) {
        bail!("{} is there already: name another, or write over it with --force", output.display());
    }
    let (mut rows, mut files) = (Vec::new(), Vec::new());
    for file in &ask.files {
        let bytes = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        let found = read(&text::decode(&bytes, None).text);
        // One file of many that is no such file is told of as its rules are.
        let found = match found {
            Err(why) if ask.files.len() == 1 => bail!("{}: {}", file.display(), why.of(language())),
            Err(why) => vec![Row::refused(0, "", why)],
            Ok(found) => found,
        };
        files.extend(std::iter::repeat_n(file.display().to_string(), found.len()));
        rows.extend(found);
    }
    let title = ask.title.clone().unwrap_or_else(|| id.clone());
    let from = format!("Imported by `leakwatch import {format}`. Read it, and keep what you need.");
    let finished = finish(&Named { id: &id, title: &title, from: &from }, rows, &shipped());
    let report = Report { finished: &finished, files: &files };
    if finished.sets.is_empty() {
        report.lines(language(), &mut Stderr)?;
        return Ok(Outcome::Failed);
    }
    match &ask.output {
        Some(output) => {
            for (at, (_, text)) in finished.sets.iter().enumerate() {
                let file = part(output, at);
                fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))?;
            }
        }
        None => finished.sets.iter().for_each(|(_, text)| print!("{text}")),
    }
    if ask.json {
        println!("{}", report.json());
    } else {
        report.lines(language(), &mut Stderr)?;
    }
    Ok(if report.counts().2 == 0 { Outcome::Done } else { Outcome::Found })
}

/// The file of a set's n-th part.
fn part(output: &Path, at: usize) -> PathBuf {
    if at == 0 {
        return output.to_owned();
    }
    let stem = output.file_stem().unwrap_or_default().to_string_lossy();
    output.with_file_name(format!("{stem}-{}.toml", at + 1))
}

/// What the binary carries, without the example company.
fn shipped() -> Vec<KeywordSet> {
    let carried = embedded::keyword_sets().into_iter().filter(|(file, _)| !file.ends_with("romashka.toml"));
    carried.filter_map(|(file, text)| config::keyword_set(&file, text).ok()).collect()
}

struct Report<'a> {
    finished: &'a Finished,
    /// Of each row.
    files: &'a [String],
}

impl Report<'_> {
    /// Taken, changed among them, and refused.
    fn counts(&self) -> (usize, usize, usize) {
        let rows = &self.finished.rows;
        let taken = rows.iter().filter(|row| row.entry.is_some());
        let changed = taken.clone().filter(|row| !row.changed.is_empty()).count();
        (taken.count(), changed, rows.iter().filter(|row| row.entry.is_none()).count())
    }

    fn lines(&self, language: Language, out: &mut dyn Write) -> io::Result<()> {
        for (row, file) in self.finished.rows.iter().zip(self.files) {
            let (line, name) = (row.line, &row.name);
            let whys = |whys: &[crate::model::Said]| {
                whys.iter().map(|why| why.of(language).to_owned()).collect::<Vec<_>>().join("; ")
            };
            let mut told = Vec::new();
            if let Some(why) = &row.refused {
                told.push(said!("import.row-refused", "refused: {why}", "не взято: {why}", why));
            } else if !row.changed.is_empty() {
                let why = whys(&row.changed);
                told.push(said!(
                    "import.row-changed",
                    "taken, changed: {why}",
                    "взято с изменениями: {why}",
                    why
                ));
            }
            if !row.overlaps.is_empty() {
                let by = row.overlaps.join(", ");
                told.push(said!("import.row-overlaps", "found already by {by}", "это уже находит {by}", by));
            }
            // What was taken as it was is counted, and is in the set.
            for said in told {
                writeln!(out, "{file}:{line}: {name}: {}", said.of(language))?;
            }
        }
        let (taken, changed, refused) = self.counts();
        let sets = self.finished.sets.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>().join(", ");
        let sum = said!(
            "import.sum",
            "taken: {taken} (of them changed: {changed}), refused: {refused}; keyword sets: {sets}",
            "взято: {taken} (из них с изменениями: {changed}), не взято: {refused}; наборы слов: {sets}",
            taken,
            changed,
            refused,
            sets
        );
        writeln!(out, "{}", sum.tell(language))
    }

    fn json(&self) -> String {
        let (taken, changed, refused) = self.counts();
        let rows = self.finished.rows.iter().zip(self.files).map(|(row, file)| {
            let whys = row.refused.iter().chain(&row.changed).map(|why| why.english.as_str());
            let what = match (&row.entry, row.changed.is_empty()) {
                (None, _) => "refused",
                (Some(_), false) => "changed",
                (Some(_), true) => "taken",
            };
            json!({ "file": file, "line": row.line, "name": row.name, "what": what,
                    "entry": row.entry.as_ref().map(|entry| entry.id.as_str()),
                    "why": whys.collect::<Vec<_>>(), "overlaps": row.overlaps })
        });
        let sets: Vec<&str> = self.finished.sets.iter().map(|(id, _)| id.as_str()).collect();
        let rows: Vec<_> = rows.collect();
        json!({ "sets": sets, "taken": taken, "changed": changed, "refused": refused, "rows": rows })
            .to_string()
    }
}
