//! The language of a text: what the page declares when the letters bear it out, else what the letters say.

use whatlang::{Lang, Script};

/// Bytes that are looked at.
const SAMPLE: usize = 8_192;
/// Letters below which a guess is worth nothing.
const LEAST: usize = 20;

/// ISO 639-1, or empty. `declared` is a BCP 47 tag (`ru-RU`, `en`) or an Open Graph locale (`ru_RU`).
pub fn language(declared: Option<&str>, text: &str) -> String {
    let declared = declared.and_then(primary);
    let guessed = guess(text);
    match (declared, guessed) {
        (Some(declared), Some((guessed, sure))) if sure && declared != guessed => guessed.to_owned(),
        (Some(declared), _) => declared,
        (None, Some((guessed, _))) => guessed.to_owned(),
        (None, None) => String::new(),
    }
}

/// The primary subtag when it has two letters.
fn primary(tag: &str) -> Option<String> {
    let tag = tag.trim().split(['-', '_', ',', ';', ' ']).next()?.to_ascii_lowercase();
    (tag.len() == 2 && tag.bytes().all(|b| b.is_ascii_lowercase())).then_some(tag)
}

/// The language by its letters, and whether that outweighs a declaration.
fn guess(text: &str) -> Option<(&'static str, bool)> {
    let mut end = text.len().min(SAMPLE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let sample = &text[..end];
    let letters = sample.chars().filter(|c| c.is_alphabetic()).count();
    if letters < LEAST {
        return None;
    }
    let info = whatlang::detect(sample)?;
    // Among the Cyrillic languages short texts are taken for each other; a letter that only one has decides.
    let code = match info.script() {
        Script::Cyrillic => cyrillic(sample),
        _ => short_code(info.lang())?,
    };
    let by_script = info.script() == Script::Cyrillic && code == "ru" && letters > 200;
    Some((code, by_script || (letters > 400 && info.is_reliable() && info.confidence() > 0.95)))
}

fn cyrillic(sample: &str) -> &'static str {
    let count = |letters: &str| sample.chars().filter(|c| letters.contains(*c)).count();
    let all = sample.chars().filter(|c| matches!(c, '\u{400}'..='\u{4ff}')).count().max(1);
    let ukrainian = count("іїєґІЇЄҐ");
    let belarusian = count("ўЎ");
    let russian = count("ыэъЫЭЪёЁ");
    let serbian = count("ђћџљњјЂЋЏЉЊЈ");
    let kazakh = count("әғқңөұһӘҒҚҢӨҰҺ");
    match () {
        () if kazakh * 50 > all => "kk",
        () if serbian * 50 > all => "sr",
        () if belarusian * 100 > all => "be",
        () if ukrainian * 50 > all && ukrainian > russian => "uk",
        () if russian == 0 && count("ъЪ") * 50 > all => "bg",
        () => "ru",
    }
}

fn short_code(lang: Lang) -> Option<&'static str> {
    Some(match lang {
        Lang::Eng => "en",
        Lang::Deu => "de",
        Lang::Fra => "fr",
        Lang::Spa => "es",
        Lang::Ita => "it",
        Lang::Por => "pt",
        Lang::Nld => "nl",
        Lang::Pol => "pl",
        Lang::Ces => "cs",
        Lang::Slk => "sk",
        Lang::Tur => "tr",
        Lang::Swe => "sv",
        Lang::Dan => "da",
        Lang::Nob => "no",
        Lang::Fin => "fi",
        Lang::Est => "et",
        Lang::Lav => "lv",
        Lang::Lit => "lt",
        Lang::Hun => "hu",
        Lang::Ron => "ro",
        Lang::Hrv => "hr",
        Lang::Slv => "sl",
        Lang::Aze => "az",
        Lang::Uzb => "uz",
        Lang::Vie => "vi",
        Lang::Ind => "id",
        Lang::Cmn => "zh",
        Lang::Jpn => "ja",
        Lang::Kor => "ko",
        Lang::Ara => "ar",
        Lang::Heb => "he",
        Lang::Hye => "hy",
        Lang::Kat => "ka",
        Lang::Hin => "hi",
        Lang::Tha => "th",
        Lang::Ell => "el",
        Lang::Pes => "fa",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::language;

    #[test]
    fn names_the_language() {
        let russian = "Вчера вечером на форуме появилось объявление о продаже базы клиентов. ".repeat(6);
        for (declared, text, expected) in [
            (Some("ru-RU"), "Короткий текст", "ru"),
            (Some("en"), russian.as_str(), "ru"),
            (Some("uk"), "Оголошення про продаж бази клієнтів з'явилося вчора на форумі", "uk"),
            (None, "Вчера вечером на форуме появилось объявление", "ru"),
            (None, "Оголошення про продаж бази клієнтів з'явилося вчора на форумі", "uk"),
            (None, "An offer to sell the customer database appeared on the forum last night", "en"),
            (Some("en_US"), "An offer", "en"),
            (Some("x-none"), "", ""),
            (None, "12345", ""),
        ] {
            assert_eq!(language(declared, text), expected, "{declared:?} {text}");
        }
    }
}
