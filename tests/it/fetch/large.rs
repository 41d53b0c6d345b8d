//! Downloads larger than memory should hold: in a file while somebody holds them, decoded and as they came, cut at the cap.

use std::io::Write as _;

use leakwatch::fetch::{Ask, Settings};
use leakwatch::model::{Digest, Exchange};

use super::server::{Act, Server, ok};
use super::{get, settings, setup, url};

/// 2 MB, and no two pieces alike.
fn body() -> Vec<u8> {
    (0..250_000_u32).flat_map(|n| format!("{n:07}\n").into_bytes()).collect()
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).expect("memory");
    out.finish().expect("memory")
}

async fn served(body: Vec<u8>, coding: &str, settings: Settings) -> Exchange {
    let headers = match coding {
        "" => Vec::new(),
        coding => vec![("Content-Encoding".to_owned(), coding.to_owned())],
    };
    let server = Server::start(move |_| {
        let headers: Vec<(&str, &str)> = headers.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        vec![Act::Send(ok(200, &headers, &body))]
    })
    .await;
    let setup = setup(server.at, settings);
    get(&setup.fetcher, &Ask::download(url("http://a.test/dump.csv"))).await.expect("an answer")
}

#[tokio::test]
async fn a_large_download_is_a_file_while_it_is_held() {
    let spool = tempfile::tempdir().expect("a folder");
    let files = || std::fs::read_dir(spool.path()).expect("a folder").count();
    let small = || {
        let mut settings = settings();
        settings.caps.memory = 1_300_000;
        settings
    };
    let with_spool = || Settings { spool: Some(spool.path().to_owned()), ..small() };
    let whole = body();

    let plain = served(whole.clone(), "", with_spool()).await;
    let held = plain.spooled.clone().expect("a file");
    assert_eq!(std::fs::read(&held.path).expect("the file"), whole);
    assert_eq!((plain.length(), held.digest), (whole.len() as u64, Digest::sha256(&whole)));
    assert!(whole.starts_with(&plain.body) && plain.body.len() <= 1 << 20 && !plain.truncated);
    assert_eq!((plain.wire_spooled.as_ref(), files()), (Some(&held), 1), "one file where nothing is coded");
    drop((plain, held));
    assert_eq!(files(), 0, "gone with the last who held it");

    let coded = served(packed(&whole), "gzip", with_spool()).await;
    let held = coded.spooled.clone().expect("a file");
    assert_eq!(std::fs::read(&held.path).expect("the file"), whole);
    assert_eq!((&coded.wire_spooled, &coded.wire_body), (&None, &packed(&whole)), "as it came it is small");
    drop((coded, held));

    let mut capped = with_spool();
    capped.caps.download = 1_500_000;
    let cut = served(whole.clone(), "", capped).await;
    let held = cut.spooled.clone().expect("a file");
    assert!(cut.truncated && held.length == 1_500_000, "{} bytes", held.length);
    assert_eq!(std::fs::read(&held.path).expect("the file"), whole[..1_500_000]);
    drop((cut, held));

    // Without a place for files memory is the bound, and what was cut says so.
    let memory = served(whole, "", small()).await;
    assert!(memory.truncated && memory.spooled.is_none() && memory.body.len() == 1_300_000);
    assert_eq!(files(), 0);
}
