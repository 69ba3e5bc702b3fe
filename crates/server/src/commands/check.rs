//! `tessera check`

use super::{Common, Failure, listing, output};
use crate::{
    core::Core,
    files,
    settings::{self, KEYS, Settings},
    world::{Disk, RealDisk, World},
};
use secrecy::{ExposeSecret, SecretString};
use std::{fmt::Display, io, process::ExitCode};
use tessera_application::tenants;
use tessera_domain::attachment::Extensions;
use tessera_ports::identity::Brand;

const EXAMPLES: &str = "\
Examples:
  tessera check
  TESSERA_CONFIG=/etc/tessera.toml tessera check

Changes nothing, but for making the data folder and an SQLite file that are not there yet.
Exit code 1 if `tessera serve` would not start well, 2 if a setting is wrong.";

/// Look at the settings and the database, and say how they are
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Check {}

impl Check {
    #[expect(clippy::unused_self, reason = "every command is run the same way")]
    pub(super) fn run(&self, common: &Common) -> Result<ExitCode, Failure> {
        let settings = common.settings()?;
        output::result("Settings")?;
        for key in KEYS {
            let origin = settings
                .origins
                .get(key.name)
                .map(ToString::to_string)
                .unwrap_or_default();
            output::result(&format!(
                "  {:<25}{}  ({origin})",
                key.name,
                shown(&settings, key.name)
            ))?;
        }
        let mut findings = Findings::default();
        findings.look(
            "Fit for serving",
            settings::check_for_serving(&settings).map(|()| "yes".into()),
        )?;
        let core = Core::open(&settings, &World::default())?;
        findings.look_into_database(&core, &settings)?;
        findings.look_into_files(&settings)?;
        let free = RealDisk.free_percent(&settings.data_dir);
        findings.look("Disk", free.map(|free| format!("{free} % free")))?;
        Ok(if findings.bad == 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }
}

#[derive(Default)]
struct Findings {
    bad: u32,
}

impl Findings {
    fn look_into_database(&mut self, core: &Core, settings: &Settings) -> io::Result<()> {
        self.look("Database answers", core.database.ping().map(|()| "yes".into()))?;
        let pending = core.database.pending();
        let current = pending.as_ref().is_ok_and(Vec::is_empty);
        let schema = pending.map(|missing| match missing.len() {
            0 => "up to date".into(),
            steps => format!("{steps} steps behind; the next start of the server brings it up to date"),
        });
        self.look("Schema", schema)?;
        if !current {
            return Ok(());
        }
        let tenant = match tenants::find(&core.application, &settings.tenant) {
            Err(tessera_application::Error::NotFound(_)) => {
                Ok("not there yet; the next start of the server opens it".into())
            }
            found => found.map(|tenant| listing::shown(tenant.name.as_str())),
        };
        self.look("Default tenant", tenant)
    }

    fn look_into_files(&mut self, settings: &Settings) -> io::Result<()> {
        let store = files::store(settings).map_err(|error| error.to_string());
        let answers = store.and_then(|store| store.check().map_err(|error| error.to_string()));
        self.look("Files can be kept", answers.map(|()| "yes".into()))?;
        match files::scanner(settings) {
            Some(scanner) => self.look("Virus scanner answers", scanner.check().map(|()| "yes".into())),
            None => self.look(
                "Virus scanner",
                Ok::<_, io::Error>("none; files are not scanned".into()),
            ),
        }
    }

    fn look<E: Display>(&mut self, what: &str, found: Result<String, E>) -> io::Result<()> {
        let words = found.unwrap_or_else(|error| {
            self.bad += 1;
            format!("NO: {error}")
        });
        output::result(&format!("{what:<26}{words}"))
    }
}

fn shown(settings: &Settings, key: &str) -> String {
    let (policy, files) = (&settings.policy, &settings.files);
    match key {
        "bind" => settings.bind.0.to_string(),
        "database_url" => without_password(settings.database_url.expose_secret()),
        "migration_database_url" => {
            let url = settings.migration_database_url.as_ref();
            url.map_or_else(nothing, |url| without_password(url.expose_secret()))
        }
        "data_dir" => settings.data_dir.display().to_string(),
        "tenant" => settings.tenant.as_str().into(),
        "log" => settings.log.clone(),
        "log_format" => settings
            .log_format
            .map_or_else(nothing, |format| format!("{format:?}").to_lowercase()),
        "workers" => settings.workers.to_string(),
        "pool_size" => settings.pool_size.to_string(),
        "max_connections" => settings.max_connections.to_string(),
        "max_body_bytes" => settings.max_body_bytes.to_string(),
        "shutdown_seconds" => settings.shutdown.as_secs().to_string(),
        "public_url" => settings.public_url.clone().unwrap_or_else(nothing),
        "tls_terminated" => settings.tls_terminated.to_string(),
        "cors_origins" => listed(&settings.cors_origins),
        "trusted_proxies" => listed(&settings.trusted_proxies),
        "password_slots" => settings.password_slots.to_string(),
        "calls_kept_days" => (settings.calls_kept.as_secs() / 86_400).to_string(),
        "rate_authentication" => settings.rates.authentication.to_string(),
        "rate_general" => settings.rates.general.to_string(),
        "rate_upload" => settings.rates.upload.to_string(),
        "rate_search" => settings.rates.search.to_string(),
        "rate_reports" => settings.rates.reports.to_string(),
        "rate_refusing" => listed(&settings.rates.refusing),
        "session_seconds" => policy.browser_seconds.to_string(),
        "mobile_enabled" => policy.mobile.to_string(),
        "mobile_ott_seconds" => policy.one_time_seconds.to_string(),
        "mobile_access_seconds" => policy.access_seconds.to_string(),
        "mobile_refresh_seconds" => policy.refresh_seconds.to_string(),
        "mobile_session_seconds" => policy.mobile_seconds.to_string(),
        "mobile_roles" => listed(policy.mobile_roles.iter().map(|role| role.key())),
        "mobile_schemes" => listed(&settings.mobile_schemes),
        "mobile_https_hosts" => listed(&settings.mobile_https_hosts),
        "mobile_hosts" => listed(&policy.mobile_hosts),
        "max_upload_bytes" => files.policy.max_bytes.to_string(),
        "attachment_extensions" => match &files.policy.extensions {
            Extensions::Any => "*".into(),
            Extensions::These(list) => listed(list),
        },
        "tenant_quota_bytes" => files.policy.tenant_bytes.unwrap_or(0).to_string(),
        "user_quota_bytes" => files.policy.user_bytes.unwrap_or(0).to_string(),
        "media_link_seconds" => files.policy.link_seconds.to_string(),
        "link_key" => hidden(files.link_key.as_ref()),
        "webhook_keys" => hidden(settings.webhook_keys.as_ref()),
        "webhook_networks" => listed(&settings.webhook_networks),
        "smtp_url" => settings.mail.as_ref().map_or_else(nothing, |_| "...".into()),
        "mail_from" => settings
            .mail
            .as_ref()
            .map_or_else(nothing, |mail| mail.sender.to_string()),
        "clamd" => files.clamd.as_ref().map_or_else(nothing, ToString::to_string),
        "clamd_seconds" => files.clamd_limit.as_secs().to_string(),
        "mobile_pkce_required" => policy.pkce_required.to_string(),
        "jwt_keys" => hidden(settings.jwt_keys.as_ref()),
        "kanban_access_seconds" => policy.kanban_access_seconds.to_string(),
        "enterprise_access_seconds" => policy.enterprise_access_seconds.to_string(),
        "token_refresh_seconds" => policy.token_refresh_seconds.to_string(),
        "token_session_seconds" => policy.token_session_seconds.to_string(),
        "registration" => if policy.registration { "open" } else { "closed" }.to_owned(),
        "super_secret_key" => hidden(settings.super_secret_key.as_ref()),
        _ if key.starts_with("s3_") => shown_of_bucket(settings, key),
        _ => shown_of_providers(settings, key),
    }
}

fn shown_of_bucket(settings: &Settings, key: &str) -> String {
    let Some(bucket) = &settings.files.bucket else {
        return nothing();
    };
    let credentials = bucket.credentials.as_ref();
    match key {
        "s3_bucket" => bucket.bucket.clone(),
        "s3_region" => bucket.region.clone(),
        "s3_endpoint" => bucket.endpoint.clone().unwrap_or_else(nothing),
        "s3_access_key_id" => credentials.map_or_else(nothing, |(id, _)| id.clone()),
        "s3_secret_access_key" => hidden(credentials.map(|(_, key)| key)),
        "s3_prefix" => bucket.prefix.clone(),
        "s3_allow_http" => bucket.allow_http.to_string(),
        _ => "?".into(),
    }
}

fn shown_of_providers(settings: &Settings, key: &str) -> String {
    let (brand, what) = match key.split_once('_') {
        Some(("google", what)) => (Brand::Google, what),
        Some(("microsoft", what)) => (Brand::Microsoft, what),
        Some(("oidc", "providers")) => {
            let others = settings
                .providers
                .iter()
                .filter(|provider| provider.brand == Brand::Other);
            return listed(others.map(|provider| format!("{} at {}", provider.key, provider.issuer)));
        }
        _ => return "?".into(),
    };
    let provider = settings.providers.iter().find(|provider| provider.brand == brand);
    match what {
        "client_id" => provider.map_or_else(nothing, |provider| provider.client_id.clone()),
        "client_secret" => provider.map_or_else(nothing, |_| "...".into()),
        "directory" => provider.map_or_else(nothing, |provider| provider.issuer.clone()),
        _ => "?".into(),
    }
}

fn hidden(secret: Option<&SecretString>) -> String {
    secret.map_or_else(nothing, |_| "...".into())
}

fn nothing() -> String {
    "-".into()
}

fn listed<T: Display>(values: impl IntoIterator<Item = T>) -> String {
    let texts: Vec<_> = values.into_iter().map(|value| value.to_string()).collect();
    if texts.is_empty() {
        nothing()
    } else {
        texts.join(", ")
    }
}

/// A database's URL as it may be shown. Of one with a password only what stands around that.
fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return "(not a URL)".into();
    };
    let (place, query) = rest
        .split_once('?')
        .map_or((rest, ""), |(place, _)| (place, "?..."));
    match place.rsplit_once('@') {
        Some((person, host)) => {
            let user = person.split(':').next().unwrap_or_default();
            format!("{scheme}://{user}:...@{host}{query}")
        }
        None => format!("{scheme}://{place}{query}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Sources;

    #[test]
    fn every_setting_can_be_shown_and_no_password_is() {
        let url = "postgres://u:canary@h:5432/d?password=canary";
        let said = [
            ("TESSERA_MIGRATION_DATABASE_URL", url),
            ("TESSERA_JWT_KEYS", "k1:HS256:canary"),
            ("SUPER_SECRET_KEY", "canary"),
            ("TESSERA_GOOGLE_CLIENT_ID", "from-google"),
            ("TESSERA_GOOGLE_CLIENT_SECRET", "canary"),
            (
                "TESSERA_MICROSOFT_DIRECTORY",
                "72f988bf-86f1-41af-91ab-2d7cd011db47",
            ),
            ("TESSERA_MICROSOFT_CLIENT_ID", "from-microsoft"),
            ("TESSERA_MICROSOFT_CLIENT_SECRET", "canary"),
            (
                "TESSERA_OIDC_PROVIDERS",
                r#"[{"key":"ours","name":"Ours","issuer":"https://id.example","client_id":"t","client_secret":"canary"}]"#,
            ),
        ];
        let said = said.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let settings = Sources::new()
            .environment(said)
            .flag("database_url", Some(url))
            .read()
            .unwrap();
        for key in KEYS {
            let text = shown(&settings, key.name);
            assert!(text != "?" && !text.contains("canary"), "{}: {text}", key.name);
        }
        assert_eq!(shown(&settings, "google_client_id"), "from-google");
        assert_eq!(shown(&settings, "oidc_providers"), "ours at https://id.example");
        assert_eq!(without_password(url), "postgres://u:...@h:5432/d?...");
        assert_eq!(
            without_password("sqlite://data/tessera.db"),
            "sqlite://data/tessera.db"
        );
    }
}
