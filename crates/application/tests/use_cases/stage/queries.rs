//! The query ports of the stage: no use case that writes may read from one, but to find out who asks and where.

use super::house;
use tessera_ports::{credentials::Presented, integration::PresentedToken, queries::MockQueries};

/// The tenant is found, whatever leads to it; nobody else is.
pub fn nobody() -> MockQueries {
    let mut queries = MockQueries::default();
    let credentials = &mut queries.credentials;
    // Every secret is the one tenant's.
    credentials.expect_tenant_of().returning(|_| Ok(Some(house().id)));
    credentials.expect_tenant().returning(|_| Ok(Some(house())));
    credentials
        .expect_tenant_by_slug()
        .returning(|slug| Ok(Some(house()).filter(|house| house.slug == *slug)));
    credentials
        .expect_tenant_by_host()
        .returning(|host| Ok(Some(house()).filter(|house| house.host.as_ref() == Some(host))));
    queries
}

/// Whoever presents a credential presents this one.
pub fn presenting(stored: Option<Presented>) -> MockQueries {
    let mut queries = nobody();
    queries
        .credentials
        .expect_presented()
        .returning(move |_| Ok(stored.clone()));
    queries
}

/// Whoever presents a token presents this one.
pub fn presenting_token(stored: Option<PresentedToken>) -> MockQueries {
    let mut queries = nobody();
    queries
        .integrations
        .expect_presented_token()
        .returning(move |_| Ok(stored.clone()));
    queries
}
