//! No post is lost: pages as forum programs write them, with what surrounds a post (profiles, quotes, signatures, buttons)
//! and posts of every size, from one word to an essay. Each post's text must be in `text`, and in `main`.

use leakwatch::model::Time;
use leakwatch::text::{self, Raw};

/// What people write: whatever its form, it may be the leak.
fn posts() -> Vec<String> {
    let long = "Вчера разбирали старый сервер и нашли на нём выгрузку за прошлый год, никто не помнит, кто её сделал. ";
    let mut posts: Vec<String> = [
        "Добрый вечер. Продам базу клиентов сети аптек, подробности в личные сообщения.",
        "+1",
        "Спасибо!",
        "А цена?",
        "Up",
        "200 строк на пробу: ivanov@example.com;zima2026",
        "Same here, got the same archive from another board yesterday.",
        "Контакты: +7 900 000-00-00, спросить Олега",
        "https://paste.example/AbC12",
        "Не берите, это старьё 2019 года, проверено.",
    ]
    .map(str::to_owned)
    .to_vec();
    posts.push(long.repeat(12).trim_end().to_owned());
    posts.extend((0..15).map(|n| format!("Ответ {n}: у меня открылось {} файлов из архива.", n * 7 + 3)));
    posts
}

struct Shape {
    name: &'static str,
    /// Posts of a page that has just begun. Three nameless rows of a table, two of them a word long, are not told from
    /// other tables: that shape is held to the long page alone.
    few: usize,
    head: &'static str,
    post: fn(usize, &str) -> String,
    tail: &'static str,
}

const SHAPES: &[Shape] = &[
    Shape {
        name: "phpBB",
        few: 3,
        head: "<body id=phpbb class='nojs section-viewtopic'><div id=wrap><ul class=linklist><li><a href=/faq>Вопросы</a></li></ul><h2 class=topic-title>Тема</h2>",
        post: |n, words| {
            format!(
                "<div id='p{n}' class='post has-profile bg{}'><div class=inner><dl class=postprofile id='profile{n}'><dt><a class=username>nick{n}</a></dt><dd class=profile-posts><strong>Сообщения:</strong> {n}</dd></dl>\
                 <div class=postbody><div id='post_content{n}'><h3><a href='#p{n}'>Re: Тема</a></h3><ul class=post-buttons><li><a href=#>Цитата</a></li></ul><p class=author>nick{n} » 06 май 2026, 14:3{}</p>\
                 <div class=content>{words}</div><div id='sig{n}' class=signature>Подпись {n}</div></div></div></div></div><hr class=divider>",
                1 + n % 2,
                n % 10
            )
        },
        tail: "<div id=page-footer class=copyright>Работает на форуме</div></div>",
    },
    Shape {
        name: "vBulletin",
        few: 3,
        head: "<body><table class=tborder><tr><td class=tcat>Тема</td></tr></table><div id=posts>",
        post: |n, words| {
            format!(
                "<div align=center><div class=page><div id='edit{n}'><table id='post{n}' class='tborder' cellpadding=6><tr><td class=thead>06.05.2026, 14:3{}</td></tr>\
                 <tr valign=top><td class=alt2 width=175><div id='postmenu_{n}'><a class=bigusername>nick{n}</a></div><div class=smallfont>Новичок</div></td>\
                 <td class=alt1 id='td_post_{n}'><div id='post_message_{n}'>{words}</div></td></tr></table></div></div></div>",
                n % 10
            )
        },
        tail: "</div><div class=smallfont>Часовой пояс GMT +3.</div>",
    },
    Shape {
        name: "XenForo",
        few: 3,
        head: "<body data-template=thread_view><div class=p-body><h1 class=p-title-value>Тема</h1><div class='block-body js-replyNewMessageContainer'>",
        post: |n, words| {
            format!(
                "<article class='message message--post js-post' data-author='nick{n}' id='js-post-{n}'><div class=message-inner><div class='message-cell message-cell--user'><section class=message-user><h4 class=message-name>nick{n}</h4></section></div>\
                 <div class='message-cell message-cell--main'><header class=message-attribution><time datetime='2026-05-06T14:30:0{}+0300'>6 Май 2026</time></header>\
                 <article class='message-body js-selectToQuote'><div class=bbWrapper>{words}</div></article><footer class=message-footer><a href=#>Мне нравится</a></footer></div></div></article>",
                n % 10
            )
        },
        tail: "</div></div>",
    },
    Shape {
        name: "Discourse",
        few: 3,
        head: "<body class=crawler><div id=main-outlet class=wrap><h1><a href=/t/tema/1>Тема</a></h1>",
        post: |n, words| {
            format!(
                "<div id='post_{n}' class='topic-body crawler-post'><div class=crawler-post-meta><span class=creator itemprop=author><a href='/u/nick{n}'><span itemprop=name>nick{n}</span></a></span><time class=post-time datetime='2026-05-06T14:30:00Z'>Май 6, 2026</time></div>\
                 <div class=post itemprop=text><p>{words}</p></div><div itemprop=interactionStatistic><span class=post-likes>{n} лайков</span></div></div>"
            )
        },
        tail: "</div><footer class=wrap>Powered by a forum</footer>",
    },
    Shape {
        name: "MyBB",
        few: 3,
        head: "<body><div id=container><table class=tborder><tr><td class=thead><strong>Тема</strong></td></tr><tr><td id=posts_container><div id=posts>",
        post: |n, words| {
            format!(
                "<a name='pid{n}' id='pid{n}'></a><div class='post classic' id='post_{n}'><div class=post_author><strong><a href=#>nick{n}</a></strong></div>\
                 <div class=post_content><div class=post_head><span class=post_date>06-05-2026, 02:3{} PM</span></div><div class='post_body scaleimages' id='pid_{n}'>{words}</div></div></div>",
                n % 10
            )
        },
        tail: "</div></td></tr></table></div>",
    },
    Shape {
        name: "a guest book of table rows",
        few: 26,
        head: "<body><center><font size=5>Гостевая книга</font></center><table border=1>",
        post: |n, words| {
            format!("<tr><td><b>nick{n}</b><br>06.05.2026 14:3{}</td><td>{words}</td></tr>", n % 10)
        },
        tail: "</table><a href=add.php>Оставить запись</a>",
    },
];

/// Blanks are the page's affair.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn forum_pages_lose_no_post() {
    let posts = posts();
    for shape in SHAPES {
        for count in [posts.len(), shape.few] {
            let body: String =
                posts[..count].iter().enumerate().map(|(n, p)| (shape.post)(n + 1, p)).collect();
            let html = format!(
                "<!doctype html><html lang=ru><head><meta charset=utf-8><title>Тема - форум</title></head>{}{body}{}</body></html>",
                shape.head, shape.tail
            );
            let url = "https://forum.example/viewtopic?t=1";
            let document = text::extract(&Raw {
                bytes: html.as_bytes(),
                content_type: Some("text/html; charset=utf-8"),
                url,
                fetched: Time(1_795_435_200_000),
                truncated: None,
            });
            let (all, main) = (plain(&document.text), plain(&text::main_text(&html)));
            for post in &posts[..count] {
                assert!(all.contains(&plain(post)), "{}, {count} posts: not in the text: {post}", shape.name);
                assert!(
                    main.contains(&plain(post)),
                    "{}, {count} posts: not in the main text: {post}\n{main}",
                    shape.name
                );
            }
        }
    }
}
