//! Secrets: read from a file or the environment, never from the TOML, never printed.
//!
//! A message names the file or the variable, not a character of what is in it.

use std::io::Read;
use std::os::unix::fs::PermissionsExt;

use super::reader::Reader;
use super::values::filled;

/// A password longer than this is a mistaken file.
const MOST_BYTES: u64 = 4096;

/// The keys that a secret may be written with.
pub(super) struct Keys {
    /// Always a fault: what one writes at first.
    pub plain: &'static str,
    pub file: &'static str,
    pub env: &'static str,
}

impl Keys {
    pub const PASSWORD: Keys = Keys { plain: "password", file: "password_file", env: "password_env" };
}

/// Whether any of the keys stands in the table.
pub(super) fn written(table: &Reader<'_>, keys: &Keys) -> bool {
    [keys.plain, keys.file, keys.env].iter().any(|key| table.has(key))
}

pub(super) fn read(table: &Reader<'_>, keys: &Keys) -> Option<String> {
    let file = table.read(keys.file, filled);
    let env = table.read(keys.env, filled);
    if table.has(keys.plain) {
        table.allow(&[keys.plain]);
        let spot = table.spot_of(keys.plain);
        let instead =
            format!("write it into a file that only the daemon may read and name that in `{}`", keys.file);
        table.fault(
            &spot,
            format!("`{}`: a secret does not belong in the configuration; {instead}", keys.plain),
        );
        return None;
    }
    match (file, env) {
        (Some(_), Some(env)) => {
            table.fault(
                &env.spot,
                format!("`{}` stands beside `{}`; keep one of the two", keys.env, keys.file),
            );
            None
        }
        (Some(at), None) => match from_file(&at.value) {
            Ok((secret, others_can_read)) => {
                if others_can_read {
                    let message = format!(
                        "`{}`: everybody on this machine may read {}; chmod 600 it",
                        keys.file, at.value
                    );
                    table.warn(&at.spot, message);
                }
                Some(secret)
            }
            Err(why) => {
                table.fault(&at.spot, format!("`{}`: {} {why}", keys.file, at.value));
                None
            }
        },
        (None, Some(at)) => {
            let found = std::env::var(&at.value).ok().filter(|secret| !secret.is_empty());
            if found.is_none() {
                table.fault(
                    &at.spot,
                    format!("`{}`: the environment has no variable {} with text in it", keys.env, at.value),
                );
            }
            found
        }
        (None, None) => None,
    }
}

/// The file's text without the line's end, and whether others may read the file.
fn from_file(path: &str) -> Result<(String, bool), String> {
    let mut file = std::fs::File::open(path).map_err(|e| format!("cannot be opened ({})", kind(&e)))?;
    let about = file.metadata().map_err(|e| format!("cannot be read ({})", kind(&e)))?;
    if !about.is_file() {
        return Err("is not a file".into());
    }
    let mut text = String::new();
    file.by_ref()
        .take(MOST_BYTES + 1)
        .read_to_string(&mut text)
        .map_err(|e| format!("cannot be read as text ({})", kind(&e)))?;
    if text.len() as u64 > MOST_BYTES {
        return Err(format!("is longer than {MOST_BYTES} bytes: that is no password"));
    }
    let secret = text.trim_end_matches(['\n', '\r']);
    if secret.is_empty() {
        return Err("is empty".into());
    }
    Ok((secret.to_owned(), about.permissions().mode() & 0o004 != 0))
}

fn kind(e: &std::io::Error) -> String {
    e.kind().to_string()
}
