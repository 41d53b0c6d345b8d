//! How one record is written: WARC head, HTTP head, body.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{Read, Write};

use data_encoding::BASE32;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest as _, Sha256};

use super::Spot;
use crate::model::{Digest, Exchange, Spooled, Time};

/// The name of the chain's field: SHA-256 of the chain before it and this record's block digest.
pub const CHAIN: &str = "X-Leakwatch-Chain";

/// `sha256:` and base32, as WARC tools read it.
pub fn labelled(digest: &Digest) -> String {
    format!("sha256:{}", BASE32.encode(&digest.0))
}

/// The chain's next link.
pub fn link(before: &Digest, block: &Digest) -> Digest {
    Digest::sha256(&[before.0, block.0].concat())
}

/// A record's id: a UUID-shaped name made of its content and place in the chain, so that nothing is drawn by chance.
fn id_of(chain: &Digest, kind: &str) -> String {
    let h = Digest::sha256(&[&chain.0[..], kind.as_bytes()].concat()).hex();
    // Version 8 (RFC 9562, 5.8): bits of our own.
    format!("<urn:uuid:{}-{}-8{}-a{}-{}>", &h[..8], &h[8..12], &h[13..16], &h[17..20], &h[20..32])
}

/// One gzip member; a spooled body follows the block.
pub fn pack(
    out: &mut impl Write,
    head: &str,
    block: &[u8],
    spooled: Option<&Spooled>,
) -> std::io::Result<()> {
    let mut out = GzEncoder::new(out, Compression::fast());
    out.write_all(head.as_bytes())?;
    out.write_all(b"\r\n")?;
    out.write_all(block)?;
    if let Some(spooled) = spooled {
        let mut body = File::open(&spooled.path)?.take(spooled.length);
        let copied = std::io::copy(&mut body, &mut out)?;
        if copied != spooled.length {
            return Err(std::io::Error::other("a spooled body has lost its end"));
        }
    }
    out.write_all(b"\r\n\r\n")?;
    out.finish().map(drop)
}

/// The first record of a file.
pub fn info(file: &str, at: Time, chain: &Digest) -> (String, Vec<u8>) {
    let block = software().into_bytes();
    let mut head = start("warcinfo", &id_of(chain, file), at);
    // Writing into a String cannot fail, here and below.
    let _ = write!(head, "WARC-Filename: {file}\r\n{CHAIN}: {}\r\n", labelled(chain));
    end(&mut head, "application/warc-fields", block.len() as u64);
    (head, block)
}

/// The first record of a file that was cut out of one of ours.
pub fn extract_info(file: &str, from: &Spot, at: Time) -> (String, Vec<u8>) {
    let mut block = software();
    let _ = write!(block, "isPartOf: {}\r\ndescription: from offset {} on\r\n", from.file, from.offset);
    let mut head = start("warcinfo", &id_of(&Digest::sha256(block.as_bytes()), file), at);
    let _ = write!(head, "WARC-Filename: {file}\r\n");
    end(&mut head, "application/warc-fields", block.len() as u64);
    (head, block.into_bytes())
}

fn software() -> String {
    format!(
        "software: leakwatch/{}\r\nformat: WARC File Format 1.1\r\nconformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n",
        env!("CARGO_PKG_VERSION")
    )
}

/// Response and request records of one exchange: heads and blocks, and the payload's digest. A spooled body is not in the
/// response's block and follows it. What came by another protocol than HTTP is a resource record (WARC 1.1, 6.4), without
/// a head that nobody sent and without a request.
pub struct Pair {
    pub response: (String, Vec<u8>),
    pub request: Option<(String, Vec<u8>)>,
    pub payload: Digest,
    pub chain: Digest,
}

pub fn pair(exchange: &Exchange, before: &Digest) -> std::io::Result<Pair> {
    let spooled = exchange.wire_spooled.as_deref();
    let payload = spooled.map_or_else(|| Digest::sha256(&exchange.wire_body), |spooled| spooled.digest);
    let by_http = exchange.final_url.starts_with("http:") || exchange.final_url.starts_with("https:");
    let mut block = Vec::new();
    if by_http {
        block.extend_from_slice(format!("HTTP/1.1 {} \r\n", exchange.status).as_bytes());
    }
    for (name, value) in exchange.headers.iter().filter(|_| by_http) {
        // The body is kept without its transfer coding; a reader that believed the field would stumble over it.
        let kept = if name.eq_ignore_ascii_case("transfer-encoding") {
            "X-Archive-Orig-Transfer-Encoding"
        } else {
            name
        };
        block.extend_from_slice(kept.as_bytes());
        block.extend_from_slice(b": ");
        block.extend_from_slice(value);
        block.extend_from_slice(b"\r\n");
    }
    if by_http {
        block.extend_from_slice(b"\r\n");
    }
    if spooled.is_none() {
        block.extend_from_slice(&exchange.wire_body);
    }
    let block_digest = digest(&block, spooled)?;
    let chain = link(before, &block_digest);
    let kind = if by_http { "response" } else { "resource" };
    let id = id_of(&chain, kind);
    let mut head = start(kind, &id, exchange.received);
    let _ = write!(head, "WARC-Target-URI: {}\r\n", one_line(&exchange.final_url));
    if let Some(peer) = &exchange.peer {
        let _ = write!(
            head,
            "WARC-IP-Address: {}\r\n",
            one_line(peer.rsplit_once(':').map_or(peer, |(ip, _)| ip.trim_matches(['[', ']'])))
        );
    }
    if exchange.truncated {
        head.push_str("WARC-Truncated: length\r\n");
    }
    let _ = write!(
        head,
        "WARC-Payload-Digest: {}\r\nWARC-Block-Digest: {}\r\n{CHAIN}: {}\r\n",
        labelled(&payload),
        labelled(&block_digest),
        labelled(&chain)
    );
    let length = block.len() as u64 + spooled.map_or(0, |spooled| spooled.length);
    if !by_http {
        let kind = exchange.header("content-type").unwrap_or_else(|| "application/octet-stream".to_owned());
        end(&mut head, &one_line(&kind), length);
        return Ok(Pair { response: (head, block), request: None, payload, chain });
    }
    end(&mut head, "application/http; msgtype=response", length);

    let target = url::Url::parse(&exchange.final_url);
    let (path, host) = match &target {
        Ok(u) => (&u[url::Position::BeforePath..url::Position::AfterQuery], u.host_str().unwrap_or_default()),
        Err(_) => ("/", ""),
    };
    let mut asked = format!("{} {path} HTTP/1.1\r\n", exchange.method).into_bytes();
    if !exchange.request_headers.iter().any(|(n, _)| n.eq_ignore_ascii_case("host")) {
        asked.extend_from_slice(format!("Host: {host}\r\n").as_bytes());
    }
    for (name, value) in &exchange.request_headers {
        asked.extend_from_slice(format!("{name}: ").as_bytes());
        asked.extend_from_slice(value);
        asked.extend_from_slice(b"\r\n");
    }
    asked.extend_from_slice(b"\r\n");
    let mut request = start("request", &id_of(&chain, "request"), exchange.sent);
    let _ = write!(
        request,
        "WARC-Target-URI: {}\r\nWARC-Concurrent-To: {id}\r\nWARC-Block-Digest: {}\r\n",
        one_line(&exchange.final_url),
        labelled(&Digest::sha256(&asked))
    );
    end(&mut request, "application/http; msgtype=request", asked.len() as u64);
    Ok(Pair { response: (head, block), request: Some((request, asked)), payload, chain })
}

/// Of a block with what follows it.
fn digest(block: &[u8], spooled: Option<&Spooled>) -> std::io::Result<Digest> {
    let Some(spooled) = spooled else { return Ok(Digest::sha256(block)) };
    let mut hash = Sha256::new();
    hash.update(block);
    let mut body = File::open(&spooled.path)?.take(spooled.length);
    let mut piece = vec![0; 64 << 10];
    loop {
        match body.read(&mut piece)? {
            0 => return Ok(Digest(hash.finalize().into())),
            got => hash.update(&piece[..got]),
        }
    }
}

fn start(kind: &str, id: &str, at: Time) -> String {
    let date = at.utc().to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
    format!("WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: {id}\r\nWARC-Date: {date}\r\n")
}

fn end(head: &mut String, content_type: &str, length: u64) {
    let _ = write!(head, "Content-Type: {content_type}\r\nContent-Length: {length}\r\n");
}

/// A value that cannot break out of its line.
fn one_line(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}
