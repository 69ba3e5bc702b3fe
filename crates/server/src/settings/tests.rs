use super::*;
use secrecy::ExposeSecret;
use std::fs;

fn variables(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn from_environment(pairs: &[(&str, &str)]) -> Result<Settings, SettingsError> {
    Sources::new().environment(variables(pairs)).read()
}

#[test]
fn the_defaults_need_nothing() {
    let settings = Sources::new().read().unwrap();
    assert_eq!(settings.bind.0.to_string(), "127.0.0.1:8080");
    assert_eq!(settings.database_url.expose_secret(), "sqlite://data/tessera.db");
    assert_eq!(settings.tenant.as_str(), "default");
    assert_eq!(settings.shutdown, Duration::from_secs(10));
    assert_eq!(settings.calls_kept, Duration::from_hours(90 * 24));
    assert_eq!(
        (settings.mode, settings.tls_terminated),
        (Mode::Production, false)
    );
    assert!(settings.origins.values().all(|origin| *origin == Origin::Default));
}

#[test]
fn later_layers_win() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tessera.toml");
    fs::write(
        &path,
        "bind = \"127.0.0.1:1\"\nlog = \"debug\"\nworkers = 3\npool_size = 9\n",
    )
    .unwrap();
    let file = path.to_str().unwrap();
    let settings = Sources::new()
        .environment(variables(&[
            ("TESSERA_CONFIG", file),
            ("TESSERA_BIND", "127.0.0.1:2"),
            ("TESSERA_WORKERS", "2"),
        ]))
        .flag("bind", Some("127.0.0.1:3"))
        .flag("log", None::<String>)
        .read()
        .unwrap();
    assert_eq!(
        (settings.bind.0.port(), settings.workers, settings.pool_size),
        (3, 2, 9)
    );
    assert_eq!(settings.log, "debug");
    let origins = ["bind", "workers", "pool_size", "tenant"].map(|key| settings.origins[key].to_string());
    assert_eq!(
        origins,
        [
            "--bind",
            "TESSERA_WORKERS",
            &format!("pool_size in {file}"),
            "default"
        ]
    );
}

#[test]
fn a_named_file_counts_and_the_variable_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tessera.toml");
    fs::write(&path, "tenant = \"acme\"").unwrap();
    let elsewhere = variables(&[("TESSERA_CONFIG", "/nowhere/at/all.toml")]);
    let settings = Sources::new()
        .environment(elsewhere.clone())
        .file(Some(path))
        .read()
        .unwrap();
    assert_eq!(settings.tenant.as_str(), "acme");
    let error = Sources::new()
        .environment(elsewhere)
        .read()
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("settings file /nowhere/at/all.toml: cannot be read: No such file"),
        "{error}"
    );
}

#[test]
fn the_database_lies_in_the_data_folder_unless_it_is_said() {
    let url = |settings: Settings| settings.database_url.expose_secret().to_owned();
    let settings = from_environment(&[("TESSERA_DATA_DIR", "/srv/tessera")]).unwrap();
    assert_eq!(url(settings), "sqlite:///srv/tessera/tessera.db");
    let settings =
        from_environment(&[("TESSERA_DATA_DIR", "/srv"), ("DATABASE_URL", "postgres://h/d")]).unwrap();
    assert_eq!(url(settings), "postgres://h/d");
}

#[test]
fn calls_are_kept_for_as_many_days_as_it_is_said() {
    let settings = from_environment(&[("TESSERA_CALLS_KEPT_DAYS", "3650")]).unwrap();
    assert_eq!(settings.calls_kept, Duration::from_hours(3650 * 24));
}

#[test]
fn every_bad_value_is_refused_by_the_name_of_its_setting() {
    let table = [
        (
            ("TESSERA_BIND", "8080"),
            "TESSERA_BIND: \"8080\" is not an IP address with a port",
        ),
        (("TESSERA_BIND", ""), "TESSERA_BIND: \"\" is not an IP address"),
        (("DATABASE_URL", " "), "DATABASE_URL: is empty"),
        (("TESSERA_DATA_DIR", ""), "TESSERA_DATA_DIR: is empty"),
        (
            ("TESSERA_TENANT", "Acme!"),
            "TESSERA_TENANT: \"Acme!\" must be 1 to 63",
        ),
        (
            ("TESSERA_LOG", "info,=,"),
            "TESSERA_LOG: \"info,=,\" is not a log filter",
        ),
        (
            ("TESSERA_LOG_FORMAT", "xml"),
            "TESSERA_LOG_FORMAT: \"xml\" is neither text nor json",
        ),
        (
            ("TESSERA_WORKERS", "0"),
            "TESSERA_WORKERS: \"0\" is not a whole number from 1 to 64",
        ),
        (
            ("TESSERA_WORKERS", "two"),
            "TESSERA_WORKERS: \"two\" is not a whole number from 1 to 64",
        ),
        (
            ("TESSERA_POOL_SIZE", "1000"),
            "TESSERA_POOL_SIZE: \"1000\" is not a whole number from 1 to 200",
        ),
        (
            ("TESSERA_CALLS_KEPT_DAYS", "0"),
            "TESSERA_CALLS_KEPT_DAYS: \"0\" is not a whole number from 1 to 3650",
        ),
        (
            ("TESSERA_TLS_TERMINATED", "yes"),
            "TESSERA_TLS_TERMINATED: \"yes\" is neither true nor false",
        ),
        (
            ("TESSERA_CORS_ORIGINS", "https://a.example,*"),
            "TESSERA_CORS_ORIGINS: \"*\" is not an origin",
        ),
        (
            ("TESSERA_PUBLIC_URL", "tickets"),
            "TESSERA_PUBLIC_URL: \"tickets\" is not a web address",
        ),
        (
            ("TESSERA_BNID", "127.0.0.1:80"),
            "TESSERA_BNID: there is no such setting",
        ),
        (
            ("TESSERA_DATABASE_URL", "sqlite://x"),
            "TESSERA_DATABASE_URL: there is no such setting",
        ),
    ];
    for (variable, expected) in table {
        let error = from_environment(&[variable]).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{error}");
        assert_eq!(error.lines().count(), 1, "{error}");
    }
}

#[test]
fn a_bad_file_is_refused_by_name_in_one_line_that_shows_no_value() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tessera.toml");
    let shown = path.display();
    let table = [
        (
            "bind = 8080",
            format!("bind in {shown}: \"8080\" is not an IP address with a port"),
        ),
        (
            "bind = [\"secret\"]",
            format!("bind in {shown}: is not one plain value"),
        ),
        (
            "prot = 8080",
            format!("prot in {shown}: there is no such setting"),
        ),
        (
            "[server]\nbind = 1",
            format!("server in {shown}: there is no such setting"),
        ),
        (
            "workers = 500",
            format!("workers in {shown}: \"500\" is not a whole number from 1 to 64"),
        ),
        (
            "cors_origins = [\"null\"]",
            format!("cors_origins in {shown}: \"null\" is not an origin"),
        ),
        (
            "database_url = secret",
            format!("settings file {shown}: TOML parse error at line 1"),
        ),
    ];
    for (text, expected) in table {
        fs::write(&path, text).unwrap();
        let error = Sources::new()
            .file(Some(path.clone()))
            .read()
            .unwrap_err()
            .to_string();
        assert!(error.starts_with(&expected), "{error}");
        assert!(error.lines().count() == 1 && !error.contains("secret"), "{error}");
    }
}

#[test]
fn variables_of_others_and_of_the_test_scripts_are_left_alone() {
    let others = [
        ("HOME", "/root"),
        ("TESSERA_TEST_POSTGRES", "x"),
        ("TESSERA_PG_FSYNC", "on"),
        ("TESSERALIKE", "1"),
    ];
    assert!(from_environment(&others).is_ok());
}

#[test]
fn lists_and_truths_are_read_from_texts_and_from_toml() {
    let said = [
        ("TESSERA_CORS_ORIGINS", "https://a.example, https://b.example"),
        ("TESSERA_TLS_TERMINATED", "true"),
    ];
    let settings = from_environment(&said).unwrap();
    assert_eq!(settings.cors_origins, ["https://a.example", "https://b.example"]);
    assert!(settings.tls_terminated);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.toml");
    fs::write(
        &path,
        "cors_origins = [\"https://a.example\"]\ntls_terminated = false\npublic_url = \"https://t.example\"",
    )
    .unwrap();
    let settings = Sources::new().file(Some(path)).read().unwrap();
    assert_eq!((settings.cors_origins.len(), settings.tls_terminated), (1, false));
    assert!(
        from_environment(&[("TESSERA_PUBLIC_URL", "https://t.example/")])
            .unwrap()
            .tls_terminated
    );
}

#[test]
fn secrets_do_not_show() {
    let settings = from_environment(&[("DATABASE_URL", "postgres://u:hunter2@h/d")]).unwrap();
    assert!(!format!("{settings:?}").contains("hunter2"));
}
