//! What the pages read.

use super::{World, tenant};
use tessera_domain::{
    event::Event,
    id::{TenantId, TicketId, UserId},
    listing::{Page, Sort, TicketFilter, Window},
    priority::Priority,
    project::Project,
    status::Status,
    tenant::{HostName, Slug, Tenant, TenantState},
    time::Time,
    user::User,
    visibility::Sight,
};
use tessera_ports::{
    StoreError, StoreResult,
    credentials::Presented,
    queries::{
        CommentView, CommentsWanted, CredentialQueries, EventQueries, ListQueries, LoggedEvent, TicketCard,
        TicketQueries, TicketStats, TicketView,
    },
    world::Fingerprint,
};

impl CredentialQueries for World {
    fn presented(&self, fingerprint: &Fingerprint) -> StoreResult<Option<Presented>> {
        let credential = self.stored(|stored| stored.credentials.get(fingerprint).cloned());
        Ok(credential.map(|credential| Presented {
            user: self.user(),
            session: credential.session.and_then(|session| self.find(session)),
            tenant_state: TenantState::Active,
            credential,
        }))
    }

    fn tenant_of(&self, _: &Fingerprint) -> StoreResult<Option<TenantId>> {
        not_here()
    }

    fn tenant(&self, id: TenantId) -> StoreResult<Option<Tenant>> {
        Ok((id == tenant()).then(|| self.tenant_of_all()))
    }

    fn tenant_by_slug(&self, _: &Slug) -> StoreResult<Option<Tenant>> {
        Ok(Some(self.tenant_of_all()))
    }

    fn tenant_by_host(&self, _: &HostName) -> StoreResult<Option<Tenant>> {
        Ok(None)
    }
}

fn not_here<T>() -> StoreResult<T> {
    Err(StoreError::Failed("no page reads this".into()))
}

impl TicketQueries for World {
    fn cards(
        &self,
        _: TenantId,
        _: &Sight,
        _: &TicketFilter,
        _: Sort,
        _: Window,
    ) -> StoreResult<Page<TicketCard>> {
        not_here()
    }

    fn views(
        &self,
        _: TenantId,
        _: &Sight,
        _: &TicketFilter,
        _: Sort,
        _: Window,
    ) -> StoreResult<Page<TicketView>> {
        not_here()
    }

    fn view(&self, _: TenantId, _: &Sight, _: TicketId) -> StoreResult<Option<TicketView>> {
        not_here()
    }

    fn stats(&self, _: TenantId, _: &Sight, _: Time, _: &[Time]) -> StoreResult<TicketStats> {
        not_here()
    }

    fn comments(
        &self,
        _: TenantId,
        _: &Sight,
        _: TicketId,
        _: &CommentsWanted,
    ) -> StoreResult<Option<Vec<CommentView>>> {
        not_here()
    }
}

impl ListQueries for World {
    fn all_statuses(&self, _: TenantId) -> StoreResult<Vec<Status>> {
        not_here()
    }

    fn all_priorities(&self, _: TenantId) -> StoreResult<Vec<Priority>> {
        not_here()
    }

    fn all_projects(&self, _: TenantId) -> StoreResult<Vec<Project>> {
        not_here()
    }

    fn people(&self, _: TenantId, after: i64, limit: i64) -> StoreResult<Vec<User>> {
        let mut people = self.everybody();
        people.retain(|user| user.number > after);
        people.truncate(usize::try_from(limit).unwrap());
        Ok(people)
    }

    fn person(&self, _: TenantId, id: UserId) -> StoreResult<Option<User>> {
        Ok(self.somebody(id))
    }
}

impl EventQueries for World {
    fn after(&self, _: TenantId, _: i64, _: i64) -> StoreResult<Vec<LoggedEvent>> {
        not_here()
    }

    fn newest(&self, _: TenantId, before: Option<i64>, limit: i64) -> StoreResult<Vec<LoggedEvent>> {
        let logged = |(sequence, event): (i64, &Event)| LoggedEvent {
            sequence,
            event: event.clone(),
        };
        let mut events: Vec<_> = self.stored(|stored| (1..).zip(&stored.events).map(logged).collect());
        events.retain(|logged| before.is_none_or(|before| logged.sequence < before));
        events.reverse();
        events.truncate(usize::try_from(limit).unwrap());
        Ok(events)
    }
}
