//! What an entry is kept for, and what of it is read: words and addresses outside the common fields.

use super::*;

const URL: &str = "https://news.test/feed.xml";
const NOW: Time = Time(1_795_000_000_000);

fn read(body: &str) -> Feed {
    parse_feed(body.as_bytes(), None, URL, NOW).unwrap_or_else(|e| panic!("{e}\n{body}"))
}

/// Both as well-formed RSS 2.0, which feed-rs reads too, and as something that only the lenient reader takes.
fn both(item: &str) -> [Feed; 2] {
    let spaces = "xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd' xmlns:media='http://search.yahoo.com/mrss/' \
         xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:content='http://purl.org/rss/1.0/modules/content/' \
         xmlns:xhtml='http://www.w3.org/1999/xhtml' xmlns:psc='http://podlove.org/simple-chapters' \
         xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:wfw='http://wellformedweb.org/CommentAPI/'";
    [" version='2.0'", ""].map(|version| {
        read(&format!("<rss{version} {spaces}><channel><title>N</title>{item}</channel></rss>"))
    })
}

fn line(entry: &Entry) -> String {
    let words: Vec<&str> = entry.document.text.split_whitespace().collect();
    format!("{}|{}|{}", entry.document.title, entry.url, words.join(" "))
}

#[test]
fn an_entry_is_kept_for_any_word_or_address() {
    for (inner, expected) in [
        ("<itunes:subtitle>Клиенты</itunes:subtitle>", "||Клиенты"),
        ("<itunes:summary>Клиенты</itunes:summary>", "||Клиенты"),
        ("<media:title>Клиенты</media:title>", "Клиенты||"),
        ("<media:description>Клиенты</media:description>", "||Клиенты"),
        ("<content:encoded><![CDATA[<p>Кли<b>енты</b>]]></content:encoded>", "||Клиенты"),
        ("<fullitem>&lt;p&gt;Клиенты&lt;/p&gt;</fullitem>", "||Клиенты"),
        (
            "<xhtml:body><xhtml:p>Клиенты &lt;b&gt;</xhtml:p><iframe src='x'/>и счета</xhtml:body>",
            "||Клиенты <b> и счета",
        ),
        ("<dc:title>Клиенты</dc:title>", "Клиенты||"),
        ("<dc:description>Клиенты</dc:description>", "||Клиенты"),
        ("<dc:contributor>Петров</dc:contributor>", "||Петров"),
        ("<dc:rights>ООО Ромашка</dc:rights>", "||ООО Ромашка"),
        ("<dc:subject>Клиенты</dc:subject>", "||"),
        ("<itunes:category text='Клиенты'><itunes:category text='Счета'/></itunes:category>", "||"),
        ("<source url='https://other.test/feed'>Чужая лента</source>", "||Чужая лента"),
        ("<psc:chapters><psc:chapter start='0' title='Клиенты'/></psc:chapters>", "||Клиенты"),
        ("<source><category term='Клиенты'/></source>", "||Клиенты"),
        ("<source><link href='https://other.test/'/></source>", "||"),
        ("<odd>Клиенты</odd>", "||Клиенты"),
        ("<comments>https://news.test/1#comments</comments>", "||"),
        ("<enclosure url='/a.pdf'/>", "||"),
        ("<pubDate>Sun, 01 Nov 2026 10:00:00 GMT</pubDate>", "||"),
    ] {
        for feed in both(&format!("<item>{inner}</item>")) {
            let lines: Vec<String> = feed.entries.iter().map(line).collect();
            assert_eq!(lines, [expected], "{inner}");
        }
    }
    for nothing in ["<item/>", "<item> </item>", "<item><title> </title><odd><!-- x --></odd></item>"] {
        for feed in both(nothing) {
            assert_eq!(feed.entries, [], "{nothing}");
        }
    }
}

#[test]
fn words_outside_the_fields_stay_out_where_there_are_others() {
    for feed in both("<item><title>A</title><odd>B</odd><dc:rights>C</dc:rights></item>") {
        assert_eq!(line(&feed.entries[0]), "A||");
    }
    for feed in
        both("<item><title>A</title><media:title>B</media:title><link>https://news.test/1</link></item>")
    {
        assert_eq!(line(&feed.entries[0]), "A|https://news.test/1|");
    }
}

#[test]
fn no_description_is_lost_beside_a_longer_one() {
    let item = "<item><title>A</title><description>Short words</description><itunes:subtitle>Other words</itunes:subtitle>\
        <itunes:summary>Much longer words than the others</itunes:summary><media:description>longer words</media:description></item>";
    for feed in both(item) {
        let text = &feed.entries[0].document.text;
        for words in ["Short words", "Other words", "Much longer words than the others"] {
            assert_eq!(text.matches(words).count(), 1, "{words}: {text}");
        }
    }
}

#[test]
fn addresses_of_cdf_and_rdf() {
    let cdf = "<CHANNEL BASE='https://base.test/' HREF='https://news.test/'><TITLE>N</TITLE>\
        <ITEM HREF='/1' LASTMOD='2026-11-01T10:00:00Z'><TITLE>A</TITLE><ABSTRACT>t</ABSTRACT></ITEM>\
        <ITEM HREF='/2'/></CHANNEL>";
    let feed = read(cdf);
    let lines: Vec<String> = feed.entries.iter().map(line).collect();
    assert_eq!(lines, ["A|https://base.test/1|t", "|https://base.test/2|"]);
    assert_eq!(
        feed.entries[0].updated.map(|u| u.earliest.rfc3339()).as_deref(),
        Some("2026-11-01T10:00:00Z")
    );
    assert_eq!(feed.site.as_deref(), Some("https://news.test/"));
    let rdf = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>\
        <channel><title>N</title></channel><item rdf:about='https://news.test/1'><title>A</title></item>\
        <item rdf:about='https://news.test/about'><title>B</title><link>https://news.test/2</link></item></rdf:RDF>";
    let lines: Vec<String> = read(rdf).entries.iter().map(line).collect();
    assert_eq!(lines, ["A|https://news.test/1|", "B|https://news.test/2|"]);
}

#[test]
fn elements_may_have_any_prefix() {
    let feed = read(
        "<r:rss xmlns:r='urn:x' version='2.0'><r:channel><r:title>N</r:title><r:item><r:title>A</r:title>\
         <r:link>https://news.test/1</r:link><r:description>t</r:description></r:item></r:channel></r:rss>",
    );
    assert_eq!((feed.title.as_str(), line(&feed.entries[0]).as_str()), ("N", "A|https://news.test/1|t"));
}

#[test]
fn base64_is_read_when_it_is_text() {
    let coded = "0J/QtdGA0LXRh9C10L3RjCA8Yj7QutC70LjQtdC90YLQvtCyPC9iPg==";
    let picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJgggAAAAAAAAAA";
    for (feed, kind, words, expected) in [
        ("http://purl.org/atom/ns#", "type='text/html' mode='base64'", coded, "Перечень клиентов"),
        ("http://www.w3.org/2005/Atom", "type='application/octet-stream'", coded, "Перечень клиентов"),
        ("http://www.w3.org/2005/Atom", "type='application/octet-stream'", "no base64", "no base64"),
        ("http://www.w3.org/2005/Atom", "type='image/png'", picture, ""),
        ("http://www.w3.org/2005/Atom", "type='text/plain'", "Q2xpZW50cw==", "Q2xpZW50cw=="),
    ] {
        for field in ["content", "summary"] {
            let body = format!(
                "<feed xmlns='{feed}'><entry><title>A</title><{field} {kind}>\n {words}\n</{field}></entry></feed>"
            );
            let text = read(&body).entries[0].document.text.clone();
            assert_eq!(text.trim(), expected, "{field} {kind}");
        }
    }
}

#[test]
fn references_of_windows_1252_are_letters() {
    for feed in both(
        "<item><title>A&#150;B&#x85;C</title><description>&#147;x&#148; &lt;i&gt;y&#146;s&lt;/i&gt;</description></item>",
    ) {
        assert_eq!(line(&feed.entries[0]), "A–B…C||“x” y’s");
    }
    for root in ["http://www.w3.org/2005/Atom", "urn:x"] {
        let feed = read(&format!(
            "<feed xmlns='{root}'><entry><title>A&#150;B</title><content type='html'>&#147;x</content></entry></feed>"
        ));
        assert_eq!(line(&feed.entries[0]), "A–B||“x");
    }
}

#[test]
fn what_hangs_on_an_entry_is_among_its_links() {
    let item = "<item><title>A</title><link>https://news.test/1</link><enclosure url='/a.pdf' title='База клиентов'/>\
        <media:content url='https://cdn.test/b.mp4'><media:title>Запись</media:title></media:content>\
        <media:thumbnail url='/t.png'/><wfw:commentRss>/1/feed</wfw:commentRss>\
        <description>&lt;a href='/x'&gt;x&lt;/a&gt; &lt;a href='/a.pdf'&gt;&lt;/a&gt;</description></item>";
    for feed in both(item) {
        let document = &feed.entries[0].document;
        let text = |url: &str| document.links.iter().find(|l| l.url == url).map(|l| l.text.as_str());
        assert_eq!(text("https://news.test/a.pdf"), Some("База клиентов"));
        assert_eq!(text("https://cdn.test/b.mp4"), Some("Запись"));
        assert_eq!(text("https://news.test/x"), Some("x"));
        assert!(text("https://news.test/t.png").is_some() && text("https://news.test/1/feed").is_some());
        let urls: Vec<&str> = document.links.iter().map(|l| l.url.as_str()).collect();
        assert_eq!(urls.iter().filter(|u| **u == "https://news.test/a.pdf").count(), 1, "{urls:?}");
        assert_eq!(document.fields["enclosures"], "https://news.test/a.pdf\nhttps://cdn.test/b.mp4");
    }
    let json = read(
        "{\"items\":[{\"url\":\"/1\",\"attachments\":[{\"url\":\"/a.pdf\",\"title\":\"База клиентов\"}]}]}",
    );
    assert_eq!(json.entries[0].document.links[0].text, "База клиентов");
}

#[test]
fn entries_kept_for_little_have_ids_that_order_does_not_change() {
    let items = [
        "<item><itunes:summary>один</itunes:summary></item>",
        "<item><odd>два</odd></item>",
        "<item><media:title>три</media:title></item>",
        "<item><dc:subject>четыре</dc:subject></item>",
        "<item><enclosure url='/5.pdf'/></item>",
    ];
    let ids = |items: &[&str]| -> Vec<String> {
        let [feed, lenient] = both(&items.concat());
        assert_eq!(
            feed.entries.iter().map(|e| &e.id).collect::<Vec<_>>(),
            lenient.entries.iter().map(|e| &e.id).collect::<Vec<_>>()
        );
        let mut ids: Vec<String> = feed.entries.into_iter().map(|e| e.id).collect();
        ids.sort();
        ids
    };
    let straight = ids(&items);
    let mut turned = items;
    turned.reverse();
    assert_eq!(ids(&turned), straight);
    assert_eq!(straight.iter().collect::<std::collections::HashSet<_>>().len(), items.len());
}

#[test]
fn what_two_readers_wrote_differently_is_read_once() {
    let more = |a: &str, b: &str| {
        let draft = |text: &str| {
            let content = draft::Words { text: text.to_owned(), plain: false };
            Draft { content, ..Draft::default() }
        };
        draft(a).or(draft(b)).more.len()
    };
    let one = "<div>Слова <i title=\"x\">и</i> слова</div>";
    assert_eq!(more(one, "<div xmlns='x'>\n Слова <i title='x'>и</i> слова\n</div> "), 0);
    assert_eq!(more(one, "<div>Слова <i>и</i> другие</div>"), 1);
    assert_eq!((more(one, " "), more("", one)), (0, 0));
}
