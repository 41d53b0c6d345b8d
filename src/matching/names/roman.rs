//! Cyrillic names in Latin letters, by the schemes in use: ICAO Doc 9303 (passports), GOST 7.79-2000 B, BGN/PCGN without
//! its apostrophes, and what people write in addresses.

/// One scheme: a letter's Latin, where it differs from [`COMMON`].
struct Scheme {
    letters: &'static [(char, &'static str)],
    /// Endings replaced after the letters.
    endings: &'static [(&'static str, &'static str)],
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
];

const SCHEMES: &[Scheme] = &[
    // ICAO Doc 9303.
    Scheme { letters: &[('й', "i"), ('ъ', "ie"), ('ю', "iu"), ('я', "ia")], endings: &[] },
    // BGN/PCGN and the passports of 1997 to 2010.
    Scheme { letters: &[], endings: &[] },
    Scheme { letters: &[], endings: &[("iy", "y")] },
    Scheme { letters: &[], endings: &[("iy", "ii")] },
    Scheme { letters: &[('х', "h")], endings: &[("iy", "y")] },
    // GOST 7.79-2000 B.
    Scheme { letters: &[('й', "j"), ('х', "x"), ('ц', "cz"), ('щ', "shh")], endings: &[] },
    Scheme { letters: &[('й', "j"), ('х', "h"), ('ц', "c"), ('щ', "sch")], endings: &[] },
    // What people write: Alexey, Maxim, Julia.
    Scheme { letters: &[('х', "h"), ('й', "i"), ('щ', "sch"), ('ю', "ju"), ('я', "ja")], endings: &[] },
];

/// A folded Cyrillic letter by BGN/PCGN without its apostrophes; none: it is not Russian.
pub fn latin(letter: char) -> Option<&'static str> {
    COMMON.iter().find(|&&(cyrillic, _)| cyrillic == letter).map(|&(_, latin)| latin)
}

/// Every Latin spelling of a folded Cyrillic word, distinct. Folding made ё an е, so that `yo` is not among them.
pub(super) fn spellings(word: &str) -> Vec<String> {
    let mut out = Vec::new();
    for scheme in SCHEMES {
        let mut latin = String::new();
        for c in word.chars() {
            let own = scheme.letters.iter().chain(COMMON).find(|&&(letter, _)| letter == c);
            latin.push_str(own.map_or("", |&(_, latin)| latin));
        }
        for (from, to) in scheme.endings {
            if let Some(stem) = latin.strip_suffix(from) {
                latin = format!("{stem}{to}");
            }
        }
        for variant in [latin.replace("ks", "x"), latin] {
            if !variant.is_empty() && !out.contains(&variant) {
                out.push(variant);
            }
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
            ("иванов", "ivanov"),
            ("юрий", "iurii yuriy yury yurij"),
            ("алексей", "aleksei aleksey alexey alexei"),
            ("щукин", "shchukin shhukin schukin"),
            ("хохлов", "khokhlov hohlov"),
            ("наталья", "natalia natalya"),
            ("достоевский", "dostoevskii dostoevskiy dostoevsky dostoevskij"),
        ] {
            let found = spellings(word);
            for one in expected.split(' ') {
                assert!(found.iter().any(|f| f == one), "{one} is missing from {found:?}");
            }
        }
    }
}
