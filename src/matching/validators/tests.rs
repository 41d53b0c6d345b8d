//! Validators against numbers that hold and numbers that do not; invented, or published as samples.

use super::*;

mod world;

fn check(name: &str, good: &[&str], bad: &[&str]) {
    let validator = find(name).unwrap_or_else(|near| panic!("no {name}, but {near}"));
    for text in good {
        assert!((validator.check)(text).is_some(), "{name} refuses {text}");
    }
    for text in bad {
        assert!((validator.check)(text).is_none(), "{name} takes {text}");
    }
}

#[test]
fn russian_numbers() {
    check(
        "inn",
        &["500100732259", "7707083893"],
        &["500100732258", "7707083894", "000000000000", "1234567890"],
    );
    check("inn-person", &["500100732259"], &["7707083893"]);
    check("inn-firm", &["7707083893"], &["500100732259"]);
    check("ogrn", &["1027700132195"], &["1027700132196", "9027700132195"]);
    check("ogrnip", &["304500116000157"], &["304500116000158"]);
    check(
        "snils",
        &["112-233-445 95", "11223344595"],
        &["112-233-445 96", "111-111-111 45", "001-001-998 00"],
    );
    check(
        "passport-ru",
        &["45 08 123456", "4003 654321"],
        &["00 08 123456", "45 60 123456", "45 08 000000", "1111111111"],
    );
    check("licence-ru", &["77 УК 123456", "9914 765432"], &["77 ЖЖ 123456", "00 УК 123456", "7799000000"]);
    check("oms", &["7754630829001426"], &["7754630829001427", "1754630829001426"]);
    check(
        "phone-ru",
        &["+7 (916) 123-45-67", "8 495 765-43-21", "9161234567"],
        &["+7 116 123-45-67", "+7 916 777-77-77 7"],
    );
    check(
        "bik-account",
        &["р/с 40702810200000000001 БИК 044525225"],
        &["40702810300000000001 044525225", "40702810200000000001"],
    );
}

#[test]
fn numbers_of_the_world() {
    check("luhn", &["79927398713"], &["79927398714", "0000000000"]);
    check(
        "card",
        &["4539 1488 0343 6467", "2202 2032 1234 5674"],
        &["4539148803436468", "4111111111111111", "9999999999999995"],
    );
    check(
        "iban",
        &["DE89 3704 0044 0532 0130 00", "GB82WEST12345698765432"],
        &["DE88370400440532013000", "DE8937040044053201300", "ZZ8937040044"],
    );
    check("ssn-us", &["536-90-4399"], &["666-90-4399", "000-12-3456", "123-45-6789", "536-00-4399"]);
    check("nino-uk", &["JG103759A"], &["QQ123456C", "BG103759A", "JG103759E"]);
    check(
        "vat-eu",
        &["DE136695976", "FR40303265045", "IT00743110157", "BE0428759497", "PL8567346215"],
        &["DE136695978", "FR41303265045", "XX1"],
    );
    check("dni-es", &["54362315K", "X2482300W"], &["54362315L", "12345678Z"]);
    check("pesel-pl", &["44051401359"], &["44051401358"]);
    check("birth-date", &["12.03.1985", "1985-03-12"], &["31.02.1985", "12.03.1885", "12.03"]);
    check(
        "email",
        &["i.petrov@mail.example.com"],
        &["a@b", "a..b@example.com", "@example.com", "a@example.c1"],
    );
}

#[test]
fn secrets() {
    let random = "Zq8Xv2Lm9Rt4Yb7Nc1Wd6Kf3Hg5Js0";
    let mut crc = flate2::Crc::new();
    crc.update(random.as_bytes());
    // A published token of npm, long revoked: the checksum is the issuer's, not only ours.
    check(
        "github-token",
        &["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"],
        &["ghp_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq18", "ghp_short"],
    );
    check(
        "entropy",
        &["q8Xv2Lm9Rt4Yb7Nc1Wd6", "9f86d081884c7d659a2feaa0c55ad015"],
        &["aaaaaaaaaaaaaaaaaaaa1", "this-is-not-random-at-all", "q8Xv2Lm9EXAMPLEb7Nc1Wd6"],
    );
    check(
        "secret",
        &["Gr0zny-Kot!77"],
        &["password", "changeme", "xxxxxxxxxx", "short1", "${SECRET_KEY}", "ваш_пароль_1"],
    );
    check(
        "credential",
        &["i.petrov@example.com:Zima2024!", "A@EXAMPLE.COM;q7w8e9"],
        &["a@example.com://x", "a@example.com:8080", "a@example.com:password", "a@example.com: нет пароля"],
    );
    check(
        "connection-string",
        &["postgres://app:Hj7kLp2q@db.example.com/x"],
        &["postgres://user:password@localhost/x", "postgres://db.example.com/x", "redis://:${PASS}@h"],
    );
    let token = |claims: &str| {
        use base64::Engine;
        let b64 = |t: &str| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(t);
        format!("{}.{}.c2lnbmF0dXJl", b64(r#"{"alg":"HS256","typ":"JWT"}"#), b64(claims))
    };
    check(
        "jwt",
        &[&token(r#"{"sub":"77"}"#)],
        &[&token(r#"{"name":"John Doe"}"#), "eyJhbGciOiJub25lIn0.e30.x", "a.b.c"],
    );
}

#[test]
fn names_are_distinct_and_hostile_text_is_no_panic() {
    for (at, one) in TABLE.iter().enumerate() {
        assert!(TABLE[at + 1..].iter().all(|other| other.name != one.name));
        for text in ["", "ж", "0", "@", ":", "\u{0}", "ＡＢ１２", "€€€€€€€€€€€€€€€€€€€€", &"9".repeat(10_000)]
        {
            (one.check)(text);
        }
    }
    assert_eq!(find("snlis").err(), Some("snils"));
}
