//! The parts of the console, and the way between them.

use super::{activity, tokens, usage, users};
use crate::here::SignedIn;
use tessera_domain::user::Permission;

/// A part of the console.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Section {
    Tokens,
    Usage,
    Users,
    Activity,
}

impl Section {
    pub(crate) const ALL: [Self; 4] = [Self::Tokens, Self::Usage, Self::Users, Self::Activity];

    pub(crate) const fn path(self) -> &'static str {
        match self {
            Self::Tokens => tokens::PATH,
            Self::Usage => usage::PATH,
            Self::Users => users::PATH,
            Self::Activity => activity::PATH,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Tokens => "Integration tokens",
            Self::Usage => "Usage",
            Self::Users => "Users",
            Self::Activity => "Activity",
        }
    }

    /// What one must be allowed to, to get in.
    pub(crate) const fn permission(self) -> Permission {
        match self {
            Self::Tokens | Self::Usage => Permission::ManageIntegrations,
            Self::Users | Self::Activity => Permission::ManageUsers,
        }
    }
}

/// The links to the parts that are open to whoever asks.
pub(crate) struct Nav(Vec<Link>);

pub(crate) struct Link {
    pub(crate) path: &'static str,
    pub(crate) name: &'static str,
    pub(crate) is_current: bool,
}

impl Nav {
    pub(crate) fn of(who: &SignedIn, current: Section) -> Self {
        let open = Section::ALL
            .into_iter()
            .filter(|section| who.caller.may(section.permission()));
        let link = |section: Section| Link {
            path: section.path(),
            name: section.name(),
            is_current: section == current,
        };
        Self(open.map(link).collect())
    }

    pub(crate) fn links(&self) -> &[Link] {
        &self.0
    }
}
