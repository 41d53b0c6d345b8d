//! What columns and labels are called, in Russian and English: «фамилия;паспорт;телефон», `email,password_hash`, `USER:`.
//!
//! A name is compared whole, in lower case, with blanks for what joins its words.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::matching::page::hash_of;

/// What a column, or what stands after a label, is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Field {
    Login,
    Email,
    Password,
    Url,
    Name,
    Surname,
    Given,
    Patronymic,
    Birth,
    Phone,
    Address,
    /// A number that stands for a person: passport, СНИЛС, SSN, card ...
    Number,
    /// Something else about a person: work, health, salary, plate.
    Detail,
    /// Goes before the rest in a stealer's block: the browser, the profile.
    Head,
}

/// Each field with its names.
const NAMES: &[(Field, &str)] = &[
    (
        Field::Login,
        "login|user|username|user name|user login|userid|user id|account|nick|nickname|uname|usr|логин|пользователь|имя \
         пользователя|учетная запись|учетка|аккаунт|ник|логін|користувач",
    ),
    (
        Field::Email,
        "email|e mail|mail|email address|e mail address|user email|contact email|customer email|почта|эл почта|электронная \
         почта|адрес электронной почты|емейл|имейл|мейл|эл адрес|пошта",
    ),
    (
        Field::Password,
        "password|pass|passwd|pwd|passw|pswd|user password|user pass|password hash|passwordhash|pass hash|passhash|hashed \
         password|encrypted password|password digest|pwd hash|hash|passhash|password plain|plaintext|plain password|пароль|пароли|хеш|\
         хэш|хеш пароля|хэш пароля|пасс|пас|senha|passwort|mot de passe|contraseña",
    ),
    (
        Field::Url,
        "url|host|hostname|site|website|web site|link|origin|origin url|action url|login url|domain|uri|сайт|ссылка|хост|\
         адрес сайта|ресурс|урл|домен|адрес страницы",
    ),
    (
        Field::Name,
        "name|full name|fullname|fio|display name|displayname|customer name|client name|employee name|person|holder|\
         cardholder|card holder|cardholder name|фио|ф и о|имя и фамилия|фамилия имя отчество|фамилия имя|клиент|сотрудник|\
         абонент|покупатель|заказчик|владелец|получатель|контактное лицо|пациент|заемщик|піб",
    ),
    (
        Field::Surname,
        "surname|last name|lastname|lname|family name|familyname|second name|фамилия|фам|прізвище",
    ),
    (Field::Given, "first name|firstname|fname|given name|givenname|forename|имя"),
    (Field::Patronymic, "patronymic|middle name|middlename|mname|отчество|по батькові"),
    (
        Field::Birth,
        "dob|birth|birthday|birthdate|birth date|date of birth|bdate|born|дата рождения|др|д р|день рождения|год рождения|\
         рождение|дата рожд|geburtsdatum",
    ),
    (
        Field::Phone,
        "phone|phone number|phonenumber|telephone|tel|mobile|mobile phone|cell|cellphone|msisdn|contact phone|телефон|тел|\
         номер телефона|мобильный|мобильный телефон|моб|моб телефон|моб тел|контактный телефон|сотовый|телефоны",
    ),
    (
        Field::Address,
        "address|home address|street address|street|residence|postal address|billing address|shipping address|delivery \
         address|адрес|домашний адрес|адрес проживания|адрес регистрации|прописка|место жительства|адрес доставки|улица|адрес \
         фактический",
    ),
    (
        Field::Number,
        "passport|passport number|passport no|passport series|ssn|social security number|sin|national id|id number|id card|\
         personal number|personal code|tax id|tin|nino|nhs number|driver license|driving licence|license number|card|card \
         number|cardnumber|pan|cc|cc number|ccnum|iban|account number|паспорт|серия|номер|серия паспорта|номер паспорта|серия и \
         номер|серия номер|серия и номер паспорта|паспорт серия|паспорт номер|паспортные данные|снилс|инн|полис|омс|полис \
         омс|номер карты|карта|загранпаспорт|водительское удостоверение|ву|счет|номер счета|лицевой счет|расчетный счет|документ|\
         номер документа|иин|пинфл|рнокпп|snils|inn|\
         bsn|nir|cpf|nif|dni|nie|pesel|cnp|egn|oib|jmbg|emso|cpr|personnummer|hetu|isikukood|asmens kodas|personas kods|\
         codice fiscale|steuer id|ausweisnummer|ahv|svnr|pps|ppsn|nhs|utr|aadhaar|tckn|iin|pinfl|rnokpp|idnp|mrn|card no",
    ),
    (
        Field::Detail,
        "salary|position|job title|title|employer|company|department|gender|sex|nationality|diagnosis|balance|plate|vin|city|\
         должность|место работы|работодатель|оклад|зарплата|пол|гражданство|национальность|диагноз|госномер|гос номер|\
         автомобиль|кем выдан|дата выдачи|код подразделения|место рождения|город|отдел|подразделение|табельный номер",
    ),
    (
        Field::Head,
        "soft|application|browser|profile|storage|web browser|program|программа|браузер|приложение",
    ),
];

static FIELDS: LazyLock<HashMap<&str, Field>> = LazyLock::new(|| {
    let all = NAMES.iter().flat_map(|(field, names)| names.split('|').map(|name| (name.trim(), *field)));
    all.collect()
});

/// What a cell of a header, or a label, means; none: nothing that is known.
pub(super) fn field_of(cell: &str) -> Option<Field> {
    if cell.len() > 80 {
        return None;
    }
    let mut name = String::with_capacity(cell.len());
    let mut small = false;
    for c in cell.chars() {
        // `lastName` is two words, `USERNAME` one.
        if c.is_uppercase() && small {
            name.push(' ');
        }
        small = c.is_lowercase();
        match c {
            'ё' | 'Ё' => name.push('е'),
            c if c.is_alphanumeric() => name.extend(c.to_lowercase()),
            _ if !name.is_empty() && !name.ends_with(' ') => name.push(' '),
            _ => {}
        }
    }
    let name = name.trim();
    let whole = FIELDS.get(name).copied();
    whole.or_else(|| {
        FIELDS
            .get(
                name.strip_prefix("user ")
                    .or(name.strip_prefix("customer "))
                    .or(name.strip_prefix("client "))?,
            )
            .copied()
    })
}

/// The words that names of fields are made of, by their hash: a line that has two of them may be a header, one that
/// begins with a label for a password may end a block.
#[derive(Debug)]
pub(in crate::matching) struct Words {
    known: HashMap<u64, bool>,
    /// A bit for each hash: most words of a page leave here.
    sieve: [u64; 64],
}

impl Words {
    pub(super) fn new() -> Words {
        let mut words = Words { known: HashMap::new(), sieve: [0; 64] };
        for (field, names) in NAMES {
            for name in names.split('|').map(str::trim) {
                let password = *field == Field::Password;
                for word in name.split(' ').filter(|w| w.chars().count() > 1) {
                    let lone = password && name == word;
                    for form in [word.to_owned(), word.replace('е', "ё")] {
                        words.add(&form, lone);
                    }
                }
                let joined = name.replace(' ', "_");
                words.add(&joined, password);
                words.add(&name.replace(' ', ""), password);
            }
        }
        for word in ["insert", "copy"] {
            words.add(word, false);
        }
        words
    }

    fn add(&mut self, word: &str, password: bool) {
        let hash = hash_of(word);
        *self.known.entry(hash).or_default() |= password;
        self.sieve[(hash >> 6 & 63) as usize] |= 1 << (hash & 63);
    }

    /// Whether a word belongs to a name; then whether it is one of a password by itself.
    pub(super) fn of(&self, hash: u64) -> Option<bool> {
        let may = self.sieve[(hash >> 6 & 63) as usize] >> (hash & 63) & 1 == 1;
        if may { self.known.get(&hash).copied() } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::{Field, field_of};

    #[test]
    fn names_of_columns() {
        for (cell, expected) in [
            ("email", Some(Field::Email)),
            ("E-mail", Some(Field::Email)),
            ("user_email", Some(Field::Email)),
            ("password_hash", Some(Field::Password)),
            ("passwordHash", Some(Field::Password)),
            ("lastName", Some(Field::Surname)),
            ("Фамилия", Some(Field::Surname)),
            ("Серия и номер паспорта", Some(Field::Number)),
            ("Дата рождения", Some(Field::Birth)),
            ("Моб. телефон", Some(Field::Phone)),
            ("учётная запись", Some(Field::Login)),
            ("USERNAME", Some(Field::Login)),
            ("created_at", None),
            ("", None),
            ("a long sentence that speaks of a password and of an email", None),
        ] {
            assert_eq!(field_of(cell), expected, "{cell}");
        }
    }
}
