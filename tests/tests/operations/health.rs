//! Alive is not ready, and not ready is said at once and in few words.

use std::sync::Arc;
use tessera_tests::{
    Setup, TestApp, cluster::PrivateCluster, database::TestDatabase, on_each_database, wait,
};

/// Waits for a change of mind, because what was found out holds for a second. The process lives all the while.
fn await_readiness(app: &TestApp, status: u16) {
    wait::until("readiness changes", || {
        app.anonymous().get("/healthz").expect(200);
        let reply = app.anonymous().get("/readyz");
        assert_says_little(app, &reply.text());
        (reply.status == status).then_some(())
    });
}

fn assert_says_little(app: &TestApp, body: &str) {
    for secret in [
        app.database.url.as_str(),
        "127.0.0.1",
        "tessera.db",
        "/tmp",
        "password",
        env!("CARGO_PKG_VERSION"),
    ] {
        assert!(!body.contains(secret), "{body}");
    }
}

#[test]
fn a_op_2_pending_migrations_are_not_ready() {
    on_each_database(|app| {
        await_readiness(app, 200);
        app.storage.revert(1).expect("the last one can be undone");
        await_readiness(app, 503);
        app.storage.migrate().expect("the migrations run");
        await_readiness(app, 200);
    });
}

#[test]
fn a_op_2_a_full_disk_is_not_ready() {
    on_each_database(|app| {
        await_readiness(app, 200);
        app.disk.set_free(4);
        await_readiness(app, 503);
        app.disk.set_free(5);
        await_readiness(app, 200);
    });
}

#[test]
fn a_op_2_a_database_that_hangs_is_not_ready() {
    on_each_database(|app| {
        await_readiness(app, 200);
        app.statements.hold("");
        await_readiness(app, 503);
        app.statements.release();
        await_readiness(app, 200);
    });
}

#[test]
fn a_op_2_a_postgresql_that_goes_away_and_comes_back_is_found_again() {
    let Some(cluster) = PrivateCluster::start() else {
        return;
    };
    let app = TestApp::over(
        TestDatabase::of_cluster(&cluster.url),
        Setup::default(),
        Arc::default(),
    );
    let acme = app.tenant("acme");
    let path = format!("/api/v1/tickets/{}", acme.ticket("Remembered").id);
    await_readiness(&app, 200);

    cluster.stop();
    await_readiness(&app, 503);
    let refused = acme.admin.get(&path).expect(503);
    assert!(refused.header("retry-after").is_some());
    assert_says_little(&app, &refused.text());
    acme.admin
        .put(&path, &serde_json::json!({ "title": "Lost" }))
        .expect(503);

    cluster.resume();
    await_readiness(&app, 200);
    assert_eq!(
        acme.admin.get(&path).expect(200).json()["data"]["title"],
        "Remembered"
    );
    acme.admin
        .put(&path, &serde_json::json!({ "title": "Kept" }))
        .expect(200);

    cluster.freeze();
    await_readiness(&app, 503);
    cluster.thaw();
    await_readiness(&app, 200);
    assert_eq!(acme.admin.get(&path).expect(200).json()["data"]["title"], "Kept");
}
