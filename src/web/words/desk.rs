//! Words of what an analyst does with a finding beside judging it: taking the evidence away.

use super::Word;

dictionary! {
    GET_WARC = "Raw exchange as WARC", "Исходный ответ (WARC)";
    GET_WARC_HOW = "The request and the answer as they were received, unmasked, for tools that read WARC. Your reason is in the audit log.", "Запрос и ответ в том виде, в каком получены, без масок; читается программами для WARC. Причина записывается в журнал.";
    GET_LOGGED = "Download, logged", "Скачать с записью";
    AT_RISK = "Money at risk", "Деньги под риском";

    // Mutes.
    MUTES = "Mutes", "Заглушки";
    MUTED = "muted", "без писем";
    MUTES_LEAD = "What is quiet sends no alerts until the day named. Its events are kept and counted, and stand in the findings and the digest. What was owed before still leaves.", "По заглушённому до указанного дня не уходят оповещения. События сохраняются и учитываются, они видны в находках и сводке. Уже назначенные письма уйдут.";
    NO_MUTES = "Nothing is muted.", "Ничего не заглушено.";
    NO_MUTES_HOW = "A finding's page mutes the finding, its entry or its place until a day, with a reason.", "На странице находки можно заглушить её саму, её запись или место до указанного дня, с причиной.";
    MUTE = "Mute", "Заглушить";
    MUTE_WHAT = "What", "Что";
    MUTE_FINDING = "this finding", "эту находку";
    MUTE_ENTRY = "its entry", "её запись";
    MUTE_PLACE = "its place", "её место";
    MUTE_UNTIL = "Until, that day included", "До какого дня включительно";
    MUTE_UNTIL_WHEN = "A mute needs a day to come, at most a year away.", "Заглушке нужен день в будущем, не дальше года.";
    MUTE_NOTHING = "There is nothing of this name to mute.", "Заглушать нечего: такого нет.";
    MUTE_END = "End it", "Снять";
    MUTE_OVER = "over", "истекла";
    MUTE_ENDED = "ended by", "снял(а)";
    MUTE_IN_FORCE = "in force", "действует";
    EVENTS_QUIET = "Events", "Событий";

    // Saved searches.
    SAVED_SEARCHES = "Saved searches", "Сохранённые запросы";
    SAVED_LEAD = "A search that is kept opens with all that it was asked with. An admin can have it watched: then what comes is held against it.", "Сохранённый запрос открывается со всеми условиями. Администратор может поставить его под наблюдение: тогда он применяется ко всему, что приходит.";
    NO_SAVED = "No search was saved yet.", "Сохранённых запросов пока нет.";
    NO_SAVED_HOW = "Search for something, then save it below the search form.", "Найдите что-нибудь и сохраните запрос под формой поиска.";
    SAVE_SEARCH = "Save this search", "Сохранить запрос";
    SEARCH_NAME = "Name", "Название";
    SEARCH_NAMELESS = "A saved search needs a name.", "Сохранённому запросу нужно название.";
    SEARCHES_MANY = "You keep 500 searches already: take one away first.", "У вас уже 500 сохранённых запросов: сначала удалите один.";
    SEEN_BY = "Seen by", "Кто видит";
    ONLY_ME = "only me", "только я";
    READERS_OF = "who reads", "кто видит наблюдение";
    WATCHED_AS = "Watched as", "Под наблюдением";
    WATCH_THIS = "Watch this", "Наблюдать за этим";
    WATCH_THIS_LEAD = "What comes from now on is held against this query, and what is kept is matched with it anew. It becomes an entry of the watch's own keyword set.", "Всё новое будет сверяться с этим запросом, а сохранённое — сверено заново. Запрос станет записью собственного набора слов наблюдения.";
    WATCH_DO = "Watch it", "Поставить под наблюдение";
    WATCHED_ALREADY = "This very query is watched already:", "Такой запрос уже под наблюдением:";
    PREVIEW = "The last 30 days", "Последние 30 дней";
    PREVIEW_AGAIN = "Look again", "Посмотреть снова";
    PREVIEW_EMPTY = "Write a query to see what it would have found.", "Напишите запрос, чтобы увидеть, что он нашёл бы.";
    PREVIEW_FOUND = "It would have found", "Он нашёл бы";
    PREVIEW_NONE = "Nothing that was read for this watch fits. That is no fault: it waits for what comes.", "Среди прочитанного для этого наблюдения ничего не подходит. Это не ошибка: запрос ждёт нового.";
    PREVIEW_REMATCH = "Once it is watched, what is kept is matched with it anew, and what it finds there is told as found afterwards.", "Когда запрос встанет под наблюдение, сохранённое будет сверено с ним заново; найденное там отмечается как найденное задним числом.";

    // Legal holds.
    HOLDS = "Legal holds", "Запрет удаления";
    HOLDS_LEAD = "What is named here is kept whatever its age, until the hold is lifted.", "Указанное здесь хранится независимо от возраста, пока запрет не снят.";
    NO_HOLDS = "Nothing is under a legal hold.", "Запретов нет.";
    NO_HOLDS_HOW = "A hold keeps a finding's pages, an address or a place from being deleted. It needs a reason.", "Запрет хранит от удаления страницы находки, адрес или целое место. Нужна причина.";
    HOLD_PUT = "Put under a legal hold", "Запретить удаление";
    HOLD = "Hold", "Запретить удаление";
    HOLD_ON = "Finding, address or place", "Находка, адрес или место";
    HOLD_HINT = "finding:12, url:https://…, a place's id, or * for everything", "finding:12, url:https://…, имя места или * для всего";
    HOLD_LIFT = "Lift it", "Снять";
    HOLD_NOTHING = "There is nothing of this name to hold.", "Хранить нечего: такого нет.";

    // Where letters go.
    RELAY = "relay", "почтовый сервер";
    FOLDER = "folder", "папка";

    // A rematch on a keyword set's page.
    REMATCH_GOES_ON = "What is kept is being matched with the changed entries", "Сохранённое сверяется с изменёнными записями";
    REMATCH_WAITS = "What is kept will be matched with the changed entries: it waits for visits under way", "Сохранённое будет сверено с изменёнными записями после идущих обходов";
    REMATCH_DONE = "What is kept was last matched with changed entries", "Последняя сверка сохранённого";
    REMATCH_BROUGHT = "new findings", "новых находок";
    REMATCH_LEFT = "about", "ещё примерно";
}
