//! What columns and labels are called, in Russian and English: «фамилия;паспорт;телефон», `email,password_hash`, `USER:`.
//!
//! A name is compared whole, in lower case, with blanks for what joins its words.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::matching::hashes::Quick;
use crate::matching::page::{hash, hash_of};

/// What a column, or what stands after a label, is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// Bytes of a cell, or of a label, that is looked at.
const LONGEST: usize = 80;
/// Words that may stand before a name.
const OWNERS: [&str; 3] = ["user ", "customer ", "client "];

/// By the hash of a name.
static FIELDS: LazyLock<HashMap<u64, (&str, Field), Quick>> = LazyLock::new(|| {
    let all = NAMES.iter().flat_map(|(field, names)| names.split('|').map(|name| (name.trim(), *field)));
    all.map(|(name, field)| (hash(name.as_bytes()), (name, field))).collect()
});

/// What a cell of a header, or a label, means; none: nothing that is known.
pub(super) fn field_of(cell: &str) -> Option<Field> {
    if cell.len() > LONGEST {
        return None;
    }
    let mut name = Name::default();
    let mut small = false;
    for c in cell.chars() {
        // `lastName` is two words, `USERNAME` one.
        if c.is_uppercase() && small {
            name.part()?;
        }
        small = c.is_lowercase();
        match c {
            'ё' | 'Ё' => name.put('е')?,
            c if c.is_ascii_alphanumeric() => name.put(c.to_ascii_lowercase())?,
            c if c.is_alphanumeric() => c.to_lowercase().try_for_each(|c| name.put(c))?,
            _ if name.long > 0 && !name.is_parted() => name.part()?,
            _ => {}
        }
    }
    let name = name.text().trim();
    known(name).or_else(|| known(OWNERS.iter().find_map(|owner| name.strip_prefix(owner))?))
}

fn known(name: &str) -> Option<Field> {
    let (found, field) = FIELDS.get(&hash(name.as_bytes()))?;
    (*found == name).then_some(*field)
}

/// A name as it is compared, in room for the longest that is known and a blank behind it.
struct Name {
    bytes: [u8; Name::ROOM],
    long: usize,
    blanks: usize,
}

impl Default for Name {
    fn default() -> Name {
        Name { bytes: [0; Name::ROOM], long: 0, blanks: 0 }
    }
}

impl Name {
    const ROOM: usize = 80;
    /// Of an owner and a name of four words, and one behind.
    const BLANKS: usize = 5;

    /// None: no name is so long.
    fn put(&mut self, c: char) -> Option<()> {
        let room = self.bytes.get_mut(self.long..self.long + c.len_utf8())?;
        c.encode_utf8(room);
        self.long += c.len_utf8();
        Some(())
    }

    /// A blank; none: no name has so many words.
    fn part(&mut self) -> Option<()> {
        self.blanks += 1;
        if self.blanks > Name::BLANKS { None } else { self.put(' ') }
    }

    fn is_parted(&self) -> bool {
        self.bytes[self.long - 1] == b' '
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.long]).unwrap_or_default()
    }
}

/// What a word of a page may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Role {
    /// It belongs to the name of a field, or begins a statement with a table's columns.
    pub field: bool,
    /// By itself it is a label for a password.
    pub password: bool,
    /// A label for a person's name may begin with it, or be it.
    pub person: bool,
}

/// Bits of the sieve: some twenty for each word.
const SIEVE: usize = 1 << 15;

/// A hash's bit; its lowest bits count for nothing.
fn place(hash: u64) -> usize {
    (hash >> 16) as usize % SIEVE
}

/// The words that names of fields are made of, by their hash: a line that has two of them may be a header, one that
/// begins with a label for a password may end a block.
pub(in crate::matching) struct Words {
    known: HashMap<u64, Role, Quick>,
    /// A bit for each hash: most words of a page leave here.
    sieve: Box<[u64; SIEVE / 64]>,
}

impl Words {
    pub(super) fn new() -> Words {
        let mut known: HashMap<u64, Role, Quick> = HashMap::default();
        let mut sieve = Box::new([0; SIEVE / 64]);
        let mut add = |word: &str, role: Role| {
            let hash = hash_of(word);
            sieve[place(hash) / 64] |= 1 << (place(hash) % 64);
            let of = known.entry(hash).or_default();
            of.field |= role.field;
            of.password |= role.password;
            of.person |= role.person;
        };
        let part = Role { field: true, ..Role::default() };
        for (field, names) in NAMES {
            for name in names.split('|').map(str::trim) {
                let password = *field == Field::Password;
                for word in name.split(' ').filter(|w| w.chars().count() > 1) {
                    let lone = Role { password: password && name == word, ..part };
                    for form in [word.to_owned(), word.replace('е', "ё")] {
                        add(&form, lone);
                    }
                }
                let whole = Role { password, ..part };
                add(&name.replace(' ', "_"), whole);
                add(&name.replace(' ', ""), whole);
                if *field == Field::Name {
                    let person = Role { person: true, ..Role::default() };
                    let owned = OWNERS.iter().map(|owner| format!("{owner}{name}"));
                    let all: Vec<String> = owned.chain([name.to_owned()]).collect();
                    all.iter().flat_map(|name| beginnings(name)).for_each(|word| add(&word, person));
                }
            }
        }
        for word in ["insert", "copy"] {
            add(word, part);
        }
        Words { known, sieve }
    }

    /// What a word may be; none: nothing.
    pub(super) fn of(&self, hash: u64) -> Option<Role> {
        let may = self.sieve[place(hash) / 64] >> (place(hash) % 64) & 1 == 1;
        if may { self.known.get(&hash).copied() } else { None }
    }
}

/// The words that a page may begin a name with: `full`, `full_name`, `fullname`.
fn beginnings(name: &str) -> Vec<String> {
    let mut words = name.split(' ');
    let mut open: Vec<String> = words.next().into_iter().map(str::to_owned).collect();
    let mut out = open.clone();
    for word in words {
        open = open.iter().flat_map(|head| [format!("{head}{word}"), format!("{head}_{word}")]).collect();
        out.extend_from_slice(&open);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{FIELDS, Field, NAMES, Name, field_of};

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

    /// No two names have one hash, and none is too long to be compared.
    #[test]
    fn every_name_is_known() {
        let names: Vec<&str> = NAMES.iter().flat_map(|(_, names)| names.split('|')).map(str::trim).collect();
        for name in &names {
            assert!(field_of(name).is_some() && name.len() + 10 < Name::ROOM, "{name}");
            assert!(name.matches(' ').count() + 2 <= Name::BLANKS, "{name}");
        }
        let distinct: std::collections::HashSet<&&str> = names.iter().collect();
        assert_eq!(FIELDS.len(), distinct.len());
    }
}
