use encoding_rs::{Encoding, IBM866, ISO_8859_5, KOI8_R, KOI8_U, WINDOWS_1251, WINDOWS_1252};

use super::decode;

const RUSSIAN: &str =
    "Вчера вечером на форуме появилось объявление о продаже базы клиентов «Ромашки» — ёлки, ЖКХ и щит.";
const UKRAINIAN: &str =
    "Її база клієнтів з'явилася на форумі, і ціна була невисокою: десять тисяч гривень за все.";
const GERMAN: &str =
    "Die Größe der Lücke übertraf alle Befürchtungen; Prüfer fanden sie erst später, natürlich zufällig.";

fn bytes(text: &str, encoding: &'static Encoding) -> Vec<u8> {
    encoding.encode(text).0.into_owned()
}

fn wide(text: &str, big: bool) -> Vec<u8> {
    text.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

fn with(head: &[u8], body: Vec<u8>) -> Vec<u8> {
    [head, &body].concat()
}

#[test]
fn reads_what_was_written() {
    let cp866 = RUSSIAN.replace(['«', '»'], "\"").replace('—', "-");
    let koi = RUSSIAN.replace(['«', '»'], "\"").replace('—', "-");
    let none: Option<&str> = None;
    for (name, body, header, text, charset, complaints) in [
        ("utf-8", RUSSIAN.into(), none, RUSSIAN, "utf-8", 0),
        ("utf-8 with a mark", with(b"\xef\xbb\xbf", RUSSIAN.into()), none, RUSSIAN, "utf-8", 0),
        (
            "windows-1251 by header",
            bytes(RUSSIAN, WINDOWS_1251),
            Some("text/html; charset=windows-1251"),
            RUSSIAN,
            "windows-1251",
            0,
        ),
        (
            "by an odd label",
            bytes(RUSSIAN, WINDOWS_1251),
            Some("text/html;charset=\"win-1251\""),
            RUSSIAN,
            "windows-1251",
            0,
        ),
        ("windows-1251 guessed", bytes(RUSSIAN, WINDOWS_1251), none, RUSSIAN, "windows-1251", 0),
        ("koi8-r guessed", bytes(&koi, KOI8_R), none, &koi, "koi8-r", 0),
        ("koi8-u guessed", bytes(UKRAINIAN, KOI8_U), none, UKRAINIAN, "koi8-u", 0),
        ("cp866 guessed", bytes(&cp866, IBM866), none, &cp866, "ibm866", 0),
        ("iso-8859-5 guessed", bytes(&cp866, ISO_8859_5), none, &cp866, "iso-8859-5", 0),
        ("cp866 by header", bytes(&cp866, IBM866), Some("text/plain; charset=cp866"), &cp866, "ibm866", 0),
        ("windows-1252 guessed", bytes(GERMAN, WINDOWS_1252), none, GERMAN, "windows-1252", 0),
        (
            "windows-1252 declared",
            bytes(GERMAN, WINDOWS_1252),
            Some("text/html; charset=iso-8859-1"),
            GERMAN,
            "windows-1252",
            0,
        ),
        (
            "declared utf-8, is windows-1251",
            bytes(RUSSIAN, WINDOWS_1251),
            Some("text/html; charset=utf-8"),
            RUSSIAN,
            "windows-1251",
            1,
        ),
        (
            "declared windows-1251, is utf-8",
            RUSSIAN.into(),
            Some("text/html; charset=windows-1251"),
            RUSSIAN,
            "utf-8",
            1,
        ),
        (
            "declared latin-1, is windows-1251",
            bytes(RUSSIAN, WINDOWS_1251),
            Some("text/html; charset=iso-8859-1"),
            RUSSIAN,
            "windows-1251",
            1,
        ),
        (
            "declared windows-1251, is koi8-r",
            bytes(&koi, KOI8_R),
            Some("text/html; charset=windows-1251"),
            &koi,
            "koi8-r",
            1,
        ),
        (
            "declared koi8-r, is windows-1251",
            bytes(RUSSIAN, WINDOWS_1251),
            Some("text/html; charset=koi8-r"),
            RUSSIAN,
            "windows-1251",
            1,
        ),
        ("utf-16le with a mark", with(b"\xff\xfe", wide(RUSSIAN, false)), none, RUSSIAN, "utf-16le", 0),
        ("utf-16be with a mark", with(b"\xfe\xff", wide(RUSSIAN, true)), none, RUSSIAN, "utf-16be", 0),
        ("utf-16le without", wide(RUSSIAN, false), none, RUSSIAN, "utf-16le", 0),
        (
            "utf-16be without",
            wide("plain words in a wide coat", true),
            none,
            "plain words in a wide coat",
            "utf-16be",
            0,
        ),
        ("declared utf-16, is utf-8", RUSSIAN.into(), Some("text/html; charset=utf-16"), RUSSIAN, "utf-8", 0),
        ("ascii", b"plain".to_vec(), none, "plain", "utf-8", 0),
        (
            "ascii, declared",
            b"plain".to_vec(),
            Some("text/html; charset=windows-1251"),
            "plain",
            "windows-1251",
            0,
        ),
        ("an unknown label", RUSSIAN.into(), Some("text/html; charset=klingon"), RUSSIAN, "utf-8", 0),
        ("nothing", Vec::new(), none, "", "utf-8", 0),
    ] {
        let decoded = decode(&body, header);
        assert_eq!(decoded.text, text, "{name}");
        assert_eq!(decoded.charset, charset, "{name}");
        assert_eq!(decoded.complaints.len(), complaints, "{name}: {:?}", decoded.complaints);
    }
}

#[test]
fn believes_the_page_when_the_server_is_silent() {
    for (head, encoding) in [
        ("<meta charset=koi8-r>", KOI8_R),
        (
            "<!-- <meta charset=utf-8> --><META http-equiv=Content-Type content='text/html; charset=windows-1251'>",
            WINDOWS_1251,
        ),
        ("<?xml version=\"1.0\" encoding=\"windows-1251\"?>", WINDOWS_1251),
        ("<script>'<meta charset=utf-8>'</script><meta charset=cp866>", IBM866),
    ] {
        // Two letters are too few to guess from.
        let decoded = decode(&with(head.as_bytes(), bytes("ща", encoding)), None);
        assert!(decoded.text.ends_with("ща"), "{head}: {}", decoded.text);
    }
}

#[test]
fn keeps_wounded_utf8() {
    let mut wounded = RUSSIAN.as_bytes().to_vec();
    wounded.insert(0, 0xff);
    let decoded = decode(&wounded, None);
    assert_eq!(decoded.text, format!("\u{fffd}{RUSSIAN}"));
    assert_eq!(decoded.complaints, ["not valid UTF-8 at byte 0"]);
    let cut = &RUSSIAN.as_bytes()[..RUSSIAN.len() - 2];
    assert_eq!(decode(&cut[..cut.len()], None).charset, "utf-8");
    let cut = &RUSSIAN.as_bytes()[..12];
    assert_eq!(decode(cut, Some("text/html; charset=utf-8")).text, "Вчера \u{fffd}");
}

#[test]
fn any_bytes_are_some_text() {
    for byte in 0..=255u8 {
        for length in [1, 2, 3, 1_000] {
            let decoded = decode(&vec![byte; length], Some("text/html; charset=utf-8"));
            assert!(!decoded.charset.is_empty());
        }
    }
}
