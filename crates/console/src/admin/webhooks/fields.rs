//! The fields of a webhook's form: as they were filled in, and what is wrong with them.

use crate::{
    admin::field::{Field, Tick},
    words,
};
use std::collections::BTreeSet;
use tessera_application::webhooks::field;
use tessera_domain::{
    issue::{Format, Issue, Problem},
    webhook::{Webhook, WebhookEvent, WebhookUrl},
};
use tessera_http::form::Form;

/// All of them.
pub(super) struct Fields {
    pub(super) url: Field,
    pub(super) events: Vec<Tick>,
    pub(super) events_problem: Option<String>,
    /// Only of a new webhook.
    pub(super) is_active: bool,
}

/// What they say, once nothing is wrong with them.
pub(super) struct Said {
    pub(super) url: WebhookUrl,
    pub(super) events: BTreeSet<WebhookEvent>,
    pub(super) active: bool,
}

impl Fields {
    /// Those of a new webhook.
    pub(super) fn new() -> Self {
        Self {
            url: Field::default(),
            events: ticks(|_| false),
            events_problem: None,
            is_active: true,
        }
    }

    /// Those of a webhook that is there.
    pub(super) fn of(webhook: &Webhook) -> Self {
        Self {
            url: Field::filled(webhook.url.as_str()),
            events: ticks(|event| webhook.events.contains(&event)),
            events_problem: None,
            is_active: webhook.is_active(),
        }
    }

    /// Those that were sent.
    pub(super) fn sent(form: &Form) -> Self {
        Self {
            url: Field::sent(form, "url"),
            events: ticks(|event| Tick::is_sent(form, event.name())),
            events_problem: None,
            is_active: Tick::is_sent(form, "active"),
        }
    }

    /// What they say, if nothing is wrong with them.
    pub(super) fn read(&mut self) -> Option<Said> {
        let url = self.url.read(|text| {
            WebhookUrl::parse(text.trim()).map_err(|problem| match problem {
                Problem::Malformed(Format::Url) => Problem::Rule("Must be an address of http or https"),
                other => other,
            })
        });
        let ticked = self.events.iter().filter(|tick| tick.is_on);
        let events: BTreeSet<_> = ticked
            .filter_map(|tick| WebhookEvent::from_name(&tick.name))
            .collect();
        if events.is_empty() {
            self.events_problem = Some("Tick one at least.".to_owned());
        }
        Some(Said {
            url: url?,
            events: Some(events).filter(|events| !events.is_empty())?,
            active: self.is_active,
        })
    }

    /// Puts each problem to its field. Whether each has one.
    pub(super) fn refuse(&mut self, issues: &[Issue]) -> bool {
        let mut all = !issues.is_empty();
        for issue in issues {
            if issue.path.to_string() == field::URL {
                self.url.problem = Some(words::problem(&issue.problem));
            } else {
                all = false;
            }
        }
        all
    }
}

fn ticks(is_on: impl Fn(WebhookEvent) -> bool) -> Vec<Tick> {
    let tick = |event: WebhookEvent| Tick {
        name: event.name().to_owned(),
        label: label(event),
        is_on: is_on(event),
    };
    WebhookEvent::ALL.map(tick).into()
}

const fn label(event: WebhookEvent) -> &'static str {
    match event {
        WebhookEvent::TicketCreated => "A ticket was opened",
        WebhookEvent::TicketUpdated => "A ticket was changed",
        WebhookEvent::TicketStatusChanged => "A ticket's status changed",
        WebhookEvent::TicketAssigned => "Somebody else works on a ticket",
        WebhookEvent::CommentAdded => "A comment was written",
        WebhookEvent::ApprovalRequested => "Somebody is asked to approve",
        WebhookEvent::ApprovalProcessed => "Somebody decided about an approval",
        WebhookEvent::FileUploaded => "A file was attached",
        WebhookEvent::Test => "A test",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_field_says_what_is_wrong_with_it() {
        for (url, words) in [
            ("", "Fill this in."),
            ("tickets.example", "Must be an address of http or https."),
            ("ftp://tickets.example", "Must be an address of http or https."),
            ("https://a b", "Must be an address of http or https."),
        ] {
            let mut fields = Fields::new();
            fields.url.value = url.into();
            assert!(fields.read().is_none());
            assert_eq!(fields.url.problem.as_deref(), Some(words), "{url}");
            assert_eq!(fields.events_problem.as_deref(), Some("Tick one at least."));
        }
    }

    #[test]
    fn a_problem_without_a_field_is_not_swallowed() {
        let mut fields = Fields::new();
        assert!(fields.refuse(&[Issue::new(
            "url",
            Problem::Rule("Must be an address that can be reached")
        )]));
        assert!(!fields.refuse(&[Issue::new("secret", Problem::Required)]));
        assert!(!fields.refuse(&[]));
    }
}
