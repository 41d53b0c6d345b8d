//! Temporary face: bodies land file by file.
#![allow(unused_variables)]
use super::rows::*;
use super::{Store, StoreError};
use crate::model::{Cause, Digest, Time, Validators};
use serde_json::Value;
use std::time::Duration;
type R<T> = Result<T, StoreError>;

impl Store {
    pub async fn claim_alerts(&self, limit: u32, lease: Duration) -> R<Vec<(AlertRow, i64)>> {
        todo!()
    }
    pub async fn alerts_of_letter(&self, id: &Digest) -> R<Vec<AlertRow>> {
        todo!()
    }
    pub async fn alert(&self, id: i64) -> R<Option<AlertRow>> {
        todo!()
    }
    pub async fn alerts(&self, watches: Option<&[String]>, limit: u32, offset: u32) -> R<Vec<AlertRow>> {
        todo!()
    }
    pub async fn commit_letter(&self, draft: &LetterDraft, token: i64) -> R<bool> {
        todo!()
    }
    pub async fn claim_letters(&self, limit: u32, lease: Duration) -> R<Vec<(LetterRow, i64)>> {
        todo!()
    }
    pub async fn hold_letter(&self, id: &Digest, token: i64) -> R<Option<Time>> {
        todo!()
    }
    pub async fn letter_sent(
        &self,
        id: &Digest,
        token: i64,
        relay: &str,
        reply: &str,
        accepted: Time,
        causes: &[(i64, Cause)],
    ) -> R<bool> {
        todo!()
    }
    pub async fn letter_later(&self, id: &Digest, token: i64, next_try: Time, reply: &str) -> R<bool> {
        todo!()
    }
    pub async fn letter_failed(&self, id: &Digest, token: i64, reply: &str) -> R<bool> {
        todo!()
    }
    pub async fn letter_bounced(&self, message_id: &str, note: &str) -> R<Option<Digest>> {
        todo!()
    }
    pub async fn acknowledge(&self, alert: i64, who: &str) -> R<bool> {
        todo!()
    }
    pub async fn letters(&self, watches: Option<&[String]>, limit: u32, offset: u32) -> R<Vec<LetterRow>> {
        todo!()
    }
    pub async fn letter(&self, id: &Digest) -> R<Option<LetterRow>> {
        todo!()
    }
    pub async fn latest_letters_to(&self, recipient: &str, n: u32) -> R<Vec<LetterRow>> {
        todo!()
    }
    /// (owed, of these overdue)
    pub async fn owed_count(&self) -> R<(u64, u64)> {
        todo!()
    }

    pub async fn last_digest(&self, recipient: &str, kind: &str) -> R<Option<PeriodKey>> {
        todo!()
    }
    pub async fn commit_digest(&self, draft: &LetterDraft) -> R<bool> {
        todo!()
    }
    pub async fn digest_material(&self, watches: &[String], after: i64, until: i64) -> R<DigestMaterial> {
        todo!()
    }
    pub async fn number_at(&self, t: Time) -> R<i64> {
        todo!()
    }

    pub async fn outage_open(&self, cause: Cause, scope: &str, note: &str) -> R<()> {
        todo!()
    }
    pub async fn outage_close(&self, cause: Cause, scope: &str) -> R<()> {
        todo!()
    }
    pub async fn outages(&self, from: Time, to: Time) -> R<Vec<Outage>> {
        todo!()
    }
    pub async fn heartbeat(&self) -> R<()> {
        todo!()
    }

    pub async fn findings(&self, ask: &FindingsAsk) -> R<(u64, Vec<FindingRow>)> {
        todo!()
    }
    pub async fn finding(&self, id: i64, watches: Option<&[String]>) -> R<Option<FindingRow>> {
        todo!()
    }
    pub async fn locations(&self, finding: i64) -> R<Vec<LocationRow>> {
        todo!()
    }
    pub async fn events(&self, finding: i64) -> R<Vec<EventRow>> {
        todo!()
    }
    pub async fn history(&self, finding: i64) -> R<Vec<AuditRow>> {
        todo!()
    }
    pub async fn judge(
        &self,
        ids: &[i64],
        watches: Option<&[String]>,
        judgement: &Judgement,
        who: &str,
    ) -> R<u64> {
        todo!()
    }
    pub async fn follow_judgements(&self, after: i64, limit: u32) -> R<Vec<JudgedRow>> {
        todo!()
    }
    pub async fn promise(&self, watches: Option<&[String]>, from: Time, to: Time) -> R<PromiseStats> {
        todo!()
    }

    pub async fn ask(&self, kind: &str, body: &Value, by: &str) -> R<i64> {
        todo!()
    }
    pub async fn take_requests(&self, limit: u32) -> R<Vec<RequestRow>> {
        todo!()
    }
    pub async fn answer(&self, id: i64, body: &Value) -> R<()> {
        todo!()
    }
    pub async fn request(&self, id: i64) -> R<Option<RequestRow>> {
        todo!()
    }

    pub async fn config_items(&self) -> R<Vec<ConfigItem>> {
        todo!()
    }
    pub async fn put_config(&self, name: &str, text: &str, by: &str) -> R<()> {
        todo!()
    }
    pub async fn delete_config(&self, name: &str, by: &str) -> R<bool> {
        todo!()
    }

    pub async fn accounts(&self) -> R<Vec<AccountRow>> {
        todo!()
    }
    pub async fn account(&self, id: i64) -> R<Option<AccountRow>> {
        todo!()
    }
    pub async fn account_by_name(&self, name: &str) -> R<Option<AccountRow>> {
        todo!()
    }
    /// None: the name is taken.
    pub async fn create_account(&self, draft: &AccountDraft, by: &str) -> R<Option<i64>> {
        todo!()
    }
    pub async fn set_password(&self, account: i64, hash: &str, by: &str) -> R<()> {
        todo!()
    }
    pub async fn set_grants(&self, account: i64, grants: &[(String, String)], by: &str) -> R<()> {
        todo!()
    }
    pub async fn set_preferences(&self, account: i64, language: &str, zone: &str) -> R<()> {
        todo!()
    }
    pub async fn disable(&self, account: i64, disabled: bool, by: &str) -> R<()> {
        todo!()
    }
    pub async fn create_session(&self, account: i64, token: &Digest, csrf: &Digest, until: Time) -> R<()> {
        todo!()
    }
    pub async fn session(&self, token: &Digest) -> R<Option<SessionRow>> {
        todo!()
    }
    pub async fn end_session(&self, token: &Digest) -> R<()> {
        todo!()
    }
    pub async fn create_api_token(
        &self,
        account: i64,
        name: &str,
        token: &Digest,
        scopes: &[String],
        until: Time,
    ) -> R<i64> {
        todo!()
    }
    pub async fn api_token(&self, token: &Digest) -> R<Option<(AccountRow, ApiTokenRow)>> {
        todo!()
    }
    pub async fn api_tokens(&self, account: i64) -> R<Vec<ApiTokenRow>> {
        todo!()
    }
    pub async fn revoke_api_token(&self, account: i64, id: i64) -> R<bool> {
        todo!()
    }
    /// `what` says what the link is for; a link is taken once.
    pub async fn one_time_link(&self, token: &Digest, what: &str, until: Time) -> R<()> {
        todo!()
    }
    pub async fn take_one_time_link(&self, token: &Digest) -> R<Option<String>> {
        todo!()
    }

    pub async fn audit(&self, who: &str, what: &str, on: &str, reason: &str) -> R<()> {
        todo!()
    }
    pub async fn audit_rows(&self, limit: u32, offset: u32) -> R<Vec<AuditRow>> {
        todo!()
    }
    pub async fn meta_get(&self, name: &str) -> R<Option<String>> {
        todo!()
    }
    pub async fn meta_set(&self, name: &str, value: &str) -> R<()> {
        todo!()
    }

    pub async fn retain(&self, rule: &RetentionRule) -> R<Retained> {
        todo!()
    }
    pub async fn hold(&self, scope: &str, by: &str, reason: &str) -> R<()> {
        todo!()
    }
    pub async fn release_hold(&self, scope: &str, by: &str) -> R<bool> {
        todo!()
    }
    pub async fn holds(&self) -> R<Vec<HoldRow>> {
        todo!()
    }
}
