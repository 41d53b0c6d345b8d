//! Words of living with keyword sets: what was judged false, rematches, how often an entry was right, why it did not match.

use super::Word;

dictionary! {
    // What was judged false.
    SUPPRESSIONS = "Judged false", "Признано ложным";
    SUPPRESSIONS_LEAD = "What was judged false stays quiet: its values, or the passages in which it was seen by then. A value or passage that nobody judged alerts as ever. Whatever was kept quiet is a place of its finding.", "Признанное ложным больше не тревожит: молчат его значения или места в тексте, которые видел тот, кто решал. О значениях и местах, которых он не видел, письма приходят как обычно. Всё, о чём промолчали, записано в находке.";
    NO_SUPPRESSIONS = "Nothing was judged false.", "Ложным ничего не признано.";
    NO_SUPPRESSIONS_HOW = "A finding that is judged false (key f) is listed here, with how often it was seen since.", "Здесь появится находка, признанная ложной (клавиша f), и то, сколько раз она встречалась потом.";
    IN_FORCE = "In force", "Действуют";
    QUIET_IS = "Quiet", "Молчит";
    HUSH_VALUE = "the value, wherever it stands", "значение, где бы ни стояло";
    HUSH_PASSAGE = "the passages in which it was seen", "фрагменты, в которых встретилось";
    HUSH_DOCUMENT = "its passages, and near copies of them", "эти фрагменты и почти такие же";
    KEPT_SILENT = "New places kept silent", "Новых мест без писем";
    LAST_SEEN = "Last seen", "Последний раз";
    LAST_SEEN_LOWER = "last seen", "последний раз";
    TAKE_JUDGEMENT_BACK = "Take back", "Отменить решение";
    TAKEN_BACK_BY = "Taken back by", "Решение отменено:";
    JUDGED_FALSE_BY = "Judged false by", "Признано ложным:";
    FALSE_HERE = "False here only", "Ложное только здесь";
    FALSE_HERE_HOW = "Quiet in the passages seen so far; elsewhere the same value alerts.", "Молчит во фрагментах, где уже встретилось; в другом месте то же значение снова даст письмо.";

    // Rematches.
    REMATCHES = "Rematches", "Повторные сверки";
    REMATCHES_LEAD = "A changed entry is looked for in everything that is kept, the newest first. What comes of it is historic and told in one letter a deadline.", "Изменённая запись ищется во всём сохранённом, начиная с нового. Найденное считается давним и приходит одним письмом за срок.";
    NO_REMATCHES = "Nothing was matched anew yet.", "Повторных сверок ещё не было.";
    NO_REMATCHES_HOW = "Change an entry of a keyword set, or run leakwatch rematch start.", "Измените запись набора слов или выполните leakwatch rematch start.";
    PROGRESS = "Progress", "Сделано";
    NEW_FINDINGS = "New findings", "Новых находок";
    A_SECOND = "a second", "в секунду";
    DONE_AT = "done", "закончится";
    PAUSE = "Pause", "Приостановить";
    RESUME = "Resume", "Продолжить";
    CANCEL = "Cancel", "Прекратить";

    // How often an entry was right.
    PRECISION = "Right so far", "Точность";
    PRECISION_DAYS = "in 90 days", "за 90 дней";
    BETWEEN = "at 95 % confidence between", "с вероятностью 95 % от";
    AND_UP_TO = "and", "до";
    RAISE_TO = "A floor of", "Порог";
    RAISE_QUIET = "would have kept these false ones quiet and no right one:", "избавил бы от ложных, не потеряв верных; ложных меньше на";
    EXCLUDE_WORDS = "Words around false ones alone, for exclude:", "Слова только рядом с ложными, для exclude:";
    POOR_ENTRIES = "Entries that are mostly wrong", "Записи, которые чаще ошибаются";
    RIGHT_OF = "right of", "верных из";

    // Why it did not match.
    TRY_ENTRY = "Why not", "Почему не нашлось";
    TRY_ENTRY_ALL = "hits alone", "только совпадения";
    EXPLAINED = "Why", "Почему";
    EXPLAIN_YES = "matched", "находится";
    EXPLAIN_NO = "not matched", "не находится";
}

pub fn rematch_state(state: &str) -> Word {
    match state {
        "waiting" => Word("waiting", "ждёт"),
        "running" => Word("running", "идёт"),
        "paused" => Word("paused", "приостановлена"),
        "cancelled" => Word("cancelled", "прекращена"),
        _ => Word("done", "закончена"),
    }
}
