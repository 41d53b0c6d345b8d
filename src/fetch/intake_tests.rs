use std::io::Write as _;

use super::*;

const TEXT: &[u8] = "Утечка данных: 312 строк.\n".as_bytes();
const CAP: u64 = 1 << 16;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    out.write_all(bytes).expect("to memory");
    out.finish().expect("to memory")
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    out.write_all(bytes).expect("to memory");
    out.finish().expect("to memory")
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    out.write_all(bytes).expect("to memory");
    out.finish().expect("to memory")
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::stream::encode_all(bytes, 3).expect("to memory")
}

async fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut coder = async_compression::tokio::bufread::BrotliEncoder::new(bytes);
    coder.read_to_end(&mut out).await.expect("to memory");
    out
}

/// Takes a body in that comes in pieces of 7 bytes.
async fn taken(encoding: &str, wire: &[u8]) -> Taken {
    taken_with(encoding, wire, None).await
}

async fn taken_with(encoding: &str, wire: &[u8], end: Option<WireError>) -> Taken {
    let pieces: Vec<_> = wire.chunks(7).map(|p| Ok(p.to_vec())).chain(end.map(Err)).collect();
    let headers = match encoding {
        "" => Vec::new(),
        encoding => vec![("Content-Encoding".to_owned(), encoding.as_bytes().to_vec())],
    };
    let far = Duration::from_secs(60);
    let bounds = Bounds { cap: CAP, idle: far, end: Instant::now() + far };
    take(futures_util::stream::iter(pieces).boxed(), &headers, bounds).await
}

#[tokio::test]
async fn every_coding_is_undone_and_what_came_is_kept() {
    let br = brotli(TEXT).await;
    let double = brotli(&gzip(TEXT)).await;
    let members = [gzip(&TEXT[..9]), gzip(&TEXT[9..])].concat();
    let frames = [zstd(&TEXT[..9]), zstd(&TEXT[9..])].concat();
    for (encoding, wire) in [
        ("", TEXT.to_vec()),
        ("identity", TEXT.to_vec()),
        ("gzip", gzip(TEXT)),
        ("X-GZIP", gzip(TEXT)),
        ("gzip", members),
        ("deflate", zlib(TEXT)),
        ("deflate", deflate(TEXT)),
        ("zstd", zstd(TEXT)),
        ("zstd", frames),
        ("br", br),
        ("gzip, br", double),
        ("gzip,gzip , zstd", zstd(&gzip(&gzip(TEXT)))),
    ] {
        let got = taken(encoding, &wire).await;
        let expected = Taken { wire, body: TEXT.to_vec(), ..Taken::default() };
        assert_eq!(got, expected, "{encoding}");
    }
}

#[tokio::test]
async fn a_wrong_or_unknown_coding_leaves_the_body_as_it_came() {
    let long: Vec<u8> = TEXT.repeat(40);
    for encoding in [
        "gzip",
        "deflate",
        "br",
        "zstd",
        "gzip, br",
        "compress",
        "gzip, x-unknown",
        "gzip,gzip,gzip,gzip,gzip",
    ] {
        for body in [TEXT, &long, b"<html><p>plain</p></html>"] {
            let got = taken(encoding, body).await;
            assert_eq!(got.body, body, "{encoding}");
            assert_eq!(got.wire, body, "{encoding}");
            assert_eq!(got.complaints.len(), 1, "{encoding}: {:?}", got.complaints);
            assert!(!got.truncated && got.cut.is_none(), "{encoding}");
        }
    }
}

#[tokio::test]
async fn a_body_cut_in_the_middle_gives_what_could_be_decoded() {
    let noise: Vec<u8> =
        (0..40_000u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()).take(50_000).collect();
    let br = brotli(&noise).await;
    for (encoding, wire) in
        [("gzip", gzip(&noise)), ("deflate", zlib(&noise)), ("zstd", zstd(&noise)), ("br", br)]
    {
        let half = &wire[..wire.len() / 2];
        for end in [None, Some(WireError::Cut("reset".to_owned()))] {
            let cut = end.is_some();
            let got = taken_with(encoding, half, end).await;
            assert!(got.truncated, "{encoding}");
            assert_eq!(got.cut.is_some(), cut, "{encoding}");
            assert!(!got.complaints.is_empty(), "{encoding}");
            assert!(got.body.len() > 1000 || encoding == "br", "{encoding}: {}", got.body.len());
            assert_eq!(got.body, noise[..got.body.len()], "{encoding}");
        }
    }
}

#[tokio::test]
async fn a_bomb_stops_at_the_cap() {
    let zeros = vec![b'0'; 8 << 20];
    for (encoding, wire) in
        [("gzip", gzip(&zeros)), ("zstd", zstd(&zeros)), ("gzip, gzip", gzip(&gzip(&zeros)))]
    {
        let got = taken(encoding, &wire).await;
        assert_eq!(got.body.len() as u64, CAP, "{encoding}");
        assert!(got.truncated && got.cut.is_none(), "{encoding}");
        assert!(got.wire.len() < wire.len().max(200), "{encoding}: read no further than needed");
    }
}

#[tokio::test]
async fn a_zstd_frame_cannot_ask_for_a_window_beyond_the_webs() {
    let mut coder = zstd::stream::Encoder::new(Vec::new(), 1).expect("to memory");
    coder.window_log(27).expect("a window that zstd knows");
    coder.write_all(&vec![b'0'; 1 << 20]).expect("to memory");
    let got = taken("zstd", &coder.finish().expect("to memory")).await;
    assert_eq!(got.body, got.wire, "refused by the decoder, kept as it came");
    assert_eq!(got.complaints.len(), 1);
}

#[tokio::test]
async fn the_cap_is_exact() {
    let cap = usize::try_from(CAP).expect("small");
    for (size, truncated) in [(cap - 1, false), (cap, false), (cap + 1, true), (cap * 3, true)] {
        let body = vec![b'x'; size];
        for (encoding, wire) in [("", body.clone()), ("gzip", gzip(&body))] {
            let got = taken(encoding, &wire).await;
            assert_eq!((got.body.len(), got.truncated), (size.min(cap), truncated), "{encoding} {size}");
        }
    }
}

#[tokio::test]
async fn nothing_coded_is_nothing() {
    for encoding in ["", "gzip", "br", "zstd", "deflate"] {
        assert_eq!(taken(encoding, b"").await, Taken::default(), "{encoding}");
    }
}

#[tokio::test]
#[allow(clippy::disallowed_methods)] // The peer's own time: the socket's bounds are real.
async fn gaps_and_totals_are_bounded() {
    let (short, far) = (Duration::from_millis(30), Duration::from_secs(60));
    let start = || futures_util::stream::iter([Ok(b"x".to_vec())]);
    let silent = || start().chain(futures_util::stream::pending()).boxed();
    // A byte now and then, for ever: no gap is too long, the whole is.
    let dribble = futures_util::stream::unfold((), |()| async {
        tokio::time::sleep(Duration::from_millis(2)).await;
        Some((Ok(b"x".to_vec()), ()))
    });
    for (body, idle, total, why) in [
        (silent(), short, far, "further bytes"),
        (silent(), far, short, "end of the answer"),
        (dribble.boxed(), far, short, "end of the answer"),
    ] {
        let bounds = Bounds { cap: CAP, idle, end: Instant::now() + total };
        let got = take(body, &Vec::new(), bounds).await;
        assert_eq!(got.cut, Some(WireError::Timeout(why)));
        assert!(got.truncated && got.body.starts_with(b"x"));
    }
}
