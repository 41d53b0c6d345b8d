use std::sync::Arc;

use url::Url;

use super::*;
use crate::fetch::intake::{self, Bounds};

fn request(url: &str) -> WireRequest {
    let url = Url::parse(url).expect("a URL");
    WireRequest { url, headers: Vec::new(), proxy: None, form: None, json: false }
}

async fn get(transport: &dyn Transport, url: &str) -> Result<(u16, Vec<u8>), WireError> {
    let answer = transport.send(request(url)).await?;
    let bounds = Bounds {
        cap: 1 << 20,
        idle: std::time::Duration::from_secs(5),
        end: tokio::time::Instant::now() + std::time::Duration::from_secs(5),
    };
    let taken = intake::take(answer.body, &answer.headers, bounds).await;
    Ok((answer.status, taken.body))
}

fn of(files: &[(&str, &str)]) -> anyhow::Result<Replay> {
    Replay::of(files.iter().map(|(n, t)| ((*n).to_owned(), t.as_bytes().to_vec())))
}

#[tokio::test]
async fn several_answers_of_one_url_come_in_order_and_the_last_stays() {
    let replay = of(&[
        ("2.http", "# later\nGET https://a.example/x\n\nHTTP/1.1 200 OK\nA: b\n\ntwo"),
        (
            "1.http",
            "GET https://a.example/x#frag\r\n\r\nHTTP/1.1 301 Moved\r\nLocation: /y\r\n\r\none\n\nmore",
        ),
    ])
    .expect("samples");
    assert_eq!(get(&replay, "https://a.example/x").await, Ok((301, b"one\n\nmore".to_vec())));
    assert_eq!(get(&replay, "https://a.example/x#y").await, Ok((200, b"two".to_vec())));
    assert_eq!(get(&replay, "https://a.example/x").await, Ok((200, b"two".to_vec())));
    assert_eq!(get(&replay, "https://a.example/robots.txt").await, Ok((404, Vec::new())));
    assert!(matches!(get(&replay, "https://a.example/z").await, Err(WireError::Connect(_))));
}

#[test]
fn a_fault_names_file_line_and_what_to_write() {
    for (text, expected) in [
        ("", "x.http:1: the file ends before"),
        ("GET https://a.example/\n", "x.http:2: the file ends before"),
        ("FETCH https://a.example/\n\n", "x.http:1: the request line reads `GET"),
        ("# r\nGET not-a-url\n\n", "x.http:2: the URL cannot be read"),
        ("GET https://a.example/\n\nok\n\n", "x.http:3: the status line reads"),
        ("GET https://a.example/\n\nHTTP/1.1 999 X\n\n", "x.http:3: the status line reads"),
        ("GET https://a.example/\n\nHTTP/1.1 200 OK\nno colon\n\n", "x.http:4: a header reads"),
    ] {
        let fault = of(&[("x.http", text)]).expect_err(text).to_string();
        assert!(fault.starts_with(expected), "{fault}");
    }
}

#[tokio::test]
async fn what_is_recorded_can_be_replayed_decoded_and_without_cookies() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut gz, "Привет".as_bytes()).expect("to memory");
    let coded = gz.finish().expect("to memory");
    struct One(Vec<u8>);
    #[async_trait]
    impl Transport for One {
        async fn send(&self, _: WireRequest) -> Result<WireAnswer, WireError> {
            let header = |n: &str, v: &str| (n.to_owned(), v.as_bytes().to_vec());
            let headers = vec![
                header("content-encoding", "gzip"),
                header("set-cookie", "session=1"),
                header("content-type", "text/plain"),
            ];
            Ok(WireAnswer::whole(200, headers, self.0.clone()))
        }
    }
    let record = Record::new(Arc::new(One(coded)), dir.path());
    let expected = Ok((200, "Привет".as_bytes().to_vec()));
    assert_eq!(get(&record, "https://a.example/x?y=1").await, expected);
    let text = std::fs::read_to_string(dir.path().join("001-a-example-x.http")).expect("the sample");
    assert!(
        !text.contains("session") && !text.contains("gzip") && text.contains("content-type: text/plain"),
        "{text}"
    );
    let replay = Replay::open(dir.path()).expect("samples");
    assert_eq!(get(&replay, "https://a.example/x?y=1").await, expected);
}
