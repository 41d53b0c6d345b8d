//! The text room from outside: golden pages in old charsets, threads that lose no post, and hostile pages that must cost
//! little and break nothing.

use std::time::{Duration, Instant};

use encoding_rs::{Encoding, IBM866, KOI8_R, WINDOWS_1251};
use leakwatch::model::{Document, Time};
use leakwatch::text::{self, Raw};

const FETCHED: Time = Time(1_795_435_200_000);

fn extract(bytes: &[u8], content_type: Option<&str>) -> Document {
    text::extract(&Raw {
        bytes,
        content_type,
        url: "https://www.example.com/a/b",
        fetched: FETCHED,
        truncated: None,
    })
}

fn page(head: &str) -> String {
    format!(
        "<html lang=ru><head>{head}<title>Гостевая книга</title></head><body><h1>Гостевая книга</h1>\
         <p class=author>Анна Котова</p><p class=date>6 мая 2026, 14:35 МСК</p>\
         <p>Вчера на форуме появилось объявление о продаже базы клиентов завода.</p></body></html>"
    )
}

#[test]
fn golden_pages_in_old_charsets() {
    let coded = |page: String, encoding: &'static Encoding| encoding.encode(&page).0.into_owned();
    let wide = |page: String| page.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let none = None::<&str>;
    for (name, bytes, header, charset) in [
        ("windows-1251, silent", coded(page(""), WINDOWS_1251), none, "windows-1251"),
        (
            "windows-1251, meta",
            coded(page("<meta charset=windows-1251>"), WINDOWS_1251),
            none,
            "windows-1251",
        ),
        (
            "windows-1251 that says utf-8",
            coded(page("<meta charset=utf-8>"), WINDOWS_1251),
            Some("text/html; charset=utf-8"),
            "windows-1251",
        ),
        (
            "utf-8 that says windows-1251",
            page("<meta charset=windows-1251>").into_bytes(),
            Some("text/html"),
            "utf-8",
        ),
        ("koi8-r, silent", coded(page(""), KOI8_R), none, "koi8-r"),
        ("koi8-r, header", coded(page(""), KOI8_R), Some("text/html; charset=koi8-r"), "koi8-r"),
        ("cp866, silent", coded(page(""), IBM866), none, "ibm866"),
        ("cp866, meta", coded(page("<meta charset=cp866>"), IBM866), none, "ibm866"),
        ("utf-16le, no mark", wide(page("")), none, "utf-16le"),
    ] {
        let document = extract(&bytes, header);
        assert_eq!(document.title, "Гостевая книга", "{name}");
        assert_eq!(document.author, "Анна Котова", "{name}");
        assert_eq!(
            document.published.map(|s| s.earliest.rfc3339()).as_deref(),
            Some("2026-05-06T11:35:00Z"),
            "{name}"
        );
        assert!(document.text.ends_with("о продаже базы клиентов завода."), "{name}: {}", document.text);
        assert_eq!((document.charset.as_str(), document.language.as_str()), (charset, "ru"), "{name}");
    }
}

/// Whatever makes the thread, every post is in the main text, and the page's frame is not.
#[test]
fn threads_lose_no_post() {
    let words = |n: usize| {
        format!(
            "Сообщение номер {n}: кто-нибудь видел базу, о которой все говорят? Отпишитесь тут, marker{n}."
        )
    };
    let make = |open: &dyn Fn(usize) -> String, close: &str, count: usize| {
        let posts: String = (1..=count).map(|n| format!("{}{}{close}", open(n), words(n))).collect();
        format!(
            "<html><body><div id=menu><a href=/>Главная</a> <a href=/faq>Правила форума</a></div><h1>Тема</h1>{posts}<div id=footer>Все права защищены</div></body></html>"
        )
    };
    type Open = Box<dyn Fn(usize) -> String>;
    let kinds: Vec<(&str, Open, &str)> = vec![
        (
            "phpBB",
            Box::new(|n| {
                format!(
                    "<div id='p{n}' class='post has-profile bg{}'><p class=author>nick{n}, 06.05.2026 14:3{}</p><div class=content>",
                    n % 2,
                    n % 10
                )
            }),
            "</div></div>",
        ),
        (
            "vBulletin",
            Box::new(|n| format!("<table id='post{n}' class=tborder><tr><td>nick{n}</td><td>")),
            "</td></tr></table>",
        ),
        (
            "XenForo",
            Box::new(|n| {
                format!(
                    "<article class='message message--post {}' id='js-post-{n}'><div>",
                    if n == 1 { "is-first" } else { "" }
                )
            }),
            "</div></article>",
        ),
        ("IPB", Box::new(|n| format!("<div class='post_block hentry' id='post_id_{n}'>")), "</div>"),
        (
            "a guest book without classes",
            Box::new(|n| format!("<table><tr><td>Имя: nick{n}<br>06.05.2026 14:3{}<br>", n % 10)),
            "</td></tr></table>",
        ),
        (
            "rows of one table",
            Box::new(|n| format!("<tr><td>nick{n}</td><td>6 мая 2026, 14:3{}</td><td>", n % 10)),
            "</td></tr>",
        ),
    ];
    for (kind, open, close) in &kinds {
        for count in [4, 30, 200] {
            let html = make(open, close, count);
            let main = text::main_text(&html);
            for n in 1..=count {
                assert!(main.contains(&format!("marker{n}.")), "{kind}, {count} posts: post {n} is lost");
            }
            assert!(
                !main.contains("Правила форума") && !main.contains("Все права"),
                "{kind}, {count}: {main}"
            );
        }
    }
}

#[test]
fn an_article_keeps_to_itself() {
    let paragraph = "Редакция поговорила с инженерами завода и пересказывает, что они увидели за эту долгую неделю работы на линии, когда остановилась печь. ";
    let comments: String =
        (1..9).map(|n| format!("<li class=comment id=comment-{n}>Комментарий {n}: не верю</li>")).collect();
    let html = format!(
        "<html><body><nav><a href=/>Главная</a></nav><article><h1>Печь</h1>{}</article><ul>{comments}</ul></body></html>",
        format!("<p>{paragraph}{paragraph}</p>").repeat(6)
    );
    let main = text::main_text(&html);
    assert!(
        main.contains("остановилась печь") && !main.contains("Главная") && !main.contains("не верю"),
        "{main}"
    );
}

/// Half a megabyte of each; the bound is generous because tests run unoptimised beside others: what is quadratic takes
/// minutes even so.
#[test]
fn hostile_pages_cost_little() {
    const SIZE: usize = 512 << 10;
    let fill = |piece: &str| piece.repeat(SIZE / piece.len());
    let pages: Vec<(&str, String)> = vec![
        ("100,000 open tags", "<div>".repeat(100_000) + "deep"),
        ("100,000 open tags of formatting", "<b><i><font>".repeat(33_000) + "deep"),
        ("100,000 open lists", "<ul><li>".repeat(50_000) + "deep"),
        ("100,000 open tables", "<table><tr><td>".repeat(33_000) + "deep"),
        ("less-than signs", fill("<")),
        ("comment starts", fill("<!--")),
        ("tag starts", fill("<a")),
        ("end tags", fill("</p>")),
        ("ampersands", fill("&")),
        ("half references", fill("&#x")),
        ("a tag of attributes", format!("<a {}>deep", fill("a b=c "))),
        ("a huge attribute", format!("<a href='{}'>deep</a>", "x".repeat(SIZE))),
        ("an unclosed quote", format!("<a href='{}", fill("<p>x"))),
        ("unclosed scripts", fill("<script>")),
        ("unclosed titles", fill("<title>")),
        ("links", fill("<a href=x>y")),
        (
            "a long base and links",
            format!(
                "<base href='https://example.com/{}'>{}",
                "b".repeat(1 << 20),
                "<a href=x>y</a>".repeat(20_000)
            ),
        ),
        ("NUL bytes", fill("\0")),
        ("one line", fill("x")),
        ("blanks", fill(" ")),
        ("empty paragraphs", fill("<p>")),
        ("cells", fill("<td>")),
        ("metas", fill("<meta name=author content=x>")),
        ("times", fill("<time>1 2 3</time>")),
        ("posts", fill("<div class=post>x</div>")),
        ("nested linked data", format!("<script type='application/ld+json'>{}</script>", "[".repeat(SIZE))),
        ("templates", fill("<template>")),
        ("pre", fill("<pre>\n")),
    ];
    for (name, page) in &pages {
        let started = Instant::now();
        let document = extract(page.as_bytes(), Some("text/html"));
        let main = text::main_text(page);
        let took = started.elapsed();
        assert!(took < Duration::from_secs(20), "{name}: {took:?}");
        assert!(document.text.len() <= 2 * page.len() && main.len() <= 2 * page.len(), "{name}");
        if page.contains("deep") && !name.contains("unclosed") {
            assert!(document.text.ends_with("deep"), "{name}");
        }
    }
}

#[test]
fn any_bytes_make_a_document() {
    // A fixed generator (xorshift), so that a failure can be repeated.
    let mut state = 0x2545_f491_4f6c_dd1du64;
    let mut random = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    const PIECES: &[&str] = &[
        "<",
        ">",
        "</",
        "<!--",
        "-->",
        "&",
        ";",
        "\"",
        "'",
        "=",
        "<table>",
        "<td>",
        "<script>",
        "</script>",
        "<title>",
        "<p ",
        "class=post",
        "<a href=",
        "ж",
        "\u{0}",
        "\u{feff}",
        "\r",
        "<pre>",
        "</pre>",
        "<template>",
        "6 мая 2026",
        "&#",
        "&nbsp",
        "<time datetime=",
        "<h1>",
    ];
    for _ in 0..300 {
        let mut bytes = Vec::new();
        for _ in 0..random() % 200 {
            if random() % 8 == 0 {
                bytes.push((random() % 256) as u8);
            } else {
                bytes.extend(PIECES[(random() % PIECES.len() as u64) as usize].as_bytes());
            }
        }
        for kind in
            [Some("text/html"), Some("application/json"), Some("text/xml"), Some("message/rfc822"), None]
        {
            let document = extract(&bytes, kind);
            let _ = text::main_text(&document.text);
            let words = text::words::words(&document.text);
            let _ = text::words::passage(&document.text, &words, 0, 5, 40);
            let _ = text::fingerprint::shingled(&document.text);
        }
    }
}

#[test]
fn extract_answers_in_json() {
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("page.html");
    std::fs::write(&file, WINDOWS_1251.encode(&page("<meta charset=windows-1251>")).0).expect("a file");
    let answer =
        leakwatch::cli::extract::run(&file, Some("https://www.example.com/"), None).expect("an answer");
    let answer: serde_json::Value = serde_json::from_str(&answer).expect("JSON");
    let keys: Vec<&str> = answer.as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(
        keys,
        [
            "title",
            "text",
            "main",
            "author",
            "published",
            "updated",
            "language",
            "charset",
            "links",
            "complaints"
        ]
    );
    assert_eq!(answer["title"], "Гостевая книга");
    assert_eq!(answer["published"], "2026-05-06T11:35:00Z");
    assert_eq!(answer["updated"], serde_json::Value::Null);
    assert!(answer["main"].as_str().is_some_and(|m| m.contains("базы клиентов")));
    assert!(leakwatch::cli::extract::run(&dir.path().join("none"), None, None).is_err());
}
