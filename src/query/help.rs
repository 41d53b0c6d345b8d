//! The language in a table for people: `leakwatch search --help`, the page of the search and the README say the same.

use crate::model::Said;

/// What can be written, in English and in Russian, and what it finds.
pub struct Line {
    pub english: &'static str,
    pub russian: &'static str,
    /// English, Russian.
    pub means: (&'static str, &'static str),
}

const fn line(english: &'static str, russian: &'static str, means: (&'static str, &'static str)) -> Line {
    Line { english, russian, means }
}

pub const LINES: &[Line] = &[
    line("data leak", "утечка данных", ("both words, in any form", "оба слова в любой форме")),
    line(
        "\"data leak\"",
        "\"утечка данных\"",
        ("the phrase, its words in any form", "фраза, слова в любой форме"),
    ),
    line("=leaked", "=утечкой", ("this very form", "слово в точности в этой форме")),
    line("=\"data leak\"", "=\"утечка данных\"", ("these very words", "фраза в точности")),
    line("romash*", "ромаш*", ("a word that begins so", "слово с таким началом")),
    line(
        "\"data le*\"",
        "\"утечка дан*\"",
        ("a phrase whose last word begins so", "фраза, последнее слово с таким началом"),
    ),
    line(
        "leak NEAR/10 customers",
        "утечка NEAR/10 клиенты",
        (
            "at most ten words between, in any order (also РЯДОМ/10)",
            "между ними не больше десяти слов, порядок любой (можно РЯДОМ/10)",
        ),
    ),
    line(
        "sell PRE/5 database",
        "продам PRE/5 база",
        (
            "the same in this order (also ONEAR/5, ПЕРЕД/5); PRE/0: side by side",
            "то же, но в этом порядке (можно ONEAR/5, ПЕРЕД/5); PRE/0: вплотную",
        ),
    ),
    line("leak OR breach", "утечка OR слив", ("either of them (also ИЛИ)", "хотя бы одно (можно ИЛИ)")),
    line(
        "leak AND NOT vacancy",
        "утечка AND NOT вакансия",
        (
            "the first without the second (also И, НЕ, or -vacancy)",
            "первое без второго (можно И, НЕ или -вакансия)",
        ),
    ),
    line("(leak OR breach) customers", "(утечка OR слив) клиентов", ("groups", "группы")),
    line(
        "title:leak author:ivanov",
        "title:утечка author:иванов",
        ("in the title, by the author", "в заголовке, у автора"),
    ),
    line(
        "host:forum.example url:thread",
        "host:forum.example url:thread",
        ("at a host or below it, in the address", "на хосте и его поддоменах, в адресе"),
    ),
    line(
        "source:forum-x lang:en",
        "source:forum-x lang:ru",
        ("from a place, in a language", "из места, на языке"),
    ),
    line(
        "after:2026-11-01 before:2026-12-01",
        "after:2026-11-01 before:2026-12-01",
        (
            "published (else read) since a day, before a day",
            "опубликовано (иначе прочитано) с этого дня, до этого дня",
        ),
    ),
    line(
        "entity:company",
        "entity:company",
        (
            "that names an entity, by its id, or own, leadership, partner, competitor, any",
            "названо лицо или организация: id записи или own, leadership, partner, competitor, any",
        ),
    ),
    line(
        "pattern:ru-inn-person",
        "pattern:ru-inn-person",
        ("that holds what a pattern finds", "есть то, что находит шаблон"),
    ),
];

/// How operators bind.
pub const BINDING: (&str, &str) = (
    "Words side by side must all be there (AND). What binds tightest comes first: parentheses and quotes; field:, =, *; \
     NEAR/n and PRE/n, from the left; NOT and -; AND; OR. So `a b OR c NOT d NEAR/2 e` means `(a AND b) OR (c AND NOT \
     (d NEAR/2 e))`. Operators are written in capitals; in small letters they are words (those with a number may be \
     small too). Case, ё and е, and look-alike letters make no difference, with = neither.",
    "Слова подряд должны встретиться все (И). Сильнее всего связывают скобки и кавычки, затем field:, = и *, затем \
     NEAR/n и PRE/n (слева направо), NOT и -, AND и слабее всех OR. Так, `a b OR c NOT d NEAR/2 e` значит `(a AND b) OR \
     (c AND NOT (d NEAR/2 e))`. Операторы пишутся заглавными; строчными это обычные слова (с числом можно и строчными). \
     Регистр, ё и е, похожие буквы не различаются, даже с =.",
);

/// The table and the rules for a terminal.
pub fn text() -> Said {
    let lines = |russian: bool| {
        let mut out = String::new();
        for line in LINES {
            let (example, means) = match russian {
                true => (line.russian, line.means.1),
                false => (line.english, line.means.0),
            };
            out.push_str(&format!("  {example:<36} {means}\n"));
        }
        out
    };
    Said {
        code: "query.help".into(),
        english: format!("The query language:\n{}\n{}", lines(false), BINDING.0),
        russian: format!("Язык запросов:\n{}\n{}", lines(true), BINDING.1),
    }
}

#[cfg(test)]
mod tests {
    use super::LINES;
    use crate::query::parse;

    #[test]
    fn every_example_is_a_query() {
        for line in LINES {
            for text in [line.english, line.russian] {
                parse(text).unwrap_or_else(|e| panic!("{text}: {e}"));
            }
        }
        let tree = |text: &str| format!("{:?}", parse(text).expect(text).root);
        let (short, long) = ("a b OR c NOT d NEAR/2 e", "(a AND b) OR (c AND NOT (d NEAR/2 e))");
        assert_eq!(tree(short), tree(long));
    }
}
