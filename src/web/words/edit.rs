//! Words of the forms that the configuration is made in: what each field is called, and what to write there.

use super::Word;
use crate::model::{Gets, Role};

macro_rules! asked {
    ($($name:ident = $en:literal, $ru:literal, $hint:literal, $hint_ru:literal;)+) => {
        $(pub const $name: (Word, Word) = (Word($en, $ru), Word($hint, $hint_ru));)+
    };
}

asked! {
    ASK_TO = "E-mail", "Эл. почта", "Where the letters go.", "Куда уходят письма.";
    ASK_WATCHES = "Watches", "Наблюдения", "Whose letters these are.", "О каких наблюдениях письма.";
    ASK_GETS = "Gets", "Получает", "Nothing marked: everything.", "Ничего не отмечено: всё.";
    ASK_LANGUAGE = "Language", "Язык", "Of the letters; English if left out.", "Язык писем; если не указан, английский.";
    ASK_ZONE = "Time zone", "Часовой пояс", "Such as Europe/Moscow; UTC if left out. Digests close at midnight there.", "Например, Europe/Moscow; если не указан, UTC. По нему считается конец недели и месяца.";

    ASK_PLACE_TITLE = "Title", "Название", "What people call the place.", "Как это место называют люди.";
    ASK_KIND = "Kind", "Вид", "How it is read.", "Как его читать.";
    ASK_START = "Addresses", "Адреса", "Where a visit begins, one a line, with https://.", "С чего начинается обход, по одному в строке, с https://.";
    ASK_ENGINE = "Engine", "Движок", "What a forum, blog, search engine or network runs on, such as phpbb; other kinds have none.", "На чём работает форум, блог, поисковик или соцсеть, например phpbb; у других видов его нет.";
    ASK_NAMES = "Walls, channels, tags", "Стены, каналы, метки", "For social networks: which are read, one a line.", "Для соцсетей: что читать, по одному в строке.";
    ASK_QUERIES = "Also search for", "Искать ещё", "For search engines: beside the names that your watches have, one a line.", "Для поисковиков: помимо имён из наблюдений, по одному в строке.";
    ASK_GROUPS = "Groups", "Группы", "One a line. A watch that names a group visits every place in it.", "По одной в строке. Наблюдение, в котором указана группа, обходит все её места.";
    ASK_INTERVAL = "Interval", "Как часто", "auto: as often as the plan needs; or 20m, 8h.", "auto: так часто, как нужно плану; или 20m, 8h.";
    ASK_EXPOSURE = "Who can read it", "Кому открыто", "It weighs in the likelihood of harm; public if left out.", "Влияет на вероятность ущерба; если не указано, открыто всем.";
    ASK_PAGES = "Pages of a visit", "Страниц за обход", "At most so many; 50 if left out.", "Не больше указанного; если не указано, 50.";
    ASK_KEEP = "What is kept", "Что хранится", "Of firehoses keep only what matched.", "Из больших потоков храните только совпадения.";
    ASK_HOSTS = "Hosts", "Хосты", "Others are not visited; those of the addresses if left out.", "Другие не посещаются; если не указано, хосты адресов.";
    ASK_DELAY = "Delay", "Пауза", "Between two requests, such as 2s.", "Между двумя запросами, например 2s.";
    ASK_PROXY = "Proxy", "Прокси", "Such as socks5h://127.0.0.1:9050.", "Например, socks5h://127.0.0.1:9050.";

    ASK_TITLE = "Title", "Название", "What people call it.", "Как это называют люди.";
    ASK_PLAN = "Plan", "План", "How soon alerts must be there, how often places are visited.", "Как быстро приходят оповещения и как часто обходятся места.";
    ASK_SETS = "Keyword sets", "Наборы слов", "What is looked for.", "Что ищется.";
    ASK_ORGANISATION = "Organisation", "Организация", "Whom we protect: an own entity of one of the sets, as SET/ENTRY.", "Кого защищаем: собственный объект одного из наборов, как НАБОР/ЗАПИСЬ.";
    ASK_CRAWLS = "Places", "Места", "Where we look. A group takes in places that join it later.", "Где ищем. В группу войдут и места, добавленные позже.";
    ASK_OWN_PLACES = "Own portals", "Свои порталы", "Checked for faults where that is authorised.", "Проверяются на уязвимости, где это разрешено.";
    ASK_PARTNERS = "Partners' portals", "Порталы партнёров", "Read as a visitor reads them.", "Читаются как обычным посетителем.";
    ASK_COMPETITORS = "Competitors' portals", "Порталы конкурентов", "Read as a visitor reads them.", "Читаются как обычным посетителем.";

    ASK_NAME_PERSON = "Name", "Имя", "In the nominative, in full; all cases, initials and Latin spellings are found by it.", "В именительном падеже, полностью; падежи, инициалы и латиница найдутся сами.";
    ASK_NAME_ORGANISATION = "Name", "Название", "In the nominative, with the legal form: ООО «Ромашка».", "В именительном падеже, с организационной формой: ООО «Ромашка».";
    ASK_NAME_BRAND = "Name", "Название", "In the nominative.", "В именительном падеже.";
    ASK_NAME_DOMAIN = "Domain", "Домен", "Without https:// and path: example.com. Hosts below it count.", "Без https:// и пути: example.com. Поддомены считаются.";
    ASK_NAME_EMAIL = "Address", "Адрес", "Such as soc@example.com.", "Например, soc@example.com.";
    ASK_NAME_DOCUMENT = "Document", "Документ", "What people call it.", "Как его называют люди.";
    ASK_CANARIES = "Canary strings", "Метки", "Strings that stand in this document and nowhere else, one a line.", "Строки, которых нет нигде, кроме этого документа, по одной в строке.";
    ASK_FILES = "Files", "Файлы", "Whole paths of files or folders on the machine of leakwatch, one a line; only fingerprints are kept, the files may go afterwards.", "Полные пути к файлам или папкам на машине leakwatch, по одному в строке; хранятся только отпечатки, сами файлы потом можно убрать.";
    ASK_PUBLIC = "Public texts", "Открытые тексты", "Files with words that everybody may know, such as a template or a published offer: they do not count.", "Файлы со словами, которые может знать каждый: шаблон, опубликованная оферта. Они не в счёт.";
    ASK_ROLE = "Role", "Роль", "What it is to the watch.", "Кто это для наблюдения.";
    ASK_ALIASES = "Other names", "Другие имена", "Nicknames, former names, one a line.", "Прозвища, прежние имена, по одному в строке.";
    ASK_LATIN = "In Latin letters", "Латиницей", "Their own spelling, when it is special.", "Собственное написание, если оно особое.";
    ASK_DOMAINS = "Domains", "Домены", "Addresses of e-mail and web, one a line: example.com.", "Почта и сайт, по одному в строке: example.com.";
    ASK_HANDLES = "Handles", "Имена в сетях", "Such as @romashka, one a line.", "Например, @romashka, по одному в строке.";
    ASK_GENDER = "Gender", "Пол", "Known from patronymic or given name; needed for others.", "Обычно понятен по имени и отчеству.";
    ASK_PARTS = "Parts that count alone", "Что считается отдельно", "Marked with care: a surname has namesakes.", "Осторожно: у фамилии бывают однофамильцы.";

    ASK_ENTRY_TITLE = "Title", "Название", "What its findings are called.", "Как называются его находки.";
    ASK_REGEX = "Regular expression", "Регулярное выражение", "Without look-around; \\b is a word's edge.", "Без просмотра вперёд и назад; \\b — граница слова.";
    ASK_VALIDATE = "Validator", "Проверка", "A checksum or structure by name: inn, snils, luhn.", "Контрольная сумма или строение по имени: inn, snils, luhn.";
    ASK_NEAR = "Words nearby", "Слова рядом", "They raise the confidence, one a line.", "Повышают уверенность, по одному в строке.";
    ASK_AGAINST = "Words against it", "Слова против", "Nearby they lower the confidence, one a line.", "Рядом они снижают уверенность, по одному в строке.";
    ASK_STANDS = "Place", "Место", "A marking stands apart, a mention inside a sentence.", "Гриф стоит отдельно, упоминание — внутри предложения.";
    ASK_LOOKALIKE = "Domains that imitate", "Подделки под домены", "Instead of an expression: whose domains are imitated.", "Вместо выражения: под чьи домены подделка.";
    ASK_CLASS = "Class", "Класс", "What its findings are.", "К чему относятся находки.";
    ASK_ABOUT = "Whose", "Чьё", "A pattern alone is nobody's: by default the watch must be named nearby.", "Шаблон сам по себе ничей: обычно рядом должно быть названо наблюдение.";
    ASK_SECRET = "Masked", "Скрывать", "Shown only to an analyst who gives a reason.", "Показывается только аналитику, который указал причину.";
    ASK_HARM = "Harm", "Вред", "How likely such a hit does harm.", "Насколько такое совпадение опасно.";
    ASK_EXPRESSION = "Query", "Запрос", "AND, OR, NOT, NEAR/10, \"a phrase\", entity:company.", "AND, OR, NOT, NEAR/10, \"фраза\", entity:company.";
    ASK_UNLESS = "Unless", "Кроме случаев", "Queries find nothing in a sentence in which one of these holds: such as entity:own PRE/0 (teaches OR teach).", "Запрос ничего не находит в предложении, где выполнено одно из этих выражений, например entity:own PRE/0 (учит OR учат).";
    ASK_DAMAGE = "Damage", "Ущерб", "What it would cost.", "Во что это обойдётся.";
    ASK_EXAMPLES = "Found in", "Находится в", "Texts in which it must be found, one a line: tried at each save.", "Тексты, в которых это должно найтись, по одному в строке: проверяются при сохранении.";
    ASK_COUNTER_EXAMPLES = "Not found in", "Не находится в", "Texts in which it must not be found, one a line.", "Тексты, в которых это не должно найтись, по одному в строке.";
    ASK_REQUIRE = "Only near", "Только рядом с", "One of these words must stand nearby.", "Рядом должно быть одно из этих слов.";
    ASK_EXCLUDE = "Never near", "Никогда рядом с", "These words nearby rule it out.", "Эти слова рядом исключают совпадение.";
    ASK_FLOOR = "Least confidence", "Наименьшая уверенность", "From 0 to 1; 0.5 if left out.", "От 0 до 1; если не указано, 0,5.";
    ASK_ALERT = "Always alert", "Всегда оповещать", "Whatever the risk; otherwise the risk decides.", "При любом риске; иначе решает риск.";
}

dictionary! {
    CONFIGURATION = "Configuration", "Настройка";
    CONFIGURATION_LEAD = "What is written in files belongs to the operator and is changed there. What is made here is kept in the store; leakwatch export writes it as files.", "То, что записано в файлах, принадлежит оператору и меняется там. То, что создано здесь, лежит в хранилище; leakwatch export запишет это файлами.";
    RECIPIENTS = "Recipients", "Получатели";
    NEW_WATCH = "New watch", "Новое наблюдение";
    NEW_RECIPIENT = "New recipient", "Новый получатель";
    NEW_PLACE = "New place", "Новое место";
    NEW_SET = "New keyword set", "Новый набор слов";
    ORIGIN = "Origin", "Откуда";
    MADE_HERE = "made here by", "создано здесь:";
    FROM_FILE = "file", "файл";
    SHIPPED = "shipped with leakwatch", "поставляется с leakwatch";
    CHANGE = "Change", "Изменить";
    COPY_AND_CHANGE = "Copy and change", "Скопировать и изменить";
    COPY_HOW = "This is shipped with leakwatch. A changed copy takes its place; later versions of leakwatch no longer change it.", "Это поставляется с leakwatch. Изменённая копия займёт его место; новые версии leakwatch её не изменят.";
    IN_A_FILE = "This belongs to the operator's files and is changed there:", "Это принадлежит файлам оператора и меняется там:";
    NONE_OF_SORT = "None yet.", "Пока нет.";
    MORE_FIELDS = "More", "Ещё";
    THE_ID = "Id", "Обозначение";
    ID_HOW = "Lower-case Latin letters, digits, dashes; made from the name if left empty. It stays for good.", "Строчные латинские буквы, цифры, дефисы; если пусто, возьмётся из названия. Потом не меняется.";
    AS_TOML = "As TOML", "В виде TOML";
    AS_FORM = "As a form", "В виде формы";
    TOML_HOW = "The file as it would stand in the configuration folder.", "Файл, каким он был бы в папке настроек.";
    TAKEN_OVER = "Saved. The daemon takes it over within seconds.", "Сохранено. Программа учтёт это в течение нескольких секунд.";
    REMOVED = "Removed. The daemon takes it over within seconds.", "Удалено. Программа учтёт это в течение нескольких секунд.";
    FAULTS_HERE = "Nothing was saved: correct what is marked.", "Ничего не сохранено: исправьте отмеченное.";
    FAULTS_ELSEWHERE = "Together with the rest of the configuration it does not hold:", "Вместе с остальными настройками это не годится:";
    LINE = "line", "строка";
    CHANGED_MEANWHILE = "It was changed by somebody else since you opened this page. What you typed is still here; look at the present version before you save again.", "Пока страница была открыта, это изменил кто-то другой. Введённое сохранилось здесь; посмотрите нынешнюю версию, прежде чем сохранять.";
    ID_TAKEN = "This id is taken; choose another or change that one.", "Это обозначение занято; выберите другое или измените существующее.";
    ID_STAYS = "The id of what is there cannot change.", "Обозначение существующего не меняется.";
    ID_MISSING = "Write an id or a name.", "Укажите обозначение или название.";
    ONE_ITEM = "Only this one item may stand here.", "Здесь может стоять только этот один объект.";
    TAKE_OUT = "Remove", "Удалить";
    FORMER = "Former versions", "Прежние версии";
    REPLACED = "replaced", "заменена";
    TAKE_BACK = "Take this version back", "Вернуть эту версию";
    ADD = "Add", "Добавить";
    NOT_IN_FORM = "This entry has no form; change it as TOML.", "Для этой записи нет формы; измените её в виде TOML.";
    NO_ENTRIES = "Nothing is looked for yet: add a person, an organisation or a query.", "Пока ничего не ищется: добавьте человека, организацию или запрос.";
    TRY_BEFORE = "Paste a text to see what would be found, before you save; nothing of it is kept.", "Вставьте текст и посмотрите до сохранения, что нашлось бы; он не хранится.";
    UNUSED_PLACE = "No watch visits this place yet: name it, or one of its groups, in a watch.", "Это место пока не обходит ни одно наблюдение: укажите его или его группу в наблюдении.";
    UNUSED_SET = "No watch looks for this set yet: name it in a watch.", "Этот набор пока не ищет ни одно наблюдение: укажите его в наблюдении.";
    TEST_LETTER = "Test letter", "Пробное письмо";
    TEST_ASKED = "A test letter is on its way.", "Пробное письмо отправляется.";
    EXPOSURE_PUBLIC = "everybody", "всем";
    EXPOSURE_CLOSED = "a closed group", "закрытой группе";
    KEEP_ALL = "all pages", "все страницы";
    KEEP_HITS = "only what matched", "только совпадения";
    STANDS_ANYWHERE = "anywhere", "где угодно";
    STANDS_APART = "apart from sentences", "отдельно от предложений";
    ABOUT_WATCH = "the watch is named nearby", "рядом названо наблюдение";
    ABOUT_ANY = "anybody's", "чьё угодно";
    HARM_1 = "a bare mention (0.1)", "простое упоминание (0,1)";
    HARM_6 = "a name with a threat (0.6)", "имя рядом с угрозой (0,6)";
    HARM_9 = "a confidential item (0.9)", "конфиденциальное (0,9)";
    HARM_10 = "can be used at once (1)", "можно сразу использовать (1)";
    PART_SURNAME = "the surname", "фамилия";
    PART_PATRONYMIC = "given name and patronymic", "имя и отчество";
    GENDER_M = "male", "мужской";
    GENDER_F = "female", "женский";
}

pub fn gets(gets: Gets) -> Word {
    match gets {
        Gets::Alerts => Word("alerts", "оповещения"),
        Gets::Digest => Word("digests", "сводки"),
        Gets::Blind => Word("places that cannot be seen", "места, которые не видно"),
        Gets::Baseline => Word("what was there before", "что было раньше"),
    }
}

pub fn entity_role(role: Role) -> Word {
    match role {
        Role::Own => Word("our own", "собственный"),
        Role::Leadership => Word("our leadership", "руководство"),
        Role::Partner => Word("partner", "партнёр"),
        Role::Competitor => Word("competitor", "конкурент"),
        Role::Other => Word("other", "другой"),
    }
}

/// What can be added to a keyword set, and what is there.
pub fn entry_kind(kind: &str) -> Word {
    match kind {
        "person" => Word("person", "человек"),
        "organisation" => Word("organisation", "организация"),
        "brand" => Word("brand", "марка"),
        "domain" => Word("domain", "домен"),
        "email" => Word("e-mail address", "адрес эл. почты"),
        "document" => Word("document", "документ"),
        "pattern" => Word("pattern", "шаблон"),
        "query" => Word("query", "запрос"),
        _ => Word("check", "проверка"),
    }
}
