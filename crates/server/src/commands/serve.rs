//! `tessera serve`

use super::{Common, Failure, output};
use crate::{
    first_start::{ADMIN, FirstAdmin, Greeting},
    logging,
    server::Server,
    settings::{self, Mode},
};
use secrecy::ExposeSecret;
use std::process::ExitCode;

const SETTINGS: &str = "\
All settings, as key in the TOML file and as variable in the environment. Lists are separated by
commas in the environment:
  bind                     TESSERA_BIND                     127.0.0.1:8080
  database_url             DATABASE_URL                     sqlite: tessera.db in the data folder
  migration_database_url   TESSERA_MIGRATION_DATABASE_URL   PostgreSQL: as the tables' owner
  data_dir                 TESSERA_DATA_DIR                 data
  tenant                   TESSERA_TENANT                   default: opened by the first start
  log                      TESSERA_LOG                      info
  log_format               TESSERA_LOG_FORMAT               text at a terminal, else json
  workers                  TESSERA_WORKERS                  as many as there are processors
  pool_size                TESSERA_POOL_SIZE                4 to 8 connections to the database
  max_connections          TESSERA_MAX_CONNECTIONS          4096 clients for each worker
  max_body_bytes           TESSERA_MAX_BODY_BYTES           262144, of JSON
  shutdown_seconds         TESSERA_SHUTDOWN_SECONDS         10
  public_url               TESSERA_PUBLIC_URL               where people reach it, if not at bind
  tls_terminated           TESSERA_TLS_TERMINATED           true if public_url is https; HSTS
  cors_origins             TESSERA_CORS_ORIGINS             none
  trusted_proxies          TESSERA_TRUSTED_PROXIES          none; networks or addresses
  password_slots           TESSERA_PASSWORD_SLOTS           hashed at a time; as processors
  calls_kept_days          TESSERA_CALLS_KEPT_DAYS          90; the record of integrations' calls

Limits on requests, over all APIs together:
  rate_authentication      TESSERA_RATE_AUTHENTICATION      10 sign-ins an address and minute
  rate_general             TESSERA_RATE_GENERAL             1000 requests a person and hour
  rate_upload              TESSERA_RATE_UPLOAD              100 files
  rate_search              TESSERA_RATE_SEARCH              200 searches
  rate_reports             TESSERA_RATE_REPORTS             50 reports
  rate_refusing            TESSERA_RATE_REFUSING            enterprise; the APIs that refuse more

Signing in, in browsers and on phones:
  session_seconds          TESSERA_SESSION_SECONDS          43200, in a browser
  mobile_enabled           TESSERA_MOBILE_ENABLED           true; signing in on phones
  mobile_ott_seconds       TESSERA_MOBILE_OTT_SECONDS       60, from browser to app
  mobile_access_seconds    TESSERA_MOBILE_ACCESS_SECONDS    28800, or until its session ends
  mobile_refresh_seconds   TESSERA_MOBILE_REFRESH_SECONDS   2592000 without being used
  mobile_session_seconds   TESSERA_MOBILE_SESSION_SECONDS   31536000 at most, however used
  mobile_roles             TESSERA_MOBILE_ROLES             all
  mobile_schemes           TESSERA_MOBILE_SCHEMES           alga,exp: of links into the app
  mobile_https_hosts       TESSERA_MOBILE_HTTPS_HOSTS       none; whose https links are the app's
  mobile_hosts             TESSERA_MOBILE_HOSTS             any; all that the app may sign in to
  mobile_pkce_required     TESSERA_MOBILE_PKCE_REQUIRED     false; true shuts out older apps

Signing in by signed tokens, through the kanban and the enterprise API:
  jwt_keys                 TESSERA_JWT_KEYS                 one of its own in data_dir; see below
  kanban_access_seconds    TESSERA_KANBAN_ACCESS_SECONDS    86400, or until its session ends
  enterprise_access_seconds TESSERA_ENTERPRISE_ACCESS_SECONDS 3600, or until its session ends
  token_refresh_seconds    TESSERA_TOKEN_REFRESH_SECONDS    604800 without being used
  token_session_seconds    TESSERA_TOKEN_SESSION_SECONDS    2592000 at most, however used
  registration             TESSERA_REGISTRATION             closed; open with --dev
  super_secret_key         SUPER_SECRET_KEY                 none; only with --dev, the first admin

Keys are NAME:HS256:BASE64 or NAME:EdDSA:BASE64, separated by commas, or with @FILE for BASE64.
The first signs, all of them verify. `openssl rand -base64 32` makes one for HS256. Several servers
on one database need the same keys.

Files under tickets:
  max_upload_bytes         TESSERA_MAX_UPLOAD_BYTES         26214400, of one file
  attachment_extensions    TESSERA_ATTACHMENT_EXTENSIONS    of documents, pictures ...; * for all
  tenant_quota_bytes       TESSERA_TENANT_QUOTA_BYTES       21474836480; 0 for none
  user_quota_bytes         TESSERA_USER_QUOTA_BYTES         2147483648 of one person; 0 for none
  media_link_seconds       TESSERA_MEDIA_LINK_SECONDS       3600, how long a link works
  link_key                 TESSERA_LINK_KEY                 one of its own in data_dir
  clamd                    TESSERA_CLAMD                    none; HOST:PORT or unix:/PATH of ClamAV
  clamd_seconds            TESSERA_CLAMD_SECONDS            10, for one file
  s3_bucket                TESSERA_S3_BUCKET                none: they are kept in data_dir
  s3_region                TESSERA_S3_REGION                us-east-1
  s3_endpoint              TESSERA_S3_ENDPOINT              Amazon's
  s3_access_key_id         TESSERA_S3_ACCESS_KEY_ID         the machine's own role
  s3_secret_access_key     TESSERA_S3_SECRET_ACCESS_KEY     the machine's own role
  s3_prefix                TESSERA_S3_PREFIX                none; a folder in the bucket
  s3_allow_http            TESSERA_S3_ALLOW_HTTP            false; an endpoint may be without TLS

Webhooks:
  webhook_keys             TESSERA_WEBHOOK_KEYS             one of its own in data_dir; see below
  webhook_networks         TESSERA_WEBHOOK_NETWORKS         none; private ones they may lead to

Of several keys, separated by commas, the first seals the secrets of webhooks and all of them open
them. `openssl rand -base64 32` makes one. Several servers on one database need the same keys.

Letters to people about what concerns them; none, unless both are set:
  smtp_url                 TESSERA_SMTP_URL                 none; smtp:// or smtps://USER:PASSWORD@HOST
  mail_from                TESSERA_MAIL_FROM                none; such as Help desk <help@example.com>

Identity providers; where browsers come back to is PUBLIC_URL/auth/signin/KEY/callback:
  google_client_id         TESSERA_GOOGLE_CLIENT_ID         none
  google_client_secret     TESSERA_GOOGLE_CLIENT_SECRET     none
  microsoft_directory      TESSERA_MICROSOFT_DIRECTORY      none; the directory's id, a GUID
  microsoft_client_id      TESSERA_MICROSOFT_CLIENT_ID      none
  microsoft_client_secret  TESSERA_MICROSOFT_CLIENT_SECRET  none
  oidc_providers           TESSERA_OIDC_PROVIDERS           none; see below

Other providers that speak OpenID Connect are tables in the file, with all of these keys:
  [[oidc_providers]]
  key = \"ours\"                  # a-z, 0-9 and -; stands in addresses
  name = \"Our directory\"        # what the button says
  issuer = \"https://id.example.com/realms/ours\"
  client_id = \"tessera\"
  client_secret = \"...\"
In the environment the same is a JSON list: [{\"key\": \"ours\", ...}]
Whom a provider vouches for gets in only as `tessera tenant set --help` says.

Examples:
  On this machine, with sample data and user admin, password admin:
    tessera serve --dev
  For real, behind a proxy that speaks TLS:
    DATABASE_URL=postgres://tessera:...@db.internal/tessera \\
    TESSERA_PUBLIC_URL=https://tickets.example.com TESSERA_TRUSTED_PROXIES=10.0.0.5 tessera serve

The first start opens the default tenant and prints the password of its administrator, once.
SIGTERM and Ctrl+C end it in good order; a second one ends it at once.";

/// Answer requests until stopped
#[derive(clap::Args, Debug)]
#[command(after_help = SETTINGS)]
pub struct Serve {
    /// Try it: sample data, known passwords, this machine only
    #[arg(long)]
    dev: bool,
    #[arg(
        long,
        value_name = "ADDRESS:PORT",
        help = "The address to listen at [TESSERA_BIND]"
    )]
    bind: Option<String>,
    #[arg(
        long,
        value_name = "SLUG",
        help = "The tenant that the first start opens [TESSERA_TENANT]"
    )]
    tenant: Option<String>,
}

impl Serve {
    pub(super) fn run(&self, common: &Common) -> Result<ExitCode, Failure> {
        let sources = common
            .sources()
            .flag("bind", self.bind.clone())
            .flag("tenant", self.tenant.clone());
        let settings = sources.development(self.dev).read()?;
        settings::check_for_serving(&settings)?;
        logging::start(&settings);
        let server = Server::build(&settings)?;
        let address = server.local_addr().unwrap_or(settings.bind.0);
        let url = settings
            .public_url
            .clone()
            .unwrap_or_else(|| format!("http://{address}"));
        greet(server.greeting(), &url, &format!("http://{address}"))?;
        for (setting, warning) in settings::warnings(&settings) {
            tracing::warn!(setting, "{warning}");
        }
        tracing::info!(%address, production = settings.mode == Mode::Production, "listening");
        actix_web::rt::System::new().block_on(server.run())?;
        // Threads that hang in a database that does not answer would keep the process waiting for them.
        std::process::exit(0)
    }
}

fn greet(greeting: &Greeting, url: &str, local: &str) -> std::io::Result<()> {
    match greeting {
        Greeting::None => Ok(()),
        Greeting::FirstStart(admin) => output::result(&first_start(admin, Some(url))),
        Greeting::Development { password, key, token } => {
            let secrets = [key.expose_secret(), token.expose_secret()];
            output::result(&development(*password, secrets, local))
        }
    }
}

/// What to do with a password that is shown only now.
pub(super) fn first_start(admin: &FirstAdmin, url: Option<&str>) -> String {
    let FirstAdmin { tenant, password } = admin;
    let url = url
        .map(|url| format!("  Sign in   {url}/auth/signin\n"))
        .unwrap_or_default();
    format!(
        "\
The database is new. The tenant {tenant} was opened with an administrator:

{url}  User      {ADMIN}
  Password  {password}

Write the password down: it is shown only this once.
An API key for the same user: tessera token create --kind api-key --user {ADMIN}
",
        tenant = tenant.as_str(),
        password = password.expose_secret(),
    )
}

fn development(password: Option<&str>, [key, token]: [&str; 2], url: &str) -> String {
    let user = password.map_or_else(
        || format!("{ADMIN}, with the password that the first start printed"),
        |password| format!("{ADMIN}, password {password}"),
    );
    let signing_in = password.map_or_else(String::new, |password| signing_in(password, url));
    format!(
        "
Tessera runs in development mode, for this machine only.

  Click     {url}/docs
  Console   {url}/console
  Sign in   {url}/auth/signin
  User      {user}
  API key   {key}
  Token     {token}

Try it: the three newest tickets.

  curl --header 'x-api-key: {key}' '{url}/api/v1/tickets?limit=3'

As another system, by its token: open a ticket.

  curl --header 'Authorization: Bearer {token}' --header 'Content-Type: application/json' --data '{{\"title\": \"Order 4711 is stuck\"}}' '{url}/functions/v1/integration-tickets/tickets'

{signing_in}Ctrl+C ends it.
"
    )
}

/// How clients of the dialects with passwords begin.
fn signing_in(password: &str, url: &str) -> String {
    let with = format!(
        "curl --header 'Content-Type: application/json' --data '{{\"username\": \"{ADMIN}\", \"password\": \"{password}\"}}'"
    );
    format!(
        "As a board, or as an enterprise client: sign in.

  {with} '{url}/api/tickets/auth/login/'
  {with} '{url}/auth/login'

"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::KEYS;

    #[test]
    fn the_help_lists_every_setting() {
        for key in KEYS {
            let line = SETTINGS
                .lines()
                .find(|line| line.split_whitespace().next() == Some(key.name));
            assert!(
                line.is_some_and(|line| line.contains(key.variable)),
                "{}",
                key.name
            );
        }
    }

    #[test]
    fn a_trial_says_where_to_sign_in() {
        let text = development(
            Some("admin"),
            ["sample-key", "sample-token"],
            "http://127.0.0.1:8080",
        );
        assert!(
            text.contains("Sign in   http://127.0.0.1:8080/auth/signin\n"),
            "{text}"
        );
        assert!(text.contains("User      admin, password admin\n"), "{text}");
    }

    #[test]
    fn the_lines_with_curl_are_commands_and_nothing_else() {
        let text = development(
            Some("admin"),
            ["sample-key", "sample-token"],
            "http://127.0.0.1:8080",
        );
        let lines: Vec<&str> = text
            .lines()
            .map(str::trim)
            .filter(|line| line.contains("curl "))
            .collect();
        assert_eq!(
            lines,
            [
                "curl --header 'x-api-key: sample-key' 'http://127.0.0.1:8080/api/v1/tickets?limit=3'",
                "curl --header 'Authorization: Bearer sample-token' --header 'Content-Type: application/json' \
                 --data '{\"title\": \"Order 4711 is stuck\"}' 'http://127.0.0.1:8080/functions/v1/integration-tickets/tickets'",
                "curl --header 'Content-Type: application/json' --data '{\"username\": \"admin\", \"password\": \"admin\"}' \
                 'http://127.0.0.1:8080/api/tickets/auth/login/'",
                "curl --header 'Content-Type: application/json' --data '{\"username\": \"admin\", \"password\": \"admin\"}' \
                 'http://127.0.0.1:8080/auth/login'",
            ]
        );
        let unknown = development(None, ["sample-key", "sample-token"], "http://127.0.0.1:8080");
        assert!(!unknown.contains("/login"), "{unknown}");
    }
}
