//! What places told us to say so that they know us: cookies of crawls whose operator has an account there.
//!
//! No other crawl has any. They are kept in memory alone, one jar a crawl, sent to the hosts that set them (RFC 6265), and
//! stand in no exchange that is kept; after a restart one signs in again.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use cookie_store::{CookieStore, RawCookie};
use url::Url;

use super::wire::Headers;
use crate::model::{Account, SignIn};

/// Cookies of one host that are kept; nobody needs more to be known.
const MOST: usize = 64;

/// One account's.
#[derive(Debug)]
pub struct Session {
    account: Arc<Account>,
    jar: Mutex<CookieStore>,
    open: AtomicBool,
}

impl Session {
    /// How one signs in; none where a key is enough.
    pub fn sign_in(&self) -> Option<&SignIn> {
        match &*self.account {
            Account::SignIn(sign_in) => Some(sign_in),
            Account::Token(_) => None,
        }
    }

    /// A header with the key, as `Name: value with {token}` says.
    pub(super) fn key(&self, written: &str) -> Option<(String, Vec<u8>)> {
        let Account::Token(token) = &*self.account else { return None };
        let (name, value) = written.split_once(':')?;
        let value = value.trim().replace("{token}", token).into_bytes();
        Some((name.trim().to_ascii_lowercase(), value))
    }

    /// Whether somebody signed in and was let in.
    pub fn is_open(&self) -> bool {
        self.open.load(Ordering::Relaxed)
    }

    /// Forgets what the place gave us.
    pub fn close(&self) {
        self.open.store(false, Ordering::Relaxed);
        *self.jar() = CookieStore::default();
    }

    pub fn let_in(&self) {
        self.open.store(true, Ordering::Relaxed);
    }

    fn jar(&self) -> std::sync::MutexGuard<'_, CookieStore> {
        self.jar.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is sent with a request.
    pub(super) fn cookies(&self, url: &Url) -> Option<Vec<u8>> {
        let jar = self.jar();
        let all: Vec<String> =
            jar.get_request_values(url).map(|(name, value)| format!("{name}={value}")).collect();
        (!all.is_empty()).then(|| all.join("; ").into_bytes())
    }

    /// Takes what an answer sets out of its headers.
    pub(super) fn take(&self, headers: &mut Headers, url: &Url) {
        let mut jar = self.jar();
        headers.retain(|(name, value)| {
            if !name.eq_ignore_ascii_case("set-cookie") {
                return true;
            }
            let cookie = String::from_utf8_lossy(value).into_owned();
            if let Ok(cookie) = RawCookie::parse(cookie)
                && jar.iter_any().count() < MOST
            {
                // One that the rules of the standard do not allow here is one that we do without.
                let _ = jar.insert_raw(&cookie, url);
            }
            false
        });
    }
}

/// By crawl.
#[derive(Debug, Default)]
pub(super) struct Sessions(Mutex<HashMap<String, Arc<Session>>>);

impl Sessions {
    /// The crawl's session; a new one when its account was changed.
    pub fn of(&self, crawl: &str, account: &Arc<Account>) -> Arc<Session> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(session) = all.get(crawl).filter(|session| session.account == *account) {
            return Arc::clone(session);
        }
        let session = Session {
            account: Arc::clone(account),
            jar: Mutex::new(CookieStore::default()),
            open: AtomicBool::new(false),
        };
        let session = Arc::new(session);
        all.insert(crawl.to_owned(), Arc::clone(&session));
        session
    }
}
