//! Ways in: sessions, API tokens, one-time links. All are looked up by the digest of a secret that is kept nowhere, and
//! all end at a time.

use sqlx::any::AnyRow;

use super::accounts;
use super::rows::{AccountRow, ApiTokenRow, SessionRow};
use super::sql::{Take, all, args, json, one, run, statements};
use super::{Store, StoreError};
use crate::model::{Digest, Time};

statements! {
    CREATE_SESSION = "INSERT INTO session (token, account, csrf, until) VALUES ($1, $2, $3, $4)";
    OLD_SESSIONS = "DELETE FROM session WHERE until <= $1";
    SESSION = "SELECT account, csrf, until FROM session WHERE token = $1 AND until > $2";
    END_SESSION = "DELETE FROM session WHERE token = $1";
    CREATE_TOKEN = "INSERT INTO api_token (token, account, name, scopes, created, until)
        VALUES ($1, $2, $3, $4, $5, $6) RETURNING id";
    USE_TOKEN = "UPDATE api_token SET last_used = $2 WHERE token = $1 AND until > $2
        RETURNING id, account, name, scopes, created, until, last_used";
    TOKENS = "SELECT id, account, name, scopes, created, until, last_used FROM api_token WHERE account = $1 ORDER BY id";
    REVOKE_TOKEN = "DELETE FROM api_token WHERE id = $1 AND account = $2";
    CREATE_LINK = "INSERT INTO one_time_link (token, what, until) VALUES ($1, $2, $3)";
    OLD_LINKS = "DELETE FROM one_time_link WHERE until <= $1";
    TAKE_LINK = "DELETE FROM one_time_link WHERE token = $1 AND until > $2 RETURNING what";
}

impl Store {
    /// Opens a session; sessions that ended are cleared away with it.
    pub async fn create_session(
        &self,
        account: i64,
        token: &Digest,
        csrf: &Digest,
        until: Time,
    ) -> Result<(), StoreError> {
        let now = self.now().await?;
        let mut tx = self.begin().await?;
        run(&mut tx, OLD_SESSIONS, args![now]).await?;
        run(&mut tx, CREATE_SESSION, args![token, account, csrf, until]).await?;
        Ok(tx.commit().await?)
    }

    /// Who it is; `None`: no such session, it ended, or the account is disabled.
    pub async fn session(&self, token: &Digest) -> Result<Option<SessionRow>, StoreError> {
        let now = self.now().await?;
        let mut on = self.reader().await?;
        let Some(row) = one(&mut on, SESSION, args![token, now]).await? else { return Ok(None) };
        let account = accounts::account(&mut on, row.int("account")?).await?;
        let Some(account) = account.filter(|account| !account.disabled) else { return Ok(None) };
        Ok(Some(SessionRow { account, csrf: row.digest("csrf")?, until: row.time("until")? }))
    }

    pub async fn end_session(&self, token: &Digest) -> Result<(), StoreError> {
        run(&mut *self.writer().await?, END_SESSION, args![token]).await.map(|_| ())
    }

    /// A key for programs; its id.
    pub async fn create_api_token(
        &self,
        account: i64,
        name: &str,
        token: &Digest,
        scopes: &[String],
        until: Time,
    ) -> Result<i64, StoreError> {
        let args = args![token, account, name, &json(&scopes), self.now().await?, until];
        let row = one(&mut *self.writer().await?, CREATE_TOKEN, args).await?;
        row.map_or(Ok(0), |row| row.int("id"))
    }

    /// Whose it is and what it may do; notes that it was used. `None`: no such token, it ended, or the account is
    /// disabled.
    pub async fn api_token(&self, token: &Digest) -> Result<Option<(AccountRow, ApiTokenRow)>, StoreError> {
        let now = self.now().await?;
        let row = one(&mut *self.writer().await?, USE_TOKEN, args![token, now]).await?;
        let Some(token) = row.as_ref().map(api_token).transpose()? else { return Ok(None) };
        let account = self.account(token.account).await?;
        Ok(account.filter(|account| !account.disabled).map(|account| (account, token)))
    }

    pub async fn api_tokens(&self, account: i64) -> Result<Vec<ApiTokenRow>, StoreError> {
        all(&mut *self.reader().await?, TOKENS, args![account]).await?.iter().map(api_token).collect()
    }

    /// False: the account has no such token.
    pub async fn revoke_api_token(&self, account: i64, id: i64) -> Result<bool, StoreError> {
        Ok(run(&mut *self.writer().await?, REVOKE_TOKEN, args![id, account]).await? == 1)
    }

    /// A link that works once, until a time; `what` says what for.
    pub async fn one_time_link(&self, token: &Digest, what: &str, until: Time) -> Result<(), StoreError> {
        let now = self.now().await?;
        let mut tx = self.begin().await?;
        run(&mut tx, OLD_LINKS, args![now]).await?;
        run(&mut tx, CREATE_LINK, args![token, what, until]).await?;
        Ok(tx.commit().await?)
    }

    /// What the link is for; it is gone with that.
    pub async fn take_one_time_link(&self, token: &Digest) -> Result<Option<String>, StoreError> {
        let args = args![token, self.now().await?];
        let row = one(&mut *self.writer().await?, TAKE_LINK, args).await?;
        row.map(|row| row.text("what")).transpose()
    }
}

fn api_token(row: &AnyRow) -> Result<ApiTokenRow, StoreError> {
    Ok(ApiTokenRow {
        id: row.int("id")?,
        account: row.int("account")?,
        name: row.text("name")?,
        scopes: row.json("scopes")?,
        created: row.time("created")?,
        until: row.time("until")?,
        last_used: row.maybe_time("last_used")?,
    })
}
