//! What speaks for a hit, in a reader's language. Hits carry their evidence in English; this is the closed set of what it
//! says, with the Russian of each line. A line that is not in it is shown as it is, and a debug build refuses to make it.

use std::borrow::Cow;

use super::watch::Language;

/// English and Russian; `{}` stands for what is taken over as it is.
const LINES: &[(&str, &str)] = &[
    // People.
    ("the full name", "полное имя"),
    ("surname and given name", "фамилия и имя"),
    ("given name and surname", "имя и фамилия"),
    ("surname and a short form of the given name", "фамилия и краткая форма имени"),
    ("a short form of the given name, and surname", "краткая форма имени и фамилия"),
    (
        "given name and patronymic, which count alone by parts",
        "имя и отчество: по настройке достаточно их одних",
    ),
    ("the surname, which counts alone by parts", "фамилия: по настройке достаточно её одной"),
    ("surname, given name and the patronymic's initial", "фамилия, имя и инициал отчества"),
    ("surname and both initials", "фамилия и оба инициала"),
    ("surname and both initials, written together", "фамилия и оба инициала, слитно"),
    ("surname and one initial", "фамилия и один инициал"),
    ("one initial and surname", "один инициал и фамилия"),
    ("both initials and surname", "оба инициала и фамилия"),
    ("both initials without full stops, and surname", "оба инициала без точек и фамилия"),
    (
        "initials and surname; the second initial is not known",
        "инициалы и фамилия; второй инициал неизвестен",
    ),
    ("given name, middle initial and surname", "имя, средний инициал и фамилия"),
    ("one letter differs: {}", "отличается одна буква: {}"),
    ("a family's surname and the given name", "фамилия семьи и имя"),
    ("by an alias", "по другому имени"),
    ("written with Latin letters", "написано латиницей"),
    ("without capitals", "без заглавных букв"),
    (
        "a sentence with capitals around it: it may be common words",
        "в предложении есть заглавные буквы, а здесь их нет: это могут быть обычные слова",
    ),
    (
        "one part is in lower case: it may be a common noun",
        "часть имени со строчной буквы: это может быть обычное слово",
    ),
    ("look-alike or invisible characters were folded", "есть подменённые или невидимые знаки"),
    ("a place or institution named after the person", "место или учреждение, названное в честь человека"),
    ("the verb after it is of the other gender", "глагол после имени другого рода"),
    ("the letters stand apart", "буквы стоят врозь"),
    ("digits or signs stand for letters", "вместо букв цифры или знаки"),
    ("typed on the other keyboard layout", "набрано в другой раскладке клавиатуры"),
    ("a word is broken at the end of a line", "слово разорвано переносом строки"),
    ("an apostrophe stands for a soft sign", "апостроф вместо мягкого знака"),
    ("named beyond doubt elsewhere in the text", "в другом месте текста названо без сомнений"),
    // Organisations and brands.
    ("in quotes", "в кавычках"),
    ("a Latin name written with Cyrillic letters", "латинское название кириллицей"),
    ("as a hashtag", "хештегом"),
    ("accents were left out", "без диакритических знаков"),
    ("words of a hashtag", "слова в хештеге"),
    ("words of a handle", "слова в имени учётной записи"),
    ("words of a path", "слова в адресе страницы"),
    ("words of a mailbox", "слова в адресе почты"),
    (
        "a capital proves little here, but it is no ordinary word",
        "заглавная буква здесь мало значит, но это не обычное слово",
    ),
    ("in lower case, but no ordinary word", "со строчной буквы, но это не обычное слово"),
    ("every word has a capital", "каждое слово с заглавной буквы"),
    ("a street's name, or a person's surname", "название улицы или чья-то фамилия"),
    ("another legal form: {}", "другая организационная форма: {}"),
    ("with the legal form {}", "с организационной формой {}"),
    ("after a word for a company, in lower case", "после слова, означающего компанию, со строчной буквы"),
    ("in lower case: it may be common words", "со строчной буквы: это могут быть обычные слова"),
    (
        "an adjective with a capital stands before it: it may be a longer name",
        "перед ним прилагательное с заглавной буквы: название может быть длиннее",
    ),
    ("everything is in capitals", "всё заглавными буквами"),
    ("with a capital at the start of a sentence", "с заглавной буквы в начале предложения"),
    ("a word for a company stands near", "рядом слово, означающее компанию"),
    ("with a capital", "с заглавной буквы"),
    // Domains, addresses, handles, canaries.
    ("a canary string", "строка-метка"),
    ("other signs stand between its words", "между её словами стоят другие знаки"),
    // Documents.
    ("words of the document {}", "слова документа {}"),
    ("word for word", "слово в слово"),
    ("reworded: {} % of its word runs agree", "пересказ: совпадает {} % цепочек слов"),
    ("less than a hundredth of the document stands here", "здесь меньше сотой доли документа"),
    ("{} % of the document stands here", "здесь {} % документа"),
    ("a handle", "имя в сети"),
    ("the e-mail address", "адрес эл. почты"),
    ("an e-mail address at the domain", "адрес эл. почты в этом домене"),
    ("a host of the domain", "поддомен"),
    ("the domain", "домен"),
    (
        "written with look-alike or invisible characters: it is not this address but imitates it",
        "написано с подменёнными или невидимыми знаками: это не сам адрес, а подделка под него",
    ),
    // Patterns, queries, context.
    ("the expression alone", "только выражение"),
    ("near «{}»", "рядом «{}»"),
    ("more than {} in this text: the rest is not counted", "в этом тексте больше {}: остальные не считались"),
    ("the expression holds for the page as a whole", "запрос выполнен для страницы в целом"),
    ("«{}» stands near, which speaks against it", "рядом «{}», и это говорит против"),
    ("set apart from the sentences around it", "стоит отдельно от соседних предложений"),
    ("in capitals", "заглавными буквами"),
    ("at the head of the text", "в начале текста"),
    ("at the foot of the text", "в конце текста"),
    ("there is nothing beside it that it could mark", "рядом нет ничего, к чему это могло бы относиться"),
    ("the title of a numbered chapter", "заглавие пронумерованной главы"),
    ("inside a sentence: it may only be spoken of", "внутри предложения: возможно, о нём лишь говорится"),
    // Domains that imitate.
    ("imitates {}", "подделка под {}"),
    ("it is the address of the page", "это адрес самой страницы"),
    ("letters of another alphabet stand for its own", "вместо букв похожие из другого алфавита"),
    ("digits or letters stand for others that look alike", "вместо букв похожие на них цифры или буквы"),
    ("a letter is missing", "не хватает буквы"),
    ("there is a letter more", "лишняя буква"),
    ("a letter is doubled, or a double is single", "буква удвоена или из двойной стала одной"),
    ("two letters are swapped", "две буквы переставлены"),
    ("the key beside was struck", "нажата соседняя клавиша"),
    ("the key beside was struck too", "задета соседняя клавиша"),
    ("one bit of a letter is flipped", "буква отличается одним битом"),
    ("a vowel is another", "другая гласная"),
    ("one letter is another", "одна буква другая"),
    ("another number", "другой номер"),
    ("the first letter differs, which makes another word", "отличается первая буква, и слово выходит другое"),
    ("the name is short", "имя короткое"),
    ("the top-level domain differs too", "и доменная зона другая"),
    ("with words that fraud adds", "добавлены слова, обычные для мошенников"),
    ("words were added: {}", "добавлены слова: {}"),
    ("the added words are not typical of fraud", "для мошенников такие слова нетипичны"),
    ("a dot is missing", "пропущена точка"),
    ("hyphens were put in or taken out", "дефисы добавлены или убраны"),
    ("the same name under another top-level domain", "то же имя в другой доменной зоне"),
    ("the same name in another alphabet", "то же имя другим алфавитом"),
    ("the domain stands inside another one: {}", "домен вписан в чужой: {}"),
    ("the domain stands before an @: the address leads to {}", "домен стоит перед @, а ведёт адрес на {}"),
    ("the name is a label of another domain: {}", "имя стоит поддоменом чужого домена: {}"),
    ("a host that carries its customers' names", "на таких узлах стоят имена клиентов"),
    ("{} is a word of its own", "{} — самостоятельное слово"),
    ("a well-known domain of others", "известный чужой домен"),
    ("it may be the name of a file or of a member of a class", "возможно, это имя файла или поля класса"),
    ("the expression holds within {} words", "запрос выполнен; длина отрезка в словах: {}"),
    // What validators prove.
    ("both check digits of a person's INN agree", "обе контрольные цифры ИНН человека сходятся"),
    ("the check digit of a firm's INN agrees", "контрольная цифра ИНН организации сходится"),
    ("the check digit of an OGRN agrees", "контрольная цифра ОГРН сходится"),
    ("the check digit of an OGRNIP agrees", "контрольная цифра ОГРНИП сходится"),
    ("the control number of a SNILS agrees", "контрольное число СНИЛС сходится"),
    ("region and year of the series exist", "регион и год серии существуют"),
    ("region, series and number have their form", "регион, серия и номер записаны как положено"),
    ("the check digit of an insurance policy agrees", "контрольная цифра полиса сходится"),
    ("the code exists in the Russian numbering plan", "такой код есть в российском плане нумерации"),
    ("area, group and serial can have been issued", "такой номер мог быть выдан"),
    ("the prefix is allowed and the suffix exists", "начало допустимо, окончание существует"),
    ("the country's own check digit agrees", "контрольная цифра страны сходится"),
    ("the check letter agrees", "контрольная буква сходится"),
    ("birth date and check digit agree", "дата рождения и контрольная цифра сходятся"),
    ("the country's code and the length exist", "такой код страны и такая длина бывают"),
    ("the date exists", "такая дата существует"),
    ("local part and host have their form", "обе части адреса записаны как положено"),
    ("random: unlike words, and no placeholder", "случайно: не похоже на слова и не заглушка"),
    (
        "the provider's length and alphabet, and unlike words",
        "длина и алфавит как у поставщика, на слова не похоже",
    ),
    ("the structure that the issuer puts into it", "внутри та структура, какую закладывает издатель"),
    ("the issuer's own checksum (CRC-16) agrees", "собственная контрольная сумма издателя (CRC-16) сходится"),
    ("the checksum (bech32) agrees", "контрольная сумма (bech32) сходится"),
    ("base64 of a user and a password", "имя и пароль в base64"),
    ("base64 of something that is no placeholder", "base64 от чего-то, что не заглушка"),
    ("a private key in base64", "закрытый ключ в base64"),
    ("user and password have their places", "имя и пароль на своих местах"),
    ("no placeholder and no plain word", "не заглушка и не обычное слово"),
    ("the provider's prefix, length and alphabet", "начало, длина и алфавит как у поставщика"),
    ("an address and a password beside it", "адрес и рядом пароль"),
    ("a URL, a login and a password in one line", "адрес сайта, логин и пароль в одной строке"),
    ("a login and a password after their labels", "логин и пароль после своих подписей"),
    ("a row of a table with a login and a password", "строка таблицы с логином и паролем"),
    ("the password is a hash: {}", "пароль в виде хеша: {}"),
    ("one of {} such accounts side by side", "таких учётных записей подряд: {}"),
    ("a full name with a patronymic", "полное имя с отчеством"),
    ("after a label for a name", "после подписи для имени"),
    ("fields of one person side by side: {}", "сведений об одном человеке рядом: {}"),
    ("one of {} such records", "таких записей в тексте: {}"),
    ("the form of a password's hash, and no sample", "запись хеша пароля, и это не образец"),
    ("user, password and host have their places", "имя, пароль и хост на своих местах"),
    ("the issuer's own checksum (CRC-32) agrees", "собственная контрольная сумма издателя (CRC-32) сходится"),
    ("header and claims are JSON, signed", "заголовок и содержимое — JSON с подписью"),
    ("a PEM body of base64", "тело PEM в base64"),
    ("the check digit agrees (Luhn)", "контрольная цифра сходится (Лун)"),
    (
        "the check digit agrees (Luhn) and the issuer's range exists",
        "контрольная цифра сходится (Лун), и такой диапазон издателя существует",
    ),
    (
        "country's length and check digits agree (mod 97)",
        "длина для страны и контрольные цифры сходятся (по модулю 97)",
    ),
    ("the series is one of passports for travel", "такая серия бывает у загранпаспортов"),
    ("series and number have their form", "серия и номер записаны как положено"),
    ("street, house and flat have their places", "улица, дом и квартира на своих местах"),
    (
        "the letters are a plate's and the region exists",
        "буквы как на номерном знаке, и такой регион существует",
    ),
    ("the check digit of a VIN agrees", "контрольный знак VIN сходится"),
    ("maker, vehicle and serial have their places", "изготовитель, модель и номер на своих местах"),
    ("balance account and currency exist", "балансовый счёт и код валюты существуют"),
    ("the check digit of a routing number agrees", "контрольная цифра номера банка сходится"),
    ("sort code and account have their form", "код отделения и счёт записаны как положено"),
    ("party, country and place have their form", "банк, страна и место записаны как положено"),
    (
        "country's length, check digits and the bank's own key agree",
        "длина для страны, контрольные цифры и собственный ключ банка сходятся",
    ),
    ("the check digit of an NHS number agrees", "контрольная цифра номера NHS сходится"),
    ("the check digit of a tax reference agrees", "контрольная цифра номера налогоплательщика сходится"),
    ("name, birth date and initials have their places", "фамилия, дата рождения и инициалы на своих местах"),
    ("the prefix is one that the tax service assigns", "такое начало номера налоговая служба присваивает"),
    ("the check digit of a provider agrees", "контрольная цифра врача или клиники сходится"),
    ("every place has a sign that the issuer uses there", "на каждом месте знак, который там бывает"),
    ("the check digit of a prescriber agrees", "контрольная цифра врача сходится"),
    ("both check digits agree", "обе контрольные цифры сходятся"),
    ("the check digit agrees (Verhoeff)", "контрольная цифра сходится (Верхуфф)"),
    ("kind of holder, serial and letter have their places", "вид владельца, номер и буква на своих местах"),
    ("every part of the number is in its range", "каждая часть номера в своих границах"),
    ("birth month and key agree", "месяц рождения и ключ сходятся"),
    ("the birth date within it exists", "дата рождения внутри номера существует"),
    ("it begins as numbers since 2017 do", "начинается так, как номера с 2017 года"),
    ("number and register have their form", "номер и буква реестра записаны как положено"),
    ("the check digits agree (mod 97)", "контрольные цифры сходятся (по модулю 97)"),
    (
        "all check digits of a machine-readable zone agree",
        "все контрольные цифры машиночитаемой строки сходятся",
    ),
    ("the code of a diagnosis has its form", "код диагноза записан как положено"),
    ("the account's key digit agrees with the bank's BIK", "ключ счёта сходится с БИК банка"),
];

/// What a line says of the grammatical case; several are joined by `or`.
const CASE: &str = "case: ";
const CASES: [(&str, &str); 6] = [
    ("nominative", "именительный"),
    ("genitive", "родительный"),
    ("dative", "дательный"),
    ("accusative", "винительный"),
    ("instrumental", "творительный"),
    ("prepositional", "предложный"),
];

/// The line in a reader's language.
pub fn told(line: &str, language: Language) -> Cow<'_, str> {
    match language {
        Language::English => Cow::Borrowed(line),
        Language::Russian => russian(line).unwrap_or(Cow::Borrowed(line)),
    }
}

/// Whether the line is of the closed set.
pub fn known(line: &str) -> bool {
    russian(line).is_some()
}

fn russian(line: &str) -> Option<Cow<'_, str>> {
    if let Some(cases) = line.strip_prefix(CASE) {
        let russian =
            |case: &str| CASES.iter().find(|(english, _)| *english == case).map(|(_, russian)| *russian);
        let cases: Option<Vec<&str>> = cases.split(" or ").map(russian).collect();
        return Some(Cow::Owned(format!("падеж: {}", cases?.join(" или "))));
    }
    find(LINES, line)
}

/// The second of the pair whose first is the line, `{}` standing for anything.
pub(super) fn find<'a>(lines: &[(&str, &'static str)], line: &'a str) -> Option<Cow<'a, str>> {
    if let Some((_, russian)) = lines.iter().find(|(english, _)| *english == line) {
        return Some(Cow::Borrowed(russian));
    }
    lines.iter().find_map(|(english, russian)| {
        let (head, tail) = english.split_once("{}")?;
        let within = line.strip_prefix(head)?.strip_suffix(tail)?;
        Some(Cow::Owned(russian.replacen("{}", within, 1)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_in_russian() {
        for (line, expected) in [
            ("the full name", "полное имя"),
            ("case: genitive or accusative", "падеж: родительный или винительный"),
            ("near «ИНН»", "рядом «ИНН»"),
            ("near «{}»", "рядом «{}»"),
            ("with the legal form ООО", "с организационной формой ООО"),
            ("what nobody says", "what nobody says"),
            ("case: vocative", "case: vocative"),
        ] {
            assert_eq!(told(line, Language::Russian), expected);
            assert_eq!(told(line, Language::English), line);
        }
        assert!(!known("what nobody says") && !known("case: vocative"));
    }

    #[test]
    fn every_line_has_its_own_russian_with_the_same_slot() {
        for (english, russian) in LINES {
            assert_eq!(english.contains("{}"), russian.contains("{}"), "{english}");
            assert!(russian.chars().any(|c| matches!(c, 'а'..='я')), "{russian}");
            assert_eq!(LINES.iter().filter(|(other, _)| other == english).count(), 1, "{english}");
        }
    }
}
