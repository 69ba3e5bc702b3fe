//! A-AUTH-4: new tokens for old.

use crate::stage::{LOGIN, PASSWORD, on_stage};
use tessera_application::{access::BearerRefused, sessions::Audience};
use tessera_domain::event::EventKind;

#[test]
fn a_refresh_gives_a_new_pair_of_the_same_session() {
    on_stage(|stage| {
        for audience in Audience::ALL {
            let first = stage.sign_in(audience);
            let mark = stage.mark();
            stage.app.clock.advance(60);
            let next = stage.next(&first, audience);
            assert_eq!(next.session, first.session);
            assert_ne!((&next.access, &next.refresh), (&first.access, &first.refresh));
            assert!(stage.present(&next.access, audience).is_ok());
            assert_eq!(stage.since(mark), [EventKind::SessionRefreshed]);
        }
    });
}

#[test]
fn a_kanban_client_may_go_on_with_its_first_refresh_token() {
    on_stage(|stage| {
        let first = stage.sign_in(Audience::Kanban);
        for _ in 0..5 {
            stage.app.clock.advance(3600);
            let next = stage.next(&first, Audience::Kanban);
            assert!(stage.present(&next.access, Audience::Kanban).is_ok());
            assert!(stage.present(&first.access, Audience::Kanban).is_ok());
        }
        stage.app.clock.advance(7 * 86_400 - 5 * 3600);
        let late = stage.refresh(&first.refresh, Audience::Kanban).err();
        assert_eq!(late, Some(BearerRefused::Invalid), "it is too old");
    });
}

#[test]
fn whoever_comes_back_within_a_week_goes_on_for_a_month_and_no_longer() {
    on_stage(|stage| {
        for audience in Audience::ALL {
            let mut grant = stage.sign_in(audience);
            for _ in 0..4 {
                stage.app.clock.advance(7 * 86_400 - 1);
                grant = stage.next(&grant, audience);
            }
            stage.app.clock.advance(2 * 86_400 + 3);
            grant = stage.next(&grant, audience);
            assert_eq!(grant.access_seconds, 1, "{audience:?}");
            stage.app.clock.advance(1);
            stage.assert_dead(&grant, audience, "the absolute end");
        }
    });
}

#[test]
fn whoever_stays_away_for_a_week_signs_in_again() {
    on_stage(|stage| {
        for audience in Audience::ALL {
            let grant = stage.sign_in(audience);
            stage.app.clock.advance(7 * 86_400);
            stage.assert_dead(&grant, audience, "a week");
        }
    });
}

#[test]
fn refreshing_has_a_limit_and_the_token_outlives_it() {
    on_stage(|stage| {
        let grant = stage
            .sign_in_as(LOGIN, PASSWORD, Audience::Kanban)
            .expect("it works");
        for _ in 0..60 {
            stage.next(&grant, Audience::Kanban);
        }
        let refused = stage.refresh(&grant.refresh, Audience::Kanban).err();
        assert!(matches!(
            refused,
            Some(BearerRefused::Failed(tessera_application::Error::TooMany(_)))
        ));
        stage.app.clock.advance(60);
        stage.next(&grant, Audience::Kanban);
    });
}
