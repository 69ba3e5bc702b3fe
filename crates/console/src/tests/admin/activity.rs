use super::{signed_in, world};
use tessera_domain::{
    comment::Audience,
    event::{Actor, Event, EventKind},
    time::Time,
    user::Role,
};
use uuid::Uuid;

const PATH: &str = "/console/activity";

fn event(kind: EventKind, actor: Actor, subject: Uuid) -> Event {
    Event {
        tenant: world::tenant(),
        id: Uuid::from_u128(5).into(),
        kind,
        ticket: None,
        subject,
        actor,
        audience: Audience::Internal,
        changes: Vec::new(),
        at: Time::from_micros(world::NOW).unwrap(),
        request: None,
    }
}

#[actix_web::test]
async fn events_say_who_did_what() {
    let mut browser = signed_in(Role::Admin).await;
    let token = world::token(1);
    let gone = Uuid::from_u128(0xabc);
    browser.world.stored(|stored| {
        stored.tokens.push(token.clone());
        stored.events = vec![
            event(EventKind::UserDisabled, Actor::User(world::robin()), gone),
            event(EventKind::UserUnlocked, Actor::Operator, world::robin().uuid()),
            event(EventKind::TicketCreated, Actor::Import, gone),
            event(EventKind::TicketCreated, Actor::Integration(token.id), gone),
            event(EventKind::CommentAdded, Actor::Integration(gone.into()), gone),
        ];
    });
    let page = browser.get(PATH).await;
    for row in [
        "<td>robin</td><td>Closed an account: …000000000abc</td>",
        "<td>operator</td><td>Took away an account&#39;s lock: robin</td>",
        "<td>import</td><td>Opened a ticket</td>",
        "<td>integration &#60;b&#62;Shop 1</td><td>Opened a ticket</td>",
        "<td>integration …000000000abc</td><td>Wrote a comment on a ticket</td>",
    ] {
        page.assert_says(200, row);
    }
}

#[actix_web::test]
async fn events_are_newest_first_and_paged() {
    let mut browser = signed_in(Role::Admin).await;
    let by = |place: i64| {
        event(
            EventKind::SessionEnded,
            Actor::User(world::robin()),
            Uuid::from_u128(place.unsigned_abs().into()),
        )
    };
    browser
        .world
        .stored(|stored| stored.events = (1..=51).map(by).collect());
    let page = browser.get(PATH).await;
    assert_eq!(page.body.matches("Ended a session").count(), 50);
    page.assert_says(200, &format!(r#"href="{PATH}?before=2""#));
    let page = browser.get(&format!("{PATH}?before=2")).await;
    assert_eq!(page.body.matches("Ended a session").count(), 1);
    assert!(!page.body.contains("Older") && page.body.contains("Newest"));
    for bad in ["before=x", "before=0"] {
        browser
            .get(&format!("{PATH}?{bad}"))
            .await
            .assert_says(400, "Not understood");
    }
}
