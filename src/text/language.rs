//! The language of a text: what the page declares when the letters bear it out, else what the letters say.

use whatlang::{Lang, Script};

/// Bytes that are looked at.
const SAMPLE: usize = 8_192;
/// Letters below which a guess is worth nothing.
const LEAST: usize = 20;
/// Letters above which it can outweigh a declaration; of Russian half as many, which its letters tell apart.
const SURE: usize = 400;

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
    let is_letter = |c: &char| matches!(c, 'а'..='я' | 'А'..='Я') || c.is_alphabetic();
    let letters = sample.chars().filter(is_letter).take(SURE + 1).count();
    if letters < LEAST {
        return None;
    }
    // Among the Cyrillic languages short texts are taken for each other; a letter that only one has decides.
    let by_letters = (whatlang::detect_script(sample)? == Script::Cyrillic).then(|| cyrillic(sample));
    if by_letters == Some("ru") {
        return Some(("ru", letters > SURE / 2));
    }
    let info = whatlang::detect(sample)?;
    let sure = letters > SURE && info.is_reliable() && info.confidence() > 0.95;
    Some((by_letters.or_else(|| short_code(info.lang()))?, sure))
}

fn cyrillic(sample: &str) -> &'static str {
    let (mut all, mut ukrainian, mut belarusian, mut russian, mut hard, mut serbian, mut kazakh) =
        (0, 0, 0, 0, 0, 0, 0);
    for c in sample.chars() {
        match c {
            'ы' | 'э' | 'Ы' | 'Э' | 'ё' | 'Ё' => russian += 1,
            'ъ' | 'Ъ' => {
                russian += 1;
                hard += 1;
            }
            'і' | 'ї' | 'є' | 'ґ' | 'І' | 'Ї' | 'Є' | 'Ґ' => ukrainian += 1,
            'ў' | 'Ў' => belarusian += 1,
            'ђ' | 'ћ' | 'џ' | 'љ' | 'њ' | 'ј' | 'Ђ' | 'Ћ' | 'Џ' | 'Љ' | 'Њ' | 'Ј' => serbian += 1,
            'ә' | 'ғ' | 'қ' | 'ң' | 'ө' | 'ұ' | 'һ' | 'Ә' | 'Ғ' | 'Қ' | 'Ң' | 'Ө' | 'Ұ' | 'Һ' => {
                kazakh += 1
            }
            _ => {}
        }
        all += i32::from(matches!(c, '\u{400}'..='\u{4ff}'));
    }
    let all = all.max(1);
    match () {
        () if kazakh * 50 > all => "kk",
        () if serbian * 50 > all => "sr",
        () if belarusian * 100 > all => "be",
        () if ukrainian * 50 > all && ukrainian > russian => "uk",
        () if russian == 0 && hard * 50 > all => "bg",
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
