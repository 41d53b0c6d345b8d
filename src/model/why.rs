//! Why a place could not be read, in a reader's language. Visits keep their reasons in English, made of a few heads
//! (`refused: `, `TLS: `) before a tail; machines' own words in a tail stay as they are.

use std::borrow::Cow;

use super::evidence::find;
use super::time::Time;
use super::watch::Language;

const HEADS: &[(&str, &str)] = &[
    ("refused: ", "отказ: "),
    ("unreachable: ", "недоступно: "),
    ("malformed: ", "не читается: "),
    ("gone: ", "исчезло, статус "),
    ("throttled until ", "просит подождать до "),
    ("own network: ", "наша сеть: "),
    ("guard: ", "туда не ходим: "),
    ("name resolution: ", "имя не найдено: "),
    ("no route: ", "нет пути: "),
    ("connection: ", "соединение: "),
    ("cut off: ", "обрыв: "),
    ("challenge page: ", "страница проверки: "),
    ("log-in page: ", "страница входа: "),
    ("parking page: ", "страница-заглушка: "),
    ("the place says: ", "место отвечает: "),
    ("reading it failed: ", "прочитать не удалось: "),
];

const TAILS: &[(&str, &str)] = &[
    ("robots.txt does not let us", "robots.txt запрещает"),
    ("host {} is not among the crawl's hosts", "хост {} не из списка этого места"),
    (
        "only http and https addresses without credentials are fetched",
        "читаются только адреса http и https без имени и пароля",
    ),
    ("status {} without a Location", "статус {} без нового адреса"),
    ("status {} answers nothing that was asked", "статус {}: это не ответ на запрос"),
    ("status {}", "статус {}"),
    ("redirects in a circle", "переадресация по кругу"),
    ("a redirect to no address", "переадресация в никуда"),
    ("no answer in time", "ответа не дождались"),
    ("no connection in time", "соединения не дождались"),
    ("the answer is empty", "ответ пуст"),
    ("no address", "нет адреса"),
    ("cloudflare, status {}", "Cloudflare, статус {}"),
    ("connection refused", "в соединении отказано"),
    ("connection reset", "соединение сброшено"),
    ("no route to the host", "до хоста нет пути"),
    ("network unreachable", "сеть недоступна"),
    ("the answer is no XML", "ответ — не XML"),
    ("the answer lacks the value that `unpack` names", "в ответе нет значения, названного в `unpack`"),
    (
        "nothing on the page is what the recipe looks for: its layout is another one, or the selectors of [boards], \
         [threads] and [recipe] do not fit",
        "на странице нет того, что ищет рецепт: у неё другая разметка, или не подходят селекторы в [boards], [threads] \
         и [recipe]",
    ),
    (
        "there is nothing to search for: no watch that looks here has names in its keyword sets",
        "искать нечего: у наблюдений, которые сюда смотрят, в словарях нет имён",
    ),
    ("the crawl has no start address", "не указано, с какого адреса начинать"),
];

/// What the machine says at length, and what a reader needs of it.
const LONG: &[(&str, &str)] = &[
    ("Connection refused (os error 111)", "connection refused"),
    ("Connection reset by peer (os error 104)", "connection reset"),
    ("No route to host (os error 113)", "no route to the host"),
    ("Network is unreachable (os error 101)", "network unreachable"),
];

/// The reason in a reader's language, its instants written as `clock` writes them.
pub fn told(why: &str, language: Language, clock: impl Fn(Time) -> String) -> String {
    let clauses = why.split("; ").map(|clause| {
        let short = LONG.iter().find(|(long, _)| clause.ends_with(long)).map_or_else(
            || Cow::Borrowed(clause),
            |(_, short)| {
                let head = clause.split_once("client error").map_or("", |(head, _)| head);
                Cow::Owned(format!("{head}{short}"))
            },
        );
        timed(&clause_told(&short, language), &clock)
    });
    clauses.collect::<Vec<_>>().join("; ")
}

/// `2026-11-28T02:55:24Z` as the reader's clock has it.
fn timed(text: &str, clock: &impl Fn(Time) -> String) -> String {
    let words = text.split(' ').map(|word| {
        let instant = Some(word).filter(|w| w.len() >= 20 && w.ends_with('Z')).and_then(Time::parse_rfc3339);
        instant.map_or_else(|| word.to_owned(), clock)
    });
    words.collect::<Vec<_>>().join(" ")
}

fn clause_told(why: &str, language: Language) -> Cow<'_, str> {
    if language == Language::English {
        return Cow::Borrowed(why);
    }
    let (mut out, mut rest) = (String::new(), why);
    while let Some((head, russian)) = HEADS.iter().find(|(head, _)| rest.starts_with(head)) {
        out.push_str(russian);
        rest = &rest[head.len()..];
    }
    out.push_str(&find(TAILS, rest).unwrap_or(Cow::Borrowed(rest)));
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_in_russian() {
        for (why, expected) in [
            ("refused: robots.txt does not let us", "отказ: robots.txt запрещает"),
            ("refused: status 403", "отказ: статус 403"),
            ("refused: the place says: 5: No key", "отказ: место отвечает: 5: No key"),
            ("gone: 410", "исчезло, статус 410"),
            (
                "unreachable: own network: no connection in time",
                "недоступно: наша сеть: соединения не дождались",
            ),
            ("unreachable: TLS: certificate has expired", "недоступно: TLS: certificate has expired"),
            ("", ""),
        ] {
            assert_eq!(told(why, Language::Russian, |_| String::new()), expected);
            assert_eq!(told(why, Language::English, |_| String::new()), why);
        }
        let long = "unreachable: connection: client error (Connect): tcp connect error: Connection refused \
                    (os error 111); throttled until 2026-11-28T02:55:24Z";
        let clock = |at: Time| at.rfc3339()[11..16].to_owned();
        assert_eq!(
            told(long, Language::Russian, clock),
            "недоступно: соединение: в соединении отказано; просит подождать до 02:55"
        );
        assert_eq!(
            told(long, Language::English, clock),
            "unreachable: connection: connection refused; throttled until 02:55"
        );
    }
}
