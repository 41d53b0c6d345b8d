//! Legal forms of organisations: ООО, JSC, B.V.

use super::super::page::{Page, Shape, folded_words};
use super::russian;

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
    "тов",
    "прат",
    "тдв",
    "осоо",
    "мчж",
    "гмбх",
    "лтд",
    "инк",
    "ллс",
    "uab",
    "sia",
    "oü",
    "ou",
    "as",
    "asa",
    "aps",
    "sa",
    "sas",
    "spa",
    "sl",
    "slu",
    "lda",
    "nv",
    "se",
    "kg",
    "sro",
    "doo",
    "kft",
    "zrt",
    "bhd",
    "lp",
    "aktiengesellschaft",
    "aktiebolag",
    "osakeyhtiö",
    "tov",
    "too",
];
/// Of these what is a word as well, or a name's part, unless it has capitals.
const ALSO_WORDS: &[&str] =
    &["as", "sa", "ab", "ag", "ou", "oy", "se", "sas", "spa", "sia", "too", "lp", "kg", "ип", "тов", "corp"];
/// Words that belong to the legal form behind them: Pty Ltd, sp. z o.o., spol. s r.o.
const BEFORE_FORM: &[&str] =
    &["pty", "pte", "pvt", "proprietary", "private", "co", "sp", "spol", "spółka", "spolka", "sdn"];
/// Legal forms that are written with full stops, without them.
pub(super) const DOTTED: &[&str] = &[
    "bv", "nv", "sa", "spa", "sro", "as", "ag", "llc", "ltd", "inc", "plc", "llp", "srl", "doo", "zoo", "oo",
    "sas", "sarl", "sl", "ооо", "ао",
];
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
    let word = page.folded_word(token);
    LEGAL.contains(&word) && (page.tokens[token].shape != Shape::Lower || !ALSO_WORDS.contains(&word))
        || leads_form(page, token)
}

/// Pty of Pty Ltd, sp. of sp. z o.o.
fn leads_form(page: &Page, token: usize) -> bool {
    let next = token + 1;
    BEFORE_FORM.contains(&page.folded_word(token))
        && next < page.tokens.len()
        && near_gap(page.gap(token))
        && (LEGAL.contains(&page.folded_word(next)) || dotted_legal(page, next))
}

/// Takes the legal form off the folded words of a name, before it or behind: what it is. The name keeps a word.
pub(super) fn strip(words: &mut Vec<&str>) -> Option<String> {
    let letters = words.iter().rev().take_while(|word| word.chars().count() == 1).count();
    // Windmolen, B.V.
    let dotted = words[words.len() - letters..].concat();
    let behind = if letters > 1 && words.len() > letters && DOTTED.contains(&dotted.as_str()) {
        words.truncate(words.len() - letters);
        Some(dotted)
    } else if words.len() > 1 && LEGAL.contains(&words[0]) {
        return Some(words.remove(0).to_owned());
    } else if words.len() > 1 && words.last().is_some_and(|word| LEGAL.contains(word)) {
        words.pop().map(str::to_owned)
    } else {
        None
    };
    while behind.is_some() && words.len() > 1 && words.last().is_some_and(|word| BEFORE_FORM.contains(word)) {
        words.pop();
    }
    behind
}

/// Whether two legal forms in Cyrillic cannot be one firm's: ТОВ is what a Ukrainian ООО is called at home.
pub(super) fn conflict(own: &str, form: &str) -> bool {
    let both = |one: &str, other: &str| own == one && form == other || own == other && form == one;
    let cyrillic = russian::is_cyrillic(own) && russian::is_cyrillic(form);
    cyrillic && own != form && !both("тов", "ооо") && !both("осоо", "ооо")
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
    use super::{core, sole_trader, strip};

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

    #[test]
    fn takes_legal_forms_off() {
        for (name, expected, form) in [
            ("ооо ромашка", "ромашка", "ооо"),
            ("windmolen b v", "windmolen", "bv"),
            ("novopol sp z o o", "novopol", "zoo"),
            ("zlatobor spol s r o", "zlatobor", "sro"),
            ("ridgecom pty ltd", "ridgecom", "ltd"),
            ("uab baltprekė", "baltprekė", "uab"),
            ("bellacasa s r l", "bellacasa", "srl"),
            ("sa", "sa", ""),
            ("марс", "марс", ""),
        ] {
            let mut words: Vec<&str> = name.split(' ').collect();
            let found = strip(&mut words);
            assert_eq!(
                (words.join(" ").as_str(), found.as_deref().unwrap_or("")),
                (expected, form),
                "{name}"
            );
        }
    }
}
