//! Letters: kept before they are sent, sent at least once, marked sent only by whoever holds them.
//!
//! A letter's row is committed before the first word of SMTP. Whoever dies after that leaves it owed; the next one
//! sends the same bytes. Its alerts follow its state: claimed while it is on its way, sent with it, owed again when it
//! failed by every route or bounced.

use std::time::Duration;

use sqlx::any::AnyRow;
use sqlx::{Any, AnyConnection, Transaction};

use super::alerts::{push, seen, share};
use super::rows::{LetterDraft, LetterRow};
use super::sql::{Take, all, args, change, list, one, rows, run, statements};
use super::{Number, Store, StoreError, admission_id, next_token};
use crate::model::{Cause, Delivery, Digest, LetterKind, Time};

statements! {
    /// One that failed by every route is sent again under its old id, byte for byte: its own row wins.
    LETTER = "INSERT INTO letter (id, kind, recipient, address, subject, message_id, bytes, created, state, relay,
            reply, tries, next_try, due, token, lease_until, owner)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'owed', '', '', 0, $8, $9, $10, $11, $12)
        ON CONFLICT (id) DO UPDATE SET state = 'owed', next_try = excluded.next_try, token = excluded.token,
            lease_until = excluded.lease_until, owner = excluded.owner
            WHERE letter.state = 'failed'
        RETURNING id";
    TAKEN = "UPDATE alert SET state = 'claimed', letter = $1, lease_until = 0
        WHERE token = $2 AND lease_until > $3 AND state IN ('owed', 'bounced') AND id IN ({$})";
    TELLS = "INSERT INTO letter_alert (letter, alert) VALUES {($, $)} ON CONFLICT DO NOTHING";
    WHOSE = "INSERT INTO letter_watch (letter, watch) VALUES {($, $)} ON CONFLICT DO NOTHING";
    /// Letters without a due time (digests, tests) come in as if they were due a day after they were made.
    CLAIM_IN_TIME = "UPDATE letter SET token = $2, lease_until = $3, owner = $4
        WHERE state = 'owed' AND lease_until <= $1 AND id IN (
            SELECT id FROM letter WHERE state = 'owed' AND lease_until <= $1 AND next_try <= $1
                AND COALESCE(due, created + 86400000) >= $1
            ORDER BY COALESCE(due, created + 86400000), id LIMIT $5)
        RETURNING id, kind, recipient, address, subject, message_id, bytes, created, state, sent, accepted, relay,
            reply, tries, next_try, due";
    CLAIM_LATE = "UPDATE letter SET token = $2, lease_until = $3, owner = $4
        WHERE state = 'owed' AND lease_until <= $1 AND id IN (
            SELECT id FROM letter WHERE state = 'owed' AND lease_until <= $1 AND next_try <= $1
                AND COALESCE(due, created + 86400000) < $1
            ORDER BY COALESCE(due, created + 86400000) DESC, id LIMIT $5)
        RETURNING id, kind, recipient, address, subject, message_id, bytes, created, state, sent, accepted, relay,
            reply, tries, next_try, due";
    HOLD = "UPDATE letter SET sent = $3 WHERE id = $1 AND token = $2 AND lease_until > $3 AND state = 'owed'
        RETURNING lease_until";
    SENT = "UPDATE letter SET state = 'sent', accepted = $3, relay = $4, reply = $5, lease_until = 0,
            tries = tries + 1, sent = COALESCE(sent, $3)
        WHERE id = $1 AND token = $2 AND state = 'owed' RETURNING sent";
    ALERTS_SENT = "UPDATE alert SET sent = $2, accepted = $3, told = $4,
            state = CASE WHEN state = 'claimed' THEN 'sent' ELSE state END
        WHERE letter = $1";
    CAUSE = "UPDATE alert SET cause = $3 WHERE id = $1 AND letter = $2";
    LATER = "UPDATE letter SET next_try = $3, reply = $4, tries = tries + 1, lease_until = 0
        WHERE id = $1 AND token = $2 AND state = 'owed'";
    NOW = "UPDATE letter SET next_try = $1 WHERE state = 'owed' AND next_try > $1";
    /// A digest has no alerts that could be owed again: it stays owed itself.
    FAILED = "UPDATE letter SET state = CASE WHEN kind = 'digest' THEN 'owed' ELSE 'failed' END, reply = $3,
            tries = tries + 1, lease_until = 0, next_try = $4
        WHERE id = $1 AND token = $2 AND state = 'owed'";
    TRIED = "UPDATE alert SET tries = tries + 1, next_try = $2 WHERE letter = $1 AND state = 'claimed'";
    /// A later try: a quarter of an hour, doubled with each failure up to four hours.
    OWED_AGAIN = "UPDATE alert SET state = 'owed', letter = NULL, tries = tries + 1, lease_until = 0,
            next_try = $2 + CASE WHEN tries < 1 THEN 900000 WHEN tries < 2 THEN 1800000 WHEN tries < 3 THEN 3600000
                WHEN tries < 4 THEN 7200000 ELSE 14400000 END
        WHERE letter = $1 AND state = 'claimed'";
    BOUNCED = "UPDATE letter SET state = 'bounced', reply = $2 WHERE message_id = $1 AND state = 'sent'
        RETURNING id";
    /// Told again at once; what bounces once more rests a quarter of an hour, doubled each time up to four hours: an
    /// address that is gone must not make two mail servers talk in a circle.
    REOPENED = "UPDATE alert SET state = 'bounced', letter = NULL, sent = NULL, accepted = NULL, cause = NULL, told = NULL,
            attempt = attempt + 1, lease_until = 0,
            next_try = $2 + CASE WHEN attempt < 1 THEN 0 WHEN attempt < 2 THEN 900000 WHEN attempt < 3 THEN 1800000
                WHEN attempt < 4 THEN 3600000 WHEN attempt < 5 THEN 7200000 ELSE 14400000 END
        WHERE letter = $1 AND state = 'sent'";
    BY_ID = "SELECT id, kind, recipient, address, subject, message_id, bytes, created, state, sent, accepted, relay,
            reply, tries, next_try, due
        FROM letter WHERE id = $1";
    /// To those who may see every watch that the letter tells of.
    LETTERS = "SELECT id, kind, recipient, address, subject, message_id, bytes, created, state, sent, accepted,
            relay, reply, tries, next_try, due
        FROM letter WHERE CAST($1 AS BIGINT) = 1
            OR (EXISTS (SELECT 1 FROM letter_watch w WHERE w.letter = letter.id)
                AND NOT EXISTS (SELECT 1 FROM letter_watch w WHERE w.letter = letter.id AND w.watch NOT IN ({$})))
        ORDER BY created DESC, id LIMIT $2 OFFSET $3";
    LATEST = "SELECT id, kind, recipient, address, subject, message_id, bytes, created, state, sent, accepted,
            relay, reply, tries, next_try, due
        FROM letter WHERE recipient = $1 ORDER BY created DESC, id LIMIT $2";
    ALERTS_OF = "SELECT letter, alert FROM letter_alert WHERE letter IN ({$}) ORDER BY alert";
    WATCHES_OF = "SELECT letter, watch FROM letter_watch WHERE letter IN ({$}) ORDER BY watch";
}

impl Store {
    /// Commits a letter before it is sent, and points its alerts to it. False, and nothing is done: an alert is not
    /// held under this token any more, or a letter of this id is on its way or was sent.
    ///
    /// A letter that failed by every route keeps its own bytes: read it back with `letter` before sending. With no
    /// alerts (a test letter) nobody holds it yet: `claim_letters` gives it out.
    pub async fn commit_letter(&self, draft: &LetterDraft, token: i64) -> Result<bool, StoreError> {
        let now = self.now().await?;
        let mut tx = self.begin().await?;
        let taken =
            change(&mut tx, TAKEN, || args![&draft.id, token, now], &draft.alerts, |id, args| args.push(id))
                .await?;
        if taken != draft.alerts.len() as u64 {
            return Ok(false);
        }
        // The alerts' lease ends here and the letter's begins: long enough for one try.
        let lease = if draft.alerts.is_empty() { Time(0) } else { now + FIRST_LEASE };
        if !self.write_letter(&mut tx, draft, token, now, lease).await? {
            return Ok(false);
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Inserts the row and what hangs on it; false: a letter of this id is there.
    pub(super) async fn write_letter(
        &self,
        tx: &mut Transaction<'static, Any>,
        draft: &LetterDraft,
        token: i64,
        now: Time,
        lease_until: Time,
    ) -> Result<bool, StoreError> {
        let args = args![
            &draft.id,
            draft.kind.word(),
            &draft.recipient,
            &draft.to,
            &draft.subject,
            &draft.message_id,
            draft.bytes.as_slice(),
            now,
            draft.due,
            token,
            lease_until,
            self.owner()
        ];
        if one(tx, LETTER, args).await?.is_none() {
            return Ok(false);
        }
        rows(tx, TELLS, &draft.alerts, |alert, args| {
            args.push(&draft.id);
            args.push(*alert);
        })
        .await?;
        rows(tx, WHOSE, &draft.watches, |watch, args| {
            args.push(&draft.id);
            args.push(watch);
        })
        .await?;
        Ok(true)
    }

    /// Letters that were committed and not sent, whose next try has come and that nobody holds: to be sent byte for
    /// byte as they are. All have the same token. In the order of `claim_alerts`.
    pub async fn claim_letters(
        &self,
        limit: u32,
        lease: Duration,
    ) -> Result<Vec<(LetterRow, i64)>, StoreError> {
        let now = self.now().await?;
        let mut tx = self.begin().await?;
        let token = next_token(&mut tx).await?;
        let ask = |n: u32| args![now, token, now + lease, self.owner(), n];
        let claimed = share(&mut tx, CLAIM_IN_TIME, CLAIM_LATE, limit, ask).await?;
        let letters = letters(&mut tx, &claimed).await?;
        tx.commit().await?;
        Ok(letters.into_iter().map(|letter| (letter, token)).collect())
    }

    /// Just before DATA: until when the letter is ours. `None`: it is not any more, send nothing.
    pub async fn hold_letter(&self, id: &Digest, token: i64) -> Result<Option<Time>, StoreError> {
        let now = self.now().await?;
        let row = one(&mut *self.writer().await?, HOLD, args![id, token, now]).await?;
        row.map(|row| row.time("lease_until")).transpose()
    }

    /// After the 250 to the end of DATA: the letter and its alerts are sent; `causes` say why an alert was late. False,
    /// and nothing is done: another holds the letter now, or it is sent already.
    pub async fn letter_sent(
        &self,
        id: &Digest,
        token: i64,
        relay: &str,
        reply: &str,
        accepted: Time,
        causes: &[(i64, Cause)],
    ) -> Result<bool, StoreError> {
        let now = self.now().await?;
        let mut tx = self.begin().await?;
        let number = Number::take(&mut tx).await?;
        let Some(row) = one(&mut tx, SENT, args![id, token, accepted, relay, reply]).await? else {
            return Ok(false);
        };
        let unique = self.inner.key.digest("admission", &[b"sent", &id.0]);
        let args = args![id, row.time("sent")?, accepted, admission_id(&unique)];
        run(&mut tx, ALERTS_SENT, args).await?;
        for (alert, cause) in causes {
            run(&mut tx, CAUSE, args![*alert, id, cause.word()]).await?;
        }
        number.write(&mut tx, &unique, "letter", now).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// The relay said later: the same letter is tried again at `next_try`. False: another holds it now.
    pub async fn letter_later(
        &self,
        id: &Digest,
        token: i64,
        next_try: Time,
        reply: &str,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        if run(&mut tx, LATER, args![id, token, next_try, reply]).await? == 0 {
            return Ok(false);
        }
        run(&mut tx, TRIED, args![id, next_try]).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// A route is back: every letter that rests may be tried at once.
    pub async fn letters_now(&self) -> Result<(), StoreError> {
        let now = self.now().await?;
        run(&mut *self.writer().await?, NOW, args![now]).await.map(|_| ())
    }

    /// No route will ever take it: the letter is shown as failed, its alerts are owed again with a later try; a
    /// digest stays owed for an hour later. False: another holds it now.
    pub async fn letter_failed(&self, id: &Digest, token: i64, reply: &str) -> Result<bool, StoreError> {
        let now = self.now().await?;
        let mut tx = self.begin().await?;
        if run(&mut tx, FAILED, args![id, token, reply, now + DIGEST_PAUSE]).await? == 0 {
            return Ok(false);
        }
        run(&mut tx, OWED_AGAIN, args![id, now]).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// A bounce came back: the letter is marked and its alerts are owed again under a new attempt, unless someone
    /// acknowledged them. `None`: no letter of this Message-ID is sent (unknown, or bounced before).
    pub async fn letter_bounced(&self, message_id: &str, note: &str) -> Result<Option<Digest>, StoreError> {
        let now = self.now().await?;
        let mut tx = self.begin().await?;
        let number = Number::take(&mut tx).await?;
        let Some(row) = one(&mut tx, BOUNCED, args![message_id, note]).await? else { return Ok(None) };
        let id = row.digest("id")?;
        run(&mut tx, REOPENED, args![&id, now]).await?;
        let unique = self.inner.key.digest("admission", &[b"bounced", &id.0]);
        number.write(&mut tx, &unique, "letter", now).await?;
        tx.commit().await?;
        Ok(Some(id))
    }

    /// The newest first. With `watches`, those letters whose every watch is among them.
    pub async fn letters(
        &self,
        watches: Option<&[String]>,
        limit: u32,
        offset: u32,
    ) -> Result<Vec<LetterRow>, StoreError> {
        let mut on = self.reader().await?;
        let fixed = || args![watches.is_none(), limit, offset];
        let rows = list(&mut on, LETTERS, fixed, &seen(watches), push).await?;
        letters(&mut on, &rows).await
    }

    pub async fn letter(&self, id: &Digest) -> Result<Option<LetterRow>, StoreError> {
        let mut on = self.reader().await?;
        let rows = all(&mut on, BY_ID, args![id]).await?;
        Ok(letters(&mut on, &rows).await?.pop())
    }

    /// The newest first.
    pub async fn latest_letters_to(&self, recipient: &str, n: u32) -> Result<Vec<LetterRow>, StoreError> {
        let mut on = self.reader().await?;
        let rows = all(&mut on, LATEST, args![recipient, n]).await?;
        letters(&mut on, &rows).await
    }
}

/// How long a digest rests that no route would take.
const DIGEST_PAUSE: Duration = Duration::from_secs(3600);

/// How long a new letter is its writer's before another may send it.
const FIRST_LEASE: Duration = Duration::from_secs(120);

async fn letters(on: &mut AnyConnection, found: &[AnyRow]) -> Result<Vec<LetterRow>, StoreError> {
    let mut letters = found.iter().map(letter).collect::<Result<Vec<_>, _>>()?;
    let ids: Vec<Digest> = letters.iter().map(|letter| letter.id).collect();
    let ids: Vec<&Digest> = ids.iter().collect();
    for row in list(on, ALERTS_OF, || args![], &ids, |id, args| args.push(id)).await? {
        let id = row.digest("letter")?;
        if let Some(letter) = letters.iter_mut().find(|letter| letter.id == id) {
            letter.alerts.push(row.int("alert")?);
        }
    }
    for row in list(on, WATCHES_OF, || args![], &ids, |id, args| args.push(id)).await? {
        let id = row.digest("letter")?;
        if let Some(letter) = letters.iter_mut().find(|letter| letter.id == id) {
            letter.watches.push(row.text("watch")?);
        }
    }
    Ok(letters)
}

fn letter(row: &AnyRow) -> Result<LetterRow, StoreError> {
    Ok(LetterRow {
        id: row.digest("id")?,
        kind: row.word("kind", LetterKind::parse)?,
        recipient: row.text("recipient")?,
        to: row.text("address")?,
        subject: row.text("subject")?,
        message_id: row.text("message_id")?,
        bytes: row.bytes("bytes")?,
        created: row.time("created")?,
        state: row.word("state", Delivery::parse)?,
        sent: row.maybe_time("sent")?,
        accepted: row.maybe_time("accepted")?,
        relay: row.text("relay")?,
        reply: row.text("reply")?,
        tries: row.small("tries")?,
        next_try: row.time("next_try")?,
        due: row.maybe_time("due")?,
        alerts: Vec::new(),
        watches: Vec::new(),
    })
}
