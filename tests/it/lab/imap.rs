//! As much of IMAP (RFC 3501) as reading a mailbox back needs: STARTTLS, LOGIN, the bytes of every letter.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

type Secure = BufReader<StreamOwned<ClientConnection, TcpStream>>;

/// All letters of a user's inbox, as they are stored.
pub fn letters(port: u16, ca: &Path, user: &str, password: &str) -> Vec<Vec<u8>> {
    let mut plain = BufReader::new(TcpStream::connect(("127.0.0.1", port)).expect("the IMAP server"));
    plain.get_ref().set_read_timeout(Some(Duration::from_secs(20))).expect("a limit");
    line(&mut plain);
    plain.get_mut().write_all(b"a STARTTLS\r\n").expect("said");
    answer(&mut plain, "a");
    let mut tls = secure(plain.into_inner(), ca);
    say(&mut tls, &format!("b LOGIN {user} {password}"));
    answer(&mut tls, "b");
    say(&mut tls, "c SELECT INBOX");
    let held = answer(&mut tls, "c");
    let exists = held.iter().find_map(|l| l.strip_prefix("* ")?.strip_suffix(" EXISTS")?.parse::<u32>().ok());
    (1..=exists.expect("a number of letters")).map(|n| fetch(&mut tls, n)).collect()
}

fn secure(stream: TcpStream, ca: &Path) -> Secure {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(ca).expect("the authority")).expect("it is one");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("ring supports them")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = "localhost".try_into().expect("a name");
    let connection = ClientConnection::new(Arc::new(config), name).expect("a connection");
    BufReader::new(StreamOwned::new(connection, stream))
}

fn say(stream: &mut Secure, command: &str) {
    stream.get_mut().write_all(format!("{command}\r\n").as_bytes()).expect("said");
}

fn line(stream: &mut impl BufRead) -> String {
    let mut bytes = Vec::new();
    stream.read_until(b'\n', &mut bytes).expect("an answer in time");
    assert!(!bytes.is_empty(), "the server hung up");
    String::from_utf8_lossy(&bytes).trim_end().to_owned()
}

/// Untagged lines until the tagged one, which must say OK.
fn answer(stream: &mut impl BufRead, tag: &str) -> Vec<String> {
    let mut lines = Vec::new();
    loop {
        let line = line(stream);
        if let Some(outcome) = line.strip_prefix(&format!("{tag} ")) {
            assert!(outcome.starts_with("OK"), "{line}");
            return lines;
        }
        lines.push(line);
    }
}

/// `* 1 FETCH (BODY[] {1234}`, so many bytes, the rest of the line, the tagged answer.
fn fetch(stream: &mut Secure, n: u32) -> Vec<u8> {
    say(stream, &format!("d FETCH {n} BODY.PEEK[]"));
    let head = line(stream);
    let size = head.rsplit_once('{').and_then(|(_, size)| size.trim_end_matches('}').parse().ok());
    let mut letter = vec![0; size.expect("a literal")];
    stream.read_exact(&mut letter).expect("the letter");
    answer(stream, "d");
    letter
}
