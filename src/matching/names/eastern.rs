//! Chinese and Japanese names in Cyrillic, which the systems of Palladius and Polivanov write, in the Latin letters of their
//! countries: Чжан Вэй is Zhang Wei (pinyin), Синъити is Shinichi (Hepburn). One syllable of the one is one of the other; a
//! word that does not fall into syllables is no such name. Knows no page.

use super::given;

/// What begins a syllable; before и, ю, я, е and юй the second one.
const FIRST: &[(&str, &str, &str)] = &[
    ("чж", "zh", "zh"),
    ("цз", "z", "j"),
    ("ч", "ch", "ch"),
    ("ц", "c", "q"),
    ("с", "s", "x"),
    ("ш", "sh", "sh"),
    ("ж", "r", "r"),
    ("б", "b", "b"),
    ("п", "p", "p"),
    ("м", "m", "m"),
    ("ф", "f", "f"),
    ("д", "d", "d"),
    ("т", "t", "t"),
    ("н", "n", "n"),
    ("л", "l", "l"),
    ("г", "g", "g"),
    ("к", "k", "k"),
    ("х", "h", "h"),
];

/// What ends it, and what that is behind a beginning and alone; the longest first.
const LAST: &[(&str, &str, &str)] = &[
    ("юань", "uan", "yuan"),
    ("уань", "uan", ""),
    ("вань", "", "wan"),
    ("вэнь", "", "wen"),
    ("юнь", "un", "yun"),
    ("янь", "ian", "yan"),
    ("инь", "in", "yin"),
    ("ань", "an", "an"),
    ("энь", "en", "en"),
    ("унь", "un", ""),
    ("уан", "uang", ""),
    ("уай", "uai", ""),
    ("вай", "", "wai"),
    ("вэй", "", "wei"),
    ("ван", "", "wang"),
    ("вэн", "", "weng"),
    ("яо", "iao", "yao"),
    ("ян", "iang", "yang"),
    ("ин", "ing", "ying"),
    ("юн", "iong", "yong"),
    ("юэ", "ue", "yue"),
    ("юй", "u", "yu"),
    ("ай", "ai", "ai"),
    ("эй", "ei", "ei"),
    ("ао", "ao", "ao"),
    ("оу", "ou", "ou"),
    ("ан", "ang", "ang"),
    ("эн", "eng", "eng"),
    ("ун", "ong", ""),
    ("уа", "ua", ""),
    ("уо", "uo", ""),
    ("уй", "ui", ""),
    ("ва", "", "wa"),
    ("во", "", "wo"),
    ("эр", "", "er"),
    ("я", "ia", "ya"),
    ("е", "ie", "ye"),
    ("ю", "iu", "you"),
    ("а", "a", "a"),
    ("о", "o", ""),
    ("э", "e", "e"),
    ("и", "i", "yi"),
    ("ы", "i", ""),
    ("у", "u", "wu"),
];

/// The syllables of a folded Cyrillic word in pinyin; none: it is not made of such.
pub(super) fn pinyin(word: &str) -> Option<Vec<String>> {
    let mut out = Vec::new();
    cut(word, &mut out).then_some(out)
}

/// The longest syllable first; what it leaves must fall into syllables too. Names are short: four syllables at most.
fn cut(rest: &str, out: &mut Vec<String>) -> bool {
    if rest.is_empty() {
        return !out.is_empty();
    }
    if out.len() == 4 {
        return false;
    }
    let first = FIRST.iter().find(|(cyrillic, ..)| rest.starts_with(cyrillic));
    let behind = first.map_or(rest, |(cyrillic, ..)| &rest[cyrillic.len()..]);
    let soft = behind.starts_with(['и', 'ю', 'я', 'е']);
    for (cyrillic, joined, alone) in LAST {
        let Some(left) = behind.strip_prefix(cyrillic) else { continue };
        let syllable = match first {
            Some((_, hard, palatal)) if !joined.is_empty() => {
                format!("{}{joined}", if soft { palatal } else { hard })
            }
            None if !alone.is_empty() => (*alone).to_owned(),
            _ => continue,
        };
        out.push(syllable);
        if cut(left, out) {
            return true;
        }
        out.pop();
    }
    false
}

/// Whether a family's name and a given one are Chinese: one syllable, and two at most; Ли Иван is one of us.
pub(super) fn is_name(surname: &str, given: &str) -> bool {
    let syllables = |word: &str| pinyin(word).map_or(0, |all| all.len());
    syllables(surname) == 1 && (1..=2).contains(&syllables(given)) && !given::is_ours(given)
}

/// Syllables of Polivanov's system that are not their letters one by one, the longest first.
const MORAS: &[(&str, &str)] = &[
    ("дзи", "ji"),
    ("дзя", "ja"),
    ("дзю", "ju"),
    ("ся", "sha"),
    ("си", "shi"),
    ("сю", "shu"),
    ("тя", "cha"),
    ("ти", "chi"),
    ("тю", "chu"),
    ("цу", "tsu"),
    ("дз", "z"),
    ("ши", "shi"),
    ("чи", "chi"),
    ("нъ", "n"),
    ("ай", "ai"),
    ("ой", "oi"),
    ("эй", "ei"),
    ("ий", "ii"),
    ("уй", "ui"),
];
const KANA: &[(char, &str)] = &[
    ('а', "a"),
    ('и', "i"),
    ('у', "u"),
    ('э', "e"),
    ('о', "o"),
    ('я', "ya"),
    ('ю', "yu"),
    ('к', "k"),
    ('г', "g"),
    ('с', "s"),
    ('т', "t"),
    ('д', "d"),
    ('н', "n"),
    ('х', "h"),
    ('ф', "f"),
    ('б', "b"),
    ('п', "p"),
    ('м', "m"),
    ('р', "r"),
    ('в', "w"),
];

/// A folded Cyrillic word as a Japanese name in Latin letters: е is э where it stands behind a consonant and ё where it begins
/// the word, as in Ёсида and Такеси. None: it is none.
pub(super) fn hepburn(word: &str) -> Option<String> {
    let vowel = |c: char| "аиуэояюе".contains(c);
    let mut out = String::new();
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        if let Some((mora, latin)) = MORAS.iter().find(|(mora, _)| rest.starts_with(mora)) {
            out.push_str(latin);
            rest = &rest[mora.len()..];
            continue;
        }
        let behind = rest[first.len_utf8()..].chars().next();
        // A consonant stands before a vowel, or doubles the next one; н stands anywhere, м before lips.
        let open = behind.is_some_and(vowel) || behind == Some(first) || first == 'н';
        let lips = first == 'м' && matches!(behind, Some('б' | 'п' | 'м'));
        match KANA.iter().find(|(kana, _)| *kana == first) {
            Some((_, latin)) if vowel(first) || open || lips => out.push_str(latin),
            None if first == 'е' => out.push_str(if out.is_empty() { "yo" } else { "e" }),
            _ => return None,
        }
        rest = &rest[first.len_utf8()..];
    }
    (!out.is_empty()).then_some(out)
}

/// Latin spellings at home of a folded Cyrillic word that can be a Chinese or a Japanese name.
pub(super) fn spellings(word: &str) -> Vec<String> {
    let mut out: Vec<String> =
        pinyin(word).map(|all| all.concat()).into_iter().chain(hepburn(word)).collect();
    out.dedup();
    out
}

#[cfg(test)]
mod tests {
    use super::{hepburn, is_name, pinyin};

    #[test]
    fn writes_hepburn() {
        for (word, expected) in [
            ("танака", Some("tanaka")),
            ("синъити", Some("shinichi")),
            ("есида", Some("yoshida")),
            ("симидзу", Some("shimizu")),
            ("фудзита", Some("fujita")),
            ("хаттори", Some("hattori")),
            ("кэндзи", Some("kenji")),
            ("цутому", Some("tsutomu")),
            ("петров", None),
            ("лин", None),
            ("", None),
        ] {
            assert_eq!(hepburn(word).as_deref(), expected, "{word}");
        }
    }

    #[test]
    fn writes_pinyin() {
        for (word, expected) in [
            ("чжан", Some("zhang")),
            ("вэй", Some("wei")),
            ("сюй", Some("xu")),
            ("чжиюань", Some("zhiyuan")),
            ("сяохун", Some("xiaohong")),
            ("цао", Some("cao")),
            ("цзянь", Some("jian")),
            ("хуан", Some("huang")),
            ("лю", Some("liu")),
            ("чжэньхуа", Some("zhenhua")),
            ("мэйлин", Some("meiling")),
            ("ма", Some("ma")),
            ("иванов", None),
            ("ким", None),
            ("", None),
        ] {
            assert_eq!(pinyin(word).map(|all| all.concat()).as_deref(), expected, "{word}");
        }
        assert!(is_name("хуан", "вэйдун") && !is_name("анна", "ли") && !is_name("ли", "иван"));
    }
}
