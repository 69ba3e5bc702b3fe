//! What signing in, going on and signing out answer. Nothing of it is kept: it holds the secrets themselves.

use super::known_name;
use serde::Serialize;
use tessera_application::{sessions::Pair, views::PersonName};
use tessera_domain::user::User;
use utoipa::ToSchema;
use uuid::Uuid;

const ACCESS_TOKEN: &str = "5f0c1d7e9b3a48626c8fd40e17b2a9530d6e8c41f7a25b93e0d4c6188a7f3b29";
const REFRESH_TOKEN: &str = "Yw3kV9tQm1sXo7ZbL4cR8nHfJ2uDpEaG6iTqK0xNvMs";

/// A session that has begun.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SignedIn {
    /// The access key, to be sent as `x-api-key` with all other calls.
    #[schema(example = json!(ACCESS_TOKEN))]
    pub access_token: String,
    /// The refresh token, to get the next pair with. It counts once.
    #[schema(example = json!(REFRESH_TOKEN))]
    pub refresh_token: String,
    /// For how many seconds the access key can be used, unless the session ends earlier.
    #[schema(minimum = 0, example = 28_800)]
    pub expires_in_sec: i64,
    /// The person's tenant, which may be sent as `x-tenant-id`.
    pub tenant_id: Uuid,
    /// Who is signed in.
    pub user: SignedInUser,
}

/// Who is signed in.
#[derive(Serialize, ToSchema)]
pub struct SignedInUser {
    /// The person's id.
    pub id: Uuid,
    /// Where mail goes; not there if none is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "robin@example.org")]
    pub email: Option<String>,
    /// Whichever of "First Last" is known; not there if neither is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "Robin Sample")]
    pub name: Option<String>,
}

/// A session that goes on.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Refreshed {
    /// The access key, to be sent as `x-api-key` with all other calls. The one before is dead.
    #[schema(example = json!(ACCESS_TOKEN))]
    pub access_token: String,
    /// The refresh token, to get the next pair with. It counts once.
    #[schema(example = json!(REFRESH_TOKEN))]
    pub refresh_token: String,
    /// For how many seconds the access key can be used, unless the session ends earlier.
    #[schema(minimum = 0, example = 28_800)]
    pub expires_in_sec: i64,
}

/// Nobody is signed in with that token any more.
#[derive(Serialize, ToSchema)]
pub struct SignedOut {
    /// Always true.
    #[schema(example = true)]
    pub ok: bool,
}

impl From<Pair> for SignedIn {
    fn from(pair: Pair) -> Self {
        Self {
            access_token: pair.access,
            refresh_token: pair.refresh,
            expires_in_sec: pair.expires_in,
            tenant_id: pair.session.tenant.uuid(),
            user: SignedInUser::from(pair.user),
        }
    }
}

impl From<User> for SignedInUser {
    fn from(user: User) -> Self {
        let name = PersonName {
            first: user.first_name,
            last: user.last_name,
        };
        Self {
            id: user.id.uuid(),
            email: user.email,
            name: known_name(Some(&name)),
        }
    }
}

impl From<Pair> for Refreshed {
    fn from(pair: Pair) -> Self {
        Self {
            access_token: pair.access,
            refresh_token: pair.refresh,
            expires_in_sec: pair.expires_in,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::samples;
    use serde_json::json;

    #[test]
    fn a_session_begins_with_a_pair_and_whose_it_is() {
        let sent = serde_json::to_value(SignedIn::from(samples::pair())).unwrap();
        let expected = json!({
            "accessToken": "access", "refreshToken": "refresh", "expiresInSec": 28_800, "tenantId": samples::id(1),
            "user": {"id": samples::id(7), "email": "robin@example.org", "name": "Robin Sample"}
        });
        assert_eq!(sent, expected);
    }

    #[test]
    fn a_session_goes_on_with_a_pair_alone() {
        let sent = serde_json::to_value(Refreshed::from(samples::pair())).unwrap();
        let expected = json!({"accessToken": "access", "refreshToken": "refresh", "expiresInSec": 28_800});
        assert_eq!(sent, expected);
    }

    #[test]
    fn a_name_is_made_of_what_is_known_and_else_left_out() {
        let table = [
            ("Robin", "Sample", json!({"name": "Robin Sample"})),
            ("Robin", "", json!({"name": "Robin"})),
            ("", "Sample", json!({"name": "Sample"})),
            ("", "", json!({})),
        ];
        for (first, last, mut expected) in table {
            let user = User {
                first_name: first.into(),
                last_name: last.into(),
                email: None,
                ..samples::user()
            };
            expected["id"] = json!(samples::id(7));
            assert_eq!(serde_json::to_value(SignedInUser::from(user)).unwrap(), expected);
        }
    }
}
