//! People, as shown beside what they do.

use crate::types::Key;
use tessera_ports::queries::PersonCard;

/// What is shown of a person: id, number, login, names and mail address.
pub type Card = (Key, i64, String, String, String, Option<String>);

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
