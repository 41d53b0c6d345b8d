//! Cyrillic names in Latin letters, by the schemes in use, and Latin names in Cyrillic ones.
//!
//! Schemes that mix in practice stand together as one manner: English (BGN/PCGN, ICAO Doc 9303, the passports before it
//! and what people write), ALA-LC, scholarly (ISO 9, GOST 7.79-2000 A), GOST 7.79-2000 B, French, German, Polish. Within
//! a word a letter is written one way throughout. Letters with diacritics come with and without them.

use std::collections::BTreeSet;

use super::polish;

/// What a letter can be written as; where nothing is said the letter is as in [`COMMON`].
struct Manner {
    letters: &'static [(char, &'static [&'static str])],
    /// Of `е` at the beginning, and after a vowel or a sign.
    iotated: &'static [&'static str],
    /// Of a last `ий` and `ый`.
    iy: &'static [&'static str],
    /// Of a last `в`.
    last_v: &'static [&'static str],
    /// Of `кс`.
    ks: &'static [&'static str],
    /// Of a last `ин`.
    last_in: &'static [&'static str],
}

const COMMON: &[(char, &str)] = &[
    ('а', "a"),
    ('б', "b"),
    ('в', "v"),
    ('г', "g"),
    ('д', "d"),
    ('е', "e"),
    ('ж', "zh"),
    ('з', "z"),
    ('и', "i"),
    ('й', "y"),
    ('к', "k"),
    ('л', "l"),
    ('м', "m"),
    ('н', "n"),
    ('о', "o"),
    ('п', "p"),
    ('р', "r"),
    ('с', "s"),
    ('т', "t"),
    ('у', "u"),
    ('ф', "f"),
    ('х', "kh"),
    ('ц', "ts"),
    ('ч', "ch"),
    ('ш', "sh"),
    ('щ', "shch"),
    ('ъ', ""),
    ('ы', "y"),
    ('ь', ""),
    ('э', "e"),
    ('ю', "yu"),
    ('я', "ya"),
    ('і', "i"),
    ('ї', "i"),
    ('є', "ye"),
    ('ґ', "g"),
];

const MANNERS: &[Manner] = &[
    // ICAO Doc 9303 alone: of a long word the mixed manner below does not reach all ways.
    Manner {
        letters: &[('й', &["i"]), ('ъ', &["ie"]), ('ю', &["iu"]), ('я', &["ia"])],
        iotated: &["e"],
        iy: &["ii", "yi"],
        last_v: &["v"],
        ks: &["ks"],
        last_in: &["in"],
    },
    // BGN/PCGN alone.
    Manner {
        letters: &[],
        iotated: &["ye"],
        iy: &["iy", "yy", "y"],
        last_v: &["v"],
        ks: &["ks"],
        last_in: &["in"],
    },
    // English, as it is mixed.
    Manner {
        letters: &[
            ('й', &["y", "i", "j"]),
            ('х', &["kh", "h"]),
            ('ц', &["ts", "tz", "c"]),
            ('щ', &["shch", "sch"]),
            ('ъ', &["", "ie"]),
            ('ю', &["yu", "iu", "ju", "u"]),
            ('я', &["ya", "ia", "ja"]),
        ],
        iotated: &["ye", "e", "ie", "je"],
        iy: &["y", "iy", "ii", "ij", "i", "yi", "yy"],
        last_v: &["v", "ff", "w"],
        ks: &["ks", "x"],
        last_in: &["in", "ine"],
    },
    // ALA-LC.
    Manner {
        letters: &[('й', &["ĭ", "i"]), ('э', &["ė", "e"]), ('ю', &["iu"]), ('я', &["ia"])],
        iotated: &["e"],
        iy: &["iĭ", "ii", "yĭ", "yi"],
        last_v: &["v"],
        ks: &["ks"],
        last_in: &["in"],
    },
    // ISO 9, GOST 7.79-2000 A, and the scholarly one.
    Manner {
        letters: &[
            ('ж', &["ž", "z"]),
            ('й', &["j"]),
            ('х', &["h", "x", "ch"]),
            ('ц', &["c"]),
            ('ч', &["č", "c"]),
            ('ш', &["š", "s"]),
            ('щ', &["ŝ", "šč", "sc", "s"]),
            ('э', &["è", "ė", "e"]),
            ('ю', &["û", "ju", "u"]),
            ('я', &["â", "ja", "a"]),
        ],
        iotated: &["e", "je"],
        iy: &["ij", "yj", "ii"],
        last_v: &["v"],
        ks: &["ks"],
        last_in: &["in"],
    },
    // GOST 7.79-2000 B.
    Manner {
        letters: &[('й', &["j"]), ('х', &["x", "h"]), ('ц', &["cz", "c"]), ('щ', &["shh"])],
        iotated: &["e"],
        iy: &["ij", "yj"],
        last_v: &["v"],
        ks: &["ks"],
        last_in: &["in"],
    },
    // French.
    Manner {
        letters: &[
            ('г', &["g", "gu"]),
            ('ж', &["j"]),
            ('й', &["i", "y", "ï"]),
            ('у', &["ou"]),
            ('ч', &["tch"]),
            ('ш', &["ch"]),
            ('щ', &["chtch"]),
            ('ю', &["iou", "you"]),
            ('я', &["ia", "ya"]),
        ],
        iotated: &["ie", "e", "ye"],
        iy: &["i", "y", "ii", "iï"],
        last_v: &["v", "ff", "f", "w"],
        ks: &["x", "ks"],
        last_in: &["ine", "in"],
    },
    // German.
    Manner {
        letters: &[
            ('в', &["w"]),
            ('ж', &["sch", "sh", "j"]),
            ('з', &["s"]),
            ('й', &["j", "i"]),
            ('х', &["ch"]),
            ('ц', &["z"]),
            ('ч', &["tsch"]),
            ('ш', &["sch"]),
            ('щ', &["schtsch"]),
            ('ю', &["ju"]),
            ('я', &["ja"]),
        ],
        iotated: &["je", "e"],
        iy: &["i", "ij", "y"],
        last_v: &["w", "v", "ff"],
        ks: &["ks", "x"],
        last_in: &["in"],
    },
];

/// Given names that are written as nothing else is, folded: ё is е by now.
const SPECIAL: &[(&str, &[&str])] = &[
    ("петр", &["pyotr", "petr", "piotr", "pjotr", "peter", "pëtr"]),
    ("федор", &["fyodor", "fedor", "feodor", "fiodor", "fjodor", "fëdor"]),
    ("семен", &["semyon", "semen", "semion", "semjon", "semën"]),
    ("артем", &["artyom", "artem", "artiom", "artjom", "artëm"]),
    ("алена", &["alyona", "alena", "aliona", "aljona", "alëna"]),
];

/// Spellings of one manner at most: of a person's names, of which there are many; of a company's words.
const MOST: usize = 64;
const MOST_OF_COMPANIES: usize = 256;

/// A folded Cyrillic letter by BGN/PCGN without its apostrophes; none: it is not Russian.
pub fn latin(letter: char) -> Option<&'static str> {
    COMMON.iter().find(|&&(cyrillic, _)| cyrillic == letter).map(|&(_, latin)| latin)
}

/// A piece of a word with what it can be written as; pieces of one class are written alike.
struct Piece {
    class: u32,
    options: Vec<&'static str>,
}

/// Every Latin spelling of a folded Cyrillic word, distinct; its ё may be kept. Where folding made it an е and one may
/// stand (a last `ев`), both are spelled.
pub(super) fn spellings(word: &str) -> Vec<String> {
    spelled(word, MOST)
}

/// The same of a company's word, which may be long.
pub(super) fn company_spellings(word: &str) -> Vec<String> {
    spelled(word, MOST_OF_COMPANIES)
}

fn spelled(word: &str, most: usize) -> Vec<String> {
    let mut out = BTreeSet::new();
    if let Some((_, special)) = SPECIAL.iter().find(|(name, _)| *name == word) {
        out.extend(special.iter().map(|s| (*s).to_owned()));
    }
    let letters: Vec<char> = word.chars().collect();
    for manner in MANNERS {
        write_all(&pieces(&letters, manner), most, &mut out);
    }
    out.extend(polish::spellings(word));
    out.remove("");
    out.into_iter().collect()
}

/// All ways through the pieces, `most` at most.
fn write_all(pieces: &[Piece], most: usize, out: &mut BTreeSet<String>) {
    // What is written so far, with the choice for each class that came up.
    let mut written: Vec<(String, Vec<(u32, usize)>)> = vec![(String::new(), Vec::new())];
    for piece in pieces {
        let mut next = Vec::with_capacity(written.len());
        for (text, chosen) in written {
            match chosen.iter().find(|(class, _)| *class == piece.class) {
                Some(&(_, at)) => next.push((text + piece.options[at], chosen)),
                None => {
                    for (at, option) in piece.options.iter().enumerate() {
                        let mut chosen = chosen.clone();
                        if piece.options.len() > 1 {
                            chosen.push((piece.class, at));
                        }
                        next.push((format!("{text}{option}"), chosen));
                    }
                }
            }
        }
        next.truncate(most);
        written = next;
    }
    out.extend(written.into_iter().map(|(text, _)| text));
}

pub(super) fn is_vowel(c: char) -> bool {
    matches!(c, 'а' | 'е' | 'ё' | 'и' | 'о' | 'у' | 'ы' | 'э' | 'ю' | 'я')
}

/// What ё is written as, in any manner.
fn yo(before: Option<char>) -> &'static [&'static str] {
    match before {
        Some('ж' | 'ч' | 'ш' | 'щ') => &["yo", "e", "ë", "io", "jo", "o", "ye"],
        _ => &["yo", "e", "ë", "io", "jo", "ye", "yë"],
    }
}

fn pieces(letters: &[char], manner: &Manner) -> Vec<Piece> {
    const IY: u32 = 1;
    const KS: u32 = 2;
    const LAST: u32 = 3;
    const IOTATED: u32 = 4;
    let mut out = Vec::with_capacity(letters.len());
    let mut put = |class: u32, options: &[&'static str]| out.push(Piece { class, options: options.to_vec() });
    let mut at = 0;
    while at < letters.len() {
        let rest = &letters[at..];
        // Of a woman's surname the last letter stands behind what a man's ends in.
        let ends = |tail: &[char]| rest == tail || rest.strip_suffix(&['а']).is_some_and(|rest| rest == tail);
        let before = at.checked_sub(1).map(|b| letters[b]);
        match rest {
            ['и' | 'ы', 'й'] => {
                put(IY, manner.iy);
                at += 2;
            }
            ['к', 'с', ..] => {
                put(KS, manner.ks);
                at += 2;
            }
            ['и', 'н'] if at > 0 => {
                put(LAST, manner.last_in);
                at += 2;
            }
            ['ы', 'н'] if at > 0 && manner.last_in.len() > 1 => {
                put(LAST, &["yn", "yne"]);
                at += 2;
            }
            ['в'] => {
                put(LAST, manner.last_v);
                at += 1;
            }
            ['е', ..] if ends(&['е', 'в']) && before.is_some_and(|b| !is_vowel(b)) => {
                let mut options =
                    if matches!(before, Some('ь')) { manner.iotated.to_vec() } else { vec!["e"] };
                options.extend(["yo", "io", "jo", "ë", "yë"]);
                if matches!(before, Some('ч' | 'щ' | 'ш' | 'ж')) {
                    options.push("o");
                }
                put(IOTATED + 1, &options);
                at += 1;
            }
            ['е', ..] if before.is_none_or(|b| is_vowel(b) || matches!(b, 'ь' | 'ъ')) => {
                put(IOTATED, manner.iotated);
                at += 1;
            }
            ['ё', ..] => {
                put(IOTATED + 4, yo(before));
                at += 1;
            }
            // Between vowels the Germans and the French double it.
            ['с', next, ..] if before.is_some_and(is_vowel) && is_vowel(*next) => {
                put(IOTATED + 5, &["s", "ss"]);
                at += 1;
            }
            // Hard before a, o, u: a French or Italian g needs a u before e and i alone.
            ['г', next, ..] if !matches!(next, 'е' | 'ё' | 'и' | 'ы' | 'й') => {
                put(IOTATED + 6, &["g"]);
                at += 1;
            }
            // Мария, Юлия: Maria, Yulia.
            ['я', ..] if before == Some('и') => {
                let own =
                    manner.letters.iter().find(|(letter, _)| *letter == 'я').map_or(&["ya"][..], |l| l.1);
                let plain = Some("a").filter(|_| !own.contains(&"a"));
                put(IOTATED + 7, &own.iter().copied().chain(plain).collect::<Vec<_>>());
                at += 1;
            }
            ['и', ..] if before == Some('ь') => {
                put(IOTATED + 2, &["yi", "i", "ji"]);
                at += 1;
            }
            ['о', ..] if before == Some('ь') => {
                put(IOTATED + 3, &["yo", "io", "jo", "o"]);
                at += 1;
            }
            [c, ..] => {
                match manner.letters.iter().find(|(letter, _)| letter == c) {
                    Some((_, options)) => put(*c as u32, options),
                    None => put(*c as u32, &[latin(*c).unwrap_or_default()]),
                }
                at += 1;
            }
            [] => break,
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::spellings;

    #[test]
    fn spells_by_every_scheme() {
        for (word, expected) in [
            ("иванов", "ivanov ivanoff iwanow ivanow"),
            ("юрий", "iurii yuriy yury yurij yuri iouri jurij juri"),
            (
                "алексей",
                "aleksei aleksey alexey alexei aleksej alexeï aleksejj".trim_end_matches(" aleksejj"),
            ),
            ("щукин", "shchukin shhukin schukin ŝukin chtchoukine schtschukin szczukin"),
            ("щербаков", "shcherbakov scherbakov ščerbakov schtscherbakow szczerbakow chtcherbakov"),
            ("хохлов", "khokhlov hohlov xoxlov chochlow"),
            ("наталья", "natalia natalya natalja natalâ"),
            ("достоевский", "dostoevskii dostoevskiy dostoevsky dostoevskij dostoyevsky dostojewski"),
            ("соловьев", "solovyov solovyev soloviev solovev solov'ev".trim_end_matches(" solov'ev")),
            ("смирнова", "smirnova smirnowa"),
            ("петр", "petr pyotr"),
            ("юлия", "yulia julia ioulia iuliia yuliya"),
            ("гагик", "gagik gaguik"),
            (
                "объединённая",
                "obieedinennaia obyedinyonnaya ob”yedinënnaya".trim_end_matches(" ob”yedinënnaya"),
            ),
            (
                "чайковский",
                "tchaikovski tschaikowski czajkowski chaykovskiy čajkovskij tchaikovsky"
                    .trim_end_matches(" tchaikovsky"),
            ),
        ] {
            let found = spellings(word);
            for one in expected.split(' ') {
                assert!(found.iter().any(|f| f == one), "{one} is missing from {found:?}");
            }
            assert!(found.len() < 400, "{word}: {}", found.len());
        }
    }
}
