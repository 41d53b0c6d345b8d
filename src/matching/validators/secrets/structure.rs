//! Secrets known by their structure: JWT, connection strings, pairs of a name and a password.
//!
//! Sources: RFC 7519 (JWT), RFC 3986 (userinfo), RFC 7617 (basic authentication).

use super::super::plausible::is_email;
use super::issuers::base64;
use super::placeholder::{is_filler, is_placeholder, is_reference};
use super::{Proof, Valid};

/// RFC 7519: header and claims are JSON objects in base64url, the header names an algorithm.
pub(in super::super) fn jwt(text: &str) -> Valid {
    let mut parts = text.split('.');
    let (header, claims, signature) = (parts.next()?, parts.next()?, parts.next()?);
    let object = |part: &str| -> Option<serde_json::Value> {
        serde_json::from_slice(&base64(part)?).ok().filter(serde_json::Value::is_object)
    };
    let header = object(header)?;
    let encrypted = header.get("enc").is_some() && text.split('.').count() == 5;
    // The header must name the algorithm, but old issuers forget it: one of the parameters that IANA's registry lists.
    let named = [
        "alg", "enc", "kid", "typ", "cty", "jku", "jwk", "x5u", "x5c", "x5t", "crit", "zip", "epk", "apu",
        "apv", "iv", "tag", "p2s", "p2c", "iss", "sub", "aud", "b64", "ppt", "url", "nonce", "svt",
    ];
    let holds = named.iter().any(|name| header.get(name).is_some());
    let unsigned =
        header.get("alg").and_then(|alg| alg.as_str()).is_some_and(|alg| alg.eq_ignore_ascii_case("none"));
    // A payload may be detached (RFC 7515, appendix F).
    let sample = !encrypted && !claims.is_empty() && is_sample(&object(claims)?);
    (holds && !unsigned && signature.len() >= 10 && !sample && !is_filler(signature))
        .then(|| (text.to_owned(), Proof::Structure("header and claims are JSON, signed")))
}

/// The token that jwt.io shows to everybody, and its likes.
fn is_sample(claims: &serde_json::Value) -> bool {
    let is = |key: &str, values: &[&str]| {
        claims.get(key).and_then(|v| v.as_str()).is_some_and(|v| values.contains(&v))
    };
    is("name", &["John Doe", "Jane Doe"]) || is("sub", &["1234567890"])
}

/// A JWT that was encoded once more.
pub(in super::super) fn jwt_encoded(text: &str) -> Valid {
    let bytes = base64(text)?;
    let token = String::from_utf8(bytes).ok()?;
    jwt(token.trim()).map(|(_, proof)| (text.to_owned(), proof))
}

/// `address:password`, `;`, `|` or a tab between. Canonical: the address in lower case, a colon, the password.
pub(in super::super) fn credential(text: &str) -> Valid {
    let at = text.find('@')?;
    let cut = at + text[at..].find([':', ';', '|', '\t'])?;
    let (address, password) = (text[..cut].trim().to_lowercase(), text[cut + 1..].trim());
    // An address of a server: a port, and perhaps a path after it.
    let port = password.split('/').next().unwrap_or_default();
    let scheme = password.starts_with("//") || (port.len() <= 5 && port.chars().all(|c| c.is_ascii_digit()));
    let holds = is_email(&address)
        && (4..=128).contains(&password.chars().count())
        && !scheme
        && !password.contains(char::is_whitespace)
        && !is_plain_placeholder(password)
        && !is_reference(password)
        && !is_email(password)
        && !is_example_user(&address)
        // A path on a server, as in `git@host:team/project.git`, or a host.
        && !(password.contains('/') && super::words::surprise(password) < 6.0)
        && !(password.contains('.') && super::password::is_format(password));
    holds.then(|| (format!("{address}:{password}"), Proof::Structure("an address and a password beside it")))
}

/// Addresses that manuals write.
fn is_example_user(address: &str) -> bool {
    let user = address.split('@').next().unwrap_or_default();
    matches!(user, "git" | "user" | "username" | "you" | "your" | "name" | "someone" | "hg" | "svn" | "login")
}

/// In a dump even `test` is somebody's password; a filler and the word for one are not.
fn is_plain_placeholder(password: &str) -> bool {
    is_filler(password)
        || matches!(
            password.to_lowercase().as_str(),
            "password" | "passwd" | "secret" | "token" | "null" | "none"
        )
}

/// `scheme://user:password@host`: a password that is one.
pub(in super::super) fn connection_string(text: &str) -> Valid {
    let (_, rest) = text.split_once("://")?;
    let (login, host) = rest.rsplit_once('@')?;
    let (user, password) = login.split_once(':')?;
    let lower = password.to_lowercase();
    let sample = [
        "user",
        "pass",
        "pwd",
        "root",
        "admin",
        "postgres",
        "guest",
        "secret",
        "password",
        "port",
        "1234",
        "12345",
        "contrasena",
        "contraseña",
        "clau",
        "haslo",
        "heslo",
        "katasandi",
        "kennwort",
        "mot-de-passe",
        "motdepasse",
        "parola",
        "passwort",
        "senha",
        "wachtwoord",
        "пароль",
    ];
    // Whom manuals of databases have logged in since the seventies.
    let scott = user.eq_ignore_ascii_case("scott") && lower.starts_with("tiger");
    let holds = password.chars().count() >= 4
        && !host.is_empty()
        && !scott
        && lower != user.to_lowercase()
        && !sample.contains(&lower.as_str())
        && !lower.contains("passw")
        && !is_filler(password)
        && !is_placeholder(password)
        && !password.starts_with(['$', '%', '{', '<', '@', '[', ':'])
        && !host.ends_with("example.net")
        && !(password.chars().all(|c| c.is_ascii_lowercase()) && super::words::surprise(password) < 0.0);
    holds.then(|| (text.to_owned(), Proof::Structure("user, password and host have their places")))
}

/// RFC 7617: base64 of `user:password`.
pub(in super::super) fn basic_credentials(text: &str) -> Valid {
    let text = text.trim();
    let plain = String::from_utf8(base64(text)?).ok()?;
    let (user, password) = plain.split_once(':')?;
    let holds = (3..=256).contains(&password.chars().count())
        && !plain.contains(char::is_control)
        && !plain.starts_with(['{', '['])
        && !user.contains(char::is_whitespace)
        && !is_filler(&plain)
        && !is_reference(password)
        && !matches!(
            password.to_lowercase().as_str(),
            "password" | "pass" | "pwd" | "secret" | "opensesame" | "open sesame"
        )
        && user != password;
    holds.then(|| (text.to_owned(), Proof::Structure("base64 of a user and a password")))
}

/// A value of a Kubernetes Secret: base64 of something that is no placeholder.
pub(in super::super) fn kubernetes_value(text: &str) -> Valid {
    let bytes = base64(text).filter(|_| text.len().is_multiple_of(4))?;
    let plain = String::from_utf8(bytes).ok();
    let holds = plain.is_none_or(|plain| {
        let plain = plain.trim();
        plain.chars().count() >= 4
            && !is_plain_placeholder(plain)
            && !is_filler(plain)
            && !is_reference(plain)
    });
    holds.then(|| (text.to_owned(), Proof::Structure("base64 of something that is no placeholder")))
}

/// `user:password`, as after curl -u; or a password alone.
pub(in super::super) fn user_password(text: &str) -> Valid {
    let value = text.trim_matches(super::QUOTES);
    let Some((user, password)) = value.split_once(':') else { return super::password(value) };
    let holds = password.chars().count() >= 4
        && !user.starts_with(['$', '<', '{', '%'])
        && user != password
        && !is_filler(value)
        && !is_placeholder(password)
        && !is_reference(password);
    holds.then(|| (value.to_owned(), Proof::Structure("user and password have their places")))
}
