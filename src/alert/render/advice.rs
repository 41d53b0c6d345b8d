//! What to do now, by class of finding and kind of place: three to five steps that a person on duty can take at once.
//! Only what holds for every customer; nothing that asks to touch what was found (no log-in, no reply, no download).

use super::words::either;
use crate::model::{Class, Language};

/// Kinds of places that are asked differently to take something down.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ground {
    /// People write there and moderators decide: forum, chat, guest book, social network.
    Board,
    /// Classified ads.
    Market,
    Paste,
    /// Code hosts.
    Code,
    /// Someone answers for what stands there: news, blogs, sites, feeds.
    Press,
}

/// By the words of the kind and the place's title: a paste site is often read through its feed.
fn ground(kind: &str, title: &str) -> Ground {
    let known = |needles: &[&str]| {
        let title = title.to_lowercase();
        needles.iter().any(|n| kind.contains(n) || title.contains(n))
    };
    if known(&["paste", "пасте"]) {
        Ground::Paste
    } else if known(&["git", "code", "код"]) {
        Ground::Code
    } else if known(&["classified", "market", "объявлен"]) {
        Ground::Market
    } else if known(&[
        "forum",
        "chat",
        "guest",
        "board",
        "social",
        "telegram",
        "news group",
        "mailing",
        "форум",
        "чат",
        "гостев",
    ]) {
        Ground::Board
    } else {
        Ground::Press
    }
}

/// In the order in which they are to be done.
pub(super) fn steps(language: Language, class: Class, kind: &str, place: &str) -> Vec<String> {
    let ground = ground(kind, place);
    let say = |russian: &str, english: &str| either(language, russian, english).to_owned();
    let removal = removal(language, ground);
    let judge = say(
        "Отметьте находку: подтверждена, ложная или устранена.",
        "Judge the finding: confirmed, false positive or fixed.",
    );
    match class {
        Class::Leak => vec![
            say(
                "Сверьте примеры с вашими данными: настоящие ли они и откуда могли уйти.",
                "Compare the samples with your records: are they genuine, and where can they have come from?",
            ),
            say(
                "Пароли, ключи и токены смените сейчас, открытые сеансы завершите: удаление страницы их уже не спасёт.",
                "Change passwords, keys and tokens now and end open sessions: removing the page no longer protects them.",
            ),
            removal,
            say(
                "Если это персональные данные, сообщите ответственному: на уведомление Роскомнадзора даётся 24 часа.",
                "If it is personal data, tell your data protection officer: the law allows 72 hours (GDPR) or 24 (Russia).",
            ),
            judge,
        ],
        Class::Exposure => vec![
            say(
                "Закройте доступ к этому адресу снаружи, прежде чем искать причину.",
                "Close this address to the outside before you look for the cause.",
            ),
            say(
                "Посмотрите в журналах, кто обращался к нему, пока он был открыт.",
                "See in your logs who read it while it was open.",
            ),
            say(
                "Всё, что по нему было видно, считайте утёкшим: пароли и ключи смените.",
                "Take what could be read there as leaked: change the passwords and keys in it.",
            ),
            say(
                "Отметьте находку устранённой: если она вернётся, вы узнаете об этом в срок.",
                "Judge the finding as fixed: if it comes back, you are told in time.",
            ),
        ],
        Class::Business => vec![
            say(
                "Прочитайте текст целиком на странице находки; на самом сайте ничего не пишите.",
                "Read the whole text on the finding's page; write nothing at the place itself.",
            ),
            say(
                "Сообщите юристам и руководителю, которого это касается. Копия страницы сохранена как доказательство.",
                "Tell your lawyers and whoever is responsible for the matter. A copy of the page is kept as evidence.",
            ),
            say(
                "Если вашим именем обманывают людей, предупредите клиентов по своим каналам.",
                "If people are deceived in your name, warn your customers through your own channels.",
            ),
            removal,
            judge,
        ],
        Class::Reputation => vec![
            say(
                "Прочитайте текст целиком на странице находки и посмотрите, где ещё он появился.",
                "Read the whole text on the finding's page and see where else it stands.",
            ),
            say(
                "Передайте его тем, кто отвечает за связи с общественностью; до общего решения никто не отвечает.",
                "Hand it to your communications team; nobody replies before there is one agreed answer.",
            ),
            say(
                "Если это неправда, требуйте опровержения письменно, со ссылкой на сохранённую копию.",
                "If it is untrue, ask in writing for a correction and refer to the kept copy.",
            ),
            judge,
        ],
        Class::Growth | Class::Mention => vec![
            say(
                "Прочитайте текст целиком на странице находки.",
                "Read the whole text on the finding's page.",
            ),
            say(
                "Передайте его руководителю направления, которого это касается.",
                "Hand it to whoever is responsible for the matter it speaks of.",
            ),
            judge,
        ],
    }
}

fn removal(language: Language, ground: Ground) -> String {
    let (russian, english) = match ground {
        Ground::Paste => (
            "Попросите сайт удалить запись через его форму жалоб: копия для доказательства уже сохранена.",
            "Ask the site to remove it through its report form: a copy is kept as your evidence.",
        ),
        Ground::Code => (
            "Попросите владельца хранилища стереть это из истории: удалённый файл остаётся виден в прежних версиях.",
            "Ask the repository's owner to purge it from the history: a deleted file stays readable in earlier versions.",
        ),
        Ground::Board => (
            "Пожалуйтесь модераторам и попросите удалить запись. В обсуждении не отвечайте: ответ поднимет его выше.",
            "Report it to the moderators and ask for removal. Do not reply in the thread: a reply lifts it up.",
        ),
        Ground::Market => (
            "Пожалуйтесь на объявление через форму площадки. С продавцом не связывайтесь.",
            "Report the advertisement through the market's own form. Do not contact the seller.",
        ),
        Ground::Press => (
            "Напишите владельцу сайта или его хостингу и попросите удалить это, затем поисковым системам — убрать копию.",
            "Ask the site's owner or its hosting company to remove it, then the search engines to drop their copies.",
        ),
    };
    either(language, russian, english).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_has_steps_in_both_languages_and_ends_with_the_judgement() {
        for class in Class::ALL {
            for language in Language::ALL {
                let steps = steps(*language, *class, "feed", "News");
                assert!((3..=5).contains(&steps.len()), "{class}: {}", steps.len());
                let last = steps.last().expect("steps");
                assert!(last.starts_with("Judge") || last.starts_with("Отметьте"), "{last}");
            }
        }
    }

    #[test]
    fn the_kind_of_place_decides_whom_to_ask() {
        let third = |kind, title| steps(Language::English, Class::Leak, kind, title)[2].clone();
        assert!(third("feed", "Paste site").contains("report form"));
        assert!(third("forum", "x").contains("moderators"));
        assert!(third("site", "Доска объявлений").contains("advertisement"));
        assert!(third("feed", "Morning news").contains("hosting company"));
    }
}
