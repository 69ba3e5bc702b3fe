//! The query ports of the stage.

use super::{Door, house};
use tessera_domain::{
    id::{CredentialId, TenantId, TicketId, UserId},
    listing::{Page, Sort, TicketFilter, Window},
    priority::Priority,
    project::Project,
    status::Status,
    tenant::{HostName, Slug, Tenant},
    time::Time,
    user::User,
    visibility::Sight,
};
use tessera_ports::{
    StoreResult,
    credentials::Presented,
    integration::{
        CallFilter, CallRecord, CallStats, HourOfCalls, IntegrationQueries, PresentedToken, TokenCard,
    },
    queries::{
        CommentView, CommentsWanted, CredentialQueries, EventQueries, ListQueries, LoggedEvent, TicketCard,
        TicketQueries, TicketStats, TicketView,
    },
    world::Fingerprint,
};

fn asked<T>() -> StoreResult<T> {
    panic!("a use case that writes asked a query port")
}

impl TicketQueries for Door {
    fn cards(
        &self,
        _: TenantId,
        _: &Sight,
        _: &TicketFilter,
        _: Sort,
        _: Window,
    ) -> StoreResult<Page<TicketCard>> {
        asked()
    }
    fn views(
        &self,
        _: TenantId,
        _: &Sight,
        _: &TicketFilter,
        _: Sort,
        _: Window,
    ) -> StoreResult<Page<TicketView>> {
        asked()
    }
    fn view(&self, _: TenantId, _: &Sight, _: TicketId) -> StoreResult<Option<TicketView>> {
        asked()
    }
    fn stats(&self, _: TenantId, _: &Sight, _: Time, _: &[Time]) -> StoreResult<TicketStats> {
        asked()
    }
    fn comments(
        &self,
        _: TenantId,
        _: &Sight,
        _: TicketId,
        _: &CommentsWanted,
    ) -> StoreResult<Option<Vec<CommentView>>> {
        asked()
    }
}

impl ListQueries for Door {
    fn all_statuses(&self, _: TenantId) -> StoreResult<Vec<Status>> {
        asked()
    }
    fn all_priorities(&self, _: TenantId) -> StoreResult<Vec<Priority>> {
        asked()
    }
    fn all_projects(&self, _: TenantId) -> StoreResult<Vec<Project>> {
        asked()
    }
    fn people(&self, _: TenantId, _: i64, _: i64) -> StoreResult<Vec<User>> {
        asked()
    }
    fn person(&self, _: TenantId, _: UserId) -> StoreResult<Option<User>> {
        asked()
    }
}

impl CredentialQueries for Door {
    fn presented(&self, _: &Fingerprint) -> StoreResult<Option<Presented>> {
        Ok(self.credential.clone())
    }

    // Every secret is the one tenant's.
    fn tenant_of(&self, _: &Fingerprint) -> StoreResult<Option<TenantId>> {
        Ok(Some(house().id))
    }

    fn tenant(&self, _: TenantId) -> StoreResult<Option<Tenant>> {
        Ok(Some(house()))
    }

    fn tenant_by_slug(&self, slug: &Slug) -> StoreResult<Option<Tenant>> {
        Ok(Some(house()).filter(|house| house.slug == *slug))
    }

    fn tenant_by_host(&self, host: &HostName) -> StoreResult<Option<Tenant>> {
        Ok(Some(house()).filter(|house| house.host.as_ref() == Some(host)))
    }
}

impl EventQueries for Door {
    fn after(&self, _: TenantId, _: i64, _: i64) -> StoreResult<Vec<LoggedEvent>> {
        asked()
    }
    fn newest(&self, _: TenantId, _: Option<i64>, _: i64) -> StoreResult<Vec<LoggedEvent>> {
        asked()
    }
}

impl IntegrationQueries for Door {
    fn presented_token(&self, _: &Fingerprint) -> StoreResult<Option<PresentedToken>> {
        Ok(self.token.clone())
    }
    fn tokens(&self, _: TenantId, _: Option<CredentialId>, _: i64) -> StoreResult<Vec<TokenCard>> {
        asked()
    }
    fn token(&self, _: TenantId, _: CredentialId) -> StoreResult<Option<TokenCard>> {
        asked()
    }
    fn calls(&self, _: TenantId, _: &CallFilter, _: i64) -> StoreResult<Vec<CallRecord>> {
        asked()
    }
    fn calls_by_hour(&self, _: TenantId, _: Option<CredentialId>, _: Time) -> StoreResult<Vec<HourOfCalls>> {
        asked()
    }
    fn call_stats(&self, _: TenantId, _: CredentialId, _: Time) -> StoreResult<CallStats> {
        asked()
    }
}
