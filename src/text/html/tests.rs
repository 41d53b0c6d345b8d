use super::html;
use crate::model::{Document, Time};

fn read(page: &str) -> Document {
    html(
        page,
        "https://www.example.com/a/page.html",
        Time::parse_rfc3339("2026-11-23T12:00:00Z").expect("a date"),
    )
}

#[test]
fn shows_what_a_visitor_sees() {
    for (page, expected) in [
        ("<p>One</p><p>Two <b>bold</b>, three.</p>", "One\nTwo bold, three."),
        ("a<br>b<br/><br>c", "a\nb\nc"),
        ("<div>a</div>b<div>c<div>d</div></div>", "a\nb\nc\nd"),
        ("  many \n\t blanks&nbsp;&nbsp; here ", "many blanks here"),
        ("<table><tr><td>a<td>b<tr><td>c</td><td><p>d</p></td></table>e", "a\tb\nc\td\ne"),
        ("<table><tr><th>k</th><th></th></tr><tr><td>v</td></tr></table>", "k\nv"),
        (
            "<table><tr><td><table><tr><td>in</td><td>ner</td></tr></table></td><td>out</td></tr></table>",
            "in\tner\tout",
        ),
        ("<pre>  x\n    y\r\n</pre>z", "  x\n    y\nz"),
        ("<script>var a='<p>no</p>'</script><style>p{}</style><template><p>no</p></template>yes", "yes"),
        ("<noscript>without <b>scripts</b></noscript>", "without scripts"),
        ("<title>T</title><p>body</p>", "body"),
        ("<svg><title>tooltip</title><text>drawn</text></svg>", "drawn"),
        ("<p>see <img src=x alt='the chart'> here", "see the chart here"),
        ("<input type=hidden value=no><input placeholder=Name><input type=submit value=Send>", "Name Send"),
        ("<select><option>one<option>two</select>", "one\ntwo"),
        ("<ul><li>a<li>b<ul><li>c</ul><li>d</ul>", "a\nb\nc\nd"),
        ("<dl><dt>k<dd>v<dt>k2<dd>v2</dl>", "k\nv\nk2\nv2"),
        ("<textarea>typed &lt;b&gt;</textarea>", "typed <b>"),
        ("a<!-- comment -->b", "ab"),
        ("&lt;p&gt; 1 < 2 &amp; 3 > 2", "<p> 1 < 2 & 3 > 2"),
        ("И<b>ван</b>ов", "Иванов"),
        ("x<wbr>y\u{ad}z", "xy\u{ad}z"),
        ("nul\0byte", "nul byte"),
        ("</p></div></table>stray", "stray"),
        ("<b><div>a</b>b</div>c", "ab\nc"),
        ("plain text, no tags", "plain text, no tags"),
        ("", ""),
    ] {
        assert_eq!(read(page).text, expected, "{page}");
    }
}

#[test]
fn finds_links() {
    let page = "<base href='/b/'><a href=c.html>C</a><a href='//cdn.example/x' rel='NoFollow  ugc'> two\n words</a>\
        <a href=#top>top</a><a href='javascript:void(0)'>no</a><a href='mailto:a@example.com'>mail</a><a>none</a><a href=''>none</a>\
        <a href='?a=1&amp;b=2' title='by title'><img src=x></a>";
    let links: Vec<String> =
        read(page).links.into_iter().map(|l| format!("{} [{}] {}", l.url, l.text, l.rel.join("+"))).collect();
    assert_eq!(
        links,
        [
            "https://www.example.com/b/c.html [C] ",
            "https://cdn.example/x [two words] nofollow+ugc",
            "https://www.example.com/b/#top [top] ",
            "mailto:a@example.com [mail] ",
            "https://www.example.com/b/?a=1&b=2 [by title] ",
        ]
    );
    assert_eq!(html("<a href=x/y>z</a>", "", Time(0)).links[0].url, "x/y");
}

/// Title, author, published and updated (earliest instants), language, canonical address.
#[test]
fn reads_what_a_page_says_of_itself() {
    let rows: &[(&str, &str, &str, &str, &str, &str)] = &[
        (
            "<html lang=ru-RU><head><title>Утечка — Сайт</title><meta property=og:title content='Утечка'><meta name=author content='Анна Котова'>\
             <meta property='article:published_time' content='2026-05-06T14:35:20+03:00'>\
             <meta property='article:modified_time' content='2026-05-07T10:00:00+03:00'><link rel=canonical href=/c></head>",
            "Утечка",
            "Анна Котова",
            "2026-05-06T11:35:20Z",
            "2026-05-07T07:00:00Z",
            "https://www.example.com/c",
        ),
        (
            "<title>T</title><script type='application/ld+json'>{\"@graph\":[{\"@type\":\"WebSite\",\"name\":\"S\"},{\"@type\":[\"NewsArticle\"],\
             \"headline\":\"H\",\"author\":[{\"@type\":\"Person\",\"name\":\"Jane Doe\"},{\"name\":\"John Roe\"}],\
             \"datePublished\":\"2026-05-06T11:35:20Z\",\"dateModified\":\"2026-05-07\"}]}</script>",
            "T",
            "Jane Doe, John Roe",
            "2026-05-06T11:35:20Z",
            "2026-05-06T10:00:00Z",
            "",
        ),
        (
            "<title>T</title><h1>Heading</h1><p class=byline>By Jane Doe</p><time datetime='2026-05-06T11:35:20Z'>today</time><p>Text</p>",
            "T",
            "Jane Doe",
            "2026-05-06T11:35:20Z",
            "",
            "",
        ),
        (
            "<h1>Заголовок</h1><div>Автор: Иван Петров</div><div>6 мая 2026, 14:35 МСК</div><div>Обновлено: 7 мая 2026, 10:00 МСК</div><p>Текст.</p>",
            "Заголовок",
            "Иван Петров",
            "2026-05-06T11:35:00Z",
            "2026-05-07T07:00:00Z",
            "",
        ),
        (
            "<h1>H</h1><span class=post-date>вчера, 14:35</span><span itemprop=author><span itemprop=name>nick</span></span>",
            "H",
            "nick",
            "2026-11-22T02:50:00Z",
            "",
            "",
        ),
        (
            "<meta property=og:title content=Сайт><meta property=og:site_name content=Сайт><title>Статья</title>",
            "Статья",
            "",
            "",
            "",
            "",
        ),
        (
            "<title>T</title><meta name=author content='https://example.com/u'><a rel=author href=/u>Jane Doe</a>",
            "T",
            "Jane Doe",
            "",
            "",
            "",
        ),
        (
            "<title>T</title><p>They met on 6 May 2026 in the town and spoke for hours about what had been found there on the server.</p>",
            "T",
            "",
            "",
            "",
            "",
        ),
        ("<title>a\n  b&amp;c</title>", "a b&c", "", "", "", ""),
    ];
    for (page, title, author, published, updated, canonical) in rows {
        let document = read(page);
        let show =
            |stated: Option<crate::model::Stated>| stated.map(|s| s.earliest.rfc3339()).unwrap_or_default();
        assert_eq!(document.title, *title, "{page}");
        assert_eq!(document.author, *author, "{page}");
        assert_eq!(show(document.published), *published, "{page}");
        assert_eq!(show(document.updated), *updated, "{page}");
        assert_eq!(document.canonical.unwrap_or_default(), *canonical, "{page}");
    }
}
