//! Answers kept for repeated requests.

use super::Repo;
use crate::{
    dialect::failed,
    fragments::Locked,
    schema::idempotency_keys as keys,
    types::{At, Doc, Key, at, corrupt, doc, key},
};
use diesel::prelude::*;
use tessera_domain::time::Time;
use tessera_ports::{
    StoreError, StoreResult,
    idempotency::{Answers, Claim, KEPT_SECONDS, RepeatKey, StoredAnswer},
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = keys, treat_none_as_default_value = false)]
struct KeyRow {
    tenant_id: Key,
    credential_id: Key,
    key: String,
    request_hash: Vec<u8>,
    status: Option<i16>,
    headers: Doc,
    body: Vec<u8>,
    created_at: At,
}

impl KeyRow {
    fn claimed(repeat: &RepeatKey, now: Time) -> Self {
        Self {
            tenant_id: key(repeat.tenant),
            credential_id: key(repeat.credential),
            key: repeat.key.clone(),
            request_hash: repeat.request.to_vec(),
            status: None,
            headers: doc(&[(); 0]),
            body: Vec::new(),
            created_at: at(now),
        }
    }

    /// The answer, or that it is not there yet.
    fn answer(self) -> StoreResult<StoredAnswer> {
        let bad = corrupt("idempotency_keys", format!("{} {}", self.credential_id, self.key));
        let status = self
            .status
            .ok_or_else(|| StoreError::Busy("the same request is being answered".into()))?;
        Ok(StoredAnswer {
            status: u16::try_from(status).map_err(|error| bad("status", &error))?,
            headers: self.headers.parse().map_err(|error| bad("headers", &error))?,
            body: self.body,
        })
    }
}

impl Answers for Repo<'_> {
    fn claim(&mut self, repeat: &RepeatKey, now: Time) -> StoreResult<Claim> {
        let claimed = diesel::insert_into(keys::table)
            .values(KeyRow::claimed(repeat, now))
            .on_conflict_do_nothing()
            .execute(self.conn)
            .map_err(failed)?;
        if claimed > 0 {
            return Ok(Claim::Fresh);
        }
        let row = keys::table
            .filter(
                keys::tenant_id
                    .eq(key(repeat.tenant))
                    .and(keys::credential_id.eq(key(repeat.credential))),
            )
            .filter(keys::key.eq(repeat.key.clone()))
            .select(KeyRow::as_select());
        let stored = Locked(row)
            .get_result::<KeyRow>(self.conn)
            .optional()
            .map_err(failed)?;
        // It was there and is not any more: whoever cleans up was in between.
        let Some(stored) = stored else {
            return Err(StoreError::Busy("the key was just removed".into()));
        };
        if stored.created_at.time().plus_seconds(KEPT_SECONDS) <= now {
            return self.claim_again(repeat, now);
        }
        if stored.request_hash != repeat.request {
            return Ok(Claim::OtherRequest);
        }
        stored.answer().map(Claim::Answered)
    }

    fn keep(&mut self, repeat: &RepeatKey, answer: &StoredAnswer) -> StoreResult<()> {
        let status = i16::try_from(answer.status).map_err(|error| StoreError::Failed(error.to_string()))?;
        let row = keys::table.find((key(repeat.tenant), key(repeat.credential), repeat.key.as_str()));
        let kept = diesel::update(row)
            .set((
                keys::status.eq(Some(status)),
                keys::headers.eq(doc(&answer.headers)),
                keys::body.eq(answer.body.as_slice()),
            ))
            .execute(self.conn)
            .map_err(failed)?;
        if kept == 1 {
            Ok(())
        } else {
            Err(StoreError::Failed("the key was not claimed".into()))
        }
    }
}

impl Repo<'_> {
    /// Takes a key whose answer is too old to be given again.
    fn claim_again(&mut self, repeat: &RepeatKey, now: Time) -> StoreResult<Claim> {
        let row = keys::table.find((key(repeat.tenant), key(repeat.credential), repeat.key.as_str()));
        diesel::update(row)
            .set((
                keys::request_hash.eq(repeat.request.as_slice()),
                keys::status.eq(None::<i16>),
                keys::headers.eq(doc(&[(); 0])),
                keys::body.eq([0_u8; 0].as_slice()),
                keys::created_at.eq(at(now)),
            ))
            .execute(self.conn)
            .map_err(failed)?;
        Ok(Claim::Fresh)
    }
}
