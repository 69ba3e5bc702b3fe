//! A tenant with two departments: an admin, somebody who runs one of them, two people in it, and one in the other.

use tessera_domain::user::Role;
use tessera_tests::{
    TestApp, TestTenant,
    enterprise::{EnterpriseUser, on_each_database_unlimited},
};

/// Everybody.
pub struct Scene<'a> {
    pub app: &'a TestApp,
    pub acme: TestTenant<'a>,
    /// Runs the tenant.
    pub ada: EnterpriseUser,
    /// Runs the department of [`it`](Self::it).
    pub mia: EnterpriseUser,
    /// Somebody of it.
    pub robin: EnterpriseUser,
    /// Somebody else of it.
    pub kim: EnterpriseUser,
    /// Somebody of the other department.
    pub lee: EnterpriseUser,
    /// The number of "IT Department".
    pub it: i64,
    /// The number of "Sales".
    pub sales: i64,
}

impl<'a> Scene<'a> {
    pub fn of(app: &'a TestApp) -> Self {
        let acme = app.tenant("acme");
        let ada = EnterpriseUser::also(app, &acme.admin);
        let [it, sales] = ["IT Department", "Sales"].map(|name| ada.founds(name));
        let person =
            |login: &str, role: Role, place: i64| EnterpriseUser::within(app, &acme, (login, role), place);
        Self {
            mia: person("mia", Role::Manager, it),
            robin: person("robin", Role::User, it),
            kim: person("kim", Role::User, it),
            lee: person("lee", Role::User, sales),
            app,
            acme,
            ada,
            it,
            sales,
        }
    }
}

/// Runs the test with fresh people on each database.
pub fn with_scene(test: impl Fn(&Scene<'_>)) {
    on_each_database_unlimited(|app| test(&Scene::of(app)));
}
