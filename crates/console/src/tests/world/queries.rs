//! What the pages read.

use super::{World, tenant};
use tessera_domain::{
    event::Event, id::CredentialId, integration::IntegrationToken, tenant::TenantState, time::Time,
};
use tessera_ports::{
    credentials::Presented,
    integration::{CallFilter, CallRecord, CallStats, HourOfCalls, TokenCard},
    queries::{LoggedEvent, MockQueries},
    world::Fingerprint,
};

impl World {
    pub(super) fn queries(&self) -> MockQueries {
        let mut queries = MockQueries::default();
        self.expect_tenants(&mut queries);
        self.expect_lists(&mut queries);
        self.expect_tokens(&mut queries);
        self.expect_calls(&mut queries);
        self.expect_webhook_lists(&mut queries);
        self.expect_policy_lists(&mut queries);
        self.expect_reports(&mut queries);
        queries
    }

    fn expect_tenants(&self, queries: &mut MockQueries) {
        let credentials = &mut queries.credentials;
        let world = self.clone();
        credentials
            .expect_presented()
            .returning(move |fingerprint| Ok(world.presented(fingerprint)));
        let world = self.clone();
        credentials
            .expect_tenant()
            .returning(move |id| Ok((id == tenant()).then(|| world.tenant_of_all())));
        let world = self.clone();
        credentials
            .expect_tenant_by_slug()
            .returning(move |_| Ok(Some(world.tenant_of_all())));
        credentials.expect_tenant_by_host().returning(|_| Ok(None));
    }

    fn presented(&self, fingerprint: &Fingerprint) -> Option<Presented> {
        let credential = self.stored(|stored| stored.credentials.get(fingerprint).cloned())?;
        Some(Presented {
            user: self.user(),
            session: credential.session.and_then(|session| self.find(session)),
            tenant_state: TenantState::Active,
            credential,
        })
    }

    fn expect_lists(&self, queries: &mut MockQueries) {
        let world = self.clone();
        queries.lists.expect_people().returning(move |_, after, limit| {
            let mut people = world.everybody();
            people.retain(|user| user.number > after);
            people.truncate(usize::try_from(limit).unwrap());
            Ok(people)
        });
        let world = self.clone();
        queries
            .lists
            .expect_person()
            .returning(move |_, id| Ok(world.somebody(id)));
        let world = self.clone();
        queries.events.expect_newest().returning(move |_, before, limit| {
            let logged = |(sequence, event): (i64, &Event)| LoggedEvent {
                sequence,
                event: event.clone(),
            };
            let mut events: Vec<_> = world.stored(|stored| (1..).zip(&stored.events).map(logged).collect());
            events.retain(|logged| before.is_none_or(|before| logged.sequence < before));
            events.reverse();
            events.truncate(usize::try_from(limit).unwrap());
            Ok(events)
        });
    }

    fn expect_tokens(&self, queries: &mut MockQueries) {
        let world = self.clone();
        queries
            .integrations
            .expect_tokens()
            .returning(move |tenant, after, limit| {
                let mut tokens = world.stored(|stored| stored.tokens.clone());
                tokens.retain(|token| token.tenant == tenant && after.is_none_or(|after| token.id < after));
                tokens.sort_by_key(|token| std::cmp::Reverse(token.id));
                tokens.truncate(usize::try_from(limit).unwrap());
                Ok(tokens.into_iter().map(|token| world.card(token)).collect())
            });
        let world = self.clone();
        queries
            .integrations
            .expect_token()
            .returning(move |tenant, id| Ok(world.token_of(tenant, id).map(|token| world.card(token))));
    }

    fn card(&self, token: IntegrationToken) -> TokenCard {
        TokenCard {
            owner: self.somebody(token.owner).unwrap(),
            token,
        }
    }

    fn expect_calls(&self, queries: &mut MockQueries) {
        let integrations = &mut queries.integrations;
        let world = self.clone();
        integrations
            .expect_calls()
            .returning(move |_, filter, limit| Ok(world.calls(filter, limit)));
        let world = self.clone();
        integrations
            .expect_calls_by_hour()
            .returning(move |_, token, since| Ok(world.calls_by_hour(token, since)));
        integrations.expect_call_stats().returning(|_, _, _| {
            Ok(CallStats {
                total: 4321,
                this_hour: 21,
                today: 321,
                errors: 17,
                average_milliseconds: Some(34),
            })
        });
    }

    fn calls(&self, filter: &CallFilter, limit: i64) -> Vec<CallRecord> {
        let mut calls = self.stored(|stored| stored.calls.clone());
        calls.retain(|call| {
            filter.token.is_none_or(|token| call.token == token)
                && filter.failed.is_none_or(|failed| failed == (call.status >= 400))
                && filter.before.is_none_or(|before| call.id < before)
        });
        calls.sort_by_key(|call| std::cmp::Reverse(call.id));
        calls.truncate(usize::try_from(limit).unwrap());
        calls
    }

    fn calls_by_hour(&self, token: Option<CredentialId>, since: Time) -> Vec<HourOfCalls> {
        let mut hours: Vec<HourOfCalls> = Vec::new();
        for call in self.stored(|stored| stored.calls.clone()) {
            let hour = call.at.start_of_hour();
            if call.at < since || token.is_some_and(|token| call.token != token) {
                continue;
            }
            let errors = i64::from(call.status >= 400);
            match hours.iter_mut().find(|known| known.hour == hour) {
                Some(known) => (known.calls, known.errors) = (known.calls + 1, known.errors + errors),
                None => hours.push(HourOfCalls {
                    hour,
                    calls: 1,
                    errors,
                }),
            }
        }
        hours
    }
}
