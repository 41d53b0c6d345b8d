//! Cyrillic names in Polish letters (PWN): softness is an i before a vowel and an accent elsewhere, ł is the hard л.

use std::collections::BTreeSet;

use super::roman::is_vowel;

/// Of a folded Cyrillic word (ё may be kept), with and without the letters that only Poles have.
pub(super) fn spellings(word: &str) -> BTreeSet<String> {
    let letters: Vec<char> = word.chars().collect();
    let mut written = vec![write(&letters)];
    // Folding made ё an е, where one often stands: Киселёв.
    let stem = letters.strip_suffix(&['а']).unwrap_or(&letters);
    if let [head @ .., 'е', 'в'] = stem {
        let with_yo: Vec<char> =
            head.iter().copied().chain(['ё']).chain(letters[head.len() + 1..].to_vec()).collect();
        written.push(write(&with_yo));
    }
    written.into_iter().flat_map(|own| [plain(&own), own]).collect()
}

fn plain(word: &str) -> String {
    let letter = |c| match c {
        'ł' => 'l',
        'ń' => 'n',
        'ś' => 's',
        'ź' | 'ż' => 'z',
        'ć' => 'c',
        other => other,
    };
    word.chars().map(letter).collect()
}

fn write(letters: &[char]) -> String {
    let (stem, tail) = match letters {
        [stem @ .., 'с', 'к', 'и', 'й'] => (stem, "ski"),
        [stem @ .., 'ц', 'к', 'и', 'й'] => (stem, "cki"),
        [stem @ .., 'с', 'к', 'а', 'я'] => (stem, "ska"),
        [stem @ .., 'ц', 'к', 'а', 'я'] => (stem, "cka"),
        _ => (letters, ""),
    };
    let mut out = String::new();
    for (at, &c) in stem.iter().enumerate() {
        let before = at.checked_sub(1).map(|b| stem[b]);
        let after = stem.get(at + 1).copied();
        let open = before.is_none_or(|b| is_vowel(b) || matches!(b, 'й' | 'ъ' | 'ь'));
        let hard = matches!(before, Some('ж' | 'ш' | 'ч' | 'щ' | 'ц' | 'л'));
        let soft_vowel = |heard: &'static str| match (open, before) {
            (true, _) => ["j", heard],
            (_, Some('л')) => ["", heard],
            _ => ["i", heard],
        };
        let written: [&str; 2] = match c {
            'л' if after.is_some_and(|a| matches!(a, 'е' | 'ё' | 'и' | 'ю' | 'я' | 'ь')) => ["l", ""],
            'л' => ["ł", ""],
            'е' | 'ё' => {
                let heard = if c == 'е' { "e" } else { "o" };
                if hard && !open { [heard, ""] } else { [if open { "j" } else { "i" }, heard] }
            }
            'ю' => soft_vowel("u"),
            'я' => soft_vowel("a"),
            'и' if matches!(before, Some('ж' | 'ш' | 'ц')) => ["y", ""],
            'ь' => {
                let accent = match before {
                    Some('н') => 'ń',
                    Some('с') => 'ś',
                    Some('з') => 'ź',
                    Some('ц') => 'ć',
                    _ => continue,
                };
                if !after.is_some_and(is_vowel) {
                    out.pop();
                    out.push(accent);
                }
                continue;
            }
            other => [letter(other), ""],
        };
        out.extend(written);
    }
    out + tail
}

fn letter(c: char) -> &'static str {
    match c {
        'в' => "w",
        'ж' => "ż",
        'й' => "j",
        'х' => "ch",
        'ц' => "c",
        'ч' => "cz",
        'ш' => "sz",
        'щ' => "szcz",
        'ъ' => "",
        'ы' => "y",
        other => super::roman::latin(other).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::spellings;

    #[test]
    fn writes_as_poles_do() {
        for (word, expected) in [
            ("орлова", "orłowa orlowa"),
            ("вероника", "wieronika"),
            ("киселева", "kisielowa kisielewa"),
            ("заболоцкая", "zabołocka"),
            ("рябоконь", "riabokoń riabokon"),
            ("людмила", "ludmiła"),
            ("крайний", "krajnij"),
            ("чхеидзе", "czchieidzie"),
            ("шульц", "szulc"),
            ("емельянов", "jemieljanow"),
        ] {
            let found = spellings(word);
            for one in expected.split(' ') {
                assert!(found.contains(one), "{one} is missing from {found:?}");
            }
        }
    }
}
