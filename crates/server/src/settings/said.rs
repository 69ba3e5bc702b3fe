//! The settings as the layers say them, and what is made of that.

use super::{
    FileSettings, Mode, Origin, Settings, SettingsError,
    files::{self, Endpoint, Extension, LinkSecret, Prefix, SaidBucket},
    mail,
    providers::{self, OtherProvider},
    sign_in::{Host, Network, RoleName, Scheme},
    tokens::Registering,
    values::{self, Bind, DialectName, LogFilter, LogFormat, PublicUrl, Tenant, WebOrigin},
};
use secrecy::SecretString;
use serde::Deserialize;
use std::{collections::BTreeMap, thread, time::Duration};
use tessera_application::{files::FilePolicy, sessions::Policy};
use tessera_domain::{tenant::Slug, user::Role};
use tessera_files::ClamdAddress;
use tessera_http::rates::Rates;

const GIB: u64 = 1024 * 1024 * 1024;

/// Everything as the layers say it. What is not said is the default.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Said {
    #[serde(deserialize_with = "values::parsed")]
    bind: Bind,
    #[serde(deserialize_with = "values::optional_text")]
    database_url: Option<String>,
    #[serde(deserialize_with = "values::optional_text")]
    migration_database_url: Option<String>,
    #[serde(deserialize_with = "values::text")]
    data_dir: String,
    #[serde(deserialize_with = "values::optional")]
    tenant: Option<Tenant>,
    #[serde(deserialize_with = "values::parsed")]
    log: LogFilter,
    #[serde(deserialize_with = "values::optional")]
    log_format: Option<LogFormat>,
    #[serde(deserialize_with = "values::whole::<_, 1, 64>")]
    workers: u32,
    #[serde(deserialize_with = "values::whole::<_, 1, 200>")]
    pool_size: u32,
    #[serde(deserialize_with = "values::whole::<_, 1, 100_000>")]
    max_connections: u32,
    #[serde(deserialize_with = "values::whole::<_, 1024, 16_777_216>")]
    max_body_bytes: u32,
    #[serde(deserialize_with = "values::whole::<_, 1, 600>")]
    shutdown_seconds: u32,
    #[serde(deserialize_with = "values::optional")]
    public_url: Option<PublicUrl>,
    #[serde(deserialize_with = "values::optional_truth")]
    tls_terminated: Option<bool>,
    #[serde(deserialize_with = "values::list")]
    cors_origins: Vec<WebOrigin>,
    #[serde(deserialize_with = "values::list")]
    trusted_proxies: Vec<Network>,
    #[serde(deserialize_with = "values::whole::<_, 1, 64>")]
    password_slots: u32,
    #[serde(deserialize_with = "values::whole::<_, 1, 3650>")]
    calls_kept_days: u32,
    #[serde(deserialize_with = "values::whole::<_, 1, 1_000_000>")]
    rate_authentication: u32,
    #[serde(deserialize_with = "values::whole::<_, 1, 100_000_000>")]
    rate_general: u32,
    #[serde(deserialize_with = "values::whole::<_, 1, 100_000_000>")]
    rate_upload: u32,
    #[serde(deserialize_with = "values::whole::<_, 1, 100_000_000>")]
    rate_search: u32,
    #[serde(deserialize_with = "values::whole::<_, 1, 100_000_000>")]
    rate_reports: u32,
    #[serde(deserialize_with = "values::list")]
    rate_refusing: Vec<DialectName>,
    #[serde(deserialize_with = "values::whole::<_, 60, 31_536_000>")]
    session_seconds: u32,
    #[serde(deserialize_with = "values::truth")]
    mobile_enabled: bool,
    #[serde(deserialize_with = "values::whole::<_, 10, 600>")]
    mobile_ott_seconds: u32,
    #[serde(deserialize_with = "values::whole::<_, 60, 2_592_000>")]
    mobile_access_seconds: u32,
    #[serde(deserialize_with = "values::whole::<_, 60, 31_536_000>")]
    mobile_refresh_seconds: u32,
    #[serde(deserialize_with = "values::whole::<_, 60, 315_360_000>")]
    mobile_session_seconds: u32,
    #[serde(deserialize_with = "values::list")]
    mobile_roles: Vec<RoleName>,
    #[serde(deserialize_with = "values::list")]
    mobile_schemes: Vec<Scheme>,
    #[serde(deserialize_with = "values::list")]
    mobile_https_hosts: Vec<Host>,
    #[serde(deserialize_with = "values::list")]
    mobile_hosts: Vec<Host>,
    #[serde(deserialize_with = "values::truth")]
    mobile_pkce_required: bool,
    #[serde(deserialize_with = "values::optional_text")]
    jwt_keys: Option<String>,
    #[serde(deserialize_with = "values::whole::<_, 60, 2_592_000>")]
    kanban_access_seconds: u32,
    #[serde(deserialize_with = "values::whole::<_, 60, 2_592_000>")]
    enterprise_access_seconds: u32,
    #[serde(deserialize_with = "values::whole::<_, 60, 31_536_000>")]
    token_refresh_seconds: u32,
    #[serde(deserialize_with = "values::whole::<_, 60, 315_360_000>")]
    token_session_seconds: u32,
    #[serde(deserialize_with = "values::optional")]
    registration: Option<Registering>,
    #[serde(deserialize_with = "values::optional_text")]
    super_secret_key: Option<String>,
    #[serde(deserialize_with = "values::whole::<_, 1024, 1_073_741_824>")]
    max_upload_bytes: u32,
    #[serde(deserialize_with = "values::list")]
    attachment_extensions: Vec<Extension>,
    #[serde(deserialize_with = "values::amount")]
    tenant_quota_bytes: u64,
    #[serde(deserialize_with = "values::amount")]
    user_quota_bytes: u64,
    #[serde(deserialize_with = "values::whole::<_, 1, 604_800>")]
    media_link_seconds: u32,
    #[serde(deserialize_with = "values::optional")]
    link_key: Option<LinkSecret>,
    #[serde(deserialize_with = "values::optional_text")]
    webhook_keys: Option<String>,
    #[serde(deserialize_with = "values::list")]
    webhook_networks: Vec<Network>,
    #[serde(deserialize_with = "values::optional")]
    smtp_url: Option<mail::Server>,
    #[serde(deserialize_with = "values::optional")]
    mail_from: Option<mail::From>,
    #[serde(deserialize_with = "values::optional")]
    clamd: Option<ClamdAddress>,
    #[serde(deserialize_with = "values::whole::<_, 1, 25>")]
    clamd_seconds: u32,
    #[serde(deserialize_with = "values::optional_text")]
    s3_bucket: Option<String>,
    #[serde(deserialize_with = "values::text")]
    s3_region: String,
    #[serde(deserialize_with = "values::optional")]
    s3_endpoint: Option<Endpoint>,
    #[serde(deserialize_with = "values::optional_text")]
    s3_access_key_id: Option<String>,
    #[serde(deserialize_with = "values::optional_text")]
    s3_secret_access_key: Option<String>,
    #[serde(deserialize_with = "values::parsed")]
    s3_prefix: Prefix,
    #[serde(deserialize_with = "values::truth")]
    s3_allow_http: bool,
    #[serde(deserialize_with = "values::optional_text")]
    google_client_id: Option<String>,
    #[serde(deserialize_with = "values::optional_text")]
    google_client_secret: Option<String>,
    #[serde(deserialize_with = "values::optional_text")]
    microsoft_directory: Option<String>,
    #[serde(deserialize_with = "values::optional_text")]
    microsoft_client_id: Option<String>,
    #[serde(deserialize_with = "values::optional_text")]
    microsoft_client_secret: Option<String>,
    #[serde(deserialize_with = "providers::others")]
    oidc_providers: Vec<OtherProvider>,
}

impl Default for Said {
    fn default() -> Self {
        let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let cores = u32::try_from(cores).unwrap_or(64).min(64);
        let rates = Rates::default();
        Self {
            bind: Bind(([127, 0, 0, 1], 8080).into()),
            database_url: None,
            migration_database_url: None,
            data_dir: "data".into(),
            tenant: None,
            log: LogFilter("info".into()),
            log_format: None,
            workers: cores,
            pool_size: cores.saturating_mul(2).clamp(4, 8),
            max_connections: 4096,
            max_body_bytes: 262_144,
            shutdown_seconds: 10,
            public_url: None,
            tls_terminated: None,
            cors_origins: Vec::new(),
            trusted_proxies: Vec::new(),
            password_slots: cores,
            calls_kept_days: 90,
            rate_authentication: rates.authentication,
            rate_general: rates.general,
            rate_upload: rates.upload,
            rate_search: rates.search,
            rate_reports: rates.reports,
            rate_refusing: rates.refusing.into_iter().map(DialectName).collect(),
            session_seconds: 43_200,
            mobile_enabled: true,
            mobile_ott_seconds: 60,
            mobile_access_seconds: 28_800,
            mobile_refresh_seconds: 2_592_000,
            mobile_session_seconds: 31_536_000,
            mobile_roles: Role::ALL.map(RoleName).to_vec(),
            mobile_schemes: Scheme::usual(),
            mobile_https_hosts: Vec::new(),
            mobile_hosts: Vec::new(),
            mobile_pkce_required: false,
            jwt_keys: None,
            kanban_access_seconds: 86_400,
            enterprise_access_seconds: 3_600,
            token_refresh_seconds: 604_800,
            token_session_seconds: 2_592_000,
            registration: None,
            super_secret_key: None,
            max_upload_bytes: 26_214_400,
            attachment_extensions: Extension::usual(),
            tenant_quota_bytes: 20 * GIB,
            user_quota_bytes: 2 * GIB,
            media_link_seconds: 3600,
            link_key: None,
            webhook_keys: None,
            webhook_networks: Vec::new(),
            smtp_url: None,
            mail_from: None,
            clamd: None,
            clamd_seconds: 10,
            s3_bucket: None,
            s3_region: "us-east-1".into(),
            s3_endpoint: None,
            s3_access_key_id: None,
            s3_secret_access_key: None,
            s3_prefix: Prefix::default(),
            s3_allow_http: false,
            google_client_id: None,
            google_client_secret: None,
            microsoft_directory: None,
            microsoft_client_id: None,
            microsoft_client_secret: None,
            oidc_providers: Vec::new(),
        }
    }
}

/// What must not be said, because there is a better way to say it.
const NOBODY: &str = "names no role; mobile_enabled = false switches signing in on phones off";

impl Said {
    /// The settings that this makes.
    ///
    /// # Errors
    /// The first setting that does not go with the others.
    pub fn settings(
        self,
        mode: Mode,
        origins: BTreeMap<&'static str, Origin>,
    ) -> Result<Settings, SettingsError> {
        let policy = self.policy(mode)?;
        let file_policy = self.file_policy();
        let public_url = self.public_url.map(|url| url.0);
        let https = public_url.as_ref().is_some_and(|url| url.starts_with("https://"));
        let url = self
            .database_url
            .unwrap_or_else(|| format!("sqlite://{}/tessera.db", self.data_dir));
        let mut settings = Settings {
            mode,
            bind: self.bind,
            database_url: SecretString::from(url),
            migration_database_url: self.migration_database_url.map(SecretString::from),
            data_dir: self.data_dir.into(),
            tenant: policy.default_tenant.clone(),
            log: self.log.0,
            log_format: self.log_format,
            workers: self.workers,
            pool_size: self.pool_size,
            max_connections: self.max_connections,
            max_body_bytes: self.max_body_bytes,
            shutdown: Duration::from_secs(self.shutdown_seconds.into()),
            public_url,
            tls_terminated: self.tls_terminated.unwrap_or(https),
            cors_origins: self.cors_origins.into_iter().map(|origin| origin.0).collect(),
            trusted_proxies: self
                .trusted_proxies
                .into_iter()
                .map(|network| network.0)
                .collect(),
            password_slots: self.password_slots,
            calls_kept: Duration::from_secs(u64::from(self.calls_kept_days) * 86_400),
            rates: Rates {
                authentication: self.rate_authentication,
                general: self.rate_general,
                upload: self.rate_upload,
                search: self.rate_search,
                reports: self.rate_reports,
                refusing: self.rate_refusing.into_iter().map(|name| name.0).collect(),
            },
            policy,
            jwt_keys: self.jwt_keys.map(SecretString::from),
            super_secret_key: self.super_secret_key.map(SecretString::from),
            mobile_schemes: self.mobile_schemes.into_iter().map(|scheme| scheme.0).collect(),
            mobile_https_hosts: self.mobile_https_hosts.into_iter().map(|host| host.0).collect(),
            providers: Vec::new(),
            files: FileSettings {
                policy: file_policy,
                bucket: None,
                clamd: self.clamd,
                clamd_limit: Duration::from_secs(self.clamd_seconds.into()),
                link_key: self.link_key.map(|key| SecretString::from(key.0)),
            },
            webhook_keys: self.webhook_keys.map(SecretString::from),
            webhook_networks: self
                .webhook_networks
                .into_iter()
                .map(|network| network.0)
                .collect(),
            mail: None,
            origins,
        };
        let bucket = SaidBucket {
            bucket: self.s3_bucket,
            region: self.s3_region,
            endpoint: self.s3_endpoint,
            key_id: self.s3_access_key_id,
            key: self.s3_secret_access_key,
            prefix: self.s3_prefix,
            allow_http: self.s3_allow_http,
        };
        settings.mail = mail::together(&settings, self.smtp_url, self.mail_from)?;
        settings.files.bucket = bucket.config(|key| settings.name_of(key))?;
        // They are made of several settings each, which errors name as they were said.
        let known = providers::Known {
            google: (self.google_client_id, self.google_client_secret),
            microsoft: (self.microsoft_client_id, self.microsoft_client_secret),
            directory: self.microsoft_directory,
        };
        settings.providers = known.configs(&settings, self.oidc_providers)?;
        if settings.policy.mobile_roles.is_empty() {
            return Err(SettingsError::new(settings.name_of("mobile_roles"), NOBODY));
        }
        Ok(settings)
    }

    fn file_policy(&self) -> FilePolicy {
        let quota = |bytes: u64| (bytes > 0).then_some(bytes);
        FilePolicy {
            max_bytes: self.max_upload_bytes.into(),
            extensions: files::extensions(&self.attachment_extensions),
            tenant_bytes: quota(self.tenant_quota_bytes),
            user_bytes: quota(self.user_quota_bytes),
            link_seconds: self.media_link_seconds.into(),
        }
    }

    fn policy(&self, mode: Mode) -> Result<Policy, SettingsError> {
        let tenant = match &self.tenant {
            Some(tenant) => tenant.0.clone(),
            None => {
                Slug::parse("default").map_err(|problem| SettingsError::new("tenant", problem.to_string()))?
            }
        };
        Ok(Policy {
            browser_seconds: self.session_seconds.into(),
            one_time_seconds: self.mobile_ott_seconds.into(),
            access_seconds: self.mobile_access_seconds.into(),
            refresh_seconds: self.mobile_refresh_seconds.into(),
            mobile_seconds: self.mobile_session_seconds.into(),
            mobile: self.mobile_enabled,
            mobile_roles: self.mobile_roles.iter().map(|role| role.0).collect(),
            pkce_required: self.mobile_pkce_required,
            mobile_hosts: self.mobile_hosts.iter().map(|host| host.0.clone()).collect(),
            kanban_access_seconds: self.kanban_access_seconds.into(),
            enterprise_access_seconds: self.enterprise_access_seconds.into(),
            token_refresh_seconds: self.token_refresh_seconds.into(),
            token_session_seconds: self.token_session_seconds.into(),
            registration: self.registration.unwrap_or(Registering::usual(mode)).is_open(),
            ..Policy::new(tenant)
        })
    }
}
