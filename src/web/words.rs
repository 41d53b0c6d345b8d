//! The dictionary: every word that pages show, in English and in Russian. Pages hold no words of their own.

/// English, Russian.
#[derive(Clone, Copy, Debug)]
pub struct Word(pub &'static str, pub &'static str);

/// Plural forms: English one and many; Russian one, few, many.
#[derive(Clone, Copy, Debug)]
pub struct Forms {
    pub en: (&'static str, &'static str),
    pub ru: (&'static str, &'static str, &'static str),
}

macro_rules! dictionary {
    ($($name:ident = $en:literal, $ru:literal;)+) => { $(pub const $name: Word = Word($en, $ru);)+ };
}

macro_rules! counted {
    ($($name:ident = $one:literal $many:literal, $ru1:literal $ru2:literal $ru5:literal;)+) => {
        $(pub const $name: Forms = Forms { en: ($one, $many), ru: ($ru1, $ru2, $ru5) };)+
    };
}

pub mod closed;
mod desk;
mod edit;
mod sets;

pub use desk::*;
pub use edit::*;
pub mod setup;
pub use sets::*;

counted! {
    OF_FINDINGS = "finding" "findings", "находка" "находки" "находок";
    OF_ALERTS = "alert" "alerts", "оповещение" "оповещения" "оповещений";
    OF_ALERTS_OWED = "alert" "alerts", "оповещения" "оповещений" "оповещений";
    OF_LATE = "alert was late" "alerts were late", "оповещение опоздало" "оповещения опоздали" "оповещений опоздали";
    OF_OVERDUE = "alert is overdue" "alerts are overdue", "оповещение просрочено" "оповещения просрочены" "оповещений просрочено";
    OF_SERIOUS_UNSEEN = "serious finding not yet judged" "serious findings not yet judged", "серьёзная находка не рассмотрена" "серьёзные находки не рассмотрены" "серьёзных находок не рассмотрено";
    OF_TO_JUDGE = "to judge" "to judge", "ждёт решения" "ждут решения" "ждут решения";
    OF_BLIND = "place blind" "places blind", "место не видно" "места не видно" "мест не видно";
    OF_PAGES = "page" "pages", "страница" "страницы" "страниц";
    OF_PAGES_GENITIVE = "page" "pages", "страницы" "страниц" "страниц";
    OF_PARKED = "document could not be read" "documents could not be read", "документ не прочитан" "документа не прочитано" "документов не прочитано";
    OF_VALUES = "value" "values", "значение" "значения" "значений";
    OF_LOCATIONS = "place" "places", "место" "места" "мест";
    OF_ENTRIES = "entry" "entries", "запись" "записи" "записей";
    OF_HITS = "hit" "hits", "совпадение" "совпадения" "совпадений";
    OF_EVENTS_MUTED = "event kept quiet" "events kept quiet", "событие без писем" "события без писем" "событий без писем";
    OF_MUTES = "mute in force" "mutes in force", "заглушка действует" "заглушки действуют" "заглушек действует";
    OF_DAYS = "day" "days", "день" "дня" "дней";
}

/// In the genitive, as dates want them.
pub const MONTHS: [Word; 12] = [
    Word("January", "января"),
    Word("February", "февраля"),
    Word("March", "марта"),
    Word("April", "апреля"),
    Word("May", "мая"),
    Word("June", "июня"),
    Word("July", "июля"),
    Word("August", "августа"),
    Word("September", "сентября"),
    Word("October", "октября"),
    Word("November", "ноября"),
    Word("December", "декабря"),
];

/// Keys and what they do.
pub const KEY_LIST: [(&str, Word); 10] = [
    ("/", Word("search", "поиск")),
    ("j", Word("next row", "следующая строка")),
    ("k", Word("row before", "предыдущая строка")),
    ("Enter", Word("open", "открыть")),
    ("c", Word("confirm", "подтвердить")),
    ("f", Word("false positive", "ложное срабатывание")),
    ("x", Word("fixed", "устранено")),
    ("a", Word("assign to me", "взять себе")),
    ("u", Word("undo", "отменить")),
    ("?", Word("this help", "эта справка")),
];

dictionary! {
    // The frame.
    SKIP = "Skip to content", "К содержанию";
    PAGES = "Pages", "Разделы";
    DEMO = "demo", "демо";
    NO_RELAY = "No mail relay is configured: letters do not leave this machine. They go to", "Почтовый сервер не настроен: письма не уходят с этой машины. Они здесь:";
    OPEN_MAILBOX = "Open the mailbox", "Открыть ящик";
    OVERVIEW = "Overview", "Обзор";
    FINDINGS = "Findings", "Находки";
    SEARCH = "Search", "Поиск";
    PLACES = "Places", "Места";
    KEYWORD_SETS = "Keyword sets", "Наборы слов";
    LETTERS = "Letters", "Письма";
    DIGESTS = "Digests", "Сводки";
    MAILBOX = "Mailbox", "Ящик";
    PEOPLE = "People", "Люди";
    AUDIT = "Audit log", "Журнал";
    LOG_OUT = "Log out", "Выйти";
    KEYS = "Keys", "Клавиши";
    CLOSE = "Close", "Закрыть";
    COPY = "Copy", "Копировать";
    PAGER = "Pages of the list", "Страницы списка";
    NEWER = "Newer", "Новее";
    OLDER = "Older", "Старше";
    ANY_MOMENT = "now", "сейчас";
    JUST_NOW = "just now", "только что";
    ALL = "All", "Все";
    ANY = "any", "любой";
    FILTER = "Filter", "Отбор";
    FILTERS = "Filters", "Отбор";
    SHOW = "Show", "Показать";
    SAVE = "Save", "Сохранить";
    SAVED = "Saved.", "Сохранено.";
    REMOVE = "Remove", "Убрать";

    // Errors.
    NOT_FOUND = "Not found", "Не найдено";
    NOT_FOUND_WHY = "There is no such page, or it belongs to a watch that you have no grant for.", "Такой страницы нет, или она относится к наблюдению, к которому у вас нет доступа.";
    FORBIDDEN = "Not permitted", "Нет прав";
    FORBIDDEN_WHY = "Your role does not include this. An admin can grant it. Nothing was changed.", "Ваша роль этого не позволяет. Доступ может дать администратор. Ничего не изменено.";
    STALE = "The form has expired", "Форма устарела";
    STALE_WHY = "The form was opened in another session. Nothing was changed: open the page again and repeat.", "Форма открыта в другом сеансе. Ничего не изменено: откройте страницу заново и повторите.";
    BAD = "This cannot be done as it was asked", "Так выполнить нельзя";
    BAD_WHY = "Nothing was changed. Go back, correct what is named here, and send it again.", "Ничего не изменено. Вернитесь, исправьте указанное и отправьте снова.";
    THROTTLED = "Too many attempts", "Слишком много попыток";
    THROTTLED_WHY = "Wait a quarter of an hour, then try again.", "Подождите четверть часа и попробуйте снова.";
    BROKEN = "Something broke here", "У нас что-то сломалось";
    BROKEN_WHY = "The request was not carried out. Crawling and alerting go on without this page.", "Запрос не выполнен. Обход и оповещения продолжаются и без этой страницы.";
    ERROR_CODE = "The log says more under the code", "Подробности в журнале программы под кодом";
    TO_OVERVIEW = "To the overview", "К обзору";

    // Logging in and accounts.
    LOG_IN = "Log in", "Вход";
    NAME = "Name", "Имя";
    PASSWORD = "Password", "Пароль";
    WRONG_PASSWORD = "Name or password is wrong.", "Имя или пароль неверны.";
    FIRST_ACCOUNT = "First account", "Первая учётная запись";
    FIRST_LEAD = "This link makes the first account, once. It will be an admin and can add others.", "По этой ссылке один раз создаётся первая учётная запись. Она станет администратором и сможет добавить других.";
    MAKE_ACCOUNT = "Make the account", "Создать учётную запись";
    EMAIL = "E-mail", "Эл. почта";
    LANGUAGE = "Language", "Язык";
    ZONE = "Time zone", "Часовой пояс";
    PASSWORD_HINT = "Ten characters or more.", "Не короче десяти знаков.";
    PASSWORD_ENDS = "All sessions end with it.", "Все сеансы при этом завершатся.";
    BAD_NAME = "A name has 1 to 64 letters, digits, dots, dashes or underscores.", "Имя: от 1 до 64 букв, цифр, точек, дефисов и подчёркиваний.";
    BAD_ZONE = "There is no such time zone; write one like Europe/Moscow.", "Такого часового пояса нет; напишите, например, Europe/Moscow.";
    NAME_TAKEN = "This name is taken.", "Это имя занято.";
    LINK_USED = "This link has been used or has expired. Start the daemon again for a new one.", "Ссылка использована или истекла. Перезапустите программу, чтобы получить новую.";
    ACCOUNT = "Account", "Учётная запись";
    PREFERENCES = "Preferences", "Настройки";
    OLD_PASSWORD = "Present password", "Нынешний пароль";
    NEW_PASSWORD = "New password", "Новый пароль";
    WRONG_OLD = "The present password is wrong.", "Нынешний пароль неверен.";
    GRANTS = "Grants", "Доступ";
    ALL_WATCHES = "all watches", "все наблюдения";
    NO_ROLE = "none", "нет";
    NEW_PERSON = "New account", "Новая учётная запись";
    FIRST_PASSWORD = "First password", "Первый пароль";
    DISABLED = "disabled", "отключена";
    DISABLE = "Disable", "Отключить";
    ENABLE = "Enable", "Включить";
    LAST_ADMIN = "This is the last admin of all watches: make another one first.", "Это последний администратор всех наблюдений: сначала назначьте другого.";
    TOKENS = "API tokens", "Ключи API";
    NO_TOKENS = "No tokens yet.", "Ключей пока нет.";
    NO_TOKENS_HOW = "A token lets a program use the JSON interface with your rights, narrowed to scopes, until a day.", "Ключ даёт программе доступ к JSON-интерфейсу с вашими правами, в указанных пределах и до указанного дня.";
    NEW_TOKEN = "New token", "Новый ключ";
    TOKEN_NAME = "What it is for", "Для чего";
    SCOPES = "Scopes", "Пределы";
    LASTS = "Valid for", "Действует";
    MAKE_TOKEN = "Make the token", "Создать ключ";
    TOKEN_ONCE = "Copy the token now: it is not shown again.", "Скопируйте ключ сейчас: больше он не будет показан.";
    TOKEN_FAULT = "A token needs a name of at most 64 characters, a scope and a number of days.", "Ключу нужны имя не длиннее 64 знаков, предел и срок.";
    UNTIL = "Until", "До";
    LAST_USED = "Last used", "Использован";
    REVOKE = "Revoke", "Отозвать";

    // Overview.
    PROMISE = "Promise", "Обещание";
    NOW = "Now", "Сейчас";
    OF = "of", "из";
    IN_TIME = "in time", "вовремя";
    MEDIAN = "median", "медиана";
    WORST = "worst", "худшее";
    BY_DAY = "alerts by day", "оповещения по дням";
    DAYS_30 = "30 days", "30 дней";
    NOTHING_DUE = "No alert was due in the last 30 days.", "За последние 30 дней оповещений к сроку не было.";
    NOTHING_TO_DO = "Nothing waits for you.", "Ничего не ждёт вашего решения.";
    OLDEST_SINCE = "the oldest since", "дольше всех с";
    ON_THE_WAY = "on the way", "в пути";
    NEWEST = "Newest findings", "Новые находки";
    SERIOUS = "Serious", "Серьёзные";
    MINE = "Mine", "Мои";
    NO_FINDINGS = "No findings yet.", "Находок пока нет.";
    NO_FINDINGS_HOW = "What the keyword sets find at the places appears here. Places shows when they were last visited.", "Здесь появится то, что наборы слов найдут в местах наблюдения. Когда их посещали, видно в разделе «Места».";
    ALL_OF_THEM = "All", "Все";
    MACHINE = "Machine", "Состояние";
    MAIL = "Letters go to", "Письма уходят";
    LAST_BOUNCE = "Last bounce", "Последний возврат";
    NO_BOUNCE = "none", "не было";
    DISK_FREE = "Free disk", "Свободно на диске";
    FULL_IN = "at this pace full in about", "при таком темпе хватит примерно на";
    INDEX_BEHIND = "Not yet searchable", "Ещё не в поиске";
    DISK_VISITS = "The disk is nearly full: no place is visited. Letters go on.", "Диск почти заполнен: обходов нет. Письма уходят.";
    DISK_INDEX = "The disk is nearly full: no place is visited, and the newest pages are not in the search. Letters go on.", "Диск почти заполнен: обходов нет, новые страницы не попадают в поиск. Письма уходят.";
    DISK_READONLY = "The disk cannot be written to: nothing is visited or kept. What is owed leaves as soon as it can be written down; all goes on by itself.", "Запись на диск невозможна: обходов нет, ничего не сохраняется. Письма уйдут, как только их можно будет записать; всё продолжится само.";
    DISK_ARCHIVE = "The disk is full: nothing is visited, searched anew or kept. Letters go on.", "Диск заполнен: обходов нет, новое не индексируется и не сохраняется. Письма уходят.";
    CLOCK_FORWARD = "The machine's clock was set forward, by", "Часы сервера перевели вперёд, на";
    CLOCK_BACK = "The machine's clock was set back", "Часы сервера перевели назад";
    CLOCK_KEPT = "Deadlines stay what they were.", "Сроки остались прежними.";
    PARKED = "This document could not be read: its reader ended twice over it. What was received is kept as evidence.", "Документ не прочитан: программа чтения дважды завершилась на нём аварийно. Полученный файл сохранён как доказательство.";
    TASKS = "Tasks", "Задачи";
    TASK = "Task", "Задача";
    RUNS = "Runs", "Запуски";
    FAILURES = "Failures", "Сбои";
    LAST_GOOD = "Last good", "Последний удачный";
    LAST_ERROR = "Last error", "Последняя ошибка";
    FAILING = "failing", "сбой";

    // Findings.
    FINDING = "Finding", "Находка";
    FOUND = "Found", "Найдено";
    DUE = "Due", "Срок";
    VERDICT = "Verdict", "Решение";
    CLASS = "Class", "Класс";
    WATCH = "Watch", "Наблюдение";
    WATCHES = "Watches", "Наблюдения";
    PLACE = "Place", "Место";
    OWNER = "Owner", "Ответственный";
    FROM = "From", "С";
    TO = "To", "По";
    SERIOUS_ONLY = "Serious only", "Только серьёзные";
    NOTHING_FITS = "Nothing fits these filters.", "Под этот отбор ничего не подходит.";
    NOTHING_FITS_HOW = "Take one away, or look at all findings.", "Уберите одно из условий или посмотрите все находки.";
    MARKED = "Marked", "Отмечено";
    IN_DIGEST = "digest", "в сводку";
    JUDGE_MARKED = "Judge the marked findings", "Решение по отмеченным";
    JUDGED = "Judged", "Решено";
    UNDO = "Undo", "Отменить";
    NONE_MARKED = "Mark one finding at least.", "Отметьте хотя бы одну находку.";
    VERDICT_MISSING = "The verdict is missing.", "Не указано решение.";
    CONFIRM = "Confirm", "Подтвердить";
    TO_JUDGE = "To judge", "Ждёт решения";
    CONFIRMED = "Confirmed", "Подтверждено";
    FALSE_POSITIVE = "False positive", "Ложное";
    FIXED = "Fixed", "Устранено";

    // A finding.
    WHERE = "Where", "Где";
    WHY = "Why", "Почему";
    TEXT = "Text", "Текст";
    DIFFERENCE = "Difference", "Изменения";
    EVIDENCE = "Evidence", "Доказательство";
    HISTORY = "History", "История";
    RISK = "Risk", "Риск";
    JUDGE_MORE = "Deal with it", "Разбор";
    ASSIGN_ME = "Assign to me", "Взять себе";
    NOT_THERE_AT = "not there at", "не было в";
    ALERT = "Alert", "Оповещение";
    ALERTS = "Alerts", "Оповещения";
    ACCEPTED = "accepted", "принято";
    DUE_AT = "due", "срок";
    TO_SPARE = "to spare", "в запасе";
    LATE = "late", "опоздания";
    SEEN = "seen", "видели";
    GONE_SINCE = "gone since", "нет с";
    AND_MORE = "and", "и ещё";
    CONFIDENCE = "confidence", "уверенность";
    TEXT_DROPPED = "The text is no longer kept.", "Текст больше не хранится.";
    REVEALED = "Secrets of this finding are shown on this page only; your reason is in the audit log.", "Секреты этой находки показаны только на этой странице; причина записана в журнал.";
    SHOW_SECRETS = "Show the secrets", "Показать секреты";
    REASON = "Reason", "Причина";
    REASON_MISSING = "Say why you need to see it, in five characters or more: the reason is logged.", "Напишите, зачем это нужно (не короче пяти знаков): причина записывается.";
    SHOW_LOGGED = "Show, logged", "Показать с записью";
    WHOLE_TEXT = "The whole text", "Весь текст";
    AGAINST = "against the version of", "по сравнению с версией от";
    NO_DIFFERENCE = "The texts are the same.", "Тексты совпадают.";
    DIFFERENCE_CUT = "Only the beginnings were compared.", "Сравнивалось только начало.";
    OFFSET = "offset", "смещение";
    NO_EVIDENCE = "The raw exchange is not kept.", "Исходный ответ не хранится.";
    HISTORIC = "historic", "старое";
    LETTER_TO = "letter to", "письмо:";
    LETTER = "Letter", "Письмо";
    DUE_DAY = "Deal with it by", "Разобрать до";
    TREATMENT = "Treatment", "Обращение с риском";
    ACCEPT_UNTIL = "Accepted until", "Принят до";
    ACCEPT_UNTIL_WHEN = "An acceptance needs the day until which it holds.", "Для принятия риска нужен день, до которого оно действует.";
    COMMENT = "Comment", "Замечание";
    BAD_DAY = "A day is written like 2026-11-23.", "День пишется так: 2026-11-23.";
    LONG_COMMENT = "The comment is too long.", "Замечание слишком длинное.";
    MATRIX = "Damage by likelihood; the marked cell is this finding", "Ущерб и вероятность; отмечена клетка этой находки";
    MATRIX_HOW = "Rows are damage, columns likelihood, rising to the right.", "Строки — ущерб, столбцы — вероятность, растёт вправо.";
    ACCEPTABLE = "Acceptable.", "Приемлемо.";
    NOT_ACCEPTABLE = "Not acceptable.", "Неприемлемо.";
    UNTITLED = "Untitled page", "Страница без названия";
    PUBLISHED = "published", "опубликовано";
    READ = "read", "прочитано";
    TEXT_CUT = "The text is longer; its beginning is shown.", "Текст длиннее; показано начало.";
    EARLIER = "The version before", "Предыдущая версия";

    // Search.
    SEARCH_HINT = "words, \"a phrase\", host:… ", "слова, \"фраза\", host:… ";
    SEARCH_DO = "Search", "Найти";
    SEARCH_LEAD = "Every page that was read can be found here.", "Здесь находится любая прочитанная страница.";
    SORT = "Order", "Порядок";
    BY_SCORE = "best first", "сначала точные";
    BY_TIME = "newest first", "сначала новые";
    KIND = "Kind", "Вид";
    ENTITY = "Named", "Упомянуты";
    DAY = "Day", "День";
    FACETS = "Narrow down", "Уточнить";
    NO_HITS = "Nothing was found.", "Ничего не найдено.";
    NO_HITS_HOW = "Try fewer words, or the beginning of a word with an asterisk.", "Попробуйте меньше слов или начало слова со звёздочкой.";
    QUERY_FAULT = "The query cannot be read", "Запрос не понят";
    MS = "ms", "мс";

    // Places.
    STATE = "State", "Состояние";
    STATE_NEW = "new", "новое";
    STATE_WELL = "well", "в порядке";
    STATE_THROTTLED = "asked to wait", "просит подождать";
    STATE_REFUSED = "refused", "отказано";
    STATE_GONE = "gone", "исчезло";
    STATE_UNREACHABLE = "unreachable", "недоступно";
    STATE_MALFORMED = "unreadable", "не читается";
    STATE_OWN_NETWORK = "our network is down", "наша сеть не работает";
    BLIND = "Blind", "Не видно";
    NO_BLIND = "Every place can be seen.", "Все места видны.";
    NO_PLACES = "No places yet.", "Мест пока нет.";
    NO_PLACES_HOW = "Crawls that a watch names in the configuration appear here.", "Здесь появятся обходы, указанные в настройках наблюдения.";
    LAST_VISIT = "Last visit", "Последний обход";
    NEXT_VISIT = "Next visit", "Следующий обход";
    LAST_SUCCESS = "Last good visit", "Последний удачный";
    PAGES_KEPT = "Pages", "Страниц";
    OUTLOOK = "Promise", "Обещание";
    FEASIBLE = "can be kept", "выполнимо";
    INFEASIBLE = "cannot be kept", "невыполнимо";
    RETIRED = "retired", "снято";
    SINCE = "since", "с";
    VISITS = "Visits", "Обходы";
    READ_WHOLLY = "Read wholly", "Прочитано целиком";
    NOT_YET = "not yet", "ещё нет";
    START = "Start", "Начало";
    VISIT_NOW = "Visit now", "Обойти сейчас";
    VISIT_ASKED = "Asked for. The visit appears below once it has begun.", "Запрошено. Обход появится ниже, когда начнётся.";
    FINDINGS_HERE = "Findings from here", "Находки отсюда";
    NOT_SEEN = "Could not be seen whole", "Было видно не целиком";
    NO_VISITS = "Not visited yet.", "Обходов ещё не было.";
    NO_VISITS_HOW = "The first visit comes when it is due.", "Первый обход начнётся в свой срок.";
    BEGUN = "Begun", "Начат";
    LASTED = "Lasted", "Длился";
    RUNNING = "running", "идёт";
    ITEMS = "Pages", "Страниц";
    NEW_ITEMS = "New", "Новых";
    UNCHANGED = "Unchanged", "Без изменений";
    REQUESTS = "Requests", "Запросов";
    BYTES = "Size", "Объём";
    GAP = "gap", "пропуск";

    // Keyword sets.
    KEYWORD_SET = "Keyword set", "Набор слов";
    ENTRIES = "Entries", "Записи";
    ENTRY = "Entry", "Запись";
    NO_SETS = "No keyword sets yet.", "Наборов слов пока нет.";
    NO_SETS_HOW = "Sets that a watch names in the configuration appear here.", "Здесь появятся наборы, указанные в настройках наблюдения.";
    TRY = "Try it", "Проверить на тексте";
    TRY_HOW = "Paste a text; nothing of it is kept.", "Вставьте текст; он не сохраняется.";
    TRY_DO = "Find", "Найти";
    TRY_NOTHING = "Nothing of this set stands in the text.", "В тексте нет ничего из этого набора.";
    HITS = "Hits", "Совпадения";
    FOUND_WORDS = "Words", "Слова";
    EVIDENCE_OF = "How it was found", "Как найдено";
    WEAK = "weak", "слабое";
    SECRET = "masked", "скрывается";
    MATCHES = "Matches", "Что ищется";
    FLOOR = "Floor", "Порог";
    EXAMPLES = "Found in", "Находится в";
    COUNTER_EXAMPLES = "Not found in", "Не находится в";

    // Letters.
    SENT_ALL = "All letters", "Все письма";
    OWED = "Owed", "Ожидают отправки";
    LATE_ONES = "Late", "Опоздавшие";
    NOTHING_OWED = "Nothing is owed.", "Всё отправлено.";
    NOTHING_LATE = "Nothing was late.", "Опозданий не было.";
    NO_LETTERS = "No letters yet.", "Писем пока нет.";
    NO_LETTERS_HOW = "The first serious finding sends the first letter.", "Первое письмо уйдёт с первой серьёзной находкой.";
    NO_DIGESTS = "No digests yet.", "Сводок пока нет.";
    NO_DIGESTS_HOW = "A digest is sent at the end of each week or month, as the plan says.", "Сводка уходит в конце недели или месяца, как указано в плане.";
    SUBJECT = "Subject", "Тема";
    RECIPIENT = "Recipient", "Получатель";
    MADE = "Made", "Создано";
    REPLY = "Reply", "Ответ сервера";
    AS_READ = "As its reader sees it", "Как видит получатель";
    TEXT_PART = "Text part", "Текстовая часть";
    START_CLOCK = "Clock started", "Отсчёт с";
    ACKNOWLEDGE = "I know of it", "Принял к сведению";
    ACKNOWLEDGED = "Somebody knows of it.", "Принято к сведению.";
    ACKNOWLEDGE_HOW = "Those who answer for it see that you know of it; nothing else changes.", "Коллеги увидят, что вы в курсе; больше ничего не меняется.";

    // The audit log.
    NO_AUDIT = "Nothing was done yet.", "Пока ничего не происходило.";
    WHEN = "When", "Когда";
    WHO = "Who", "Кто";
    WHAT = "What", "Что";
    ON_WHAT = "On", "Над чем";

    // Risk and classes.
    HIGH = "High", "Высокий";
    MEDIUM = "Medium", "Средний";
    LOW = "Low", "Низкий";
    LEAK = "Leak", "Утечка";
    EXPOSURE = "Exposure", "Уязвимость портала";
    BUSINESS = "Business", "Бизнес";
    REPUTATION = "Reputation", "Репутация";
    GROWTH = "Growth", "Развитие";
    MENTION = "Mention", "Упоминание";
}
