//! `tessera token list`

use super::{InTenant, no_such_user, owner};
use crate::{
    commands::{
        Common, Failure,
        listing::{Listing, moment},
        output,
    },
    core::Core,
};
use clap::Args;
use serde_json::{Value, json};
use std::collections::{HashMap, hash_map::Entry};
use tessera_application::{
    Error,
    credentials::{self, Credential},
    users,
};
use tessera_domain::{
    id::UserId,
    tenant::Tenant,
    time::Time,
    user::{Login, User},
};
use tessera_ports::StoreError;

const EXAMPLES: &str = "\
Examples:
  tessera token list
  tessera token list --user robin --limit 1000
  tessera token list --json | jq '.[] | select(.state == \"live\") | .id'

The newest come first. A key itself is never shown again; its first characters are the prefix.
State: live, expired, revoked, or disabled, when its owner is. The keys of signed-in browsers and
phones are not among them; they end with their sessions.";

/// Show the API keys of a tenant, or of one of its people
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct List {
    /// Only the keys of this person, by login
    #[arg(long, value_name = "NAME")]
    user: Option<String>,
    #[command(flatten)]
    place: InTenant,
    /// Show so many at most
    #[arg(long, value_name = "N", default_value_t = 500, value_parser = clap::value_parser!(u16).range(1..=10_000))]
    limit: u16,
    /// Print them as a JSON array
    #[arg(long)]
    json: bool,
}

/// A key and whose it is.
struct Key {
    credential: Credential,
    owner: Option<User>,
    state: &'static str,
}

impl List {
    pub(super) fn run(&self, common: &Common) -> Result<(), Failure> {
        let login = self.user.as_deref().map(owner).transpose()?;
        let (core, tenant) = self.place.open(common)?;
        let user = match &login {
            Some(login) => Some(user(&core, &tenant, login)?),
            None => None,
        };
        // One more than is shown, to know whether that is all.
        let most = usize::from(self.limit);
        let mut found = credentials::list(&core.application, tenant.id, user, i64::from(self.limit) + 1)?;
        let more = found.len() > most;
        found.truncate(most);
        let keys = with_owners(&core, &tenant, found)?;
        let heads = [
            "ID",
            "PREFIX",
            "USER",
            "STATE",
            "CREATED",
            "EXPIRES",
            "LAST USED",
            "DESCRIPTION",
        ];
        let mut listing = Listing::begin(heads, self.json)?;
        listing.page(&keys, cells, about)?;
        listing.end("There is no such key; `tessera token create --kind api-key --user NAME` makes one.")?;
        if more {
            output::note(&format!("There are more than these {most}; --limit shows more."));
        }
        Ok(())
    }
}

fn user(core: &Core, tenant: &Tenant, login: &Login) -> Result<UserId, Failure> {
    match users::find(&core.application, tenant.id, login) {
        Err(Error::NotFound(_)) => Err(no_such_user(login, tenant)),
        found => Ok(found?.id),
    }
}

fn with_owners(core: &Core, tenant: &Tenant, found: Vec<Credential>) -> Result<Vec<Key>, StoreError> {
    let now = core.application.clock.now();
    let mut owners = HashMap::new();
    core.application.store.transact(|tx| {
        for credential in &found {
            if let Entry::Vacant(place) = owners.entry(credential.user) {
                place.insert(tx.users().find(tenant.id, credential.user)?);
            }
        }
        Ok::<_, StoreError>(())
    })?;
    let key = |credential: Credential| {
        let owner = owners.get(&credential.user).cloned().flatten();
        Key {
            state: state(&credential, owner.as_ref(), now),
            credential,
            owner,
        }
    };
    Ok(found.into_iter().map(key).collect())
}

fn state(credential: &Credential, owner: Option<&User>, now: Time) -> &'static str {
    if credential.revoked_at.is_some_and(|at| at <= now) {
        "revoked"
    } else if credential.expires_at.is_some_and(|at| at <= now) {
        "expired"
    } else if owner.is_some_and(|owner| owner.active) {
        "live"
    } else {
        "disabled"
    }
}

fn login(key: &Key) -> Option<&str> {
    key.owner.as_ref().map(|owner| owner.login.as_str())
}

fn cells(key: &Key) -> [String; 8] {
    let credential = &key.credential;
    [
        credential.id.to_string(),
        credential.prefix.clone(),
        login(key).unwrap_or_default().to_owned(),
        key.state.to_owned(),
        moment(Some(credential.created_at)),
        moment(credential.expires_at),
        moment(credential.last_used_at),
        credential.description.clone(),
    ]
}

fn about(key: &Key) -> Value {
    let credential = &key.credential;
    json!({
        "id": credential.id,
        "kind": credential.kind.key(),
        "prefix": credential.prefix,
        "user": login(key),
        "state": key.state,
        "description": credential.description,
        "created_at": credential.created_at,
        "expires_at": credential.expires_at,
        "revoked_at": credential.revoked_at,
        "last_used_at": credential.last_used_at,
    })
}
