use std::fmt::Write;

use super::*;

const URL: &str = "https://news.test/feed.xml";
const NOW: Time = Time(1_795_000_000_000);

fn read(body: &str) -> Feed {
    parse_feed(body.as_bytes(), None, URL, NOW).unwrap_or_else(|e| panic!("{e}\n{body}"))
}

/// `title|url|author|text` of each entry, one a line.
fn shown(feed: &Feed) -> String {
    let mut out = String::new();
    for e in &feed.entries {
        let words: Vec<&str> = e.document.text.split_whitespace().collect();
        let url = e.url.strip_prefix("https://news.test/").unwrap_or(&e.url);
        writeln!(out, "{}|{url}|{}|{}", e.document.title, e.document.author, words.join(" "))
            .expect("memory");
    }
    out.trim_end().to_owned()
}

fn rss(inner: &str) -> String {
    format!(
        "<rss version=\"2.0\"><channel><title>N</title><link>https://news.test/</link>{inner}</channel></rss>"
    )
}

fn check(rows: &[(&str, &str)]) {
    let mut wrong = Vec::new();
    for (body, expected) in rows {
        let body = if body.starts_with("<item") || body.starts_with("!") {
            rss(body.trim_start_matches('!'))
        } else {
            (*body).to_owned()
        };
        let shown = shown(&read(&body));
        if shown != *expected {
            wrong.push(format!("{body}\n     is {shown:?}\n should be {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn whole_feeds() {
    check(&[
        (
            "<item><title>A</title><link>https://news.test/1</link><description>x &lt;b&gt;y&lt;/b&gt;</description></item>",
            "A|1||x y",
        ),
        ("<item><title>A</title><guid isPermaLink='true'>https://news.test/g</guid></item>", "A|g||"),
        (
            "<item><title>A</title><link>/rel?a=1&amp;b=2</link><dc:creator xmlns:dc='http://purl.org/dc/elements/1.1/'>Ivan</dc:creator></item>",
            "A|rel?a=1&b=2|Ivan|",
        ),
        (
            "<item><title>A</title><link>/1</link><description>Short…</description><content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'><![CDATA[<p>Long text</p>]]></content:encoded></item>",
            "A|1||Short… Long text",
        ),
        (
            "<item><title>A</title><link>/1</link><description>Long</description><content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'><![CDATA[<p>Long text</p>]]></content:encoded></item>",
            "A|1||Long text",
        ),
        (
            "<rss version='0.91'><channel><title>N</title><item><title>A</title><link>/1</link></item></channel></rss>",
            "A|1||",
        ),
        (
            "<rss version='0.92'><channel><title>N</title><item><title>A</title><link>/1</link></item></channel></rss>",
            "A|1||",
        ),
        (
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'><channel><title>N</title><link>/</link><description/></channel><item rdf:about='x'><title>A</title><link>/1</link><description>d</description></item></rdf:RDF>",
            "A|1||d",
        ),
        (
            "<feed xmlns='http://www.w3.org/2005/Atom'><title>N</title><id>x</id><updated>2026-11-01T00:00:00Z</updated><entry><id>1</id><title>A</title><link href='/1'/><author><name>Ivan</name></author><content type='html'>&lt;p&gt;t&lt;/p&gt;</content></entry></feed>",
            "A|1|Ivan|t",
        ),
        (
            "<feed xmlns='http://www.w3.org/2005/Atom'><title>N</title><entry><title>A</title><link rel='self' href='/s'/><link rel='alternate' href='/1'/><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>a <b>b</b></div></content></entry></feed>",
            "A|1||a b",
        ),
        (
            "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>A</title><link href='/1'/><summary>1 &lt; 2</summary></entry></feed>",
            "A|1||1 < 2",
        ),
        (
            "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"N\",\"items\":[{\"id\":\"1\",\"url\":\"https://news.test/1\",\"title\":\"A\",\"content_html\":\"<p>t</p>\",\"authors\":[{\"name\":\"Ivan\"}]}]}",
            "A|1|Ivan|t",
        ),
        (
            "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://news.test/b/'><entry><title>A</title><link href='1'/><content type='html'>t</content></entry></feed>",
            "A|b/1||t",
        ),
    ]);
}

#[test]
fn broken_feeds_lose_nothing_that_is_there() {
    check(&[
        // No version, wrong version, no root, odd roots.
        ("<rss><channel><item><title>A</title><link>/1</link></item></channel></rss>", "A|1||"),
        ("<rss version='3.7'><channel><item><title>A</title><link>/1</link></item></channel></rss>", "A|1||"),
        (
            "<rss version='0.93'><channel><item><title>A</title><link>/1</link></item></channel></rss>",
            "A|1||",
        ),
        ("<channel><item><title>A</title><link>/1</link></item></channel>", "A|1||"),
        (
            "<item><title>A</title><link>/1</link></item><item><title>B</title><link>/2</link></item>",
            "A|1||\nB|2||",
        ),
        ("<RSS VERSION='2.0'><CHANNEL><ITEM><TITLE>A</TITLE><LINK>/1</LINK></ITEM></CHANNEL></RSS>", "A|1||"),
        (
            "garbage before <rss version='2.0'><channel><item><title>A</title><link>/1</link></item></channel></rss>",
            "A|1||",
        ),
        (
            "\n\n <?xml version='1.0'?><rss version='2.0'><channel><item><title>A</title><link>/1</link></item></channel></rss>",
            "A|1||",
        ),
        ("<html><body><rss><channel><item><title>A</title><link>/1</link></item></channel></rss>", "A|1||"),
        (
            "<rss:rss xmlns:rss='x'><rss:channel><rss:item><rss:title>A</rss:title><rss:link>/1</rss:link></rss:item></rss:channel></rss:rss>",
            "A|1||",
        ),
        // Atom 0.3, and Atom under other names.
        (
            "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><title>N</title><entry><title>A</title><link rel='alternate' type='text/html' href='/1'/><issued>2026-11-01T10:00:00Z</issued><content type='text/html' mode='escaped'>&lt;p&gt;t</content></entry></feed>",
            "A|1||t",
        ),
        (
            "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry><title>A</title><link href='/1'/><content type='application/xhtml+xml' mode='xml'><p>a <i>b</i></p></content></entry></feed>",
            "A|1||a b",
        ),
        ("<feed xmlns='urn:unknown'><entry><title>A</title><link href='/1'/></entry></feed>", "A|1||"),
        (
            "<atom:feed xmlns:atom='urn:x'><atom:entry><atom:title>A</atom:title><atom:link href='/1'/></atom:entry></atom:feed>",
            "A|1||",
        ),
        // Types nobody knows.
        (
            "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title type='blah'>A</title><link href='/1'/></entry><entry><title>B</title><link href='/2'/></entry></feed>",
            "A|1||\nB|2||",
        ),
        (
            "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>A</title><link href='/1'/><content type='x/'>t</content></entry></feed>",
            "A|1||t",
        ),
        // Ampersands and entities.
        ("<item><title>A & B</title><link>/1?a=1&b=2</link></item>", "A & B|1?a=1&b=2||"),
        ("<item><title>Caf&eacute; &mdash; bar</title><link>/1</link></item>", "Café — bar|1||"),
        ("<item><title>Caf&amp;eacute;</title><link>/1</link></item>", "Café|1||"),
        (
            "<item><title>&#1071;&#x431;</title><link>/1</link><description>&nbsp;x&nbsp;&copy;</description></item>",
            "Яб|1||x ©",
        ),
        (
            "<item><title>AT&T</title><link>/1</link><description>R&D &lt;3</description></item>",
            "AT&T|1||R&D <3",
        ),
        ("<item><title>&#xFFFFFFFF; &#0; A</title><link>/1</link></item>", "\u{fffd} \u{fffd} A|1||"),
        ("<item><title><![CDATA[A & <b>B</b>]]></title><link>/1</link></item>", "A & B|1||"),
        // Markup that is not escaped.
        (
            "<item><title>A</title><link>/1</link><description><p>x <b>y</b><br>z</p></description></item>",
            "A|1||x y z",
        ),
        (
            "<item><title>A <b>bold</title><link>/1</link></item><item><title>B</title><link>/2</link></item>",
            "A bold|1||\nB|2||",
        ),
        (
            "<item><title>A</title><link>/1</link><description>a < b and c > d</description></item>",
            "A|1||a < b and c > d",
        ),
        // Missing ends.
        ("<item><title>A<link>/1</link></item><item><title>B</title><link>/2</link></item>", "A|1||\nB|2||"),
        ("<item><title>A</title><link>/1<pubDate>Sun, 01 Nov 2026 10:00:00 GMT</pubDate></item>", "A|1||"),
        ("<item><title>A</title><link>/1</link><item><title>B</title><link>/2</link></item>", "A|1||\nB|2||"),
        ("<item><title>A</title><link>/1</link><description>t<pubDate>x</pubDate></item>", "A|1||t"),
        (
            "<rss version='2.0'><channel><item><title>A</title><link>/1</link></item><item><title>B</title><link>/2",
            "A|1||\nB|2||",
        ),
        (
            "<rss version='2.0'><channel><item><title>A</title><link>/1</link></item><item><title>B</ti",
            "A|1||\nB|||",
        ),
        ("<rss version='2.0'><channel><item><title>A</title><link>/1</link></item><it", "A|1||"),
        (
            "<rss version='2.0'><channel><item><title>A</title><link>/1</link><description><![CDATA[<p>open",
            "A|1||open",
        ),
        (
            "<item><title>A</title><link>/1</link><description><![CDATA[open</description></item><item><title>B</title><link>/2</link></item>",
            "A|1||open\nB|2||",
        ),
        (
            "<item><title>A</title><link>/1</link><!-- open comment </item><item><title>B</title><link>/2</link></item>",
            "A|1||\nB|2||",
        ),
        ("<item><title>A</wrong><link>/1</link></item>", "A|1||"),
        ("<item></title>A<title>B</title><link>/1</link></item>", "B|1||"),
        ("<item><title>A</title></item></item></channel><item><title>B</title></item>", "A|||\nB|||"),
        // Attributes.
        (
            "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>A</title><link href=/1 rel=alternate></entry></feed>",
            "A|1||",
        ),
        (
            "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>A</title><link href='/1></entry><entry><title>B</title><link href='/2'/></entry></feed>",
            "A|1||\nB|2||",
        ),
        (
            "<feed xmlns='http://www.w3.org/2005/Atom'><entry xmlns:a=1 a:b><title>A</title><link rel='alternate' href='/1?x=1&y=2'/></entry></feed>",
            "A|1?x=1&y=2||",
        ),
        // Unbound prefixes, controls, duplicate attributes, doctype.
        (
            "<item><title>A</title><link>/1</link><dc:creator>Ivan</dc:creator><foo:bar>z</foo:bar></item>",
            "A|1|Ivan|",
        ),
        ("<item><title>A\u{1}\u{8}</title><link>/1</link></item>", "A\u{1}\u{8}|1||"),
        ("<item a='1' a='2'><title>A</title><link>/1</link></item>", "A|1||"),
        (
            "<!DOCTYPE rss [<!ENTITY x \"y\">]><rss><channel><item><title>A &x; B</title><link>/1</link></item></channel></rss>",
            "A &x; B|1||",
        ),
        // Fields under other names.
        (
            "<rss><channel><item><title>A</title><link>/1</link><yandex:full-text>whole text</yandex:full-text></item></channel></rss>",
            "A|1||whole text",
        ),
        (
            "<rss><channel><item><title>A</title><link>/1</link><body>words</body></item></channel></rss>",
            "A|1||words",
        ),
        (
            "<rss><channel><item><dc:title>A</dc:title><link>/1</link><dc:description>d</dc:description></item></channel></rss>",
            "A|1||d",
        ),
        (
            "<rss><channel><item><title>A</title><guid>https://news.test/g</guid><author>ivan@example.com (Ivan)</author></item></channel></rss>",
            "A|g|ivan@example.com (Ivan)|",
        ),
        ("<rss><channel><item><title>A</title><link>\n  /1\n </link></item></channel></rss>", "A|1||"),
        // What is another's stays out.
        (
            "<rss><channel><image><title>I</title><link>/i</link></image><item><source url='x'>S</source><title>A</title><link>/1</link></item></channel></rss>",
            "A|1||",
        ),
        (
            "<feed xmlns='x'><entry><source><title>S</title><link href='/s'/></source><title>A</title><link href='/1'/></entry></feed>",
            "A|1||",
        ),
        (
            "<rss><channel><item><media:title>M</media:title><title>A</title><link>/1</link></item></channel></rss>",
            "A|1||",
        ),
        // JSON.
        ("{\"items\":[{\"id\":1,\"url\":\"/1\",\"title\":\"A\"}]}", "A|1||"),
        (
            "{\"version\":\"https://jsonfeed.org/version/9\",\"title\":null,\"items\":[{\"title\":\"A\",\"content_text\":\"1 < 2\"}]}",
            "A|||1 < 2",
        ),
        (
            "{\"items\":[{\"id\":\"1\",\"title\":\"A\"},{\"id\":\"2\",\"title\":\"B\"},{\"id\":\"3\",\"ti",
            "A|||\nB|||",
        ),
        ("[{\"title\":\"A\",\"url\":\"/1\"}]", "A|1||"),
        (
            "\u{feff}{\"items\":[{\"title\":\"A\",\"url\":\"/1\",\"author\":{\"name\":\"Ivan\"}}]} trailing",
            "A|1|Ivan|",
        ),
        (
            "{\"items\":[{\"external_url\":\"https://other.test/1\",\"title\":\"A\"}]}",
            "A|https://other.test/1||",
        ),
        (
            "{\"items\":[{\"title\":\"A\",\"url\":\"/1\"},null,7,{\"title\":\"B\",\"url\":\"/2\"}]}",
            "A|1||\nB|2||",
        ),
    ]);
}

#[test]
fn what_is_no_feed_is_refused() {
    for body in [
        "",
        "  \n",
        "<html><body>hello</body></html>",
        "not a feed",
        "{\"a\":1}",
        "<?xml version='1.0'?>",
        "\u{0}\u{1}",
    ] {
        assert!(parse_feed(body.as_bytes(), None, URL, NOW).is_err(), "{body:?}");
    }
    assert_eq!(read("<rss version='2.0'><channel><title>N</title></channel></rss>").entries.len(), 0);
}

#[test]
fn ids_do_not_move() {
    let one = |guid: &str, link: &str, title: &str| {
        let guid =
            if guid.is_empty() { String::new() } else { format!("<guid isPermaLink='false'>{guid}</guid>") };
        let link = if link.is_empty() { String::new() } else { format!("<link>{link}</link>") };
        read(&rss(&format!("<item><title>{title}</title>{guid}{link}<description>text</description></item>")))
            .entries[0]
            .id
            .clone()
    };
    assert_eq!(one("a", "/1", "A"), one("b", "/1?utm_source=rss", "A"));
    assert_eq!(one("a", "", "A"), one("b", "", "A"), "a changed guid is no new entry");
    assert_ne!(one("a", "", "A"), one("a", "", "B"));
    assert_ne!(
        one("", "https://news.test/", "A"),
        one("", "https://news.test/", "B"),
        "the site is no entry's own link"
    );
    let shared = read(&rss(
        "<item><title>A</title><link>/l</link></item><item><title>B</title><link>/l</link></item>",
    ));
    assert_ne!(shared.entries[0].id, shared.entries[1].id);
}

#[test]
fn charsets_are_read_from_the_prolog() {
    let body = "<?xml version=\"1.0\" encoding=\"windows-1251\"?><rss version=\"2.0\"><channel><title>Новости</title><item><title>Утечка данных</title><link>/1</link></item></channel></rss>";
    let (bytes, ..) = encoding_rs::WINDOWS_1251.encode(body);
    for content_type in
        [None, Some("text/xml"), Some("text/xml; charset=utf-8"), Some("text/xml; charset=windows-1251")]
    {
        let feed = parse_feed(&bytes, content_type, URL, NOW).expect("a feed");
        assert_eq!(shown(&feed), "Утечка данных|1||", "{content_type:?}");
        let (start, end) = feed.entries[0].span.expect("one byte a letter");
        assert!(bytes[start..end].starts_with(b"<item>") && bytes[start..end].ends_with(b"</item>"));
    }
}

#[test]
fn dates_keep_their_uncertainty() {
    for (date, hours) in
        [("Sun, 01 Nov 2026 10:00:00 +0300", 0), ("2026-11-01", 23), ("2026-11-01T10:00:00", 26)]
    {
        for version in [" version='2.0'", ""] {
            let feed = read(&format!(
                "<rss{version}><channel><title>N</title><item><title>A</title><pubDate>{date}</pubDate></item></channel></rss>"
            ));
            let stated = feed.entries[0].published.unwrap_or_else(|| panic!("{date}"));
            let apart = stated.latest.since(stated.earliest).as_secs() / 3600;
            assert!(apart >= hours && (hours > 0 || apart == 0), "{date}: {apart}");
        }
    }
}

#[test]
fn the_head_says_when_to_come_again_and_where_older_entries_are() {
    let feed = read(&rss(
        "!<ttl>90</ttl><atom:link xmlns:atom='http://www.w3.org/2005/Atom' rel='next' href='/feed?page=2'/><item><title>A</title></item>",
    ));
    assert_eq!(feed.period, Some(Duration::from_secs(90 * 60)));
    assert_eq!(feed.next.as_deref(), Some("https://news.test/feed?page=2"));
    let feed = read(&rss(
        "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency><item><title>A</title></item>",
    ));
    assert_eq!(feed.period, None, "how often somebody writes forbids nobody to look");
}

#[test]
fn links_inside_the_words_are_absolute() {
    let feed = read(&rss(
        "<item><title>A</title><link>/dir/1</link><description>&lt;a href=\"x\"&gt;x&lt;/a&gt;</description></item>",
    ));
    assert_eq!(feed.entries[0].document.links[0].url, "https://news.test/dir/x");
}

/// 200 deterministic bytes from a seed (xorshift): the same damage in every run.
fn noise(seed: u64) -> impl Iterator<Item = u64> {
    let mut state = seed | 1;
    std::iter::repeat_with(move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    })
}

fn samples() -> Vec<Vec<u8>> {
    let items: String = (0..3)
        .map(|n| format!("<item><title>Новость {n} &amp; ещё</title><link>https://news.test/{n}</link><pubDate>Sun, 01 Nov 2026 10:0{n}:00 GMT</pubDate><description><![CDATA[<p>слова {n}</p>]]></description></item>\n"))
        .collect();
    let entries: String = (0..3)
        .map(|n| format!("<entry><id>u{n}</id><title>Entry {n}</title><link href=\"/{n}\"/><content type=\"html\">&lt;p&gt;words {n}&lt;/p&gt;</content></entry>\n"))
        .collect();
    let json: Vec<String> =
        (0..3).map(|n| format!("{{\"id\":\"{n}\",\"url\":\"https://news.test/{n}\",\"title\":\"Item {n}\",\"content_text\":\"words {n}\"}}")).collect();
    vec![
        format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>{}", rss(&items)).into_bytes(),
        format!("<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>N</title>{entries}</feed>").into_bytes(),
        format!(
            "{{\"version\":\"https://jsonfeed.org/version/1\",\"title\":\"N\",\"items\":[{}]}}",
            json.join(",")
        )
        .into_bytes(),
    ]
}

/// Ends of the whole entries of a sample.
fn ends(body: &[u8]) -> Vec<usize> {
    let closers: [&[u8]; 3] = [b"</item>", b"</entry>", b"\"}"];
    let closer = closers
        .into_iter()
        .find(|c| body.windows(c.len()).filter(|w| w == c).count() == 3)
        .expect("three entries");
    let found = body.windows(closer.len()).enumerate().filter(|(_, w)| *w == closer);
    found.map(|(n, _)| n + closer.len()).collect()
}

#[test]
fn damage_never_costs_what_came_whole_before_it() {
    for body in samples() {
        let whole = parse_feed(&body, None, URL, NOW).expect("a sample");
        let ends = ends(&body);
        let same = |damaged: &[u8], before: usize, what: &str| {
            let safe = ends.iter().filter(|end| **end <= before).count();
            let read = parse_feed(damaged, None, URL, NOW);
            if safe == 0 {
                return;
            }
            let read = read.unwrap_or_else(|e| panic!("{what}: {e}"));
            for (n, entry) in whole.entries.iter().take(safe).enumerate() {
                let says = |e: &Entry| (e.url.clone(), e.document.title.clone(), e.document.text.clone());
                let found = read.entries.iter().any(|e| says(e) == says(entry));
                assert!(found, "{what}: entry {n} of {safe} is lost");
            }
        };
        for cut in 0..body.len() {
            same(&body[..cut], cut, &format!("cut at {cut}"));
        }
        let mut random = noise(body.len() as u64);
        for _ in 0..400 {
            let (at, byte) =
                (random.next().unwrap_or(0) as usize % body.len(), random.next().unwrap_or(0) as u8);
            let mut damaged = body.clone();
            damaged[at] = byte;
            same(&damaged, at, &format!("byte {at} became {byte:#x}"));
        }
    }
}

#[test]
fn hostile_sizes_cost_little() {
    let deep = format!(
        "<rss version='2.0'><channel><item><title>A</title><description>{}</description></item>",
        "<b>".repeat(20_000)
    );
    assert_eq!(read(&deep).entries.len(), 1);
    let many = rss(&"<item><title>A</title></item>".repeat(MOST_ENTRIES + 10));
    assert_eq!(read(&many).entries.len(), MOST_ENTRIES);
}
