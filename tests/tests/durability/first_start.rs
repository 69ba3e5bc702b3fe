//! The first start makes the schema, whoever else starts and whenever it is killed.

use std::{collections::BTreeMap, thread, time::Duration};
use tessera_tests::{
    DatabaseKind,
    database::TestDatabase,
    direct::Direct,
    process::{Launch, Server},
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_tessera-under-test");

/// The schema as the database tells it.
fn schema(direct: &mut Direct) -> BTreeMap<String, Vec<String>> {
    let tables = direct.tables().into_iter();
    let versions = direct.texts("SELECT version AS text FROM __diesel_schema_migrations ORDER BY 1");
    let mut schema = BTreeMap::from([
        ("versions".to_owned(), versions),
        ("tables".to_owned(), tables.collect()),
    ]);
    let sql = match direct {
        Direct::Sqlite(_) => "SELECT type || ' ' || name || ': ' || coalesce(sql, '') AS text FROM sqlite_schema ORDER BY 1",
        Direct::Postgres(_) => {
            "SELECT text FROM (
                SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable AS text
                FROM information_schema.columns WHERE table_schema = current_schema()
                UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = current_schema()
                UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || pg_get_constraintdef(oid)
                FROM pg_constraint WHERE connamespace = current_schema()::regnamespace
                UNION ALL SELECT 'grant ' || table_name || ' ' || privilege_type || ' ' ||
                    CASE grantee WHEN current_user THEN 'owner' ELSE 'other' END
                FROM information_schema.role_table_grants WHERE table_schema = current_schema()
             ) all_of_it ORDER BY text"
        }
    };
    schema.insert("objects".to_owned(), direct.texts(sql));
    schema
}

fn as_it_should_be(kind: DatabaseKind) -> BTreeMap<String, Vec<String>> {
    schema(&mut TestDatabase::migrated(kind).connect())
}

#[test]
fn a_dur_8_migrating_in_two_processes_at_once_runs_each_migration_once() {
    for kind in DatabaseKind::all() {
        let database = TestDatabase::empty(kind);
        let serve = Launch::serve(PROGRAM, &database);
        let both = thread::scope(|scope| {
            ["first", "second"]
                .map(|name| {
                    let migrate = serve
                        .clone()
                        .instead("migrate")
                        .log_to(&database.folder.path().join(name));
                    scope.spawn(move || migrate.run())
                })
                .map(|thread| thread.join().expect("the program runs"))
        });
        for ended in both {
            assert!(ended.status.success(), "{kind:?}: {}", ended.output);
        }
        assert_eq!(schema(&mut database.connect()), as_it_should_be(kind), "{kind:?}");
    }
}

#[test]
fn a_dur_8_two_servers_at_once_on_an_empty_database_are_two_on_postgresql_and_one_on_sqlite() {
    for kind in DatabaseKind::all() {
        let database = TestDatabase::empty(kind);
        let launch = |name: &str| {
            let folder = database.folder.path().join(name);
            std::fs::create_dir(&folder).expect("a folder can be made");
            Launch::serve(PROGRAM, &database)
                .with("TESSERA_DATA_DIR", &folder.display().to_string())
                .log_to(&folder.join("output.log"))
        };
        let (first, second) = (launch("first").start(), launch("second").start());
        match kind {
            DatabaseKind::Postgres => drop((first.ready(), second.ready())),
            DatabaseKind::Sqlite => {
                let mut both = [first, second];
                let refused = tessera_tests::wait::until("one of them gives up", || {
                    both.iter_mut().position(Server::has_ended)
                });
                let ended = both[refused].ended();
                assert!(!ended.status.success());
                assert!(
                    ended.output.contains("in use by another server"),
                    "{}",
                    ended.output
                );
                let [first, second] = both;
                drop(if refused == 0 {
                    second.ready()
                } else {
                    first.ready()
                });
            }
        }
        assert_eq!(schema(&mut database.connect()), as_it_should_be(kind), "{kind:?}");
    }
}

#[test]
fn a_dur_8_a_server_killed_in_its_first_start_starts_the_next_time() {
    for kind in DatabaseKind::all() {
        let expected = as_it_should_be(kind);
        // The moments are spread over a first start, whatever it does then.
        for ms in [5, 15, 30, 50, 80, 120, 200] {
            let database = TestDatabase::empty(kind);
            let launch = Launch::serve(PROGRAM, &database);
            let server = launch.start();
            thread::sleep(Duration::from_millis(ms));
            server.kill();
            drop(launch.start().ready());
            database.assert_sound();
            assert_eq!(
                schema(&mut database.connect()),
                expected,
                "{kind:?} killed after {ms} ms"
            );
        }
    }
}
