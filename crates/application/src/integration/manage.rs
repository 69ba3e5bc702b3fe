//! Making, changing and ending tokens: an admin's, or the operator's.

use crate::{
    command::Application,
    error::{Error, Result, Thing},
    hand::Hand,
};
use serde_json::json;
use tessera_domain::{
    event::{EventKind, FieldChange},
    id::{CredentialId, UserId},
    integration::{HourlyLimit, IntegrationToken, TokenState},
    issue::Problem,
    text::Name,
    time::Time,
    user::Permission,
};
use tessera_ports::{tx::Tx, world::SecretKind};

/// A token to be made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewToken {
    /// What people call it.
    pub name: Name,
    /// What it is for.
    pub description: Option<String>,
    /// Whom it stands for.
    pub owner: UserId,
    /// How many calls in one hour.
    pub per_hour: HourlyLimit,
    /// When it ends by itself.
    pub expires_at: Option<Time>,
}

/// A token with its secret, which is known to nobody else and cannot be shown again.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret {
    /// The token.
    pub token: IntegrationToken,
    /// What to send as `Authorization: Bearer`.
    pub secret: String,
}

/// What may be changed about a token, all of it at once. It takes effect with the next call.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TokenEdit {
    /// What people call it.
    pub name: Name,
    /// What it is for.
    pub description: Option<String>,
    /// How many calls in one hour.
    pub per_hour: HourlyLimit,
    /// When it ends by itself.
    pub expires_at: Option<Time>,
}

/// Makes a token.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Invalid`] naming `owner` when there is no such active person, `description`
/// or `expires_at`.
pub fn create(app: &Application, hand: &Hand<'_>, new: &NewToken) -> Result<Secret> {
    hand.require(Permission::ManageIntegrations)?;
    let now = app.clock.now();
    check(new.description.as_deref(), new.expires_at, now)?;
    let (minted, id) = (app.secrets.mint(SecretKind::IntegrationToken), app.ids.make(now));
    let token = IntegrationToken {
        tenant: hand.tenant(),
        id,
        name: new.name.clone(),
        description: new.description.clone(),
        owner: new.owner,
        prefix: minted.prefix.clone(),
        state: TokenState::Active,
        per_hour: new.per_hour,
        created_at: now,
        updated_at: now,
        expires_at: new.expires_at,
        last_used_at: None,
    };
    app.store.transact(|tx| {
        let owner = tx.users().find(token.tenant, new.owner)?;
        if owner.is_none_or(|owner| !owner.active) {
            let problem = Problem::UnknownReference { what: "user" };
            return Err(Error::invalid("owner", problem));
        }
        tx.integrations()
            .insert(token.tenant, &token, &minted.fingerprint)?;
        let event = hand.event(app, EventKind::IntegrationTokenCreated, id.uuid(), now);
        tx.events().append(token.tenant, &[event])?;
        Ok(())
    })?;
    Ok(Secret {
        token,
        secret: minted.secret,
    })
}

/// Changes what may be changed.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`]; [`Error::Invalid`] naming `description` or `expires_at`.
pub fn edit(
    app: &Application,
    hand: &Hand<'_>,
    id: CredentialId,
    edit: &TokenEdit,
) -> Result<IntegrationToken> {
    let now = app.clock.now();
    check(edit.description.as_deref(), None, now)?;
    change(app, hand, id, now, |token| {
        token.name = edit.name.clone();
        token.description.clone_from(&edit.description);
        token.per_hour = edit.per_hour;
        token.expires_at = edit.expires_at;
        Ok(())
    })
}

/// Disables a token, enables it again, or revokes it for good.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`]; [`Error::Invalid`] naming `state` for one that is revoked.
pub fn set_state(
    app: &Application,
    hand: &Hand<'_>,
    id: CredentialId,
    state: TokenState,
) -> Result<IntegrationToken> {
    let now = app.clock.now();
    change(app, hand, id, now, |token| {
        if token.state == TokenState::Revoked && state != TokenState::Revoked {
            return Err(Error::invalid("state", Problem::Rule("is revoked for good")));
        }
        token.state = state;
        Ok(())
    })
}

/// Gives the token another secret. The old one is dead at once; tickets, calls and the rest stay.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`]; [`Error::Invalid`] naming `state` for one that is revoked.
pub fn regenerate(app: &Application, hand: &Hand<'_>, id: CredentialId) -> Result<Secret> {
    hand.require(Permission::ManageIntegrations)?;
    let (now, minted) = (app.clock.now(), app.secrets.mint(SecretKind::IntegrationToken));
    let token = app.store.transact(|tx| {
        let mut token = find(tx, hand, id)?;
        if token.state == TokenState::Revoked {
            return Err(Error::invalid("state", Problem::Rule("is revoked for good")));
        }
        token.prefix.clone_from(&minted.prefix);
        token.updated_at = now;
        tx.integrations()
            .replace_secret(token.tenant, id, &minted.prefix, &minted.fingerprint)?;
        tx.integrations().update(token.tenant, &token)?;
        let event = hand.event(app, EventKind::IntegrationTokenRegenerated, id.uuid(), now);
        tx.events().append(token.tenant, &[event])?;
        Ok(token)
    })?;
    Ok(Secret {
        token,
        secret: minted.secret,
    })
}

/// Takes the token away, with the record of its calls. The tickets that it opened stay.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub fn remove(app: &Application, hand: &Hand<'_>, id: CredentialId) -> Result<()> {
    hand.require(Permission::ManageIntegrations)?;
    let now = app.clock.now();
    app.store.transact(|tx| {
        let token = find(tx, hand, id)?;
        tx.integrations().remove(token.tenant, id)?;
        let name = FieldChange {
            field: "name".into(),
            before: json!(token.name),
            after: serde_json::Value::Null,
        };
        let mut event = hand.event(app, EventKind::IntegrationTokenRemoved, id.uuid(), now);
        event.changes.push(name);
        tx.events().append(token.tenant, &[event])?;
        Ok(())
    })
}

fn check(description: Option<&str>, expires_at: Option<Time>, now: Time) -> Result<()> {
    if let Some(description) = description {
        IntegrationToken::check_description(description)
            .map_err(|problem| Error::invalid("description", problem))?;
    }
    if expires_at.is_some_and(|end| end <= now) {
        return Err(Error::invalid(
            "expires_at",
            Problem::Rule("must be in the future"),
        ));
    }
    Ok(())
}

fn find(tx: &mut dyn Tx, hand: &Hand<'_>, id: CredentialId) -> Result<IntegrationToken> {
    tx.integrations()
        .find(hand.tenant(), id)?
        .ok_or(Error::NotFound(Thing::Credential))
}

fn change(
    app: &Application,
    hand: &Hand<'_>,
    id: CredentialId,
    now: Time,
    make: impl Fn(&mut IntegrationToken) -> Result<()>,
) -> Result<IntegrationToken> {
    hand.require(Permission::ManageIntegrations)?;
    app.store.transact(|tx| {
        let before = find(tx, hand, id)?;
        let mut token = before.clone();
        make(&mut token)?;
        if token == before {
            return Ok(token);
        }
        token.updated_at = now;
        tx.integrations().update(token.tenant, &token)?;
        let mut event = hand.event(app, EventKind::IntegrationTokenUpdated, id.uuid(), now);
        event.changes = differences(&before, &token);
        tx.events().append(token.tenant, &[event])?;
        Ok(token)
    })
}

fn differences(before: &IntegrationToken, after: &IntegrationToken) -> Vec<FieldChange> {
    let fields = [
        ("name", json!(before.name), json!(after.name)),
        ("description", json!(before.description), json!(after.description)),
        ("state", json!(before.state.key()), json!(after.state.key())),
        (
            "per_hour",
            json!(before.per_hour.get()),
            json!(after.per_hour.get()),
        ),
        ("expires_at", json!(before.expires_at), json!(after.expires_at)),
    ];
    let changed = fields.into_iter().filter(|(_, before, after)| before != after);
    changed
        .map(|(field, before, after)| FieldChange {
            field: field.into(),
            before,
            after,
        })
        .collect()
}
