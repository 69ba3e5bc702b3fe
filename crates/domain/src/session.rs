//! Sessions: a person signed in at one browser or on one phone.
//!
//! Everything that proves a session (a browser's cookie, a phone's access key and its chain of refresh tokens, the
//! signed tokens of other clients) belongs to it and ends with it, at once.

use crate::{
    id::{SessionId, TenantId, UserId},
    issue::Problem,
    text,
    time::Time,
};

/// A person signed in somewhere.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Session {
    /// Whose tenant it is in.
    pub tenant: TenantId,
    /// Its id.
    pub id: SessionId,
    /// Who is signed in.
    pub user: UserId,
    /// Where.
    pub kind: SessionKind,
    /// The browser's session that handed over to this one, for a phone.
    pub parent: Option<SessionId>,
    /// What the person will recognise it by.
    pub place: Place,
    /// When it began.
    pub created_at: Time,
    /// When it ends, whatever is done in it.
    pub expires_at: Time,
    /// When and why it was ended, if it was.
    pub ended: Option<(Time, EndReason)>,
}

impl Session {
    /// Whether it still counts.
    pub fn is_live(&self, now: Time) -> bool {
        self.ended.is_none() && now < self.expires_at
    }
}

/// Where a person is signed in.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SessionKind {
    /// In a browser, by a cookie.
    Browser,
    /// On a phone, by access keys and refresh tokens.
    Mobile,
    /// In a client of the kanban dialect, by signed tokens.
    Kanban,
    /// In a client of the enterprise dialect, by signed tokens.
    Enterprise,
}

impl SessionKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Browser, Self::Mobile, Self::Kanban, Self::Enterprise];

    /// Its stored name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Browser => "browser",
            Self::Mobile => "mobile",
            Self::Kanban => "kanban",
            Self::Enterprise => "enterprise",
        }
    }

    /// The kind of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $key:literal),* $(,)?) => {
        /// Why a session was ended.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum EndReason {
            $($(#[$doc])* $name,)*
        }

        impl EndReason {
            /// Every reason.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Its stored name.
            pub const fn key(self) -> &'static str {
                match self {
                    $(Self::$name => $key,)*
                }
            }

            /// The reason of that name.
            pub fn from_key(key: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|reason| reason.key() == key)
            }
        }
    };
}

reasons! {
    /// The person signed out there.
    SignedOut = "signed_out",
    /// The person ended it from elsewhere.
    EndedByPerson = "ended_by_person",
    /// The password changed.
    PasswordChanged = "password_changed",
    /// An operator or admin ended it, or disabled the account.
    EndedByAdmin = "ended_by_admin",
    /// One of its refresh tokens was used twice.
    RefreshReused = "refresh_reused",
    /// The one-time token that began it was used twice.
    OneTimeTokenReused = "one_time_token_reused",
}

/// What a person recognises a session by. Only told by the client, so nothing is decided by it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Place {
    /// The network address it began from.
    pub address: Option<String>,
    /// What the client called itself.
    pub agent: Option<String>,
    /// What a phone told of itself.
    pub device: Device,
}

/// What a phone tells of itself.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Device {
    /// `ios`, `android`.
    pub platform: Option<String>,
    /// The app's version.
    pub app_version: Option<String>,
    /// The app's build.
    pub build_version: Option<String>,
    /// The phone's own id for itself.
    pub device_id: Option<String>,
}

impl Device {
    /// The most Unicode scalars of each of its texts.
    pub const MAX: usize = 255;

    /// Whether a text can be one of a device's.
    ///
    /// # Errors
    /// When it is too long or holds NUL.
    pub fn check(text: &str) -> Result<(), Problem> {
        text::check(text, 0, Self::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for kind in SessionKind::ALL {
            assert_eq!(SessionKind::from_key(kind.key()), Some(kind));
        }
        for reason in EndReason::ALL {
            assert_eq!(EndReason::from_key(reason.key()), Some(*reason));
        }
    }
}
