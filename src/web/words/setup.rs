//! Words of the first page after the first account: what is asked, and how the proof goes.

use super::Word;
use crate::model::proof::{Stood, What};

macro_rules! words {
    ($($name:ident = $en:literal, $ru:literal;)+) => { $(pub const $name: Word = Word($en, $ru);)+ };
}

words! {
    SETUP = "First set-up", "Первая настройка";
    SETUP_LEAD = "A few answers make a working configuration for your company. Then leakwatch proves it: it plants a leak that it alone can see, and the alert letter must arrive.", "Несколько ответов, и готова рабочая настройка для вашей компании. Затем leakwatch докажет, что она работает: подложит утечку, которую видит только он сам, и письмо о ней должно дойти.";
    SETUP_GO = "Write the configuration and prove it", "Записать настройку и проверить";
    SETUP_WRONG = "Nothing was written yet. Look at the fields that are marked.", "Пока ничего не записано. Поправьте отмеченные поля.";
    SETUP_EMPTY = "Nothing is watched yet.", "Пока ни за чем не ведётся наблюдение.";
    SETUP_NOW = "Set it up now", "Настроить сейчас";
    SETUP_NEEDED = "needed", "обязательно";
    SETUP_LOG_IN = "The mail server wants a log-in", "Почтовый сервер требует входа";
    SETUP_WRITING = "The configuration is being written.", "Настройка записывается.";
    SETUP_WRITTEN = "The configuration is written and in use.", "Настройка записана и действует.";
    SETUP_WAIT = "The proof takes some 15 seconds. This page goes on by itself, and may be left.", "Проверка займёт около 15 секунд. Страница обновляется сама, её можно закрыть.";
    SETUP_PROVED = "Proved: from the page to the accepted letter, seconds:", "Доказано: от страницы до принятого письма, секунд:";
    SETUP_GONE = "The finding was a test and is gone again: it counts nowhere.", "Находка была проверочной и уже убрана: она нигде не учитывается.";
    SETUP_FAILED = "Not proved. What failed is marked below; when it is mended, run leakwatch test-alert.", "Не доказано. Что не получилось, отмечено ниже; когда исправите, запустите leakwatch test-alert.";
    SETUP_NEXT_RELAY = "Look at the mail server and the address, then ask for a test letter under Configuration.", "Проверьте почтовый сервер и адрес, затем отправьте пробное письмо в разделе «Настройка».";
    SETUP_NEXT_DOCTOR = "Run leakwatch doctor and look at the log.", "Запустите leakwatch doctor и посмотрите журнал.";
    SETUP_NEXT_CHECK = "Run leakwatch check and look at the keyword sets of the watch.", "Запустите leakwatch check и проверьте наборы слов этого наблюдения.";
    SETUP_ON = "To the overview", "К обзору";
    SETUP_STEP = "Step", "Шаг";
    SETUP_STATE = "State", "Состояние";
    SETUP_AFTER = "Seconds", "Секунд";
    SETUP_BY = "By", "Чем";
}

/// A field's name, its label, what to write there, and whether it must be filled.
pub struct Field {
    pub name: &'static str,
    pub label: Word,
    pub hint: Word,
    pub needed: bool,
}

pub const COMPANY: Field = Field {
    name: "company",
    label: Word("Company", "Компания"),
    hint: Word(
        "As one writes it, in the nominative: Acme Ltd.",
        "Как её пишут, в именительном падеже: ООО «Ромашка».",
    ),
    needed: true,
};
pub const DOMAINS: Field = Field {
    name: "domains",
    label: Word("Its domains", "Её домены"),
    hint: Word(
        "With commas between, without https://: example.com, example.org.",
        "Через запятую, без https://: example.com, example.org.",
    ),
    needed: true,
};
pub const LEADERSHIP: Field = Field {
    name: "leadership",
    label: Word("Its leadership", "Её руководство"),
    hint: Word(
        "Full names, with commas between; grammatical cases are found by themselves.",
        "Полные имена через запятую, в именительном падеже; остальные падежи найдутся сами.",
    ),
    needed: false,
};
pub const RECIPIENTS: Field = Field {
    name: "recipients",
    label: Word("Who gets the alerts", "Кому писать"),
    hint: Word(
        "E-mail addresses, with commas between. Each gets two test letters now.",
        "Адреса эл. почты через запятую. Каждому сейчас уйдут два проверочных письма.",
    ),
    needed: true,
};
pub const ZONE: Field = Field {
    name: "zone",
    label: Word("Time zone of letters", "Часовой пояс писем"),
    hint: Word("Such as Europe/Moscow.", "Например, Europe/Moscow."),
    needed: true,
};
pub const PLACES: Field = Field {
    name: "places",
    label: Word("Feeds and sites to read", "Ленты и сайты для чтения"),
    hint: Word(
        "Addresses with https://, with commas between. Your own site is read anyway; more can be added any day.",
        "Адреса с https:// через запятую. Ваш сайт читается в любом случае; остальное можно добавить когда угодно.",
    ),
    needed: false,
};
pub const RELAY: Field = Field {
    name: "relay",
    label: Word("Mail server", "Почтовый сервер"),
    hint: Word(
        "mail.example.com or mail.example.com:465. Left empty: letters go to a folder and are shown here.",
        "mail.example.com или mail.example.com:465. Если не указан, письма складываются в папку и видны здесь.",
    ),
    needed: false,
};
pub const FROM: Field = Field {
    name: "from",
    label: Word("Sender", "Отправитель"),
    hint: Word("Left empty: leakwatch@ your first domain.", "Если не указан: leakwatch@ ваш первый домен."),
    needed: false,
};
pub const USER: Field = Field {
    name: "user",
    label: Word("User", "Пользователь"),
    hint: Word("The name to log in with.", "Имя для входа."),
    needed: false,
};
pub const PASSWORD_FILE: Field = Field {
    name: "password_file",
    label: Word("File with the password", "Файл с паролем"),
    hint: Word(
        "On the daemon's machine. Passwords are never kept in the configuration.",
        "На машине, где работает leakwatch. Пароли в настройке не хранятся.",
    ),
    needed: false,
};

/// Every field that is typed.
pub const FIELDS: [Field; 10] =
    [COMPANY, DOMAINS, LEADERSHIP, RECIPIENTS, ZONE, PLACES, RELAY, FROM, USER, PASSWORD_FILE];

/// Plans with what they promise.
pub const PLANS: [(&str, Word); 3] = [
    ("daily", Word("daily: threats, told within 24 hours", "daily: угрозы, сообщение в течение 24 часов")),
    (
        "operational",
        Word(
            "operational: leaks and threats, told within 2 hours",
            "operational: утечки и угрозы, сообщение в течение 2 часов",
        ),
    ),
    (
        "extended",
        Word(
            "extended: leaks and threats, told within 1 hour",
            "extended: утечки и угрозы, сообщение в течение 1 часа",
        ),
    ),
];

pub const PLAN: Word = Word("Plan", "План");

pub fn step(what: What) -> Word {
    match what {
        What::TestLetter => Word("Test letter accepted", "Пробное письмо принято"),
        What::FirstVisit => Word("Planted page's place read without it", "Место прочитано ещё без утечки"),
        What::Found => Word("Planted leak found", "Подложенная утечка найдена"),
        What::Alert => Word("Alert letter accepted", "Письмо об утечке принято"),
    }
}

pub fn stood(stood: Stood) -> Word {
    match stood {
        Stood::Waiting => Word("… under way", "… идёт"),
        Stood::Done => Word("✓ done", "✓ готово"),
        Stood::Failed => Word("✗ failed", "✗ не получилось"),
    }
}

/// What to do about a step that failed.
pub fn next(what: What) -> Word {
    match what {
        What::TestLetter | What::Alert => SETUP_NEXT_RELAY,
        What::FirstVisit => SETUP_NEXT_DOCTOR,
        What::Found => SETUP_NEXT_CHECK,
    }
}
