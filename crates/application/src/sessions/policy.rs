//! How long sessions and their tokens last, and who may have one on a phone.

use tessera_domain::{tenant::Slug, user::Role};
use tessera_ports::tokens::Audience;

/// The operator's choices about signing in. Times are in seconds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Policy {
    /// The tenant of whoever names none and comes by a host name that no tenant has.
    pub default_tenant: Slug,
    /// How long a browser's session lasts.
    pub browser_seconds: i64,
    /// How long a one-time token can be used.
    pub one_time_seconds: i64,
    /// How long an access key can be used. Ending its session ends it earlier.
    pub access_seconds: i64,
    /// How long a phone may stay away. Each refresh begins it anew.
    pub refresh_seconds: i64,
    /// How long a phone's session lasts at most, however often it is refreshed.
    pub mobile_seconds: i64,
    /// How long after its use a refresh token may come once more, because the answer to it was lost.
    pub grace_seconds: i64,
    /// Whether phones can sign in.
    pub mobile: bool,
    /// Who may sign in on a phone.
    pub mobile_roles: Vec<Role>,
    /// Whether a phone must prove that it is the one that asked (RFC 7636).
    pub pkce_required: bool,
    /// How long an access token of a kanban client can be used. Ending its session ends it earlier.
    pub kanban_access_seconds: i64,
    /// How long an access token of an enterprise client can be used. Ending its session ends it earlier.
    pub enterprise_access_seconds: i64,
    /// How long a client with signed tokens may stay away. Each refresh begins it anew.
    pub token_refresh_seconds: i64,
    /// How long a session with signed tokens lasts at most, however often they are refreshed.
    pub token_session_seconds: i64,
    /// Whether people can make accounts for themselves.
    pub registration: bool,
    /// The hosts to which the app shall let people sign in; none means any. The app sees to it.
    pub mobile_hosts: Vec<String>,
}

impl Policy {
    /// What holds unless the operator says otherwise.
    pub fn new(default_tenant: Slug) -> Self {
        Self {
            default_tenant,
            browser_seconds: 12 * 60 * 60,
            one_time_seconds: 60,
            access_seconds: 8 * 60 * 60,
            refresh_seconds: 30 * 24 * 60 * 60,
            mobile_seconds: 365 * 24 * 60 * 60,
            grace_seconds: 30,
            mobile: true,
            mobile_roles: Role::ALL.to_vec(),
            pkce_required: false,
            mobile_hosts: Vec::new(),
            kanban_access_seconds: 24 * 60 * 60,
            enterprise_access_seconds: 60 * 60,
            token_refresh_seconds: 7 * 24 * 60 * 60,
            token_session_seconds: 30 * 24 * 60 * 60,
            registration: false,
        }
    }

    /// How long an access token for that audience can be used.
    pub const fn access_seconds_of(&self, audience: Audience) -> i64 {
        match audience {
            Audience::Kanban => self.kanban_access_seconds,
            Audience::Enterprise => self.enterprise_access_seconds,
        }
    }
}
