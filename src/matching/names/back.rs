//! Latin names in Cyrillic letters: what each of the schemes can have been, the likeliest first.

use super::roman::is_vowel;

/// What Latin letters can be in Cyrillic, longest first; `$` marks an end of the word, `^` its beginning.
const BACK: Table = &[
    ("aia", &["ая"]),
    ("oia", &["оя"]),
    ("eia", &["ея"]),
    ("uia", &["уя"]),
    ("skaya$", &["ская"]),
    ("skaia$", &["ская"]),
    ("skaja$", &["ская"]),
    ("schtsch", &["щ"]),
    ("skiy$", &["ский"]),
    ("skii$", &["ский"]),
    ("skij$", &["ский"]),
    ("sky$", &["ский"]),
    ("ski$", &["ский"]),
    ("shch", &["щ"]),
    ("szcz", &["щ"]),
    ("tsch", &["ч"]),
    ("yev$", &["ев", "ьев"]),
    ("iev$", &["иев", "ьев", "ев"]),
    ("yov$", &["ев", "ьев"]),
    ("iov$", &["ев", "ьев"]),
    ("yeva$", &["ева", "ьева"]),
    ("ieva$", &["иева", "ьева", "ева"]),
    ("yova$", &["ева", "ьева"]),
    ("off$", &["ов"]),
    ("eff$", &["ев"]),
    ("ow$", &["ов"]),
    ("ew$", &["ев"]),
    ("yin$", &["ьин", "ин"]),
    ("aya$", &["ая", "ая"]),
    ("sch", &["щ", "ш"]),
    ("shh", &["щ"]),
    ("tch", &["ч"]),
    ("iya$", &["ия"]),
    ("ie^", &["е"]),
    ("zh", &["ж"]),
    ("kh", &["х"]),
    ("ts", &["ц", "тс"]),
    ("tz", &["ц"]),
    ("cz", &["ч", "ц"]),
    ("sz", &["ш"]),
    ("ch", &["ч", "х"]),
    ("sh", &["ш"]),
    ("ya", &["я", "ья"]),
    ("ia", &["я", "ия", "ья"]),
    ("ja", &["я", "ья"]),
    ("yu", &["ю"]),
    ("iu", &["ю"]),
    ("ju", &["ю"]),
    ("yo", &["е", "ье"]),
    ("jo", &["е"]),
    ("io", &["е", "ио"]),
    ("ye", &["е", "ье"]),
    ("je", &["е"]),
    ("ie", &["е", "ие", "ье"]),
    ("iy$", &["ий"]),
    ("ii$", &["ий"]),
    ("ij$", &["ий"]),
    ("yy$", &["ый"]),
    ("yi$", &["ый"]),
    ("ai", &["ай", "аи"]),
    ("ei", &["ей", "еи"]),
    ("oi", &["ой", "ои"]),
    ("ui", &["уй", "уи"]),
    ("ph", &["ф"]),
    ("th", &["т"]),
    ("ck", &["к"]),
    ("ee", &["и"]),
    ("oo", &["у"]),
    ("ou", &["у"]),
    ("d$", &["д", "дь"]),
    ("n$", &["н", "нь"]),
    ("r$", &["р", "рь"]),
    ("s$", &["с", "сь"]),
    ("t$", &["т", "ть"]),
    ("v$", &["в", "вь"]),
    ("x", &["кс", "х"]),
    ("a", &["а"]),
    ("b", &["б"]),
    ("c", &["к", "ц"]),
    ("d", &["д"]),
    ("e^", &["е", "э"]),
    ("e", &["е"]),
    ("f", &["ф"]),
    ("g", &["г"]),
    ("h", &["х", "г"]),
    ("i", &["и"]),
    ("j", &["й", "ж"]),
    ("k", &["к"]),
    ("l", &["л", "ль"]),
    ("m", &["м"]),
    ("n", &["н"]),
    ("o", &["о"]),
    ("p", &["п"]),
    ("q", &["к"]),
    ("r", &["р"]),
    ("s", &["с"]),
    ("t", &["т"]),
    ("u", &["у"]),
    ("v", &["в"]),
    ("w", &["в"]),
    ("y$", &["ий", "ый", "й"]),
    ("y", &["ы", "й", "и"]),
    ("z", &["з"]),
];

/// Latin letters and what each can be, longest first.
pub(super) type Table = &'static [(&'static str, &'static [&'static str])];

/// Cyrillic readings of one Latin word at most.
const MOST_BACK: usize = 48;
/// Second choices that one reading may take.
const MOST_CHOICES: usize = 4;

/// What a folded Latin word can be in Cyrillic, folded, the likeliest first; empty: it has other letters.
pub(super) fn cyrillic(word: &str) -> Vec<String> {
    read(BACK, word, MOST_BACK, fits)
}

/// Whether a reading of letters can stand: the reading, the letters, what was read before, what follows.
type Fits = fn(&str, &str, &str, &str) -> bool;

/// What a table says of the letters from a place on: the letters, how many bytes they are, what they can be.
#[derive(Clone, Copy)]
struct Step {
    from: &'static str,
    long: usize,
    to: &'static [&'static str],
}

/// `most` readings by a table, those with the fewest second choices first.
pub(super) fn read(table: Table, word: &str, most: usize, fits: Fits) -> Vec<String> {
    // Whatever was read before, the letters from a place on are cut in one way.
    let step = |at: usize| {
        let rest = word.get(at..).filter(|rest| !rest.is_empty())?;
        let (from, to) = table.iter().find(|(from, _)| begins(rest, from, at))?;
        Some(Step { from, long: from.trim_end_matches(['$', '^']).len(), to })
    };
    let steps: Vec<Option<Step>> = (0..word.len()).map(step).collect();
    let mut out: Vec<String> = Vec::new();
    for choices in 0..=MOST_CHOICES {
        let mut found = Vec::new();
        read_on(&steps, word, (0, choices), &mut String::new(), &mut found, fits);
        for reading in found {
            if out.len() < most && !out.contains(&reading) {
                out.push(reading);
            }
        }
        if out.len() >= most {
            break;
        }
    }
    out
}

/// Readings from `at` on that take exactly `choices` second choices.
fn read_on(
    steps: &[Option<Step>],
    word: &str,
    (at, choices): (usize, usize),
    read: &mut String,
    out: &mut Vec<String>,
    fits: Fits,
) {
    let rest = &word[at..];
    if rest.is_empty() {
        if choices == 0 {
            out.push(read.clone());
        }
        return;
    }
    let Some(Step { from, long, to }) = steps[at] else { return };
    for (choice, option) in to.iter().enumerate().take(choices + 1) {
        if fits(option, from, read, &rest[long..]) {
            let before = read.len();
            read.push_str(option);
            read_on(steps, word, (at + long, choices - choice), read, out, fits);
            read.truncate(before);
        }
    }
}

fn begins(rest: &str, from: &str, at: usize) -> bool {
    match (from.strip_suffix('$'), from.strip_suffix('^')) {
        (Some(from), _) => rest == from,
        (_, Some(from)) => at == 0 && rest.starts_with(from),
        _ => rest.starts_with(from),
    }
}

/// Whether a reading can stand behind what was read and before what follows.
fn fits(option: &str, from: &str, read: &str, rest: &str) -> bool {
    let before = read.chars().next_back();
    let after_vowel = before.is_some_and(is_vowel);
    match (from, option) {
        // A soft sign stands between an л and another consonant, or ends the word.
        ("l", "ль") => !rest.starts_with(['a', 'e', 'i', 'o', 'u', 'y', 'l', 'j']),
        ("y$", "й") | ("y", "й") | ("j", "й") => after_vowel || before.is_none(),
        ("y$", _) => !after_vowel,
        ("y", _) => !after_vowel && before.is_some(),
        (_, option) if option.starts_with('ь') => before.is_some_and(|b| !is_vowel(b) && b != 'ь'),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::cyrillic;

    #[test]
    fn reads_latin_back() {
        for (word, expected) in [
            ("khokhlov", "хохлов"),
            ("hohlov", "хохлов"),
            ("shcherbakov", "щербаков"),
            ("melnikov", "мельников"),
            ("dostoevsky", "достоевский"),
            ("solovyov", "соловьев"),
            ("ilyin", "ильин"),
            ("yakovleva", "яковлева"),
            ("zhukov", "жуков"),
            ("belyy", "белый"),
            ("ivanoff", "иванов"),
            ("tsoy", "цой"),
            ("orlovskaya", "орловская"),
        ] {
            let found = cyrillic(word);
            assert!(found.iter().any(|f| f == expected), "{expected} is missing from {found:?}");
        }
        assert!(cyrillic("o'brien").is_empty() && cyrillic("ж").is_empty());
    }
}
