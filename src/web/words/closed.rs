//! Words for what the program names itself: kinds of places, languages, tasks, who did it when nobody did.

use super::super::tongue::Tongue;
use super::Word;

/// A kind of place; one without a word of its own is told by its name.
pub fn kind(name: &str) -> Option<Word> {
    Some(match name {
        "feed" => Word("feed", "лента"),
        "site" => Word("site", "сайт"),
        "forum" => Word("forum", "форум"),
        "blog" => Word("blog", "блог"),
        "guestbook" => Word("guest book", "гостевая книга"),
        "classifieds" => Word("classified ads", "доска объявлений"),
        "news" => Word("newsgroups", "группы новостей"),
        "mail" => Word("mail folder", "почтовая папка"),
        "chat" => Word("chat", "чат"),
        "search" => Word("search engine", "поисковик"),
        "social" => Word("social network", "соцсеть"),
        "code" => Word("code host", "хостинг кода"),
        "paste" => Word("paste site", "сайт вставок"),
        _ => return None,
    })
}

/// By ISO 639-1.
pub fn language(code: &str) -> Option<Word> {
    Some(match code {
        "ru" => Word("Russian", "русский"),
        "en" => Word("English", "английский"),
        "uk" => Word("Ukrainian", "украинский"),
        "be" => Word("Belarusian", "белорусский"),
        "kk" => Word("Kazakh", "казахский"),
        "de" => Word("German", "немецкий"),
        "fr" => Word("French", "французский"),
        "es" => Word("Spanish", "испанский"),
        "it" => Word("Italian", "итальянский"),
        "pt" => Word("Portuguese", "португальский"),
        "pl" => Word("Polish", "польский"),
        "tr" => Word("Turkish", "турецкий"),
        "zh" => Word("Chinese", "китайский"),
        "ja" => Word("Japanese", "японский"),
        "ar" => Word("Arabic", "арабский"),
        _ => return None,
    })
}

/// A task as the overview lists it; the log has its name.
pub fn task(name: &str) -> Option<Word> {
    Some(match name {
        "heart" => Word("Heartbeat and disk", "Пульс и диск"),
        "poll" => Word("Visits", "Обходы"),
        "reindex" => Word("Search index", "Поисковый индекс"),
        "rematch" => Word("Matching what is kept", "Сверка сохранённого"),
        "dispatch" => Word("Letters", "Письма"),
        "digest" => Word("Digests", "Сводки"),
        "bounces" => Word("Bounces", "Возвраты писем"),
        "requests" => Word("Requests", "Запросы"),
        "retention" => Word("Retention", "Срок хранения"),
        "reload" => Word("Configuration", "Настройки"),
        _ => return None,
    })
}

/// Who stands in the audit log: a person's name as it is.
pub fn who(t: &Tongue, name: &str) -> String {
    if !t.russian() {
        return name.to_owned();
    }
    match name.strip_prefix("command line") {
        Some(user) => format!("командная строка{user}"),
        None if name == "one-time link" => "одноразовая ссылка".to_owned(),
        None => name.to_owned(),
    }
}

/// On what: the rows that are named by kind and number.
pub fn about(t: &Tongue, on: &str) -> String {
    const ROWS: [(&str, &str); 5] = [
        ("finding ", "находка "),
        ("page ", "страница "),
        ("entry ", "запись "),
        ("place ", "место "),
        ("finding:", "находка "),
    ];
    if !t.russian() {
        return on.to_owned();
    }
    const COUNTS: [(&str, &str); 4] = [
        ("texts", "текстов"),
        ("visits", "обходов"),
        ("mentions", "упоминаний"),
        ("archive files", "файлов архива"),
    ];
    let part = |part: &str| {
        if let Some((n, what)) = part.split_once(' ').filter(|(n, _)| n.bytes().all(|b| b.is_ascii_digit()))
            && let Some((_, russian)) = COUNTS.iter().find(|(english, _)| what.starts_with(english))
        {
            return format!("{russian} {n}");
        }
        let known =
            ROWS.iter().find_map(|(row, russian)| Some(format!("{russian}{}", part.strip_prefix(row)?)));
        known.unwrap_or_else(|| part.to_owned())
    };
    on.split(", ").map(part).collect::<Vec<_>>().join(", ")
}
