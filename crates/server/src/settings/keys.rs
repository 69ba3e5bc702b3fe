//! The settings by name: in the file, in the environment, on the command line.

/// One setting's names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Key {
    /// In the settings file.
    pub name: &'static str,
    /// In the environment.
    pub variable: &'static str,
    /// On the command line, where it has a flag.
    pub flag: Option<&'static str>,
    /// Whether its value must not be shown.
    pub secret: bool,
}

const fn key(name: &'static str, variable: &'static str) -> Key {
    Key {
        name,
        variable,
        flag: None,
        secret: false,
    }
}

const fn flagged(name: &'static str, variable: &'static str, flag: &'static str) -> Key {
    Key {
        name,
        variable,
        flag: Some(flag),
        secret: false,
    }
}

const fn secret(key: Key) -> Key {
    Key { secret: true, ..key }
}

/// Every setting.
pub const KEYS: &[Key] = &[
    flagged("bind", "TESSERA_BIND", "--bind"),
    secret(flagged("database_url", "DATABASE_URL", "--database-url")),
    secret(key("migration_database_url", "TESSERA_MIGRATION_DATABASE_URL")),
    flagged("data_dir", "TESSERA_DATA_DIR", "--data-dir"),
    flagged("tenant", "TESSERA_TENANT", "--tenant"),
    flagged("log", "TESSERA_LOG", "--log"),
    flagged("log_format", "TESSERA_LOG_FORMAT", "--log-format"),
    key("workers", "TESSERA_WORKERS"),
    key("pool_size", "TESSERA_POOL_SIZE"),
    key("max_connections", "TESSERA_MAX_CONNECTIONS"),
    key("max_body_bytes", "TESSERA_MAX_BODY_BYTES"),
    key("shutdown_seconds", "TESSERA_SHUTDOWN_SECONDS"),
    key("public_url", "TESSERA_PUBLIC_URL"),
    key("tls_terminated", "TESSERA_TLS_TERMINATED"),
    key("cors_origins", "TESSERA_CORS_ORIGINS"),
    key("trusted_proxies", "TESSERA_TRUSTED_PROXIES"),
    key("password_slots", "TESSERA_PASSWORD_SLOTS"),
    key("calls_kept_days", "TESSERA_CALLS_KEPT_DAYS"),
    key("rate_authentication", "TESSERA_RATE_AUTHENTICATION"),
    key("rate_general", "TESSERA_RATE_GENERAL"),
    key("rate_upload", "TESSERA_RATE_UPLOAD"),
    key("rate_search", "TESSERA_RATE_SEARCH"),
    key("rate_reports", "TESSERA_RATE_REPORTS"),
    key("rate_refusing", "TESSERA_RATE_REFUSING"),
    key("session_seconds", "TESSERA_SESSION_SECONDS"),
    key("mobile_enabled", "TESSERA_MOBILE_ENABLED"),
    key("mobile_ott_seconds", "TESSERA_MOBILE_OTT_SECONDS"),
    key("mobile_access_seconds", "TESSERA_MOBILE_ACCESS_SECONDS"),
    key("mobile_refresh_seconds", "TESSERA_MOBILE_REFRESH_SECONDS"),
    key("mobile_session_seconds", "TESSERA_MOBILE_SESSION_SECONDS"),
    key("mobile_roles", "TESSERA_MOBILE_ROLES"),
    key("mobile_schemes", "TESSERA_MOBILE_SCHEMES"),
    key("mobile_https_hosts", "TESSERA_MOBILE_HTTPS_HOSTS"),
    key("mobile_hosts", "TESSERA_MOBILE_HOSTS"),
    key("mobile_pkce_required", "TESSERA_MOBILE_PKCE_REQUIRED"),
    secret(key("jwt_keys", "TESSERA_JWT_KEYS")),
    key("kanban_access_seconds", "TESSERA_KANBAN_ACCESS_SECONDS"),
    key("enterprise_access_seconds", "TESSERA_ENTERPRISE_ACCESS_SECONDS"),
    key("token_refresh_seconds", "TESSERA_TOKEN_REFRESH_SECONDS"),
    key("token_session_seconds", "TESSERA_TOKEN_SESSION_SECONDS"),
    key("registration", "TESSERA_REGISTRATION"),
    secret(key("super_secret_key", "SUPER_SECRET_KEY")),
    key("max_upload_bytes", "TESSERA_MAX_UPLOAD_BYTES"),
    key("attachment_extensions", "TESSERA_ATTACHMENT_EXTENSIONS"),
    key("tenant_quota_bytes", "TESSERA_TENANT_QUOTA_BYTES"),
    key("user_quota_bytes", "TESSERA_USER_QUOTA_BYTES"),
    key("media_link_seconds", "TESSERA_MEDIA_LINK_SECONDS"),
    secret(key("link_key", "TESSERA_LINK_KEY")),
    secret(key("webhook_keys", "TESSERA_WEBHOOK_KEYS")),
    key("webhook_networks", "TESSERA_WEBHOOK_NETWORKS"),
    secret(key("smtp_url", "TESSERA_SMTP_URL")),
    key("mail_from", "TESSERA_MAIL_FROM"),
    key("clamd", "TESSERA_CLAMD"),
    key("clamd_seconds", "TESSERA_CLAMD_SECONDS"),
    key("s3_bucket", "TESSERA_S3_BUCKET"),
    key("s3_region", "TESSERA_S3_REGION"),
    key("s3_endpoint", "TESSERA_S3_ENDPOINT"),
    key("s3_access_key_id", "TESSERA_S3_ACCESS_KEY_ID"),
    secret(key("s3_secret_access_key", "TESSERA_S3_SECRET_ACCESS_KEY")),
    key("s3_prefix", "TESSERA_S3_PREFIX"),
    key("s3_allow_http", "TESSERA_S3_ALLOW_HTTP"),
    key("google_client_id", "TESSERA_GOOGLE_CLIENT_ID"),
    secret(key("google_client_secret", "TESSERA_GOOGLE_CLIENT_SECRET")),
    key("microsoft_directory", "TESSERA_MICROSOFT_DIRECTORY"),
    key("microsoft_client_id", "TESSERA_MICROSOFT_CLIENT_ID"),
    secret(key("microsoft_client_secret", "TESSERA_MICROSOFT_CLIENT_SECRET")),
    secret(key("oidc_providers", "TESSERA_OIDC_PROVIDERS")),
];

/// The variable that names the settings file.
pub const CONFIG_VARIABLE: &str = "TESSERA_CONFIG";

/// Variables with this beginning are settings, so one that is none is refused.
pub const PREFIX: &str = "TESSERA_";

/// Variables of the project's own test and benchmark scripts, which a server that they start sees too.
pub const FOREIGN_PREFIXES: [&str; 2] = ["TESSERA_TEST_", "TESSERA_PG_"];

/// The setting of that name.
pub fn find(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_is_the_key_in_capitals() {
        // Two have the names that everybody knows them by.
        let usual = |key: &&Key| !["database_url", "super_secret_key"].contains(&key.name);
        for key in KEYS.iter().filter(usual) {
            assert_eq!(key.variable, format!("{PREFIX}{}", key.name.to_uppercase()));
            assert!(
                !FOREIGN_PREFIXES
                    .iter()
                    .any(|prefix| key.variable.starts_with(prefix))
            );
        }
        for flag in KEYS
            .iter()
            .filter_map(|key| key.flag.map(|flag| (key.name, flag)))
        {
            assert_eq!(flag.1, format!("--{}", flag.0.replace('_', "-")));
        }
    }
}
