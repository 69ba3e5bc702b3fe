//! Webhooks: where other systems are told of what happened, and of what.
//!
//! An admin names an address and the events that it wants to hear of. Each event becomes one [`delivery`] to each
//! address that wants it, which is tried by a [`schedule`] until it is taken or given up. An address that takes nothing
//! for days is told nothing more until somebody switches it on again.

pub mod delivery;
mod event;
pub mod payload;
pub mod schedule;
mod secret;

pub use event::WebhookEvent;
pub use secret::{SealedSecret, SecretText};

use crate::{
    event::{Event, EventKind},
    id::{TenantId, WebhookId},
    issue::{Format, Problem},
    text,
    time::Time,
};
use std::collections::BTreeSet;

/// How long a former secret goes on signing beside the new one: a day.
pub const FORMER_SECONDS: i64 = 86_400;
/// How long an address may fail, without one success, before it is told nothing more: five days.
pub const PATIENCE_SECONDS: i64 = 5 * 86_400;
/// How many webhooks a tenant may have.
pub const MOST: i64 = 100;

/// An address that is told of events.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Webhook {
    /// Whose events.
    pub tenant: TenantId,
    /// Its id.
    pub id: WebhookId,
    /// The tenant's running number of it.
    pub number: i64,
    /// Where it is told.
    pub url: WebhookUrl,
    /// Of what.
    pub events: BTreeSet<WebhookEvent>,
    /// What is signed with.
    pub secret: SealedSecret,
    /// What is signed with as well, for a while after the secret was changed.
    pub former: Option<FormerSecret>,
    /// Whether it is told anything.
    pub state: WebhookState,
    /// Since when it is as it is. Of what happened before, it is told nothing by itself.
    pub state_since: Time,
    /// Since when every delivery has failed, if the last one did.
    pub failing_since: Option<Time>,
    /// When it was made.
    pub created_at: Time,
    /// When it was changed last.
    pub updated_at: Time,
    /// Counts the changes, from 1. Writers say which one they saw.
    pub version: i64,
}

/// A secret that was replaced.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FormerSecret {
    /// The secret.
    pub secret: SealedSecret,
    /// How long it still signs.
    pub until: Time,
}

/// Whether an address is told anything.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum WebhookState {
    /// It is.
    Active,
    /// Not for now: an admin switched it off.
    Off,
    /// It answered that it is gone for good.
    Gone,
    /// It failed for too long.
    Failing,
}

impl WebhookState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Active, Self::Off, Self::Gone, Self::Failing];

    /// Its stored and shown name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Off => "off",
            Self::Gone => "gone",
            Self::Failing => "failing",
        }
    }

    /// The state of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }

    /// The state that an admin asks for.
    pub const fn asked(active: bool) -> Self {
        if active { Self::Active } else { Self::Off }
    }
}

/// The address of a webhook as somebody wrote it: http or https. Whether it may be called is found out elsewhere.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct WebhookUrl(String);

impl WebhookUrl {
    /// The most Unicode scalars.
    pub const MAX: usize = 2000;

    /// Takes a web address.
    ///
    /// # Errors
    /// When it is too long, or of another scheme, or holds what no address holds.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        text::check(text, 1, Self::MAX)?;
        let scheme = text
            .split_once("://")
            .map(|(scheme, _)| scheme.to_ascii_lowercase());
        let is_web = matches!(scheme.as_deref(), Some("http" | "https"));
        if !is_web || text.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(Problem::Malformed(Format::Url));
        }
        Ok(Self(text.to_owned()))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a caller wants changed of a webhook. Everything is left alone unless it is named.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct WebhookPatch {
    /// Another address.
    pub url: Option<WebhookUrl>,
    /// Other events.
    pub events: Option<BTreeSet<WebhookEvent>>,
    /// Whether it is told anything.
    pub active: Option<bool>,
}

impl Webhook {
    /// Whether it is told anything.
    pub const fn is_active(&self) -> bool {
        matches!(self.state, WebhookState::Active)
    }

    /// What it is told of the event, if anything. What is internal is told to nobody outside.
    pub fn hears(&self, event: &Event) -> Option<WebhookEvent> {
        let wanted = self.wants(event.kind)?;
        let is_told = self.is_active() && !event.audience.is_internal() && event.at >= self.state_since;
        is_told.then_some(wanted)
    }

    /// What an event of that kind is called, if it is one of those that were asked for.
    pub fn wants(&self, kind: EventKind) -> Option<WebhookEvent> {
        WebhookEvent::of(kind).filter(|event| self.events.contains(event))
    }

    /// Changes what is named. Whether that changed anything; then it is of the next version. One that is switched on
    /// again begins anew.
    pub fn apply(&mut self, wanted: &WebhookPatch, now: Time) -> bool {
        let before = (self.url.clone(), self.events.clone(), self.is_active());
        if let Some(url) = &wanted.url {
            self.url = url.clone();
        }
        if let Some(events) = &wanted.events {
            self.events.clone_from(events);
        }
        if let Some(active) = wanted.active.filter(|active| *active != self.is_active()) {
            self.turn(WebhookState::asked(active), now);
        }
        let changed = before != (self.url.clone(), self.events.clone(), self.is_active());
        if changed {
            self.touch(now);
        }
        changed
    }

    /// Puts another secret in the place of its own, which goes on signing for a day.
    pub fn rotate(&mut self, secret: SealedSecret, now: Time) {
        let former = std::mem::replace(&mut self.secret, secret);
        self.former = Some(FormerSecret {
            secret: former,
            until: now.plus_seconds(FORMER_SECONDS),
        });
        self.touch(now);
    }

    /// What is signed with at that time, the newest first.
    pub fn secrets(&self, now: Time) -> Vec<&SealedSecret> {
        let former = self.former.as_ref().filter(|former| now < former.until);
        let former = former.map(|former| &former.secret);
        std::iter::once(&self.secret).chain(former).collect()
    }

    /// It took a delivery. Whether it had failed before.
    pub const fn succeeded(&mut self) -> bool {
        self.failing_since.take().is_some()
    }

    /// It did not take a delivery.
    pub fn failed(&mut self, now: Time) -> Failing {
        let Some(since) = self.failing_since else {
            self.failing_since = Some(now);
            return Failing::Began;
        };
        if self.is_active() && now >= since.plus_seconds(PATIENCE_SECONDS) {
            self.turn(WebhookState::Failing, now);
            self.touch(now);
            return Failing::TooLong;
        }
        Failing::GoesOn
    }

    /// It said that it is gone for good. Whether it was active until then.
    pub fn gone(&mut self, now: Time) -> bool {
        let was_active = self.is_active();
        if was_active {
            self.turn(WebhookState::Gone, now);
            self.touch(now);
        }
        was_active
    }

    const fn turn(&mut self, state: WebhookState, now: Time) {
        self.state = state;
        self.state_since = now;
        if matches!(state, WebhookState::Active) {
            self.failing_since = None;
        }
    }

    const fn touch(&mut self, now: Time) {
        self.updated_at = now;
        self.version += 1;
    }
}

/// How an address fails.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Failing {
    /// For the first time since it took something.
    Began,
    /// Not for the first time.
    GoesOn,
    /// For so long that it is told nothing more.
    TooLong,
}

#[cfg(test)]
mod tests;
