//! People on the wire.

use serde::Serialize;
use tessera_application::views::PersonCard;
use utoipa::ToSchema;

/// A person, as shown beside what they did.
#[derive(Serialize, ToSchema)]
#[schema(as = Person)]
pub struct PersonRow {
    /// Their number.
    #[schema(minimum = 1)]
    pub id: i64,
    /// The name by which they sign in.
    #[schema(example = "john.doe")]
    pub username: String,
    /// Given name; may be empty.
    pub first_name: String,
    /// Family name; may be empty.
    pub last_name: String,
}

impl From<&PersonCard> for PersonRow {
    fn from(card: &PersonCard) -> Self {
        let PersonCard {
            id: _,
            number,
            login,
            first,
            last,
            email: _,
        } = card;
        Self {
            id: *number,
            username: login.clone(),
            first_name: first.clone(),
            last_name: last.clone(),
        }
    }
}
