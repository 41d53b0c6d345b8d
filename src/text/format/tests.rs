use std::io::Write;

use super::{Format, sniff};
use crate::model::{Document, Time};
use crate::text::{Raw, extract, heavy};

fn read(bytes: &[u8], content_type: Option<&str>, url: &str) -> Document {
    extract(&Raw { bytes, content_type, url, fetched: Time(1_795_000_000_000), truncated: None })
}

fn container(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        out.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a name");
        out.write_all(text.as_bytes()).expect("memory");
    }
    out.finish().expect("memory").into_inner()
}

#[test]
fn recognises_bodies() {
    for (bytes, kind, url, expected) in [
        (b"%PDF-1.7".as_slice(), Some("text/html"), "", Format::Pdf),
        (b"PK\x03\x04rest", None, "", Format::Zip),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", None, "", Format::Compound),
        (b"\x89PNG\r\n", Some("text/html"), "", Format::Binary),
        (b"hello", Some("image/png"), "", Format::Binary),
        (b"hello", Some("text/html; charset=utf-8"), "", Format::Html),
        (b"<p>hello", None, "", Format::Html),
        (b"<?xml version='1.0'?><a>x</a>", None, "", Format::Xml),
        (b"a;b\n1;2\n", None, "https://example.com/x.csv?y=1", Format::Plain),
        (b"{\"a\":1}", None, "", Format::Json),
        (b"{\"a\":1}", Some("application/problem+json"), "", Format::Json),
        (b"From: a@example.com\nTo: b@example.com\nSubject: x\n\nbody", None, "", Format::Mail),
        (b"From: a@example.com\nTo: b@example.com\nSubject: x\n\nbody", Some("text/plain"), "", Format::Mail),
        (b"Subject: a list of\nthings to do", None, "", Format::Plain),
        (b"plain words", None, "", Format::Plain),
        (b"plain words", Some("application/octet-stream"), "", Format::Plain),
        (b"\x00\x01\x02\x03\x10\x11\x12\x13", Some("application/octet-stream"), "", Format::Binary),
        (b"", None, "", Format::Plain),
    ] {
        assert_eq!(sniff(bytes, kind, url), expected, "{} {kind:?} {url}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn reads_office_files() {
    const WORD: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
    let docx = container(&[
        (
            "word/document.xml",
            &format!(
                "<w:document {WORD}><w:body><w:p><w:r><w:t>Коммерческая</w:t></w:r><w:r><w:t xml:space=\"preserve\"> тайна &amp; план</w:t></w:r></w:p>\
          <w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>"
            ),
        ),
        ("word/footer1.xml", &format!("<w:ftr {WORD}><w:p><w:r><w:t>подвал</w:t></w:r></w:p></w:ftr>")),
        (
            "docProps/core.xml",
            "<cp:p xmlns:dc='d'><dc:title>План</dc:title><dc:creator>Анна Котова</dc:creator></cp:p>",
        ),
    ]);
    let document = read(&docx, None, "https://example.com/plan.docx");
    assert_eq!(document.text, "Коммерческая тайна & план\na\tb\nподвал\n");
    assert_eq!((document.title.as_str(), document.author.as_str()), ("План", "Анна Котова"));
    assert!(document.complaints.is_empty(), "{:?}", document.complaints);

    let odt = container(&[(
        "content.xml",
        "<o:d xmlns:text='t' xmlns:table='b'><text:h>Глава</text:h><text:p>Первый<text:s/>абзац<text:line-break/>строка</text:p>\
        <table:table-row><table:table-cell><text:p>1</text:p></table:table-cell><table:table-cell><text:p>2</text:p></table:table-cell></table:table-row></o:d>",
    )]);
    assert_eq!(read(&odt, None, "").text, "Глава\nПервый абзац\nстрока\n1\t2\n");

    let xlsx = container(&[
        (
            "[Content_Types].xml",
            "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>",
        ),
        (
            "_rels/.rels",
            "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'><Relationship Id='rId1' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument' Target='xl/workbook.xml'/></Relationships>",
        ),
        (
            "xl/workbook.xml",
            "<workbook xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main' xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'><sheets><sheet name='Клиенты' sheetId='1' r:id='rId1'/></sheets></workbook>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'><Relationship Id='rId1' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet' Target='worksheets/sheet1.xml'/></Relationships>",
        ),
        (
            "xl/worksheets/sheet1.xml",
            "<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>ИНН</t></is></c><c r='B1'><v>500100732259</v></c></row><row r='1000000'><c r='XFD1000000'><v>1.5</v></c></row></sheetData></worksheet>",
        ),
    ]);
    let document = read(&xlsx, None, "");
    assert_eq!(document.text, "Клиенты\nИНН\t500100732259\n1.5\n", "{:?}", document.complaints);

    let archive = read(&container(&[("passwords.txt", "x")]), None, "");
    assert_eq!((archive.text.as_str(), archive.complaints.len()), ("passwords.txt", 1));
    assert_eq!(read(b"PK\x03\x04broken", None, "").complaints.len(), 1);
}

#[test]
fn reads_a_pdf() {
    let stream = "BT /F1 12 Tf 72 700 Td (Confidential plan) Tj ET";
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>"
            .to_owned(),
        format!("<</Length {}>>stream\n{stream}\nendstream", stream.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
    ];
    let mut pdf = "%PDF-1.4\n".to_owned();
    let mut table = "xref\n0 6\n0000000000 65535 f \n".to_owned();
    for (at, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", pdf.len()));
        pdf.push_str(&format!("{} 0 obj\n{object}\nendobj\n", at + 1));
    }
    let start = pdf.len();
    pdf.push_str(&format!("{table}trailer<</Size 6/Root 1 0 R>>\nstartxref\n{start}\n%%EOF"));
    let document = read(pdf.as_bytes(), None, "https://example.com/files/plan.pdf");
    assert_eq!(document.text, "Confidential plan", "{:?}", document.complaints);
    assert_eq!(document.title, "plan.pdf");
    assert_eq!(read(b"%PDF-1.4\nnothing", None, "").complaints.len(), 1);
}

#[test]
fn reads_letters() {
    let letter = "From: =?utf-8?B?0JDQvdC90LA=?= <anna@example.com>\r\nTo: soc@example.com\r\nSubject: =?koi8-r?B?8NLJ18XU?=\r\n\
        Date: Wed, 06 May 2026 14:35:20 +0300\r\nMessage-ID: <1@example.com>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
        --b\r\nContent-Type: text/plain; charset=windows-1251\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=CF=E0=F0=EE=EB=FC\r\n\
        --b\r\nContent-Type: text/html\r\n\r\n<p>In <b>HTML</b></p>\r\n\
        --b\r\nContent-Type: application/json\r\nContent-Disposition: attachment; filename=a.json\r\nContent-Transfer-Encoding: base64\r\n\r\neyJrZXkiOiJ2YWx1ZSJ9\r\n--b--\r\n";
    let document = read(letter.as_bytes(), Some("message/rfc822"), "");
    assert_eq!((document.title.as_str(), document.author.as_str()), ("Привет", "Анна"));
    assert_eq!(document.published.map(|s| s.earliest.rfc3339()).as_deref(), Some("2026-05-06T11:35:20Z"));
    for part in ["Пароль", "In HTML", "key: value", "a.json", "soc@example.com"] {
        assert!(document.text.contains(part), "{part}: {}", document.text);
    }
}

#[test]
fn a_letter_of_many_parts_loses_no_words_in_silence() {
    let part = |kind: &str, body: &str| format!("--b\r\nContent-Type: {kind}\r\n\r\n{body}\r\n");
    let parts: String = (0..300).map(|n| part("text/plain", &format!("word{n}"))).collect();
    let letter = format!(
        "From: a@example.com\r\nTo: b@example.com\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n{parts}{}--b--\r\n",
        part("text/html", "<p>last")
    );
    let document = read(letter.as_bytes(), Some("message/rfc822"), "");
    assert!(document.text.contains("word0\n") && document.text.contains("word299"), "{}", document.text);
    assert_eq!(document.complaints, ["partly read: 1 parts of the letter were not opened"]);
}

#[test]
fn reads_json_xml_and_plain_text() {
    for (bytes, kind, expected) in [
        (
            "{\"inn\":500100732259,\"p\":[\"a\",{\"q\":true}],\"n\":null,\"\":\"\\u0418\"}",
            "application/json",
            "inn: 500100732259\np: a\nq: true\nИ\n",
        ),
        ("{\"a\":1}\n{\"a\":2}\n", "application/x-ndjson", "a: 1\na: 2\n"),
        ("{\"a\":", "application/json", "{\"a\":"),
        ("<r><a>x &amp; y</a><b><![CDATA[<z>]]></b></r>", "application/xml", "x & y\n<z>\n"),
        ("a;b\nв;г\n", "text/csv", "a;b\nв;г\n"),
    ] {
        assert_eq!(read(bytes.as_bytes(), Some(kind), "").text, expected, "{bytes}");
    }
}

#[test]
fn sends_what_is_heavy_to_the_worker() {
    for (bytes, expected) in [
        (b"%PDF-1.7".as_slice(), true),
        (b"PK\x03\x04", true),
        (b"<p>x", false),
        (b"From: a@example.com\nTo: b@example.com\nSubject: x\n\nUEsDBBQ", true),
        (b"From: a@example.com\nTo: b@example.com\nSubject: x\n\nhello", false),
    ] {
        assert_eq!(
            heavy(&Raw { bytes, content_type: None, url: "", fetched: Time(0), truncated: None }),
            expected
        );
    }
}

/// A container that inflates to much more than it is must end, with a complaint.
#[test]
fn a_bomb_is_read_in_part() {
    let big = format!("<d xmlns='wordprocessingml'>{}</d>", " ".repeat(205 << 20));
    let bomb = container(&[("word/document.xml", &big)]);
    assert!(bomb.len() < 1 << 20);
    let document = read(&bomb, None, "");
    assert!(document.complaints.iter().any(|c| c.contains("inflates beyond")), "{:?}", document.complaints);
}
