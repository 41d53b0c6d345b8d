//! Accounts and their passwords: argon2id in PHC form, the first account's one-time link.
//!
//! A password or a token is never kept: the store has the hash of the one and the SHA-256 of the other.

use std::time::Duration;

use anyhow::{Context, ensure};
use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};

use crate::clock::Clock;
use crate::model::Digest;
use crate::store::Store;
use crate::store::rows::AccountDraft;

/// Least characters of a password.
pub(super) const SHORTEST: usize = 10;
/// Most bytes: argon2 takes time by length too.
pub(super) const LONGEST: usize = 1024;

/// How long the first account's link works.
const LINK: Duration = Duration::from_secs(24 * 3600);
/// What the link is for, as its row says.
pub(super) const FIRST: &str = "first account";

/// 256 random bits as they are handed out, and as the store knows them.
pub(super) fn token() -> (String, Digest) {
    let token = hex::encode(rand::random::<[u8; 32]>());
    let digest = Digest::sha256(token.as_bytes());
    (token, digest)
}

/// A link that makes the first account, once and within a day; none when there is an account already.
///
/// # Errors
/// Those of the store.
pub async fn first_account_link(
    store: &Store,
    public_url: &str,
    clock: &dyn Clock,
) -> anyhow::Result<Option<String>> {
    if !store.accounts().await?.is_empty() {
        return Ok(None);
    }
    let (token, digest) = token();
    store.one_time_link(&digest, FIRST, clock.now() + LINK).await?;
    Ok(Some(format!("{}/first/{token}", public_url.trim_end_matches('/'))))
}

/// Makes an account with this password; `draft.password` is not looked at. None: the name is taken.
///
/// # Errors
/// A name, password, grant or zone that cannot be; those of the store.
pub async fn create_account(
    store: &Store,
    draft: AccountDraft,
    password: &str,
    by: &str,
) -> anyhow::Result<Option<i64>> {
    ensure!(name_is_good(&draft.name), "a name has 1 to 64 letters, digits, dots, dashes or underscores");
    ensure!(password_is_good(password), "a password has {SHORTEST} characters or more");
    for (role, watch) in &draft.grants {
        let known = ["reader", "analyst", "admin"].contains(&role.as_str());
        ensure!(known, "the role `{role}` is none of reader, analyst, admin");
        ensure!(!watch.is_empty(), "a grant names a watch, or * for all");
    }
    ensure!(
        draft.zone.parse::<chrono_tz::Tz>().is_ok(),
        "`{}` is no zone; write one like Europe/Moscow",
        draft.zone
    );
    let hash = hash(password.to_owned()).await?;
    Ok(store.create_account(&AccountDraft { password: hash, ..draft }, by).await?)
}

pub(super) fn name_is_good(name: &str) -> bool {
    let of_name = |c: char| c.is_alphanumeric() || ".-_@".contains(c);
    !name.is_empty() && name.chars().count() <= 64 && name.chars().all(of_name)
}

pub(super) fn password_is_good(password: &str) -> bool {
    password.chars().count() >= SHORTEST && password.len() <= LONGEST
}

/// Takes 19 MiB and tens of milliseconds: away from the async workers.
pub(super) async fn hash(password: String) -> anyhow::Result<String> {
    let work = move || Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string());
    tokio::task::spawn_blocking(work).await?.context("the password could not be hashed")
}

/// Whether the password is the one of the hash. With no hash (nobody of that name) it takes as long and says no.
pub(super) async fn verify(password: String, hash: Option<String>) -> bool {
    if password.len() > LONGEST {
        return false;
    }
    let work = move || match hash.as_deref().map(PasswordHash::new) {
        Some(Ok(hash)) => Argon2::default().verify_password(password.as_bytes(), &hash).is_ok(),
        _ => {
            let _ = Argon2::default().hash_password(password.as_bytes());
            false
        }
    };
    tokio::task::spawn_blocking(work).await.unwrap_or(false)
}
