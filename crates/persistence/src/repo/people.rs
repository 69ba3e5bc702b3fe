//! People, as shown beside what they do.

use crate::{schema::users, types::Key};
use tessera_ports::queries::PersonCard;

/// What is shown of a person: id, number, login, names and mail address.
pub type Card = (Key, i64, String, String, String, Option<String>);

/// The columns of a [`Card`]. Where the person may be missing, they are nullable together.
pub const CARD: (
    users::id,
    users::number,
    users::login,
    users::first_name,
    users::last_name,
    users::email,
) = (
    users::id,
    users::number,
    users::login,
    users::first_name,
    users::last_name,
    users::email,
);

/// The card of a person.
pub fn card((id, number, login, first, last, email): Card) -> PersonCard {
    PersonCard {
        id: id.id(),
        number,
        login,
        first,
        last,
        email,
    }
}
