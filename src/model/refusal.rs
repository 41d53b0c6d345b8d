//! Why a spot that looks like a name is not it, in a reader's language. Names are judged in English; this is the Russian
//! of each line. One that is not here is shown as it is.

use std::borrow::Cow;

use super::watch::Language;

/// English and Russian.
const LINES: &[(&str, &str)] = &[
    // People.
    (
        "the bare surname, which does not count unless parts says so",
        "одна фамилия: сама по себе она не считается, если этого нет в parts",
    ),
    ("the bare surname in lower case", "одна фамилия, и та со строчной буквы"),
    ("only a part of the surname", "только часть фамилии"),
    ("part of a double-barrelled name", "часть двойной фамилии"),
    ("the family's name without a given name", "фамилия семьи без имени"),
    ("two names stand side by side", "рядом стоят имена разных людей"),
    ("a comma or line break stands between the parts", "между частями имени запятая или конец строки"),
    ("surname and given name stand in different cases", "фамилия и имя в разных падежах"),
    ("given name and surname stand in different cases", "имя и фамилия в разных падежах"),
    (
        "given name, patronymic and surname stand in different cases",
        "имя, отчество и фамилия в разных падежах",
    ),
    ("the patronymic stands in another case", "отчество в другом падеже"),
    ("another patronymic", "другое отчество"),
    ("no patronymic", "отчества нет"),
    ("another given name", "другое имя"),
    ("no given name before it", "перед отчеством нет имени"),
    ("the given name does not belong to it", "имя относится не к этому человеку"),
    ("another initial of the patronymic", "другой инициал отчества"),
    ("another initial", "другой инициал"),
    ("another second initial", "другой второй инициал"),
    ("another middle initial", "другой средний инициал"),
    ("other initials", "другие инициалы"),
    ("a single letter that is no initial", "одиночная буква, но не инициал"),
    ("the initials belong to the name before them", "инициалы относятся к имени перед ними"),
    ("the initials belong to the name behind them", "инициалы относятся к имени после них"),
    // Organisations and brands.
    ("the words as one, without a #", "слова написаны слитно, но без #"),
    ("its beginning is missing", "нет начала названия"),
    ("its end is missing", "нет конца названия"),
    (
        "the words do not make up the name, or do not agree in case",
        "слова не складываются в название или не согласованы по падежу",
    ),
    ("something stands between the words of the name", "между словами названия стоит что-то ещё"),
    (
        "Latin letters that look like the name's, and no Cyrillic beside them",
        "латинские буквы, похожие на буквы названия, а кириллицы рядом нет",
    ),
    ("part of a longer, hyphenated name", "часть более длинного названия с дефисом"),
    ("part of a longer name", "часть более длинного названия"),
    ("part of a longer quoted name", "часть более длинного названия в кавычках"),
    ("part of an address", "часть адреса"),
    // Domains, addresses, handles, canaries.
    ("only a word of it stands here", "здесь только одно слово из неё"),
    ("part of another address", "часть другого адреса"),
    ("part of a longer host name or address", "часть более длинного имени хоста или адреса"),
    ("part of another host name", "часть другого имени хоста"),
    ("part of an e-mail address", "часть адреса эл. почты"),
    ("the word alone, without an @ or a platform's address", "одно слово, без @ и без адреса площадки"),
];

/// The line in a reader's language.
pub fn told(line: &str, language: Language) -> Cow<'_, str> {
    match language {
        Language::English => Cow::Borrowed(line),
        Language::Russian => super::evidence::find(LINES, line).unwrap_or(Cow::Borrowed(line)),
    }
}

/// Whether the line has its Russian.
pub fn known(line: &str) -> bool {
    LINES.iter().any(|(english, _)| *english == line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_in_both_languages() {
        assert_eq!(told("another patronymic", Language::Russian), "другое отчество");
        assert_eq!(told("another patronymic", Language::English), "another patronymic");
        assert_eq!(told("what nobody says", Language::Russian), "what nobody says");
        for (english, russian) in LINES {
            assert!(russian.chars().any(|c| matches!(c, 'а'..='я')), "{russian}");
            assert_eq!(LINES.iter().filter(|(other, _)| other == english).count(), 1, "{english}");
        }
    }
}
