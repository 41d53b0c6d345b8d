use super::*;

/// Addresses as they stand in URLs, and whether they are dialled.
const URLS: &[(&str, bool)] = &[
    ("http://8.8.8.8/", true),
    ("http://93.184.216.34:8080/x", true),
    ("https://example.com/", true),
    ("http://[2606:4700::1111]/", true),
    ("http://[2a00:1450:4001::1]/", true),
    ("http://[2001:4860:4860::8888]/", true),
    ("http://127.0.0.1/", false),
    ("http://127.255.255.254/", false),
    ("http://127.1/", false),
    ("http://2130706433/", false),
    ("http://0x7f000001/", false),
    ("http://0x7f.1/", false),
    ("http://0177.0.0.1/", false),
    ("http://017700000001/", false),
    ("http://１２７.0.0.1/", false),
    ("http://127。0。0。1/", false),
    ("http://0/", false),
    ("http://0.0.0.0/", false),
    ("http://0.1.2.3/", false),
    ("http://10.0.0.1/", false),
    ("http://10.255.255.255/", false),
    ("http://100.64.0.1/", false),
    ("http://100.127.255.255/", false),
    ("http://100.128.0.1/", true),
    ("http://100.63.255.255/", true),
    ("http://168.63.129.16/", false),
    ("http://169.254.169.254/latest/meta-data/", false),
    ("http://169.254.170.2/", false),
    ("http://172.16.0.1/", false),
    ("http://172.31.255.255/", false),
    ("http://172.32.0.1/", true),
    ("http://172.15.255.255/", true),
    ("http://192.0.0.8/", false),
    ("http://192.0.2.1/", false),
    ("http://192.88.99.1/", false),
    ("http://192.168.0.1/", false),
    ("http://192.169.0.1/", true),
    ("http://198.18.0.1/", false),
    ("http://198.19.255.255/", false),
    ("http://198.51.100.7/", false),
    ("http://203.0.113.9/", false),
    ("http://224.0.0.1/", false),
    ("http://239.255.255.250/", false),
    ("http://240.0.0.1/", false),
    ("http://255.255.255.255/", false),
    ("http://[::]/", false),
    ("http://[::1]/", false),
    ("http://[::ffff:127.0.0.1]/", false),
    ("http://[::ffff:8.8.8.8]/", false),
    ("http://[::ffff:a9fe:a9fe]/", false),
    ("http://[::127.0.0.1]/", false),
    ("http://[::ffff:0:127.0.0.1]/", false),
    ("http://[64:ff9b::7f00:1]/", false),
    ("http://[64:ff9b:1::a00:1]/", false),
    ("http://[2002:7f00:1::]/", false),
    ("http://[2002:a9fe:a9fe::1]/", false),
    ("http://[2001::1]/", false),
    ("http://[2001:0:7f00:1::]/", false),
    ("http://[2001:20::1]/", false),
    ("http://[2001:db8::1]/", false),
    ("http://[3fff::1]/", false),
    ("http://[fc00::1]/", false),
    ("http://[fd00:ec2::254]/", false),
    ("http://[fe80::1]/", false),
    ("http://[febf::1]/", false),
    ("http://[fec0::1]/", false),
    ("http://[ff02::1]/", false),
    ("http://[100::1]/", false),
    ("http://[5f00::1]/", false),
    ("http://[4000::1]/", false),
    ("http://[2606:4700::5efe:7f00:1]/", false),
    ("http://[2606:4700::200:5efe:a00:1]/", false),
    ("http://localhost/", false),
    ("http://LOCALHOST./", false),
    ("http://a.b.localhost/", false),
    ("http://localhost.example.com/", true),
    ("http://user@example.com/", false),
    ("http://user:pass@example.com/", false),
    ("http://:pass@example.com/", false),
    ("ftp://example.com/", false),
    ("file:///etc/passwd", false),
    ("data:text/html,x", false),
    ("javascript:alert(1)", false),
    ("ws://example.com/", false),
];

#[test]
fn what_is_dialled() {
    let guard = Guard::default();
    let wrong: Vec<_> = URLS
        .iter()
        .filter(|(text, open)| {
            let url = Url::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"));
            guard.url(&url).is_ok() != *open
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    assert!(URLS.len() >= 60);
}

#[test]
fn the_allow_list() {
    let rows: &[(&str, &str, &str, u16, bool)] = &[
        ("10.0.0.0/8", "wiki.corp.example", "10.2.3.4", 80, true),
        ("10.0.0.0/8", "wiki.corp.example", "11.2.3.4", 80, true),
        ("10.0.0.0/8", "wiki.corp.example", "192.168.0.1", 80, false),
        ("10.1.0.0/16", "a.example", "10.2.0.1", 80, false),
        ("0.0.0.0/0", "a.example", "127.0.0.1", 80, true),
        ("0.0.0.0/0", "a.example", "::1", 80, false),
        ("127.0.0.1", "a.example", "127.0.0.1", 9, true),
        ("127.0.0.1", "a.example", "127.0.0.2", 9, false),
        ("127.0.0.1:8080", "a.example", "127.0.0.1", 8080, true),
        ("127.0.0.1:8080", "a.example", "127.0.0.1", 8081, false),
        ("[::1]:80", "a.example", "::1", 80, true),
        ("[::1]", "a.example", "::1", 443, true),
        ("fd00::/8", "a.example", "fd12::1", 443, true),
        ("fd00::/8", "a.example", "fe80::1", 443, false),
        ("wiki.corp.example", "WIKI.corp.example.", "10.0.0.1", 443, true),
        ("wiki.corp.example:8443", "wiki.corp.example", "10.0.0.1", 8443, true),
        ("wiki.corp.example:8443", "wiki.corp.example", "10.0.0.1", 443, false),
        ("wiki.corp.example", "evil.example", "10.0.0.1", 443, false),
    ];
    for (line, host, ip, port, open) in rows {
        let guard = Guard::new(&[Allowed::parse(line).expect(line)]);
        let ip = ip.parse().expect("an address");
        assert_eq!(guard.dial(host, ip, *port).is_ok(), *open, "{line} {host} {ip} {port}");
    }
}

#[test]
fn an_allowed_local_name() {
    let guard = Guard::new(&[Allowed::parse("localhost:8080").expect("a host")]);
    assert!(guard.url(&Url::parse("http://localhost:8080/").expect("a URL")).is_ok());
    assert!(guard.url(&Url::parse("http://localhost:8081/").expect("a URL")).is_err());
}

#[test]
fn names_of_the_proxys_own_network() {
    let guard = Guard::new(&[Allowed::parse("wiki").expect("a host")]);
    for (text, open) in [
        ("http://example.com/", true),
        ("http://hidden.onion/", true),
        ("http://wiki/", true),
        ("http://intranet/", false),
        ("http://metadata.google.internal/", false),
        ("http://Printer.LOCAL./", false),
        ("http://router.home.arpa/", false),
        ("http://localhost/", false),
        ("http://10.0.0.1/", false),
    ] {
        assert_eq!(guard.url_by_proxy(&Url::parse(text).expect(text)).is_ok(), open, "{text}");
    }
}

#[test]
fn what_no_allow_list_says() {
    for text in ["", "10.0.0.0/33", "fd00::/129", "10.0.0/8", "a b", "host:port", "host:99999", "http://x/"] {
        assert!(Allowed::parse(text).is_err(), "{text}");
    }
}
