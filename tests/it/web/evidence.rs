//! The raw exchange behind a finding: who may take it away, what stands in the log, and that it is what was received.

use std::io::Read;

use super::*;

fn gunzipped(bytes: &[u8]) -> String {
    let mut out = Vec::new();
    flate2::read::MultiGzDecoder::new(bytes).read_to_end(&mut out).expect("gzip, a member a record");
    String::from_utf8_lossy(&out).into_owned()
}

#[tokio::test]
async fn the_raw_exchange_as_it_was_received() {
    let bed = Bed::new().await;
    let anna = bed.person("anna", &[("analyst", "romashka")]).await;
    let page = bed.get(&format!("/findings/{}", bed.finding), Some(&anna)).await.body;
    assert!(page.contains("⤓") && page.contains(&format!("/findings/{}/evidence", bed.finding)), "offered");

    let path = format!("/findings/{}/evidence", bed.finding);
    let fields = format!("document={}&reason=for+the+police", bed.document);
    let answer = bed.post(&path, &anna, &fields).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let of = |name: header::HeaderName| answer.headers[name].to_str().expect("text").to_owned();
    assert_eq!(of(header::CONTENT_TYPE), "application/warc");
    let name = format!("finding-{}-page-{}.warc.gz", bed.finding, bed.document);
    assert_eq!(of(header::CONTENT_DISPOSITION), format!("attachment; filename=\"{name}\""));
    assert_eq!(of(header::CONTENT_LENGTH), answer.bytes.len().to_string());

    let whole = gunzipped(&answer.bytes);
    let kinds: Vec<&str> = whole.lines().filter_map(|l| l.strip_prefix("WARC-Type: ")).collect();
    assert_eq!(kinds, ["warcinfo", "response", "request"], "{whole}");
    assert!(whole.contains(SECRET) && whole.contains(&format!("WARC-Filename: {name}")), "{whole}");
    assert!(!whole.contains("another page") && !whole.contains("one more"), "nobody else's page");
    // The records are the archive's own bytes.
    let archive = std::fs::read(bed.folder.path().join("archive").join(&bed.kept.file)).expect("the archive");
    let response = &archive[bed.kept.offset as usize..][..bed.kept.length as usize];
    assert!(answer.bytes.windows(response.len()).any(|w| w == response));

    let audit = &bed.store.audit_rows(1, 0).await.expect("audit")[0];
    let about = format!("finding {}, page {}", bed.finding, bed.document);
    let line = (audit.who.as_str(), audit.what.as_str(), audit.on.clone(), audit.reason.as_str());
    assert_eq!(line, ("anna", "evidence", about, "for the police"));
}

#[tokio::test]
async fn who_may_not_and_what_is_not_there() {
    let bed = Bed::new().await;
    let anna = bed.person("anna", &[("analyst", "romashka")]).await;
    let rita = bed.person("rita", &[("reader", "romashka")]).await;
    let vlad = bed.person("vlad", &[("analyst", "vasilek")]).await;
    let path = format!("/findings/{}/evidence", bed.finding);
    let good = format!("document={}&reason=for+the+police", bed.document);
    let before = bed.store.audit_rows(100, 0).await.expect("audit").len();
    for (who, fields, expected, why) in [
        (&rita, good.clone(), 403, "a reader"),
        (&vlad, good.clone(), 404, "another watch"),
        (&anna, format!("document={}&reason=hm", bed.document), 400, "no reason"),
        (&anna, format!("document={}&reason=for+the+police", bed.document + 1), 404, "not of this finding"),
        (&anna, "reason=for+the+police".into(), 404, "no document"),
    ] {
        let answer = bed.post(&path, who, &fields).await;
        assert_eq!(answer.status.as_u16(), expected, "{why}");
        assert!(!answer.body.contains(SECRET), "{why}");
    }
    let reader = bed.get(&format!("/findings/{}", bed.finding), Some(&rita)).await.body;
    assert!(!reader.contains("/evidence"), "a reader is not offered it");
    assert_eq!(bed.store.audit_rows(100, 0).await.expect("audit").len(), before, "nothing was taken");
}
