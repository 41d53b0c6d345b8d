//! Entries that are to become a keyword set: drafted by a reader of some format, written as TOML, tried as `check` tries
//! them, and told of line by line.
//!
//! What the compiler or an example refuses is taken out again with the reason; what is left is a set that `check` accepts.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::config;
use crate::matching::{Matcher, Words};
use crate::model::{Fault, KeywordSet, Said};
use crate::said;

/// Entries of one file of a keyword set: a configuration file may have 16 MiB.
const MOST_ENTRIES: usize = 25_000;
/// Rounds of taking out what has faults.
const ROUNDS: usize = 6;
/// Words in which nothing stands that anybody looks for.
const QUIET: [&str; 3] = ["Сегодня хорошая погода", "There is nothing here", "Здесь ничего нет"];

/// What became of one rule, line or row.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    /// From 1.
    pub line: usize,
    /// What the source calls it.
    pub name: String,
    pub entry: Option<Entry>,
    /// What was changed, and why.
    pub changed: Vec<Said>,
    /// Why it was not taken.
    pub refused: Option<Said>,
    /// Entries that the binary carries and that find its examples too.
    pub overlaps: Vec<String>,
}

/// An entry as TOML: keys with values that are TOML already.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry {
    /// `pattern`, `query` or `entity`.
    pub table: &'static str,
    /// Wished for; made unique when it is written.
    pub id: String,
    pub keys: Vec<(&'static str, String)>,
    /// Lines of comment before it.
    pub notes: Vec<String>,
    /// Texts that must be found, and texts that must not, as far as the source has some.
    pub examples: Vec<String>,
    pub counter_examples: Vec<String>,
    /// Texts that may do as an example where the source has none: the first that is found does.
    pub guesses: Vec<String>,
}

impl Row {
    pub fn refused(line: usize, name: impl Into<String>, why: Said) -> Row {
        Row { line, name: name.into(), refused: Some(why), ..Row::default() }
    }
}

impl Entry {
    pub fn put(&mut self, key: &'static str, value: impl Into<String>) {
        self.keys.push((key, value.into()));
    }
}

/// A TOML basic string (TOML 1.0): JSON's with one more escape.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007F")
}

pub(super) fn list(texts: &[String]) -> String {
    format!("[{}]", texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", "))
}

/// A literal string where that can be read, so that an expression looks as it is.
pub(super) fn literal(text: &str) -> String {
    let plain = !text.chars().any(|c| c.is_control() && c != '\n');
    let one = !text.contains(['\'', '\n']);
    match plain {
        true if one => format!("'{text}'"),
        true if !text.contains("'''") && !text.ends_with('\'') => {
            // A line break right behind the quotes is not the text's.
            let begin = if text.contains('\n') { "\n" } else { "" };
            format!("'''{begin}{text}'''")
        }
        _ => quoted(text),
    }
}

/// An id of the letters that ids may have; Cyrillic is written with Latin ones.
pub(super) fn id_of(text: &str) -> String {
    let mut out = String::new();
    for c in text.to_lowercase().chars() {
        match c {
            'a'..='z' | '0'..='9' | '.' | '_' => out.push(c),
            'а'..='я' | 'ё' => out.push_str(latin(c)),
            _ if !out.is_empty() && !out.ends_with('-') => out.push('-'),
            _ => {}
        }
        if out.len() >= 56 {
            break;
        }
    }
    let out = out.trim_matches(['-', '.', '_']);
    if out.is_empty() { "entry".into() } else { out.into() }
}

fn latin(c: char) -> &'static str {
    const LETTERS: [&str; 32] = [
        "a", "b", "v", "g", "d", "e", "zh", "z", "i", "j", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u",
        "f", "h", "c", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya",
    ];
    match c {
        'ё' => "e",
        _ => LETTERS[(c as usize - 'а' as usize).min(31)],
    }
}

/// A finished set: its files, and what became of every row.
pub(super) struct Finished {
    /// Text of each file, with the set's id.
    pub sets: Vec<(String, String)>,
    pub rows: Vec<Row>,
}

/// What the whole set is called.
pub(super) struct Named<'a> {
    pub id: &'a str,
    pub title: &'a str,
    /// Where it came from, for the first line.
    pub from: &'a str,
}

/// Tries the drafts and writes those that hold. `shipped` is what is said of what is carried already.
pub(super) fn finish(named: &Named, mut rows: Vec<Row>, shipped: &[KeywordSet]) -> Finished {
    unique(&mut rows);
    for _ in 0..ROUNDS {
        match compile(named, &rows) {
            Ok((matcher, tried)) => {
                if !examples(&matcher, &tried, &mut rows) {
                    break;
                }
            }
            Err(faults) => {
                for (row, why) in faults {
                    rows[row].entry = None;
                    rows[row].refused.get_or_insert(why);
                }
            }
        }
    }
    overlaps(&mut rows, shipped);
    let parts: Vec<Vec<usize>> = parts(&rows);
    let many = parts.len();
    let sets = parts.into_iter().enumerate().map(|(at, part)| {
        let id = part_id(named.id, at);
        let title = if many == 1 { named.title.to_owned() } else { format!("{} ({})", named.title, at + 1) };
        let text = written(&id, &title, named.from, part.iter().map(|&row| &rows[row])).0;
        (id, text)
    });
    Finished { sets: sets.collect(), rows }
}

fn parts(rows: &[Row]) -> Vec<Vec<usize>> {
    let taken: Vec<usize> = (0..rows.len()).filter(|&row| rows[row].entry.is_some()).collect();
    taken.chunks(MOST_ENTRIES).map(<[usize]>::to_vec).collect()
}

/// Ids that nothing else has.
fn unique(rows: &mut [Row]) {
    let mut taken = BTreeSet::new();
    let mut next: HashMap<String, usize> = HashMap::new();
    for entry in rows.iter_mut().filter_map(|row| row.entry.as_mut()) {
        let wished = entry.id.clone();
        while !taken.insert(entry.id.clone()) {
            let n = next.entry(wished.clone()).or_insert(1);
            *n += 1;
            entry.id = format!("{wished}-{n}");
        }
    }
}

/// The text of a set, and the line at which each row's entry begins.
fn written<'r>(
    id: &str,
    title: &str,
    from: &str,
    rows: impl Iterator<Item = &'r Row>,
) -> (String, Vec<usize>) {
    let mut out = format!("# {from}\n[set]\nid = {}\ntitle = {}\n", quoted(id), quoted(title));
    let mut line = out.matches('\n').count() + 1;
    let mut begins = Vec::new();
    for entry in rows.filter_map(|row| row.entry.as_ref()) {
        let mut text = String::from("\n");
        entry
            .notes
            .iter()
            .for_each(|note| text.push_str(&format!("# {}\n", note.replace(char::is_control, " "))));
        let above = text.matches('\n').count();
        text.push_str(&format!("[[{}]]\nid = {}\n", entry.table, quoted(&entry.id)));
        entry.keys.iter().for_each(|(key, value)| text.push_str(&format!("{key} = {value}\n")));
        for (key, texts) in [("examples", &entry.examples), ("counter_examples", &entry.counter_examples)] {
            if !texts.is_empty() {
                text.push_str(&format!("{key} = {}\n", list(texts)));
            }
        }
        begins.push(line + above);
        line += text.matches('\n').count();
        out.push_str(&text);
    }
    (out, begins)
}

/// All parts as they would be read.
struct Tried {
    sets: Vec<KeywordSet>,
    parts: Vec<Vec<usize>>,
    /// The line at which each entry of a part begins.
    begins: Vec<Vec<usize>>,
    faults: BTreeMap<usize, Said>,
}

impl Tried {
    fn new(named: &Named, rows: &[Row]) -> Tried {
        let mut tried =
            Tried { sets: Vec::new(), parts: parts(rows), begins: Vec::new(), faults: BTreeMap::new() };
        for at in 0..tried.parts.len() {
            let part = tried.parts[at].iter().map(|&row| &rows[row]);
            let (text, begins) = written(&part_id(named.id, at), named.title, named.from, part);
            tried.begins.push(begins);
            // The part's number stands for its file.
            match config::keyword_set(&at.to_string(), &text) {
                Ok(set) => tried.sets.push(set),
                Err(faults) => tried.blame(faults),
            }
        }
        tried
    }

    /// The row whose entry stands at a place of the text.
    fn row(&self, file: &str, line: usize) -> Option<usize> {
        let part: usize = file.parse().ok()?;
        let at = self.begins.get(part)?.partition_point(|&begin| begin <= line);
        self.parts[part].get(at.checked_sub(1)?).copied()
    }

    fn blame(&mut self, faults: Vec<Fault>) {
        for fault in faults {
            if let Some(row) = self.row(&fault.spot.file, fault.spot.line) {
                self.faults.entry(row).or_insert(fault.said);
            }
        }
    }
}

fn part_id(id: &str, at: usize) -> String {
    if at == 0 { id.to_owned() } else { format!("{id}-{}", at + 1) }
}

/// What the reader of sets and the compiler refuse, by row; the matcher of what they take.
fn compile(named: &Named, rows: &[Row]) -> Result<(Matcher, Tried), BTreeMap<usize, Said>> {
    let mut tried = Tried::new(named, rows);
    if tried.faults.is_empty() {
        match Matcher::new(&tried.sets) {
            Ok(matcher) => return Ok((matcher, tried)),
            Err(faults) => tried.blame(faults),
        }
    }
    Err(tried.faults)
}

/// Keeps the examples that hold, and takes the first guess that does where there is none. True: a validator that refuses
/// every example and guess was left out, and all of it is to be tried again.
fn examples(matcher: &Matcher, tried: &Tried, rows: &mut [Row]) -> bool {
    let mut again = false;
    for entry in tried.sets.iter().flat_map(|set| &set.entries) {
        let Some(row) = tried.row(&entry.spot.file, entry.spot.line) else { continue };
        let id = entry.full_id();
        let is_hit = |text: &String| {
            let hits = matcher.scan(&Words { text, ..Words::default() });
            hits.iter().any(|hit| *hit.entry == *id && hit.confidence >= entry.min_confidence)
        };
        let Row { entry: Some(draft), changed, refused, .. } = &mut rows[row] else { continue };
        let found = draft.examples.iter().chain(&draft.guesses).any(is_hit);
        let validates = draft.keys.iter().position(|(key, _)| *key == "validate");
        if let (false, Some(validate)) = (found, validates) {
            let (_, validator) = draft.keys.remove(validate);
            changed.retain(|said| said.code != "import.entropy");
            changed.push(said!(
                "import.validator",
                "the validator {validator} refuses what it matches and was left out",
                "проверка {validator} не принимает то, что она находит, и опущена",
                validator
            ));
            again = true;
            continue;
        }
        let (given, forbidden) = (draft.examples.len(), draft.counter_examples.len());
        draft.examples.retain(|text| is_hit(text));
        draft.counter_examples.retain(|text| !is_hit(text));
        let (missed, hit) = (given - draft.examples.len(), forbidden - draft.counter_examples.len());
        if missed > 0 {
            changed.push(said!(
                "import.missed",
                "{missed} of its {given} examples are not found by it here and are left out",
                "из её примеров ({given}) здесь не находятся и опущены: {missed}",
                missed,
                given
            ));
        }
        if hit > 0 {
            changed.push(said!(
                "import.hit",
                "{hit} of its {forbidden} negative examples are found by it here and are left out",
                "из её контрпримеров ({forbidden}) здесь находятся и опущены: {hit}",
                hit,
                forbidden
            ));
        }
        if draft.examples.is_empty() {
            draft.examples.extend(draft.guesses.iter().find(|text| is_hit(text)).cloned());
        }
        if draft.counter_examples.is_empty() {
            draft.counter_examples.extend(QUIET.map(str::to_owned).into_iter().find(|text| !is_hit(text)));
        }
        let why = match (draft.examples.is_empty(), draft.counter_examples.is_empty()) {
            (true, _) => said!(
                "import.no-example",
                "no text was found that it matches; add it by hand, with an example",
                "не нашлось текста, который она находит; добавьте её вручную с примером"
            ),
            (_, true) => said!("import.everything", "it matches any text", "она находит любой текст"),
            _ => continue,
        };
        *refused = Some(why);
    }
    for row in rows.iter_mut().filter(|row| row.refused.is_some()) {
        row.entry = None;
    }
    again
}

/// What the binary carries already and finds the same examples.
fn overlaps(rows: &mut [Row], shipped: &[KeywordSet]) {
    let Ok(matcher) = Matcher::new(shipped) else { return };
    let patterns = |row: &&mut Row| row.entry.as_ref().is_some_and(|entry| entry.table == "pattern");
    for row in rows.iter_mut().filter(patterns) {
        let examples = row.entry.iter().flat_map(|entry| &entry.examples);
        let mut found: Vec<String> = examples
            .flat_map(|text| matcher.scan(&Words { text, ..Words::default() }))
            .filter(|hit| {
                matcher.entry(&hit.entry).is_some_and(|entry| hit.confidence >= entry.min_confidence)
            })
            .map(|hit| hit.entry.to_string())
            .collect();
        found.sort();
        found.dedup();
        row.overlaps = found;
    }
}
