//! Legal forms of organisations: ООО, JSC, B.V.

use super::super::page::{Page, folded_words};

/// Legal forms, folded; the Latin ones stand after a name too.
pub(super) const LEGAL: &[&str] = &[
    "ооо",
    "оао",
    "пао",
    "зао",
    "ао",
    "нао",
    "ип",
    "гуп",
    "муп",
    "фгуп",
    "фгбу",
    "нко",
    "ано",
    "тоо",
    "одо",
    "чуп",
    "ooo",
    "oao",
    "pao",
    "zao",
    "llc",
    "inc",
    "ltd",
    "gmbh",
    "plc",
    "corp",
    "limited",
    "corporation",
    "incorporated",
    "ag",
    "srl",
    "bv",
    "llp",
    "oy",
    "ab",
    "jsc",
    "pjsc",
    "ojsc",
    "cjsc",
    "sarl",
];
/// Legal forms that are written with full stops, without them.
pub(super) const DOTTED: &[&str] =
    &["bv", "nv", "sa", "spa", "sro", "as", "ag", "llc", "ltd", "inc", "plc", "llp", "ооо", "ао"];
/// What firms call themselves before their name in quotes, folded. Others leave it out, or say it otherwise.
const KINDS: &str = "авиакомпания агентство агрофирма агрохолдинг ак акб аптека ассоциация банк бюро гк гостиница группа дом \
    журнал завод издательство ик инвестиционная институт кафе кб клиника клуб комбинат компаний компания концерн корпорация \
    логистическая магазин медицинский мк нпо нпп нпф объединение отель предприятие производственная производственное \
    производственно промышленная ресторан санаторий сеть ск строительная страховая студия тд тк торговая торговый торгово \
    транспортная ук управляющая фабрика финансовая фирма фонд холдинг центр юридическая научно";

/// The name in the innermost quotes, where nothing but what it is stands before it: Лагуна of ООО «Торговый дом «Лагуна»».
pub(super) fn core(name: &str) -> Option<&str> {
    let parts: Vec<&str> = name.split(['«', '»', '"', '“', '”', '„']).collect();
    let lettered = |part: &str| part.chars().any(char::is_alphanumeric);
    let at = parts.iter().rposition(|part| lettered(part))?;
    let before: Vec<String> = parts[..at].iter().flat_map(|part| folded_words(part)).collect();
    let legal = |word: &String| LEGAL.contains(&word.as_str());
    let said = |word: &String| legal(word) || KINDS.split_whitespace().any(|kind| kind == word);
    (before.iter().all(said) && !before.iter().all(legal)).then(|| parts[at].trim())
}

/// A company's name as one types it into a search: without its quotes and its legal form.
pub fn plain_name(name: &str) -> String {
    let quoted = name.split(['«', '»', '"', '“', '”', '„']).map(str::trim).rfind(|part| !part.is_empty());
    let inner = quoted.filter(|part| part.len() < name.trim().len()).unwrap_or(name);
    let words: Vec<&str> = inner.split_whitespace().collect();
    let is_form = |word: &&str| {
        let plain: String = word.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
        LEGAL.contains(&plain.as_str()) || DOTTED.contains(&plain.as_str())
    };
    let from = usize::from(words.len() > 1 && words.first().is_some_and(is_form));
    let to = words.len() - usize::from(words.len() > from + 1 && words.last().is_some_and(is_form));
    words[from..to].join(" ").trim_end_matches(',').to_owned()
}

/// The person of a sole trader's firm.
pub(super) fn sole_trader(name: &str) -> Option<&str> {
    let name = name.trim_start();
    let rest = name.strip_prefix("ИП ").or_else(|| name.strip_prefix("Индивидуальный предприниматель "))?;
    let rest = rest.trim_matches(|c: char| matches!(c, '«' | '»' | '"') || c.is_whitespace());
    (2..=4).contains(&rest.split_whitespace().count()).then_some(rest)
}

pub(super) fn is_legal(page: &Page, token: usize) -> bool {
    LEGAL.contains(&page.folded_word(token))
}

/// Single letters with full stops that make up a legal form: B.V., s.r.o.
pub(super) fn dotted_legal(page: &Page, token: usize) -> bool {
    let mut form = String::new();
    for at in token..(token + 4).min(page.tokens.len()) {
        let letter = page.folded_word(at);
        if letter.chars().count() != 1 || !page.gap(at).starts_with('.') {
            break;
        }
        form.push_str(letter);
    }
    DOTTED.contains(&form.as_str())
}

/// A gap between a legal form and the name: blanks, quotes, a comma.
pub(super) fn near_gap(gap: &str) -> bool {
    gap.len() <= 8 && gap.chars().all(|c| matches!(c, ' ' | '"' | '\'' | ',' | '.' | '\n' | '('))
}

#[cfg(test)]
mod tests {
    use super::{core, sole_trader};

    #[test]
    fn finds_what_stands_in_the_innermost_quotes() {
        for (name, expected) in [
            ("ООО «Торговый дом «Лагуна»»", Some("Лагуна")),
            ("Группа компаний «Полёт»", Some("Полёт")),
            ("АО Банк \"Ладья\"", Some("Ладья")),
            ("ООО «Ромашка»", None),
            ("Дом мебели «Уют»", None),
            ("Полёт", None),
        ] {
            assert_eq!(core(name), expected, "{name}");
        }
        assert_eq!(sole_trader("ИП Серебряков Антон Юрьевич"), Some("Серебряков Антон Юрьевич"));
        assert_eq!(sole_trader("ИП Маяк"), None);
    }
}
