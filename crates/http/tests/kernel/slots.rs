//! Slow work: how much of it runs at a time, and what becomes of the rest.

use crate::{
    client::{Client, get, kernel},
    desk,
};
use futures_util::{FutureExt, future::join_all};
use std::time::Duration;
use tessera_http::kernel::WebSettings;

#[actix_web::test]
async fn no_more_runs_than_there_are_slots_and_surplus_is_refused() {
    let client = Client::of(&kernel(WebSettings {
        password_slots: 2,
        ..WebSettings::default()
    }))
    .await;
    let answers = join_all((0..70).map(|_| client.send(get("/desk/slow/password")))).await;
    let refused: Vec<_> = answers.iter().filter(|answer| answer.status == 503).collect();
    assert_eq!(
        answers.iter().filter(|answer| answer.status == 200).count(),
        2 + 64
    );
    assert_eq!(refused.len(), 4);
    assert!(
        refused
            .iter()
            .all(|answer| answer.header("retry-after") == Some("1"))
    );
    assert_eq!(desk::PASSWORDS.most(), 2);
    assert_eq!(client.send(get("/desk/slow/password")).await.status, 200);
}

#[actix_web::test]
async fn slots_are_the_processes_and_outlast_clients_that_go_away() {
    let kernel = kernel(WebSettings {
        provider_slots: 1,
        ..WebSettings::default()
    });
    // As two worker threads have it.
    let (here, there) = (Client::of(&kernel).await, Client::of(&kernel).await);
    let mut gone = Vec::new();
    for client in [&here, &there, &here] {
        let mut asked = client.send(get("/desk/slow/provider")).boxed_local();
        assert!(asked.as_mut().now_or_never().is_none());
        gone.push(asked);
    }
    drop(gone);
    for client in [&here, &there] {
        assert_eq!(client.send(get("/desk/slow/provider")).await.status, 200);
    }
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert_eq!((desk::PROVIDERS.now(), desk::PROVIDERS.most()), (0, 1));
}

#[actix_web::test]
async fn a_panic_gives_its_slot_back() {
    let client = Client::of(&kernel(WebSettings {
        provider_slots: 1,
        handler_time: Duration::from_secs(5),
        ..WebSettings::default()
    }))
    .await;
    for _ in 0..2 {
        assert_eq!(client.send(get("/desk/slow/panic")).await.status, 500);
    }
}
