//! What an article keeps of a page and what it leaves.

use super::main_text;

const LONG: &str = "Вчера, поздно вечером, на форуме появилось объявление о продаже базы клиентов, и сегодня, \
                    как сообщили в компании, началась проверка, итоги которой обещают к пятнице";

/// A page with furniture around `article`.
fn page(article: &str) -> String {
    format!(
        "<html><head><title>Утечка базы | Новости</title></head><body><nav><a href=/>Главная</a> <a href=/all>Все</a></nav>\
         <div class=content><h2>Утечка базы</h2>{article}</div>\
         <div class=sidebar><a href=/1>Погода на завтра</a></div><footer>Все права защищены</footer></body></html>"
    )
}

#[test]
fn an_article_is_what_its_paragraphs_are_in() {
    let body = |n: usize| format!("<p>{n}. {LONG}.</p>");
    let many: String = (0..6).map(body).collect();
    let main = main_text(&page(&many));
    assert_eq!(main.lines().count(), 6, "{main}");
    assert!(main.starts_with("0. Вчера") && main.ends_with("пятнице."), "{main}");

    for (what, part, kept, gone) in [
        ("words of pictures", "<figure><img src=a.jpg alt='Снимок склада'></figure>", None, Some("Снимок")),
        (
            "hidden parts",
            "<p style='display: none'>Скрытый абзац</p><p hidden>Ещё один</p>",
            None,
            Some("абзац"),
        ),
        ("the dialog", "<dialog>Подпишитесь на рассылку, это бесплатно</dialog>", None, Some("рассылку")),
        (
            "what nobody without scripts sees",
            "<noscript><p>Включите сценарии</p></noscript>",
            None,
            Some("сценарии"),
        ),
        ("share bars", "<div class=share-bar>Поделиться в сети</div>", None, Some("Поделиться")),
        (
            "forms",
            "<form><input placeholder='Ваша почта'><button>Отправить</button></form>",
            None,
            Some("почта"),
        ),
        ("the byline", "<div class=byline>Иван Петров</div>", None, Some("Петров")),
        ("quotes", "<blockquote>Мы всё проверим, сказал директор</blockquote>", Some("директор"), None),
        ("short paragraphs", "<p>Коротко.</p>", Some("Коротко."), None),
        (
            "lists of words",
            "<ul><li>первое, что украли</li><li>второе, что нашли</li></ul>",
            Some("второе"),
            None,
        ),
    ] {
        let main = main_text(&page(&format!("{}{part}{}", &many[..many.len() / 2], &many[many.len() / 2..])));
        assert!(main.matches(LONG).count() >= 5, "{what}: {main}");
        assert!(kept.is_none_or(|words| main.contains(words)), "{what}: {main}");
        assert!(gone.is_none_or(|words| !main.contains(words)), "{what}: {main}");
    }
}

#[test]
fn breaks_make_paragraphs_and_lines_stay() {
    let text = [LONG; 5].join("<br><br>");
    let main = main_text(&page(&format!("<div>{text}</div>")));
    assert_eq!(main.lines().filter(|line| *line == LONG).count(), 5, "{main}");
    let main = main_text(&page(&format!("<p>{LONG} <img src=a.png alt='снимок'> конец.</p>").repeat(5)));
    assert_eq!(main.lines().filter(|line| line.ends_with("пятнице конец.")).count(), 5, "{main}");
}

#[test]
fn no_page_breaks_it() {
    let deep = "<div><ul><li>".repeat(160);
    for page in [
        "",
        "<p>",
        "<body><br><br><br>",
        "<br><br>слово<br>",
        "<div><br></div><div></div>",
        "<a><a><a>слово</a>",
        "<table><tr><td><table><tr><td colspan=9999999999>x",
        "<noscript><div>x",
        "<html><html><body><body><head><div>слово, и ещё одно слово, и третье",
        "<img alt=x><input value=y placeholder=z><textarea placeholder=t>",
        deep.as_str(),
    ] {
        let all = crate::text::html(page, "", crate::model::Time(0)).text;
        let main = main_text(page);
        let known = |line: &str| {
            all.split_whitespace().collect::<String>().contains(&line.split_whitespace().collect::<String>())
        };
        assert!(main.lines().all(known), "{page}: {main}");
    }
}
