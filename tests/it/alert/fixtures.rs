//! Invented findings, alerts and letters, in both languages.

use std::collections::BTreeMap;
use std::time::Duration;

use leakwatch::alert::Place;
use leakwatch::alert::render::{
    AlertLetter, BaselineLetter, BlindLetter, DigestLetter, Item, Kept, Late, Lateness, Reader, TestLetter,
};
use leakwatch::model::precision::Tally;
use leakwatch::model::{
    Cause, Class, Damage, Delivery, Digest, EventKind, Exposure, Language, LetterKind, Level, Likelihood,
    Money, Period, Risk, StartRule, State, Time, Verdict,
};
use leakwatch::store::rows::{
    AlertRow, Changed, CrawlRow, DigestMaterial, EventRow, FindingRow, LocationRow, PrecisionRow,
};

pub fn t(text: &str) -> Time {
    Time::parse_rfc3339(text).expect("an RFC 3339 time")
}

pub fn high() -> Risk {
    Risk {
        damage: Damage::Large,
        probability: 7_500,
        likelihood: Likelihood::High,
        level: Level::High,
        acceptable: false,
    }
}

pub fn medium() -> Risk {
    Risk {
        damage: Damage::Medium,
        probability: 5_400,
        likelihood: Likelihood::Medium,
        level: Level::Medium,
        acceptable: true,
    }
}

pub fn finding(id: i64, title: &str, url: &str, class: Class, risk: Risk) -> FindingRow {
    FindingRow {
        id,
        version: 1,
        watch: "romashka".into(),
        entry: "secrets/email-password".into(),
        class,
        title: title.into(),
        risk,
        confidence: 90,
        exposure: Exposure::Public,
        values: 312,
        verdict: Verdict::New,
        owner: None,
        due: None,
        treatment: None,
        accepted_until: None,
        created: t("2026-11-23T11:02:00Z"),
        updated: t("2026-11-23T11:02:00Z"),
        events: 1,
        locations: 3,
        url: url.into(),
        page_title: "Untitled".into(),
        start: t("2026-11-23T10:51:00Z"),
        rule: StartRule::Listing,
        alert_due: Some(t("2026-11-23T11:51:00Z")),
        muted: None,
        stated: Some(Money { amount: 1_000_000_000, currency: "RUB".into() }),
    }
}

pub fn alert(id: i64, finding: i64) -> AlertRow {
    AlertRow {
        id,
        kind: LetterKind::Alert,
        watch: "romashka".into(),
        recipient: "soc".into(),
        finding: Some(finding),
        event: 1,
        event_kind: EventKind::New,
        crawl: String::new(),
        part: 0,
        start: t("2026-11-23T10:51:00Z"),
        rule: StartRule::Listing,
        found: t("2026-11-23T11:02:00Z"),
        due: t("2026-11-23T11:51:00Z"),
        state: Delivery::Owed,
        letter: None,
        sent: None,
        accepted: None,
        cause: None,
        tries: 0,
        next_try: Time(0),
        attempt: 0,
    }
}

pub fn location(finding: i64, url: &str, samples: &[&str], evidence: &[&str]) -> LocationRow {
    LocationRow {
        finding,
        document: 1,
        url: url.into(),
        title: "Untitled".into(),
        crawl: "paste".into(),
        exposure: Exposure::Public,
        hits: 312,
        samples: samples.iter().map(|s| (*s).to_owned()).collect(),
        evidence: evidence.iter().map(|s| (*s).to_owned()).collect(),
        passage: (0, 40),
        first_seen: t("2026-11-23T11:02:00Z"),
        last_seen: t("2026-11-23T11:02:00Z"),
        gone: None,
    }
}

pub fn item(id: i64, language: Language) -> Item {
    let russian = language == Language::Russian;
    let title = if russian {
        "312 учётных записей @example.com"
    } else {
        "312 accounts of @example.com in a paste"
    };
    let url = "https://paste.test/Ab12";
    let samples = [
        "i.p••••@example.com:••••••••",
        "a.s••••@example.com:••••••••",
        "o.k••••@example.com:••••••••",
        "never shown",
    ];
    let evidence = if russian {
        ["312 пар «адрес: пароль»", "домен организации"]
    } else {
        ["312 pairs of address and password", "domain of the watch"]
    };
    Item {
        alert: alert(id, id),
        finding: finding(id, title, url, Class::Leak, high()),
        locations: vec![location(id, url, &samples, &evidence)],
        watch: if russian { "ООО «Ромашка»" } else { "Romashka LLC" }.into(),
        plan: "extended".into(),
        deadline: Duration::from_secs(3600),
        entry: if russian {
            "Адрес почты с паролем"
        } else {
            "E-mail address with password"
        }
        .into(),
        place: Place {
            title: if russian { "Сайт записок paste.test" } else { "Paste site paste.test" }.into(),
            kind: "feed".into(),
        },
        late: None,
    }
}

pub fn reader(now: &str) -> Reader {
    Reader {
        id: "soc".into(),
        zone: chrono_tz::Tz::Europe__Moscow,
        now: t(now),
        public_url: "https://leaks.example.com".into(),
    }
}

pub fn one(language: Language) -> AlertLetter {
    AlertLetter {
        id: Digest([7; 32]),
        reader: reader("2026-11-23T11:03:00Z"),
        items: vec![item(41, language)],
    }
}

pub fn late(language: Language) -> AlertLetter {
    let mut letter = one(language);
    letter.reader = reader("2026-11-23T12:20:00Z");
    letter.items[0].late = Some(Lateness {
        cause: Cause::MailDown,
        from: Some(t("2026-11-23T11:10:00Z")),
        to: Some(t("2026-11-23T12:19:00Z")),
    });
    letter
}

/// `n` findings of several levels, out of order.
pub fn many(n: i64, language: Language) -> AlertLetter {
    let items = (1..=n)
        .map(|id| {
            let mut item = item(id, language);
            item.alert.due = Time(item.alert.due.0 + (n - id) * 60_000);
            if id % 3 == 0 {
                item.finding = finding(
                    id,
                    if language == Language::Russian {
                        "Генеральный директор назван в обсуждении мошенничества"
                    } else {
                        "CEO named in a fraud thread"
                    },
                    "https://forum.test/t/18?page=2",
                    Class::Reputation,
                    Risk {
                        damage: Damage::Medium,
                        probability: 6_000,
                        likelihood: Likelihood::High,
                        level: Level::Medium,
                        acceptable: false,
                    },
                );
            }
            item
        })
        .collect();
    AlertLetter { id: Digest([9; 32]), reader: reader("2026-11-23T11:03:00Z"), items }
}

pub fn baseline(language: Language) -> BaselineLetter {
    let russian = language == Language::Russian;
    let mut owed = alert(5, 0);
    owed.kind = LetterKind::Baseline;
    owed.finding = None;
    owed.crawl = "forum".into();
    owed.part = 1;
    let title = if russian {
        "Продаётся база клиентов «Ромашки»"
    } else {
        "Customer database of Romashka offered"
    };
    BaselineLetter {
        id: Digest([5; 32]),
        reader: reader("2026-11-23T11:03:00Z"),
        alert: owed,
        watch: if russian { "ООО «Ромашка»" } else { "Romashka LLC" }.into(),
        plan: "operational".into(),
        place: Place { title: "forum.test".into(), kind: "forum".into() },
        findings: (1..=3)
            .map(|id| finding(id, title, "https://forum.test/t/9", Class::Leak, high()))
            .collect(),
        total: 3,
        late: None,
    }
}

pub fn crawl(id: &str, why: &str) -> CrawlRow {
    CrawlRow {
        id: id.into(),
        kind: "forum".into(),
        state: State::Refused,
        why: why.into(),
        blind_since: Some(t("2026-11-20T06:10:00Z")),
        last_visit: Some(t("2026-11-23T05:00:00Z")),
        last_success: Some(t("2026-11-20T06:10:00Z")),
        next_due: t("2026-11-23T12:00:00Z"),
        first_complete: None,
        documents: 12,
        visits: 90,
        failures: 9,
        retired: false,
        advice: None,
    }
}

fn event(finding: i64, number: u32, kind: EventKind, at: &str) -> EventRow {
    EventRow {
        finding,
        number,
        kind,
        start: t(at),
        rule: StartRule::Listing,
        found: t(at),
        due: t(at),
        historic: false,
        risk: high(),
        n: 10,
    }
}

pub fn digest(language: Language) -> DigestLetter {
    let russian = language == Language::Russian;
    let say = |ru: &str, en: &str| if russian { ru.to_owned() } else { en.to_owned() };
    let fraud =
        say("«Ромашка» просит предоплату: меня обманули", "Romashka asked me to pay ahead and vanished");
    let mut changed = Vec::new();
    for (id, url, at) in [
        (1, "https://forum.test/t/1", "2026-11-17T08:00:00Z"),
        (2, "https://board.test/9", "2026-11-18T08:00:00Z"),
        (3, "https://otzyv.test/77", "2026-11-20T21:30:00Z"),
    ] {
        let mut finding = finding(id, &fraud, url, Class::Business, high());
        finding.entry = "threats/fraud-in-name".into();
        changed.push(Changed { finding, events: vec![event(id, 1, EventKind::New, at)] });
    }
    let dump = finding(
        4,
        &say("312 учётных записей @example.com", "312 accounts of @example.com in a paste"),
        "https://paste.test/Ab12",
        Class::Leak,
        high(),
    );
    changed.push(Changed {
        finding: dump.clone(),
        events: vec![
            event(4, 1, EventKind::New, "2026-11-18T10:00:00Z"),
            event(4, 2, EventKind::Spread, "2026-11-19T10:00:00Z"),
        ],
    });
    let mut quiet = finding(
        5,
        &say("Вакансия: руководитель отдела", "Vacancy: head of department"),
        "https://news.test/5",
        Class::Mention,
        medium(),
    );
    quiet.entry = "romashka/company".into();
    changed.push(Changed {
        finding: quiet.clone(),
        events: vec![event(5, 1, EventKind::New, "2026-11-21T10:00:00Z")],
    });
    let material = DigestMaterial {
        from: t("2026-11-15T21:00:00Z"),
        to: t("2026-11-22T21:00:00Z"),
        changed_total: changed.len() as u64,
        changed,
        closed: vec![quiet],
        closed_total: 1,
        open: vec![dump],
        open_total: 4,
        late: Vec::new(),
        blind: vec![crawl(
            "darkforum",
            &say("страница проверки вместо содержания", "a challenge page instead of the content"),
        )],
        classes: vec![(Class::Business, 3, 1), (Class::Leak, 2, 0), (Class::Mention, 1, 4)],
        per_day: Vec::new(),
        alerts_in_time: 3,
        alerts_late: 1,
        muted: 14,
        poor: vec![PrecisionRow {
            watch: "romashka".into(),
            entry: "romashka/company".into(),
            tally: Tally { right: 2, wrong: 38 },
            judged: Vec::new(),
        }],
        at_risk: vec![Money { amount: 1_500_000_000, currency: "RUB".into() }],
    };
    let entries = BTreeMap::from([
        ("threats/fraud-in-name".to_owned(), say("Обман от имени компании", "Fraud in the company's name")),
        ("secrets/email-password".to_owned(), say("Адрес почты с паролем", "E-mail address with password")),
        ("romashka/company".to_owned(), say("Название компании", "Name of the company")),
    ]);
    DigestLetter {
        reader: reader("2026-11-23T05:00:00Z"),
        kind: Period::Weekly,
        periods: vec![(t("2026-11-15T21:00:00Z"), t("2026-11-22T21:00:00Z"))],
        watches: vec![say("ООО «Ромашка»", "Romashka LLC")],
        material,
        entries,
        places: BTreeMap::from([(
            "darkforum".to_owned(),
            say("Закрытый форум dark.test", "Closed forum dark.test"),
        )]),
        late: vec![Late {
            title: say("312 учётных записей @example.com", "312 accounts of @example.com in a paste"),
            due: t("2026-11-18T11:00:00Z"),
            accepted: Some(t("2026-11-18T11:25:00Z")),
            cause: Cause::MailDown,
        }],
        before: Kept { due: 9, in_time: 9 },
    }
}

pub fn blind(language: Language) -> BlindLetter {
    let russian = language == Language::Russian;
    BlindLetter {
        reader: reader("2026-11-23T11:03:00Z"),
        watches: vec![if russian { "ООО «Ромашка»" } else { "Romashka LLC" }.into()],
        places: vec![
            (
                "dark.test".into(),
                crawl(
                    "darkforum",
                    if russian {
                        "страница проверки вместо содержания"
                    } else {
                        "a challenge page instead of the content"
                    },
                ),
            ),
            ("guest.test".into(), crawl("guest", if russian { "сайт не отвечает" } else { "no answer" })),
        ],
    }
}

pub fn test_letter() -> TestLetter {
    TestLetter { reader: reader("2026-11-23T11:03:00Z"), by: "admin".into() }
}
