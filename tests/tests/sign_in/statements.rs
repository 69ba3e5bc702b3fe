//! Every statement by which somebody signs in or out says of which tenant, but for those that find out which is meant.

use crate::{
    forms::{account_forms, password_form, sign_out},
    provider::{come, enrol, robin, with_provider},
    stage::{LOGIN, PASSWORD, Stage},
};
use std::collections::BTreeSet;
use tessera_domain::user::Role;
use tessera_tests::{phone::OneTime, provider::Person, tenant_scope::unscoped};

/// Goes through everything that the pages and the app's sign-in can do.
fn do_everything(stage: &Stage<'_>) {
    let browser = stage.browser();
    stage.app.browser().try_sign_in(LOGIN, "wrong password");
    stage.app.browser().try_sign_in("nobody", "wrong password");
    let one_time = OneTime::by(&browser, "s");
    let first = one_time.exchange(&stage.client());
    let lost = first.next(&stage.client());
    let second = first.next(&stage.client());
    assert_ne!(lost, second);
    stage.opens(&second.access);
    first.present(&stage.client()).expect(401);
    one_time.present(&stage.client()).expect(401);
    let phone = OneTime::by(&browser, "t").exchange(&stage.client());
    phone.sign_out(&stage.client());
    browser.submit(&account_forms(&stage.browser())[0], &[]);
    let values = [
        ("current_password", PASSWORD),
        ("new_password", "another password altogether"),
    ];
    browser.submit(&password_form(&browser), &values).expect(200);
    sign_out(&browser);
    stage.set_active(false);
    stage.set_active(true);
}

#[test]
fn every_statement_of_signing_in_compares_its_tenant() {
    with_provider(|stage, provider| {
        stage.app.statements.clear();
        do_everything(stage);
        come(provider, &stage.app.browser(), &robin()).expect(303);
        enrol(stage, &["example.org"], Some(Role::User));
        let newcomer = Person::verified("new", "new@example.org");
        come(provider, &stage.app.browser(), &newcomer).expect(303);
        let statements: BTreeSet<String> = stage.app.statements.take().into_iter().collect();
        assert!(statements.len() > 30, "only {} were recorded", statements.len());
        for statement in &statements {
            assert_eq!(unscoped(statement), Vec::<String>::new(), "{statement}");
        }
    });
}
