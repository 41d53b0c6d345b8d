//! People: accounts and what they may do. Passwords come hashed, secrets as digests; nothing here can be used to log in.

use sqlx::AnyConnection;
use sqlx::any::AnyRow;

use super::rows::{AccountDraft, AccountRow};
use super::sql::{Take, all, args, list, one, rows, run, statements};
use super::{Store, StoreError};
use crate::model::Time;

statements! {
    ACCOUNTS = "SELECT id, name, email, password, language, zone, created, disabled FROM account ORDER BY name";
    BY_ID = "SELECT id, name, email, password, language, zone, created, disabled FROM account WHERE id = $1";
    BY_NAME = "SELECT id, name, email, password, language, zone, created, disabled FROM account WHERE name = $1";
    GRANTS = "SELECT account, role, watch FROM account_grant WHERE account IN ({$}) ORDER BY account, watch, role";
    CREATE = "INSERT INTO account (name, email, password, language, zone, created, disabled)
        VALUES ($1, $2, $3, $4, $5, $6, 0) ON CONFLICT (name) DO NOTHING RETURNING id";
    GRANT = "INSERT INTO account_grant (account, role, watch) VALUES {($, $, $)} ON CONFLICT DO NOTHING";
    REVOKE_ALL = "DELETE FROM account_grant WHERE account = $1";
    SET_PASSWORD = "UPDATE account SET password = $2 WHERE id = $1";
    SET_PREFERENCES = "UPDATE account SET language = $2, zone = $3 WHERE id = $1";
    DISABLE = "UPDATE account SET disabled = $2 WHERE id = $1";
    END_SESSIONS = "DELETE FROM session WHERE account = $1";
    AUDIT = "INSERT INTO audit (at, who, what, about, reason) SELECT $1, $2, $3, name, '' FROM account WHERE id = $4";
}

impl Store {
    /// All accounts by name, disabled ones too.
    pub async fn accounts(&self) -> Result<Vec<AccountRow>, StoreError> {
        let mut on = self.reader().await?;
        let rows = all(&mut on, ACCOUNTS, args![]).await?;
        accounts(&mut on, &rows).await
    }

    pub async fn account(&self, id: i64) -> Result<Option<AccountRow>, StoreError> {
        account(&mut *self.reader().await?, id).await
    }

    pub async fn account_by_name(&self, name: &str) -> Result<Option<AccountRow>, StoreError> {
        let mut on = self.reader().await?;
        let rows = all(&mut on, BY_NAME, args![name]).await?;
        Ok(accounts(&mut on, &rows).await?.pop())
    }

    /// Its id; `None`: the name is taken.
    pub async fn create_account(&self, draft: &AccountDraft, by: &str) -> Result<Option<i64>, StoreError> {
        let now = self.now().await?;
        let mut tx = self.begin().await?;
        let args = args![&draft.name, &draft.email, &draft.password, &draft.language, &draft.zone, now];
        let Some(row) = one(&mut tx, CREATE, args).await? else { return Ok(None) };
        let id = row.int("id")?;
        grant(&mut tx, id, &draft.grants).await?;
        audit(&mut tx, now, by, "account created", id).await?;
        tx.commit().await?;
        Ok(Some(id))
    }

    /// Changes the password and ends every session that was opened with the old one.
    pub async fn set_password(&self, account: i64, hash: &str, by: &str) -> Result<(), StoreError> {
        let now = self.now().await?;
        let mut tx = self.begin().await?;
        run(&mut tx, SET_PASSWORD, args![account, hash]).await?;
        run(&mut tx, END_SESSIONS, args![account]).await?;
        audit(&mut tx, now, by, "password set", account).await?;
        Ok(tx.commit().await?)
    }

    /// Replaces all grants: (role, watch), watch `*` is all.
    pub async fn set_grants(
        &self,
        account: i64,
        grants: &[(String, String)],
        by: &str,
    ) -> Result<(), StoreError> {
        let now = self.now().await?;
        let mut tx = self.begin().await?;
        run(&mut tx, REVOKE_ALL, args![account]).await?;
        grant(&mut tx, account, grants).await?;
        audit(&mut tx, now, by, "grants set", account).await?;
        Ok(tx.commit().await?)
    }

    pub async fn set_preferences(&self, account: i64, language: &str, zone: &str) -> Result<(), StoreError> {
        run(&mut *self.writer().await?, SET_PREFERENCES, args![account, language, zone]).await.map(|_| ())
    }

    /// Disables an account and ends its sessions, or enables it again.
    pub async fn disable(&self, account: i64, disabled: bool, by: &str) -> Result<(), StoreError> {
        let now = self.now().await?;
        let mut tx = self.begin().await?;
        run(&mut tx, DISABLE, args![account, disabled]).await?;
        if disabled {
            run(&mut tx, END_SESSIONS, args![account]).await?;
        }
        let what = if disabled { "account disabled" } else { "account enabled" };
        audit(&mut tx, now, by, what, account).await?;
        Ok(tx.commit().await?)
    }
}

pub(super) async fn account(on: &mut AnyConnection, id: i64) -> Result<Option<AccountRow>, StoreError> {
    let rows = all(on, BY_ID, args![id]).await?;
    Ok(accounts(on, &rows).await?.pop())
}

async fn accounts(on: &mut AnyConnection, found: &[AnyRow]) -> Result<Vec<AccountRow>, StoreError> {
    let mut accounts = Vec::with_capacity(found.len());
    for row in found {
        accounts.push(AccountRow {
            id: row.int("id")?,
            name: row.text("name")?,
            email: row.text("email")?,
            password: row.text("password")?,
            language: row.text("language")?,
            zone: row.text("zone")?,
            created: row.time("created")?,
            disabled: row.flag("disabled")?,
            grants: Vec::new(),
        });
    }
    let ids: Vec<i64> = accounts.iter().map(|account| account.id).collect();
    for row in list(on, GRANTS, || args![], &ids, |id, args| args.push(id)).await? {
        let id = row.int("account")?;
        if let Some(account) = accounts.iter_mut().find(|account| account.id == id) {
            account.grants.push((row.text("role")?, row.text("watch")?));
        }
    }
    Ok(accounts)
}

async fn grant(on: &mut AnyConnection, account: i64, grants: &[(String, String)]) -> Result<(), StoreError> {
    rows(on, GRANT, grants, |(role, watch), args| {
        args.push(account);
        args.push(role);
        args.push(watch);
    })
    .await
    .map(|_| ())
}

async fn audit(
    on: &mut AnyConnection,
    at: Time,
    by: &str,
    what: &str,
    account: i64,
) -> Result<(), StoreError> {
    run(on, AUDIT, args![at, by, what, account]).await.map(|_| ())
}
