//! The people of an import: accounts that nobody can sign in to yet.

use super::{desk::Desk, foreign::ForeignPerson, report::Report};
use crate::error::Result;
use std::collections::HashMap;
use tessera_domain::{
    id::UserId,
    user::{Login, Permissions, Role, User},
};
use tessera_ports::{counters, tx::Tx};

/// What people are remembered as.
const KIND: &str = "person";

/// The batch's people by their foreign keys.
pub(super) struct People(HashMap<String, UserId>);

impl People {
    /// Finds those that were brought over before, and makes the others.
    pub(super) fn of<'p>(
        tx: &mut dyn Tx,
        desk: &Desk<'_>,
        all: impl Iterator<Item = &'p ForeignPerson>,
        done: &mut Report,
    ) -> Result<Self> {
        let mut wanted: Vec<&ForeignPerson> = Vec::new();
        let mut seen = std::collections::HashSet::new();
        wanted.extend(all.filter(|person| seen.insert(person.key.as_str())));
        let keys: Vec<String> = wanted.iter().map(|person| person.key.clone()).collect();
        let known = tx.imports().known(desk.tenant, desk.source, KIND, &keys)?;
        let mut people: HashMap<String, UserId> = known
            .into_iter()
            .map(|(key, id)| (key, UserId::from(id)))
            .collect();
        let fresh: Vec<_> = wanted
            .into_iter()
            .filter(|person| !people.contains_key(&person.key))
            .collect();
        if fresh.is_empty() {
            return Ok(Self(people));
        }
        let amount = i64::try_from(fresh.len()).unwrap_or(i64::MAX);
        let first = tx.counters().take(desk.tenant, counters::USER, amount)?;
        let mut pairs = Vec::with_capacity(fresh.len());
        for (number, person) in (first..).zip(fresh) {
            let user = account(tx, desk, person, number)?;
            tx.users().insert(desk.tenant, &user)?;
            pairs.push((person.key.clone(), user.id.uuid()));
            people.insert(person.key.clone(), user.id);
            done.people += 1;
        }
        tx.imports().remember(desk.tenant, desk.source, KIND, &pairs)?;
        Ok(Self(people))
    }

    /// The account of a person, if there is a person.
    pub(super) fn id(&self, person: Option<&ForeignPerson>) -> Option<UserId> {
        self.0.get(&person?.key).copied()
    }
}

fn account(tx: &mut dyn Tx, desk: &Desk<'_>, person: &ForeignPerson, number: i64) -> Result<User> {
    let (first_name, last_name) = names(&person.display_name);
    Ok(User {
        tenant: desk.tenant,
        id: desk.ids.make(desk.now),
        number,
        login: free_login(tx, desk, person, number)?,
        first_name,
        last_name,
        email: person
            .email
            .as_deref()
            .map(clean)
            .filter(|email| !email.is_empty()),
        role: Role::User,
        extra: Permissions::NONE,
        department: None,
        active: person.active,
        created_at: desk.now,
    })
}

/// The foreign key as a login, or a numbered one where somebody here has it already: an import never takes
/// over an existing account.
fn free_login(tx: &mut dyn Tx, desk: &Desk<'_>, person: &ForeignPerson, number: i64) -> Result<Login> {
    let numbered = || Login::parse(&format!("{}-{number}", desk.source));
    let plain: String = person
        .key
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .take(140)
        .collect();
    if let Ok(login) = Login::parse(&plain)
        && tx.users().by_login(desk.tenant, &login)?.is_none()
    {
        return Ok(login);
    }
    numbered().map_err(|problem| crate::error::Error::invalid("source", problem))
}

/// A display name as given name and the rest.
fn names(display: &str) -> (String, String) {
    let display = clean(display);
    match display.trim().split_once(' ') {
        Some((first, last)) => (first.to_owned(), last.trim().to_owned()),
        None => (display.trim().to_owned(), String::new()),
    }
}

fn clean(text: &str) -> String {
    text.chars().filter(|c| *c != '\0').take(255).collect()
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn the_first_word_is_the_given_name() {
        assert_eq!(names("Robin van Sample"), ("Robin".into(), "van Sample".into()));
        assert_eq!(names("robin"), ("robin".into(), String::new()));
        assert_eq!(names(" "), (String::new(), String::new()));
    }
}
