//! The settings of the service: what they are, where they come from, and what production refuses.

mod files;
mod keys;
mod layers;
mod mail;
mod production;
mod providers;
mod said;
mod sign_in;
mod tokens;
mod values;

pub use files::FileSettings;
pub use keys::{CONFIG_VARIABLE, KEYS, Key};
pub use layers::{Origin, SettingsError, Sources};
pub use mail::MailSettings;
pub use production::{check as check_for_serving, warnings};
pub use providers::open as open_providers;
pub use values::{Bind, LogFormat};

use ipnet::IpNet;
use secrecy::SecretString;
use std::{collections::BTreeMap, path::PathBuf, time::Duration};
use tessera_application::sessions::Policy;
use tessera_auth::oidc::ProviderConfig;
use tessera_domain::tenant::Slug;
use tessera_http::rates::Rates;

/// Whether the service is for real.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// It is: nothing weak is accepted.
    Production,
    /// Somebody tries it on their own machine: sample data, known passwords, loopback only.
    Development,
}

/// Everything that can be set, read and checked.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Whether the service is for real. Only `serve --dev` says that it is not.
    pub mode: Mode,
    /// The address to listen at.
    pub bind: Bind,
    /// Where the database is; holds a password on some.
    pub database_url: SecretString,
    /// The same database as the role that owns its tables, if that is another one.
    pub migration_database_url: Option<SecretString>,
    /// The folder for everything that the service keeps outside its database.
    pub data_dir: PathBuf,
    /// The tenant that commands mean when they name none, and that the first start opens.
    pub tenant: Slug,
    /// What is logged.
    pub log: String,
    /// What the log looks like; decided by where it goes unless it is said.
    pub log_format: Option<LogFormat>,
    /// Threads that read and write connections.
    pub workers: u32,
    /// Connections to the database, at most.
    pub pool_size: u32,
    /// Clients that may be connected to each worker at once.
    pub max_connections: u32,
    /// The largest JSON body that is read.
    pub max_body_bytes: u32,
    /// How long a stop may take.
    pub shutdown: Duration,
    /// The address under which people reach the server, if it is another one than it listens at.
    pub public_url: Option<String>,
    /// Whether everything reaches clients through TLS, so that browsers may be told never to come without.
    pub tls_terminated: bool,
    /// The web pages of other origins that may call the APIs.
    pub cors_origins: Vec<String>,
    /// The proxies that are believed when they say whom they speak for.
    pub trusted_proxies: Vec<IpNet>,
    /// Passwords that are hashed at a time.
    pub password_slots: u32,
    /// How long the record of an integration's call is kept.
    pub calls_kept: Duration,
    /// How many requests are let through, and who refuses the ones beyond.
    pub rates: Rates,
    /// How long sessions last, and who may have one on a phone.
    pub policy: Policy,
    /// What signed tokens are signed with, if it is not this server's own key.
    pub jwt_keys: Option<SecretString>,
    /// What stands for the first administrator in development mode, if anything does.
    pub super_secret_key: Option<SecretString>,
    /// The schemes of the links by which the app takes people back from the browser.
    pub mobile_schemes: Vec<String>,
    /// The hosts whose https links the app takes as well.
    pub mobile_https_hosts: Vec<String>,
    /// Who else says who somebody is, in the order in which they are offered.
    pub providers: Vec<ProviderConfig>,
    /// Where files are kept, which ones, and who looks for viruses in them.
    pub files: FileSettings,
    /// What the secrets of webhooks are sealed with; none: a key of this server's own.
    pub webhook_keys: Option<SecretString>,
    /// Networks that webhooks may lead to though they are nobody's on the internet.
    pub webhook_networks: Vec<IpNet>,
    /// How people are written to; not at all, unless it is said.
    pub mail: Option<MailSettings>,
    /// Where each setting comes from that somebody has set.
    pub origins: BTreeMap<&'static str, Origin>,
}

impl Settings {
    /// What to call a setting in a message: by the name under which it was set, else by its variable.
    pub fn name_of(&self, key: &str) -> String {
        match (self.origins.get(key), keys::find(key)) {
            (None | Some(Origin::Default), Some(key)) => key.variable.to_owned(),
            (Some(origin), _) => origin.to_string(),
            (None, None) => key.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests;
