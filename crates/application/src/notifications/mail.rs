//! Writing to people about their notifications.

use super::{Mailer, Undelivered};
use crate::{command::Application, error::Result};
use std::collections::HashMap;
use tessera_domain::{
    id::{TenantId, UserId},
    notification,
    time::Time,
    user::User,
};
use tessera_ports::{
    notifications::{ClaimedLetter, NotificationSheet},
    tx::Tx,
};

/// How many letters are taken at a time.
const BATCH: i64 = 5;
/// How many tenants are looked after at a time.
const TENANTS: i64 = 500;
/// How long whoever claimed letters has for them.
const LEASE_SECONDS: i64 = 180;
/// How long before the end of a claim no more letter is begun: longer than sending one takes.
const LAST_SECONDS: i64 = 90;

/// A letter to be sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Letter {
    tenant: TenantId,
    claimed: ClaimedLetter,
    until: Time,
    recipient: User,
    notification: NotificationSheet,
}

/// What became of letters.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Mailed {
    /// How many were sent.
    pub sent: u64,
    /// How many are tried again later.
    pub put_off: u64,
    /// How many were given up.
    pub given_up: u64,
    /// Whether the mail server cannot be used at the moment.
    pub no_server: bool,
}

/// The tenants that have letters due.
///
/// # Errors
/// When storage fails.
pub fn with_letters(app: &Application) -> Result<Vec<TenantId>> {
    Ok(app.queries.with_letters(app.clock.now(), TENANTS)?)
}

/// Takes letters of the tenant that are due. Nobody else is given them for three minutes; several may do it at a time, and
/// each letter goes to one of them. One that nobody needs any more is dropped: the recipient has read of it already, has no
/// address or no active account now, or may not see what it is about any more. Whether more may be due.
///
/// # Errors
/// When storage fails.
pub fn claim_letters(app: &Application, tenant: TenantId) -> Result<(Vec<Letter>, bool)> {
    let now = app.clock.now();
    let until = now.plus_seconds(LEASE_SECONDS);
    let lease = app.ids.make(now);
    app.store.transact(|tx| {
        let claimed = tx
            .notifications()
            .claim_letters(tenant, now, until, lease, BATCH)?;
        let more = i64::try_from(claimed.len()).is_ok_and(|taken| taken == BATCH);
        let recipients = recipients(tx, tenant, &claimed)?;
        let mut letters = Vec::with_capacity(claimed.len());
        for claimed in claimed {
            match needed(tx, tenant, &claimed, &recipients)? {
                Some((recipient, notification)) => letters.push(Letter {
                    tenant,
                    claimed,
                    until,
                    recipient,
                    notification,
                }),
                None => {
                    tx.notifications().finish_letter(tenant, &claimed)?;
                }
            }
        }
        Ok((letters, more))
    })
}

fn recipients(tx: &mut dyn Tx, tenant: TenantId, claimed: &[ClaimedLetter]) -> Result<HashMap<UserId, User>> {
    let mut ids: Vec<UserId> = claimed.iter().map(|letter| letter.recipient).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let people = tx.users().active_among(tenant, &ids)?;
    Ok(people.into_iter().map(|user| (user.id, user)).collect())
}

/// What the letter is written of, if anybody needs it yet.
fn needed(
    tx: &mut dyn Tx,
    tenant: TenantId,
    claimed: &ClaimedLetter,
    recipients: &HashMap<UserId, User>,
) -> Result<Option<(User, NotificationSheet)>> {
    let recipient = recipients.get(&claimed.recipient);
    let Some(recipient) = recipient.filter(|user| user.email.is_some()) else {
        return Ok(None);
    };
    let found = tx
        .notifications()
        .find(tenant, &recipient.viewer(), claimed.sequence)?;
    let unread = found.filter(|notification| notification.read_at.is_none());
    Ok(unread.map(|notification| (recipient.clone(), notification)))
}

/// Sends the letters one after the other, and writes down after each how that came out, until `stops` says so; the others
/// are then given back. Where the mail server cannot be used at all, it is not asked for each of them. What is not begun by
/// the end of its claim is left to whoever claims it next.
///
/// # Errors
/// When storage fails; what was sent and not written down is sent once more.
pub fn send(
    app: &Application,
    mailer: &dyn Mailer,
    letters: Vec<Letter>,
    stops: &dyn Fn() -> bool,
) -> Result<Mailed> {
    let mut tally = Mailed::default();
    let mut no_server: Option<Undelivered> = None;
    for letter in letters {
        let now = app.clock.now();
        if stops() {
            put_off(app, &letter, letter.claimed.tries, now)?;
            continue;
        }
        if now.plus_seconds(LAST_SECONDS) > letter.until {
            break;
        }
        let outcome = match &no_server {
            Some(why) => Err(why.clone()),
            None => mailer.send(&letter.recipient, &letter.notification),
        };
        if let Err(why @ Undelivered::NoServer(_)) = &outcome {
            no_server = Some(why.clone());
        }
        record(app, &letter, outcome, &mut tally)?;
    }
    tally.no_server = no_server.is_some();
    Ok(tally)
}

fn put_off(app: &Application, letter: &Letter, tries: i64, due_at: Time) -> Result<()> {
    let (tenant, claimed) = (letter.tenant, &letter.claimed);
    app.store.transact(|tx| {
        tx.notifications()
            .put_off_letter(tenant, claimed, tries, due_at)
            .map(drop)
    })?;
    Ok(())
}

fn record(
    app: &Application,
    letter: &Letter,
    outcome: Result<(), Undelivered>,
    mailed: &mut Mailed,
) -> Result<()> {
    let (now, tries) = (app.clock.now(), letter.claimed.tries + 1);
    let (next, why) = match outcome {
        Ok(()) => (None, None),
        Err(why @ Undelivered::Refused(_)) => (None, Some(why)),
        Err(why) => (
            notification::again(tries, letter.notification.event.at, now),
            Some(why),
        ),
    };
    match (next, &why) {
        (Some(_), _) => mailed.put_off += 1,
        (None, None) => mailed.sent += 1,
        (None, Some(why)) => {
            mailed.given_up += 1;
            let (sequence, recipient) = (letter.claimed.sequence, letter.claimed.recipient);
            tracing::warn!(%why, notification = sequence, %recipient, tries, "a letter was given up");
        }
    }
    match next {
        Some(due_at) => put_off(app, letter, tries, due_at),
        None => finish(app, letter),
    }
}

fn finish(app: &Application, letter: &Letter) -> Result<()> {
    let (tenant, claimed) = (letter.tenant, &letter.claimed);
    app.store
        .transact(|tx| tx.notifications().finish_letter(tenant, claimed).map(drop))?;
    Ok(())
}
