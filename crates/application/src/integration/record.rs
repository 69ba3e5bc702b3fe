//! Keeping a record of calls.

use crate::{command::Application, error::Result};
use std::collections::BTreeMap;
use tessera_domain::id::TenantId;
use tessera_ports::integration::CallRecord;

/// Writes the calls down, each tenant's in one transaction. Whoever gathers them waits for nobody.
///
/// # Errors
/// When they cannot be stored; then those of the tenants before are.
pub fn record(app: &Application, calls: &[CallRecord]) -> Result<()> {
    let mut by_tenant: BTreeMap<TenantId, Vec<CallRecord>> = BTreeMap::new();
    for call in calls {
        by_tenant.entry(call.tenant).or_default().push(call.clone());
    }
    for (tenant, calls) in by_tenant {
        app.store
            .transact(|tx| tx.integrations().record(tenant, &calls))?;
    }
    Ok(())
}
