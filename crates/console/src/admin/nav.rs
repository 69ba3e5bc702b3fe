//! The parts of the console, and the way between them.

use super::{activity, approvals, is_for, reports, tokens, usage, users, webhooks};
use crate::here::SignedIn;
use tessera_domain::{caller::Caller, user::Permission};

/// A part of the console.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Section {
    Tokens,
    Usage,
    Webhooks,
    Approvals,
    Users,
    Reports,
    Activity,
}

impl Section {
    pub(crate) const ALL: [Self; 7] = [
        Self::Tokens,
        Self::Usage,
        Self::Webhooks,
        Self::Approvals,
        Self::Users,
        Self::Reports,
        Self::Activity,
    ];

    pub(crate) const fn path(self) -> &'static str {
        match self {
            Self::Tokens => tokens::PATH,
            Self::Usage => usage::PATH,
            Self::Webhooks => webhooks::PATH,
            Self::Approvals => approvals::PATH,
            Self::Users => users::PATH,
            Self::Reports => reports::PATH,
            Self::Activity => activity::PATH,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Tokens => "Integration tokens",
            Self::Usage => "Usage",
            Self::Webhooks => "Webhooks",
            Self::Approvals => "Approvals",
            Self::Users => "Users",
            Self::Reports => "Reports",
            Self::Activity => "Activity",
        }
    }

    /// Whether somebody gets in. What they find there is for the use cases to say.
    pub(crate) const fn is_open_to(self, caller: &Caller) -> bool {
        match self {
            Self::Tokens | Self::Usage | Self::Webhooks => caller.may(Permission::ManageIntegrations),
            Self::Users | Self::Activity => caller.may(Permission::ManageUsers),
            Self::Approvals => caller.is_superuser(),
            // Whoever gets in for something else finds the reports that they may have anyway.
            Self::Reports => is_for(caller.permissions) && caller.may(Permission::ViewTickets),
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
            .filter(|section| section.is_open_to(&who.caller));
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
