//! Why a place could not be read, in a reader's language. Visits keep their reasons in English, made of a few heads
//! (`refused: `, `TLS: `) before a tail; machines' own words in a tail stay as they are.

use std::borrow::Cow;

use super::evidence::find;
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
    ("the crawl has no start address", "не указано, с какого адреса начинать"),
];

/// The reason in a reader's language.
pub fn told(why: &str, language: Language) -> Cow<'_, str> {
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
            ("gone: 410", "исчезло, статус 410"),
            (
                "unreachable: own network: no connection in time",
                "недоступно: наша сеть: соединения не дождались",
            ),
            ("unreachable: TLS: certificate has expired", "недоступно: TLS: certificate has expired"),
            ("", ""),
        ] {
            assert_eq!(told(why, Language::Russian), expected);
            assert_eq!(told(why, Language::English), why);
        }
    }
}
