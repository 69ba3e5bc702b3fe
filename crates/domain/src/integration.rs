//! Integration tokens: what other systems open and follow tickets with.
//!
//! A token stands for its owner and reaches only the tickets that it opened itself. An admin limits, watches and
//! ends it; its tickets stay when it goes.

use crate::{
    id::{CredentialId, TenantId, UserId},
    issue::Problem,
    text::{self, Name},
    time::Time,
    user::{Permission, Permissions},
};

/// A token of another system.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IntegrationToken {
    /// Whose tenant it opens.
    pub tenant: TenantId,
    /// Its id, which stays when its secret is replaced.
    pub id: CredentialId,
    /// What people call it.
    pub name: Name,
    /// What it is for.
    pub description: Option<String>,
    /// Whom it stands for. Nothing gets in by it while that person's account is closed.
    pub owner: UserId,
    /// The secret's first characters.
    pub prefix: String,
    /// Whether it is accepted.
    pub state: TokenState,
    /// How many requests it may make in one hour of the clock.
    pub per_hour: HourlyLimit,
    /// When it was made.
    pub created_at: Time,
    /// When it was changed last.
    pub updated_at: Time,
    /// When it ends by itself.
    pub expires_at: Option<Time>,
    /// When it was last used, give or take a minute.
    pub last_used_at: Option<Time>,
}

impl IntegrationToken {
    /// The most Unicode scalars of a description.
    pub const MAX_DESCRIPTION: usize = 1000;

    /// Whether a text can be a description.
    ///
    /// # Errors
    /// When it is too long or holds NUL.
    pub fn check_description(description: &str) -> Result<(), Problem> {
        text::check(description, 0, Self::MAX_DESCRIPTION)
    }

    /// Why the token is not accepted at `now`, if it is not.
    pub fn refusal(&self, now: Time) -> Option<Refusal> {
        match self.state {
            TokenState::Disabled => Some(Refusal::Disabled),
            TokenState::Revoked => Some(Refusal::Revoked),
            TokenState::Active => self
                .expires_at
                .filter(|end| now >= *end)
                .map(|_| Refusal::Expired),
        }
    }
}

/// What every token may do with the tickets that it opened.
pub const PERMISSIONS: Permissions = Permissions::of(&[
    Permission::ViewTickets,
    Permission::CreateTickets,
    Permission::EditTickets,
    Permission::CommentTickets,
    Permission::CommentInternally,
]);

/// Whether a token is accepted.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TokenState {
    /// It is.
    Active,
    /// Not for now.
    Disabled,
    /// Never again, but it is still there to be looked at.
    Revoked,
}

impl TokenState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Active, Self::Disabled, Self::Revoked];

    /// Its stored and shown name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Disabled => "disabled",
            Self::Revoked => "revoked",
        }
    }

    /// The state of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }
}

/// Why a token that exists is not accepted.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Refusal {
    /// It is disabled.
    Disabled,
    /// It is revoked.
    Revoked,
    /// Its time is over.
    Expired,
}

/// How many requests in one hour of the clock: 1 to 1,000,000.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct HourlyLimit(u32);

impl HourlyLimit {
    /// What a token gets unless somebody says otherwise.
    pub const DEFAULT: Self = Self(1000);
    /// The highest.
    pub const MAX: u32 = 1_000_000;

    /// Takes a number in that range.
    ///
    /// # Errors
    /// When it is below or above.
    pub fn parse(number: i64) -> Result<Self, Problem> {
        match u32::try_from(number) {
            Ok(number @ 1..=Self::MAX) => Ok(Self(number)),
            Ok(0) | Err(_) if number < 1 => Err(Problem::TooSmall { min: 1 }),
            _ => Err(Problem::TooLarge {
                max: i64::from(Self::MAX),
            }),
        }
    }

    /// The number.
    pub const fn get(self) -> u32 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn token(state: TokenState, expires_at: Option<Time>) -> IntegrationToken {
        let at = Time::from_micros(0).unwrap();
        IntegrationToken {
            tenant: Uuid::nil().into(),
            id: Uuid::nil().into(),
            name: Name::parse("Shop").unwrap(),
            description: None,
            owner: Uuid::nil().into(),
            prefix: "stk_abcd".into(),
            state,
            per_hour: HourlyLimit::DEFAULT,
            created_at: at,
            updated_at: at,
            expires_at,
            last_used_at: None,
        }
    }

    #[test]
    fn only_an_active_token_in_its_time_is_accepted() {
        let now = Time::from_micros(1_000_000).unwrap();
        let later = now.plus_seconds(1);
        assert_eq!(token(TokenState::Active, None).refusal(now), None);
        assert_eq!(token(TokenState::Active, Some(later)).refusal(now), None);
        assert_eq!(
            token(TokenState::Active, Some(now)).refusal(now),
            Some(Refusal::Expired)
        );
        assert_eq!(
            token(TokenState::Disabled, Some(now)).refusal(now),
            Some(Refusal::Disabled)
        );
        assert_eq!(
            token(TokenState::Revoked, None).refusal(now),
            Some(Refusal::Revoked)
        );
    }

    #[test]
    fn limits_and_states_read_back() {
        for state in TokenState::ALL {
            assert_eq!(TokenState::from_key(state.key()), Some(state));
        }
        for good in [1, 1000, 1_000_000] {
            assert_eq!(
                HourlyLimit::parse(good).map(|limit| i64::from(limit.get())),
                Ok(good)
            );
        }
        for low in [i64::MIN, -1, 0] {
            assert_eq!(HourlyLimit::parse(low), Err(Problem::TooSmall { min: 1 }));
        }
        for high in [1_000_001, i64::MAX] {
            assert_eq!(
                HourlyLimit::parse(high),
                Err(Problem::TooLarge { max: 1_000_000 })
            );
        }
    }

    #[test]
    fn a_token_manages_nobody_and_sees_no_more_than_its_own() {
        for more in [
            Permission::ViewAllTickets,
            Permission::ManageUsers,
            Permission::DeleteTickets,
        ] {
            assert!(!PERMISSIONS.allow(more));
        }
    }
}
