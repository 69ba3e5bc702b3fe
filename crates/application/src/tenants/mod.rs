//! Opening and finding tenants: the operator's work.

pub(crate) mod create;

mod operate;
mod resolve;

pub use create::create;
pub(crate) use operate::each;
pub use operate::{list, update};
pub use resolve::{Named, resolve};

use crate::{
    command::Application,
    error::{Error, Result, Thing},
};
use tessera_domain::tenant::{Slug, Tenant};

/// The tenant of that slug.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn find(app: &Application, slug: &Slug) -> Result<Tenant> {
    app.store
        .transact(|tx| tx.tenants().by_slug(slug)?.ok_or(Error::NotFound(Thing::Tenant)))
}
