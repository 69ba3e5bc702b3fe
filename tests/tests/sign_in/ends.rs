//! A-AUTH-9: what ends, ends with the very next request, whatever proves it.

use crate::{
    forms::{account_forms, sign_out},
    stage::{LOGIN, PASSWORD, Stage, on_stage},
};
use serde_json::json;
use tessera_domain::{event::EventKind, tenant::TenantState, user::Role};
use tessera_tests::{
    Browser,
    mobile::Mobile,
    phone::{OneTime, Pair},
};

/// Everything that can prove who the person is.
struct Everything {
    browser: Browser,
    phone: Pair,
    one_time: OneTime,
}

impl Everything {
    fn of(stage: &Stage<'_>) -> Self {
        let browser = stage.browser();
        let phone = OneTime::by(&browser, "p").exchange(&stage.client());
        let one_time = OneTime::by(&browser, "s");
        let all = Self {
            browser,
            phone,
            one_time,
        };
        assert_eq!(all.opens(stage), [true; 3]);
        all
    }

    /// Whether the API key, the access key and the cookie count with the next requests.
    fn opens(&self, stage: &Stage<'_>) -> [bool; 3] {
        [
            stage.opens(&stage.robin.api_key),
            stage.opens(&self.phone.access),
            self.browser.is_signed_in(),
        ]
    }

    /// Whether new secrets can be had for the old ones.
    fn goes_on(&self, stage: &Stage<'_>) -> [bool; 2] {
        [
            self.phone.present(&stage.client()).status == 200,
            self.one_time.present(&stage.client()).status == 200,
        ]
    }
}

#[test]
fn a_auth_9_a_disabled_person_is_out_at_once() {
    on_stage(|stage| {
        let all = Everything::of(stage);
        let mark = stage.mark();
        stage.set_active(false);
        assert_eq!(all.opens(stage), [false; 3]);
        assert_eq!(all.goes_on(stage), [false; 2]);
        let kinds = stage.since(mark);
        assert_eq!(kinds[0], EventKind::UserDisabled);
        assert_eq!(kinds[1..], [EventKind::SessionEnded; 2]);
        assert_eq!(stage.app.browser().try_sign_in(LOGIN, PASSWORD).status, 401);
        stage.set_active(true);
        assert_eq!(
            all.opens(stage),
            [true, false, false],
            "sessions that ended stay ended"
        );
    });
}

#[test]
fn a_auth_9_a_suspended_tenant_is_out_at_once_and_back_when_it_is_opened() {
    on_stage(|stage| {
        let all = Everything::of(stage);
        let globex = stage.app.tenant("globex");
        stage.set_state(TenantState::Suspended);
        assert_eq!(all.opens(stage), [false; 3]);
        assert_eq!(all.goes_on(stage), [false; 2]);
        assert_eq!(stage.app.browser().try_sign_in(LOGIN, PASSWORD).status, 401);
        assert!(stage.opens(&globex.admin.api_key), "others do not pay for it");
        stage.set_state(TenantState::Active);
        assert_eq!(all.opens(stage), [true; 3]);
        stage.assert_alive(&all.phone, "the phone of a tenant that is open again");
    });
}

#[test]
fn a_auth_9_another_role_counts_at_once() {
    on_stage(|stage| {
        let all = Everything::of(stage);
        let ticket = stage.robin.opens("Of robin's own");
        let path = tessera_tests::mobile::under(&ticket, "comments");
        let keys = [&stage.robin.api_key, &all.phone.access];
        let write = |key: &str| {
            let body = json!({ "comment_text": "Among us", "is_internal": true });
            stage.client().with("x-api-key", key).post(&path, &body).status
        };
        assert_eq!(keys.map(|key| write(key)), [201; 2]);
        stage.set_role(Role::User);
        assert_eq!(keys.map(|key| write(key)), [403; 2], "with the very next request");
        stage.set_role(Role::Manager);
        assert_eq!(keys.map(|key| write(key)), [201; 2]);
        assert!(all.browser.is_signed_in());
    });
}

#[test]
fn a_auth_9_another_password_ends_every_session_and_leaves_api_keys() {
    on_stage(|stage| {
        let all = Everything::of(stage);
        stage.set_password("twelve horses at the gate");
        assert_eq!(all.opens(stage), [true, false, false]);
        assert_eq!(all.goes_on(stage), [false; 2]);
        assert_eq!(stage.app.browser().try_sign_in(LOGIN, PASSWORD).status, 401);
        stage.app.browser().sign_in(LOGIN, "twelve horses at the gate");
    });
}

#[test]
fn a_auth_9_signing_out_ends_the_session_and_not_only_the_cookie() {
    on_stage(|stage| {
        let all = Everything::of(stage);
        let stolen = all.browser.copy();
        let mark = stage.mark();
        sign_out(&all.browser);
        assert!(!stolen.is_signed_in(), "a copy of the cookie is worth nothing");
        assert_eq!(stage.since(mark), [EventKind::SessionEnded]);
        assert_eq!(all.one_time.present(&stage.client()).status, 401);
        stage.assert_alive(&all.phone, "the phone is a session of its own");
    });
}

#[test]
fn a_auth_9_a_person_ends_any_session_of_their_own() {
    on_stage(|stage| {
        let all = Everything::of(stage);
        let desk = stage.browser();
        let forms = account_forms(&desk);
        assert_eq!(forms.len(), 3, "the desk, the other browser, the phone");
        for form in &forms {
            // Ending the own one first would take the others' forms away.
            let others = desk.submit(form, &[("token", "wrong")]);
            assert_eq!(others.status, 403);
        }
        assert_eq!(all.opens(stage), [true; 3]);
        let page = desk.open("/auth/account").expect(200).text();
        let own = page
            .split("<li>")
            .position(|item| item.contains("this one"))
            .expect("it is marked");
        for (place, form) in forms.iter().enumerate() {
            if place + 1 != own {
                assert_eq!(desk.submit(form, &[]).status, 303);
            }
        }
        assert_eq!(all.opens(stage), [true, false, false]);
        assert_eq!(all.phone.present(&stage.client()).status, 401);
        assert!(desk.is_signed_in());
        assert_eq!(account_forms(&desk).len(), 1);
    });
}

#[test]
fn a_auth_9_nobody_ends_a_session_of_somebody_else() {
    on_stage(|stage| {
        let victim = stage.browser();
        let phone = OneTime::by(&victim, "p").exchange(&stage.client());
        let forms = account_forms(&victim);
        stage
            .home
            .user_with_password("kim", Role::SuperAdmin, "a password of kim's own");
        let kims = stage.app.browser();
        kims.sign_in("kim", "a password of kim's own");
        let own = account_forms(&kims).remove(0);
        for form in forms {
            let form = tessera_tests::browser::Form {
                action: form.action,
                ..own.clone()
            };
            assert_eq!(kims.submit(&form, &[]).status, 404);
        }
        let nobodys = tessera_tests::browser::Form {
            action: "/auth/sessions/0196b1a2-dead-7ead-8ead-00000000dead/end".to_owned(),
            ..own
        };
        assert_eq!(kims.submit(&nobodys, &[]).status, 404, "alike");
        assert!(victim.is_signed_in());
        stage.assert_alive(&phone, "the victim's phone");
    });
}

#[test]
fn a_auth_9_a_browsers_session_ends_after_its_time() {
    on_stage(|stage| {
        let browser = stage.browser();
        stage.app.clock.advance(12 * 60 * 60 - 1);
        assert!(browser.is_signed_in());
        stage.app.clock.advance(1);
        assert!(!browser.is_signed_in(), "however much it was used");
    });
}
