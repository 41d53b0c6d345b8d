//! Secrets: read from a file or the environment, never from the TOML, never printed.
//!
//! A message names the file or the variable, not a character of what is in it.

use std::io::Read;
use std::os::unix::fs::PermissionsExt;

use super::reader::Reader;
use super::values::{cannot_be_opened, cannot_be_read, filled};
use crate::model::Said;
use crate::model::said::trouble;
use crate::said;

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
    pub const TOKEN: Keys = Keys { plain: "token", file: "token_file", env: "token_env" };
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
        table.fault(
            &spot,
            said!(
                "secret.plain",
                "`{key}`: a secret does not belong in the configuration; write it into a file that only the daemon may read and name that in `{file}`",
                "`{key}`: секретам не место в настройках; запишите его в файл, который читает только демон, и назовите файл в `{file}`",
                key = keys.plain,
                file = keys.file
            ),
        );
        return None;
    }
    match (file, env) {
        (Some(_), Some(env)) => {
            table.fault(
                &env.spot,
                said!(
                    "key.beside",
                    "`{env}` stands beside `{file}`; keep one of the two",
                    "`{env}` и `{file}` стоят рядом; оставьте что-то одно",
                    env = keys.env,
                    file = keys.file
                ),
            );
            None
        }
        (Some(at), None) => match from_file(&at.value) {
            Ok((secret, others_can_read)) => {
                if others_can_read {
                    let message = said!(
                        "secret.open",
                        "`{key}`: everybody on this machine may read {path}; chmod 600 it",
                        "`{key}`: {path} на этой машине может прочесть кто угодно; сделайте chmod 600",
                        key = keys.file,
                        path = at.value
                    );
                    table.warn(&at.spot, message);
                }
                Some(secret)
            }
            Err(why) => {
                table.fault(
                    &at.spot,
                    said!(
                        why.code.as_str(),
                        "`{key}`: {path} {why}",
                        "`{key}`: {path} {why}",
                        key = keys.file,
                        path = at.value,
                        why
                    ),
                );
                None
            }
        },
        (None, Some(at)) => {
            let found = std::env::var(&at.value).ok().filter(|secret| !secret.is_empty());
            if found.is_none() {
                table.fault(
                    &at.spot,
                    said!(
                        "secret.variable",
                        "`{key}`: the environment has no variable {name} with text in it",
                        "`{key}`: в окружении нет непустой переменной {name}",
                        key = keys.env,
                        name = at.value
                    ),
                );
            }
            found
        }
        (None, None) => None,
    }
}

/// The file's text without the line's end, and whether others may read the file.
fn from_file(path: &str) -> Result<(String, bool), Said> {
    let mut file = std::fs::File::open(path).map_err(|e| cannot_be_opened(&e))?;
    let about = file.metadata().map_err(|e| cannot_be_read(&e))?;
    if !about.is_file() {
        return Err(said!("secret.no-file", "is not a file", "— не файл"));
    }
    let mut text = String::new();
    file.by_ref().take(MOST_BYTES + 1).read_to_string(&mut text).map_err(|e| {
        said!(
            "secret.no-text",
            "cannot be read as text ({why})",
            "не читается как текст: {why}",
            why = trouble(&e)
        )
    })?;
    if text.len() as u64 > MOST_BYTES {
        return Err(said!(
            "secret.long",
            "is longer than {most} bytes: that is no password",
            "длиннее {most} байт: это не пароль",
            most = MOST_BYTES
        ));
    }
    let secret = text.trim_end_matches(['\n', '\r']);
    if secret.is_empty() {
        return Err(said!("secret.empty", "is empty", "пуст"));
    }
    Ok((secret.to_owned(), about.permissions().mode() & 0o004 != 0))
}
