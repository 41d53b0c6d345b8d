//! What letters say, in both languages, and what they must never say.

use leakwatch::alert::mail::{Headers, compose};
use leakwatch::alert::render::{self, Rendered};
use leakwatch::model::{Digest, Language, Time};
use mail_parser::{HeaderName, MessageParser};

use super::fixtures::{self, t};
use Language::{English, Russian};

/// Non-breaking spaces as plain ones, for comparing.
fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

/// What a reader sees of the HTML part, blanks folded.
fn seen(html: &str) -> String {
    let page = scraper::Html::parse_document(html);
    let body = scraper::Selector::parse("body").expect("a selector");
    let words: Vec<String> = page.select(&body).flat_map(|b| b.text()).map(plain).collect();
    words.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn all(language: Language) -> Vec<(&'static str, Rendered)> {
    vec![
        ("one", render::alert(&fixtures::one(language), language)),
        ("late", render::alert(&fixtures::late(language), language)),
        ("many", render::alert(&fixtures::many(27, language), language)),
        ("baseline", render::baseline(&fixtures::baseline(language), language)),
        ("digest", render::digest(&fixtures::digest(language), language)),
        ("blind", render::blind(&fixtures::blind(language), language)),
        ("test", render::test_letter(&fixtures::test_letter(), language)),
    ]
}

#[test]
fn subjects() {
    let of = |letter, language| plain(&render::alert(&letter, language).subject);
    let table = [
        (of(fixtures::one(English), English), "▲ 312 accounts of @example.com in a paste (due 14:51)"),
        (of(fixtures::one(Russian), Russian), "▲ 312 учётных записей @example.com (срок 14:51)"),
        (
            of(fixtures::late(English), English),
            "▲ 312 accounts of @example.com in a paste (late, was due 14:51)",
        ),
        (
            of(fixtures::late(Russian), Russian),
            "▲ 312 учётных записей @example.com (с опозданием, срок был 14:51)",
        ),
        (
            of(fixtures::many(27, English), English),
            "▲ 312 accounts of @example.com in a paste and 26 more (due 14:51)",
        ),
        (
            of(fixtures::many(27, Russian), Russian),
            "▲ 312 учётных записей @example.com и ещё 26 (срок 14:51)",
        ),
    ];
    for (subject, expected) in table {
        assert_eq!(subject, expected);
    }
    let digest = render::digest(&fixtures::digest(Russian), Russian).subject;
    assert_eq!(
        plain(&digest),
        "Сводка за неделю: ООО «Ромашка», 16–22 ноября (в срок 3 из 4, 6 новых событий)"
    );
}

#[test]
fn an_alert_reads_from_how_bad_to_what_to_do() {
    for (language, order) in [
        (
            English,
            vec![
                "Leak · new · Romashka LLC",
                "▲ 312 accounts of @example.com in a paste",
                "hxxps://paste[.]test/Ab12",
                "and 2 more copies",
                "not there at 13:51, found at 14:02 MSK",
                "23 November, 14:51 MSK (48 min left)",
                "High: large damage × high likelihood",
                "E-mail address with password",
                "312 pairs of address and password",
                "i.p••••@example.com:••••••••",
                "What to do now",
                "1.",
                "report form",
                "Open the finding",
                "Acknowledge",
                "Plan extended: told within 1 hour",
                "secrets/email-password",
                "[recipient.soc]",
            ],
        ),
        (
            Russian,
            vec![
                "Утечка · новое · ООО «Ромашка»",
                "▲ 312 учётных записей @example.com",
                "hxxps://paste[.]test/Ab12",
                "и ещё 2 копии",
                "в 13:51 ещё не было, найдено в 14:02 МСК",
                "23 ноября, 14:51 МСК (осталось 48 мин)",
                "Высокий: крупный ущерб × высокая вероятность",
                "Адрес почты с паролем",
                "i.p••••@example.com:••••••••",
                "Что делать сейчас",
                "1.",
                "форму жалоб",
                "Открыть находку",
                "Принято, занимаюсь",
                "План extended: сообщить в течение 1 часа",
                "secrets/email-password",
            ],
        ),
    ] {
        let letter = render::alert(&fixtures::one(language), language);
        let text = plain(&letter.text).split_whitespace().collect::<Vec<_>>().join(" ");
        for part in [text, seen(&letter.html)] {
            let mut from = 0;
            for words in &order {
                let at = part[from..]
                    .find(words)
                    .unwrap_or_else(|| panic!("{words} is not after {from} in: {part}"));
                from += at + words.len();
            }
        }
        assert!(letter.html.contains("https://leaks.example.com/findings/41\""));
        assert!(letter.text.contains("https://leaks.example.com/findings/41\n"));
        assert!(!letter.text.contains("never shown"), "three samples and no more");
    }
}

#[test]
fn a_late_letter_says_so_and_why() {
    let english = plain(&render::alert(&fixtures::late(English), English).text).replace("\n  ", " ");
    assert!(english.contains("This letter is 29 min late: it was due 23 November, 14:51 MSK. Why: the mail relay did not take letters from 14:10 to 15:19."), "{english}");
    let russian = plain(&render::alert(&fixtures::late(Russian), Russian).text).replace("\n  ", " ");
    assert!(russian.contains("Письмо опоздало на 29 мин: срок был 23 ноября, 14:51 МСК. Причина: почтовый сервер не принимал писем с 14:10 до 15:19."), "{russian}");
    assert!(!render::alert(&fixtures::one(English), English).text.contains("late"));
}

#[test]
fn many_findings_are_one_list_the_worst_first_then_the_most_urgent() {
    let letter = render::alert(&fixtures::many(100, English), English);
    let rows: Vec<&str> = letter.text.lines().filter(|l| l.contains("/findings/")).collect();
    assert_eq!(rows.len(), 20, "the rest is counted");
    let ids: Vec<i64> = rows.iter().filter_map(|l| l.rsplit('/').next()?.parse().ok()).collect();
    // Every third is medium; of the high ones the highest id is due first.
    let expected: Vec<i64> = (1..=100).rev().filter(|id| id % 3 != 0).take(20).collect();
    assert_eq!(ids, expected);
    assert!(plain(&letter.text).contains("And 80 more findings"), "{}", letter.text);
    assert_eq!(letter.html.matches("/findings/").count(), 20);
    let russian = plain(&render::alert(&fixtures::many(21, Russian), Russian).text);
    assert!(russian.contains("21 находка ждёт вас") && russian.contains("И ещё 1 находка"), "{russian}");
}

#[test]
fn the_digest_tells_the_week_first_and_stories_after() {
    let letter = render::digest(&fixtures::digest(English), English);
    let text = plain(&letter.text).split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [text.as_str(), &seen(&letter.html)] {
        for words in
            ["16–22 November", "3/4", "before: 9/9", "before: 5", "Wed 18", "Fraud in the company's name"]
        {
            assert!(part.contains(words), "{words} in {part}");
        }
        let story = "3 new findings, first on Tuesday, at forum[.]test and 2 more places";
        assert!(part.contains(story), "{part}");
        assert!(part.contains("1 new finding, 1 spread further"), "{part}");
        assert!(part.contains("25 min late: the mail relay did not take letters"), "{part}");
        assert!(part.contains("not seen since 20 November, 09:10 MSK"), "{part}");
        assert!(part.contains("Name of the company: 2 of 40 judged in 90 days were right"), "{part}");
    }
    // 20 November, 21:30 UTC is the 21st in Moscow.
    assert!(letter.text.contains("Sat 21    ███") && letter.text.contains("Fri 20    0"), "{}", letter.text);
    let russian = plain(&render::digest(&fixtures::digest(Russian), Russian).text).replace("\n  ", " ");
    assert!(
        russian.contains("3 новые находки, впервые во вторник, на forum[.]test и ещё в 2 местах"),
        "{russian}"
    );
}

#[test]
fn a_catch_up_digest_names_its_periods() {
    let mut letter = fixtures::digest(English);
    letter.periods.insert(0, (t("2026-11-08T21:00:00Z"), t("2026-11-15T21:00:00Z")));
    let text = plain(&render::digest(&letter, English).text).replace("\n  ", " ");
    assert!(text.contains("9 November – 15 November; 16 November – 22 November"), "{text}");
    assert!(text.contains("9–22 November"), "{text}");
}

#[test]
fn letters_load_nothing_and_link_only_to_us() {
    for language in [Russian, English] {
        for (name, letter) in all(language) {
            let html = &letter.html;
            for banned in ["<img", "<script", "<link", "@import", "url(", "background-image", "javascript:"] {
                assert!(!html.contains(banned), "{name}: {banned}");
            }
            let page = scraper::Html::parse_document(html);
            for a in page.select(&scraper::Selector::parse("a").expect("a selector")) {
                let href = a.value().attr("href").unwrap_or_default();
                assert!(href.starts_with("https://leaks.example.com"), "{name}: {href}");
            }
            assert!(html.contains("color-scheme\" content=\"light dark\""), "{name}");
            for line in letter.text.lines().filter(|l| !l.contains("https://")) {
                assert!(line.chars().count() <= 78, "{name}: {line}");
            }
            for part in [&letter.text, &seen(html), &letter.subject] {
                assert!(!part.contains("https://paste.test") && !part.contains('{'), "{name}: {part}");
            }
        }
    }
}

#[test]
fn strangers_words_stay_words() {
    let mut letter = fixtures::one(English);
    letter.items[0].finding.title = "<b>x</b>\r\nBcc: y@example.com \u{202e}https://evil.test/".into();
    letter.items[0].finding.url = "https://evil.test/\"><script>".into();
    let rendered = render::alert(&letter, English);
    assert_eq!(rendered.subject, "▲ <b>x</b> Bcc: y@example.com hxxps://evil[.]test/ (due 14:51)");
    assert!(!rendered.html.contains("<b>x") && !rendered.html.contains("<script"));
}

fn headers(findings: Vec<i64>) -> Headers {
    Headers {
        from: "leakwatch@example.com".into(),
        to: "soc@пример.test".into(),
        message_id: "<abc@leaks.example.com>".into(),
        date: t("2026-11-23T11:03:00Z"),
        findings,
        due: Some(t("2026-11-23T11:51:00Z")),
        start: Some(t("2026-11-23T10:51:00Z")),
        plan: Some("extended".into()),
    }
}

#[test]
fn the_head_of_a_letter() {
    let rendered = render::alert(&fixtures::one(Russian), Russian);
    let bytes = compose(Digest([7; 32]), &rendered, &headers((1..=101).collect())).expect("a letter");
    assert_eq!(bytes, compose(Digest([7; 32]), &rendered, &headers((1..=101).collect())).expect("a letter"));
    assert!(bytes.is_ascii() && !String::from_utf8_lossy(&bytes).replace("\r\n", "").contains('\n'));
    let message = MessageParser::default().parse(&bytes).expect("a message");
    assert_eq!(message.subject(), Some(rendered.subject.as_str()));
    assert_eq!(message.message_id(), Some("abc@leaks.example.com"));
    assert_eq!(message.to().and_then(|a| a.first()).and_then(|a| a.address()), Some("soc@xn--e1afmkfd.test"));
    assert_eq!(message.date().map(|d| Time(d.to_timestamp() * 1000)), Some(t("2026-11-23T11:03:00Z")));
    let head = |name: &str| {
        let value = message.header_raw(HeaderName::Other(name.to_owned().into()));
        value.map(|v| v.trim().to_owned()).unwrap_or_default()
    };
    assert_eq!(head("X-Leakwatch-Due"), "2026-11-23T11:51:00Z");
    assert_eq!(head("X-Leakwatch-Start"), "2026-11-23T10:51:00Z");
    assert_eq!(head("X-Leakwatch-Plan"), "extended");
    assert_eq!(head("X-Leakwatch-Findings"), "101");
    let text = String::from_utf8_lossy(&bytes);
    assert!(text.contains("Auto-Submitted: auto-generated\r\n"));
    assert_eq!(text.matches("X-Leakwatch-Finding: ").count(), 100);
    assert_eq!(message.body_text(0).map(|t| t.replace("\r\n", "\n")), Some(rendered.text.clone()));
    assert_eq!(message.body_html(0).map(|t| t.replace("\r\n", "\n")), Some(rendered.html.clone()));
    let few = compose(Digest([7; 32]), &rendered, &headers(vec![41])).expect("a letter");
    assert!(!String::from_utf8_lossy(&few).contains("X-Leakwatch-Findings"));
}

#[test]
fn a_recipient_in_other_letters() {
    let rendered = render::test_letter(&fixtures::test_letter(), Russian);
    let head = Headers { to: "почта@пример.test".into(), ..headers(Vec::new()) };
    let bytes = compose(Digest([7; 32]), &rendered, &head).expect("a letter");
    let message = MessageParser::default().parse(&bytes).expect("a message");
    assert_eq!(
        message.to().and_then(|a| a.first()).and_then(|a| a.address()),
        Some("почта@xn--e1afmkfd.test")
    );
    let head = Headers { to: "nobody".into(), ..headers(Vec::new()) };
    assert!(compose(Digest([7; 32]), &rendered, &head).is_err());
}

#[test]
fn money_and_mutes_are_told() {
    let of = |letters: Vec<(&str, Rendered)>, name: &str| {
        letters
            .into_iter()
            .find(|(known, _)| *known == name)
            .map(|(_, l)| (plain(&l.text), seen(&l.html)))
            .expect("a letter")
    };
    for (language, letter, words) in [
        (Russian, "one", "7 500 000 ₽ под риском"),
        (English, "one", "RUB 7,500,000 at risk"),
        (Russian, "one", "вероятность 75 % × ущерб 10 000 000 ₽"),
        (Russian, "digest", "Под риском по открытым находкам: 15 000 000 ₽"),
        (English, "digest", "At risk in open findings: RUB 15,000,000"),
        (Russian, "digest", "Без писем, по заглушкам: 14 событий"),
        (English, "digest", "Kept quiet by mutes: 14 events"),
    ] {
        let (text, html) = of(all(language), letter);
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(words) && html.contains(words), "{words}: {text}");
    }
}
