//! What holds for the other dialects' operations holds for the enterprise API's too, number by number.

mod canaries;
mod credentials;
mod foreign_numbers;
mod mass_assignment;
mod statements;

use tessera_tests::{
    TestApp, TestTenant,
    enterprise::EnterpriseUser,
    enterprise_sample::{EnterpriseStock, writing},
    openapi::Operation,
};

/// The tenant's admin, who can make what only admins make.
fn admin_of(app: &TestApp, tenant: &TestTenant<'_>) -> EnterpriseUser {
    EnterpriseUser::also(app, &tenant.admin)
}

/// One of each thing of the caller's.
fn stock(caller: &EnterpriseUser, admin: &EnterpriseUser) -> EnterpriseStock {
    EnterpriseStock::make(caller, admin)
}

/// What changes something and brings JSON.
fn writing_json(app: &TestApp) -> Vec<Operation> {
    let all = writing(app).into_iter();
    all.filter(|operation| operation.body.is_some()).collect()
}
