//! Cases from RFC 9309 and from what the reference parser publishes of itself, one row each.

use super::*;

/// Robots text, agent, URL, allowed.
type Row = (&'static str, &'static str, &'static str, bool);

const ALL_OFF: &str = "user-agent: FooBot\ndisallow: /\n";
const MIXED: &str = "allow: /foo/bar/\n\nuser-agent: FooBot\ndisallow: /\nallow: /x/\nuser-agent: BarBot\ndisallow: /\nallow: /y/\n\n\nallow: /w/\nuser-agent: BazBot\n\nuser-agent: FooBot\nallow: /z/\ndisallow: /\n";
const OTHER_LINE_BETWEEN: &str =
    "User-agent: BarBot\nSitemap: https://foo.test/sitemap\nUser-agent: *\nDisallow: /\n";
const UNKNOWN_LINE_BETWEEN: &str =
    "User-agent: FooBot\nInvalid-Unknown-Line: unknown\nUser-agent: *\nDisallow: /\n";
const MERGED: &str =
    "user-agent: a\ndisallow: /c\n\nuser-agent: b\ndisallow: /d\n\nuser-agent: a\ndisallow: /e\n";
const BLANKS: &str = "User-Agent: *\nDisallow: /\nUser-Agent: Foo Bar\nAllow: /x/\nDisallow: /\n";
const INDEX: &str = "User-Agent: *\nAllow: /allowed-slash/index.html\nDisallow: /\n";
const RFC_5_1: &str = "User-Agent: *\nDisallow: *.gif$\nDisallow: /example/\nAllow: /publications/\n\nUser-Agent: foobot\nDisallow:/\nAllow:/example/page.html\nAllow:/example/allowed.gif\n\nUser-Agent: barbot\nUser-Agent: bazbot\nDisallow: /example/page.html\n\nUser-Agent: quxbot\n";
const RFC_5_2: &str = "User-Agent: foobot\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif\n";
const GLOBAL_FIRST: &str = "user-agent: *\nallow: /\nuser-agent: FooBot\ndisallow: /\n";

const ROWS: &[Row] = &[
    // Nothing said is everything allowed.
    ("", "FooBot", "http://foo.test/x/y", true),
    (ALL_OFF, "", "http://foo.test/x", true),
    (ALL_OFF, "FooBot", "", false),
    (ALL_OFF, "FooBot", "http://foo.test/", false),
    (ALL_OFF, "BarBot", "http://foo.test/", true),
    // The syntax and what is forgiven.
    ("user-agent: FooBot\ndisallow: /\n", "FooBot", "http://foo.test/x/y", false),
    ("foo: FooBot\nbar: /\n", "FooBot", "http://foo.test/x/y", true),
    ("user-agent FooBot\ndisallow /\n", "FooBot", "http://foo.test/x/y", false),
    ("user-agent FooBot\ndisallow / x\n", "FooBot", "http://foo.test/x/y", true),
    ("  user-agent :  FooBot \t\n\tdisallow : / \n", "FooBot", "http://foo.test/x", false),
    ("user-agent: FooBot # it\ndisallow: / # all\n", "FooBot", "http://foo.test/x", false),
    ("user-agent: FooBot\n#disallow: /\n", "FooBot", "http://foo.test/x", true),
    ("useragent: FooBot\ndisallow: /\n", "FooBot", "http://foo.test/x", false),
    ("user agent: FooBot\ndisallow: /\n", "FooBot", "http://foo.test/x", false),
    ("user-agent: FooBot\ndissallow: /\n", "FooBot", "http://foo.test/x", false),
    ("user-agent: FooBot\ndissalow: /\n", "FooBot", "http://foo.test/x", false),
    ("user-agent: FooBot\ndisalow: /\n", "FooBot", "http://foo.test/x", false),
    ("user-agent: FooBot\ndiasllow: /\n", "FooBot", "http://foo.test/x", false),
    ("user-agent: FooBot\ndisallaw: /\n", "FooBot", "http://foo.test/x", false),
    ("USER-AGENT: FooBot\nDISALLOW: /\n", "FooBot", "http://foo.test/x", false),
    ("user-agent: FooBot\r\ndisallow: /\r\n", "FooBot", "http://foo.test/x", false),
    ("user-agent: FooBot\rdisallow: /\r", "FooBot", "http://foo.test/x", false),
    ("\u{feff}user-agent: FooBot\ndisallow: /\n", "FooBot", "http://foo.test/x", false),
    ("<html><head>user-agent: *</head>\n<p>disallow: /\n", "FooBot", "http://foo.test/x", true),
    // Groups.
    (MIXED, "FooBot", "http://foo.test/x/b", true),
    (MIXED, "FooBot", "http://foo.test/z/d", true),
    (MIXED, "FooBot", "http://foo.test/y/c", false),
    (MIXED, "BarBot", "http://foo.test/y/c", true),
    (MIXED, "BarBot", "http://foo.test/w/a", true),
    (MIXED, "BarBot", "http://foo.test/z/d", false),
    (MIXED, "BazBot", "http://foo.test/z/d", true),
    (MIXED, "FooBot", "http://foo.test/foo/bar/", false),
    (MIXED, "BarBot", "http://foo.test/foo/bar/", false),
    (MIXED, "BazBot", "http://foo.test/foo/bar/", false),
    (OTHER_LINE_BETWEEN, "BarBot", "http://foo.test/", false),
    (UNKNOWN_LINE_BETWEEN, "FooBot", "http://foo.test/", false),
    (MERGED, "a", "http://foo.test/c", false),
    (MERGED, "a", "http://foo.test/d", true),
    (MERGED, "a", "http://foo.test/e", false),
    (MERGED, "b", "http://foo.test/d", false),
    (MERGED, "b", "http://foo.test/e", true),
    (GLOBAL_FIRST, "FooBot", "http://foo.test/x", false),
    (GLOBAL_FIRST, "BarBot", "http://foo.test/x", true),
    ("user-agent: *\ndisallow: /\nuser-agent: FooBot\nallow: /\n", "FooBot", "http://foo.test/x", true),
    ("user-agent: FooBot\ndisallow: /a\nuser-agent: *\ndisallow: /b\n", "FooBot", "http://foo.test/b", true),
    // Names.
    ("user-agent: FOO\ndisallow: /\n", "foo", "http://foo.test/x", false),
    ("user-agent: foo/1.0\ndisallow: /\n", "foo", "http://foo.test/x", false),
    ("user-agent: foo\ndisallow: /\n", "foo/2.1", "http://foo.test/x", false),
    ("user-agent: foo\ndisallow: /\n", "foobar", "http://foo.test/x", true),
    ("user-agent: foobar\ndisallow: /\n", "foo", "http://foo.test/x", true),
    ("user-agent: *foo\ndisallow: /\n", "bar", "http://foo.test/x", true),
    ("user-agent: * baz\ndisallow: /\n", "bar", "http://foo.test/x", false),
    (BLANKS, "Foo", "http://foo.test/x/y", true),
    (BLANKS, "Foo", "http://foo.test/z", false),
    (BLANKS, "Foo Bar", "http://foo.test/x/y", false),
    // Paths keep their case.
    ("user-agent: FooBot\ndisallow: /X/\n", "FooBot", "http://foo.test/x/y", true),
    ("user-agent: FooBot\ndisallow: /x/\n", "FooBot", "http://foo.test/x/y", false),
    // The longest rule wins, allow on a tie; order says nothing.
    (
        "user-agent: FooBot\ndisallow: /x/page.html\nallow: /x/\n",
        "FooBot",
        "http://foo.test/x/page.html",
        false,
    ),
    (
        "user-agent: FooBot\nallow: /x/page.html\ndisallow: /x/\n",
        "FooBot",
        "http://foo.test/x/page.html",
        true,
    ),
    ("user-agent: FooBot\nallow: /x/page.html\ndisallow: /x/\n", "FooBot", "http://foo.test/x/", false),
    ("user-agent: FooBot\ndisallow: \nallow: \n", "FooBot", "http://foo.test/x/page.html", true),
    ("user-agent: FooBot\ndisallow: /\nallow: /\n", "FooBot", "http://foo.test/x/page.html", true),
    ("user-agent: FooBot\ndisallow: /x\nallow: /x/\n", "FooBot", "http://foo.test/x", false),
    ("user-agent: FooBot\ndisallow: /x\nallow: /x/\n", "FooBot", "http://foo.test/x/", true),
    ("user-agent: FooBot\ndisallow: *.html\nallow: /page\n", "FooBot", "http://foo.test/page.html", false),
    (
        "user-agent: FooBot\ndisallow: *.html\nallow: /x/page.\n",
        "FooBot",
        "http://foo.test/x/page.html",
        true,
    ),
    ("user-agent: FooBot\ndisallow: *.html\nallow: /x/page.\n", "FooBot", "http://foo.test/x/y.html", false),
    (
        "user-agent: *\ndisallow: /x/\nuser-agent: FooBot\ndisallow: /y\n",
        "FooBot",
        "http://foo.test/x/page",
        true,
    ),
    (
        "user-agent: *\ndisallow: /x/\nuser-agent: FooBot\ndisallow: /y\n",
        "FooBot",
        "http://foo.test/y/page",
        false,
    ),
    // Wildcards.
    (
        "user-agent: FooBot\ndisallow: /foo/bar/quz\nallow: /foo/*/qux\n",
        "FooBot",
        "http://foo.test/foo/bar/quz",
        false,
    ),
    (
        "user-agent: FooBot\ndisallow: /foo/bar/quz\nallow: /foo/*/qux\n",
        "FooBot",
        "http://foo.test/foo//quz",
        true,
    ),
    ("user-agent: FooBot\ndisallow: /foo/bar$\n", "FooBot", "http://foo.test/foo/bar", false),
    ("user-agent: FooBot\ndisallow: /foo/bar$\n", "FooBot", "http://foo.test/foo/bar/qux", true),
    ("user-agent: FooBot\ndisallow: /a$b\n", "FooBot", "http://foo.test/a$b/c", false),
    ("user-agent: FooBot\ndisallow: /*.php$\n", "FooBot", "http://foo.test/a.php?x=.php", false),
    ("user-agent: FooBot\ndisallow: /*.php$\n", "FooBot", "http://foo.test/a.php5", true),
    ("user-agent: FooBot\ndisallow: /**a*b**$\n", "FooBot", "http://foo.test/xxaxxbxx", false),
    (
        "user-agent: FooBot\ndisallow: /fish*.php\n",
        "FooBot",
        "http://foo.test/fishheads/catfish.php?id=1",
        false,
    ),
    ("user-agent: FooBot\ndisallow: /fish*.php\n", "FooBot", "http://foo.test/Fish.PHP", true),
    ("user-agent: FooBot\ndisallow: *\n", "FooBot", "http://foo.test/", false),
    // Percent-encoding: what both readings allow.
    (
        "User-agent: FooBot\nDisallow: /\nAllow: /foo/bar?qux=taz&baz=http://foo.test?tar&par\n",
        "FooBot",
        "http://foo.test/foo/bar?qux=taz&baz=http://foo.test?tar&par",
        true,
    ),
    (
        "User-agent: FooBot\nDisallow: /\nAllow: /foo/bar/ツ\n",
        "FooBot",
        "http://foo.test/foo/bar/%E3%83%84",
        true,
    ),
    ("User-agent: FooBot\nDisallow: /\nAllow: /foo/bar/ツ\n", "FooBot", "http://foo.test/foo/bar/ツ", false),
    (
        "User-agent: FooBot\nDisallow: /\nAllow: /foo/bar/%E3%83%84\n",
        "FooBot",
        "http://foo.test/foo/bar/%E3%83%84",
        true,
    ),
    (
        "User-agent: FooBot\nDisallow: /\nAllow: /foo/bar/%e3%83%84\n",
        "FooBot",
        "http://foo.test/foo/bar/%E3%83%84",
        true,
    ),
    (
        "User-agent: FooBot\nDisallow: /\nAllow: /foo/bar/%E3%83%84\n",
        "FooBot",
        "http://foo.test/foo/bar/ツ",
        false,
    ),
    (
        "User-agent: FooBot\nDisallow: /\nAllow: /foo/bar/%62%61%7A\n",
        "FooBot",
        "http://foo.test/foo/bar/baz",
        false,
    ),
    (
        "User-agent: FooBot\nDisallow: /\nAllow: /foo/bar/%62%61%7A\n",
        "FooBot",
        "http://foo.test/foo/bar/%62%61%7A",
        true,
    ),
    ("User-agent: FooBot\nDisallow: /foo/bar/%62%61%7A\n", "FooBot", "http://foo.test/foo/bar/baz", false),
    ("User-agent: FooBot\nDisallow: /foo/bar/baz\n", "FooBot", "http://foo.test/foo/bar/%62a%7a", false),
    ("User-agent: FooBot\nDisallow: /ö\n", "FooBot", "http://foo.test/%c3%b6", false),
    ("User-agent: FooBot\nDisallow: /a%2Fb\n", "FooBot", "http://foo.test/a/b", true),
    // An allowed index page is its folder.
    (INDEX, "FooBot", "http://foo.test/allowed-slash/", true),
    (INDEX, "FooBot", "http://foo.test/allowed-slash/index.htm", false),
    (INDEX, "FooBot", "http://foo.test/allowed-slash/index.html", true),
    (INDEX, "FooBot", "http://foo.test/anyother", false),
    // Addresses.
    ("user-agent: FooBot\ndisallow: /?a\n", "FooBot", "http://foo.test?a", false),
    ("user-agent: FooBot\ndisallow: /a/b?c\n", "FooBot", "http://foo.test/a/b?c=d#e", false),
    ("user-agent: FooBot\ndisallow: /e\n", "FooBot", "http://foo.test/a#/e", true),
    ("user-agent: FooBot\ndisallow: /b\n", "FooBot", "http://foo.test#/b", true),
    ("user-agent: FooBot\ndisallow: /b\n", "FooBot", "//foo.test/b", false),
    ("user-agent: FooBot\ndisallow: /b\n", "FooBot", "foo.test/b?u=http://x.test/", false),
    // RFC 9309, 5.1 and 5.2.
    (RFC_5_1, "foobot", "https://e.test/example/page.html", true),
    (RFC_5_1, "foobot", "https://e.test/example/allowed.gif", true),
    (RFC_5_1, "foobot", "https://e.test/example/other", false),
    (RFC_5_1, "barbot", "https://e.test/example/page.html", false),
    (RFC_5_1, "bazbot", "https://e.test/example/page.html", false),
    (RFC_5_1, "bazbot", "https://e.test/example/other.gif", true),
    (RFC_5_1, "quxbot", "https://e.test/example/a.gif", true),
    (RFC_5_1, "else", "https://e.test/publications/a.gif", true),
    (RFC_5_1, "else", "https://e.test/a.gif", false),
    (RFC_5_1, "else", "https://e.test/example/", false),
    (RFC_5_2, "foobot", "https://e.test/example/page/", true),
    (RFC_5_2, "foobot", "https://e.test/example/page/disallowed.gif", false),
];

#[test]
fn verdicts() {
    let wrong: Vec<String> = ROWS
        .iter()
        .filter(|(text, agent, url, expected)| allowed(text.as_bytes(), agent, url) != *expected)
        .map(|row| format!("{row:?}"))
        .collect();
    assert!(wrong.is_empty(), "{} of {} rows:\n{}", wrong.len(), ROWS.len(), wrong.join("\n"));
    assert!(ROWS.len() >= 80);
}

#[test]
fn a_mark_and_what_is_left_of_one() {
    for (mark, expected) in
        [(&b"\xef\xbb\xbf"[..], false), (b"\xef\xbb", false), (b"\xef", false), (b"\xef\x11\xbf", true)]
    {
        let mut body = mark.to_vec();
        body.extend(b"User-Agent: foo\nDisallow: /\n");
        assert_eq!(allowed(&body, "foo", "http://foo.test/x"), expected, "{mark:?}");
    }
}

#[test]
fn a_line_counts_up_to_its_cap_and_a_file_up_to_its_own() {
    let long = format!("/x/{}", "a".repeat(2083 * 8));
    let body = format!("user-agent: FooBot\ndisallow: {long}/qux\n");
    assert!(allowed(body.as_bytes(), "FooBot", "http://foo.test/fux"));
    assert!(!allowed(body.as_bytes(), "FooBot", &format!("http://foo.test{long}/fux")));
    let late = format!("user-agent: FooBot\n#{}\ndisallow: /\n", "x".repeat(CAP));
    assert!(allowed(late.as_bytes(), "FooBot", "http://foo.test/"));
}

#[test]
fn a_file_that_costs_too_much_is_a_refusal() {
    let body = format!("user-agent: *\n{}", "disallow: /*aab*aab\n".repeat(6_000));
    let url = format!("http://foo.test/{}", "a".repeat(30_000));
    assert!(!allowed(body.as_bytes(), "FooBot", &url));
}

#[test]
fn delays() {
    let rows: &[(&str, Option<u64>)] = &[
        ("user-agent: *\ncrawl-delay: 5\n", Some(5_000)),
        ("user-agent: *\ncrawl-delay: 0.5\n", Some(500)),
        ("user-agent: *\ncrawl-delay: 5\nuser-agent: leakwatch\ncrawl-delay: 7\n", Some(7_000)),
        ("user-agent: *\ncrawl-delay: 5\ndisallow:\nuser-agent: leakwatch\ncrawl-delay: 7\n", Some(7_000)),
        ("user-agent: *\ncrawl-delay: 5\ndisallow:\nuser-agent: leakwatch\ndisallow:\n", None),
        ("user-agent: other\ncrawl-delay: 5\n", None),
        ("user-agent: *\ncrawl-delay: 999999999\n", Some(600_000)),
        (
            "user-agent: *\ncrawl-delay: -1\ncrawl-delay: NaN\ncrawl-delay: soon\ncrawl-delay: 3 # s\n",
            Some(3_000),
        ),
        ("crawl-delay: 5\n", None),
    ];
    for (text, expected) in rows {
        let got = crawl_delay(text.as_bytes(), "leakwatch").map(|d| d.as_millis());
        assert_eq!(got, expected.map(u128::from), "{text:?}");
    }
}

#[test]
fn sitemaps_stand_anywhere() {
    let text = "Sitemap: https://a.test/1.xml\nuser-agent: x\ndisallow: /\nSITEMAP:https://a.test/2.xml # two\nsite-map: /3.xml\nsitemap:\n";
    assert_eq!(sitemaps(text.as_bytes()), ["https://a.test/1.xml", "https://a.test/2.xml", "/3.xml"]);
}
