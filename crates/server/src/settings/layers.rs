//! Putting the layers of settings over one another: defaults, the file, the environment, the command line.

use super::{
    Mode, Settings, keys,
    keys::{CONFIG_VARIABLE, FOREIGN_PREFIXES, KEYS, PREFIX},
    said::Said,
};
use figment::{
    Figment, Metadata, Profile, Provider,
    error::Kind,
    providers::{Format, Toml},
    value::{Dict, Map, Value},
};
use std::{collections::BTreeMap, fmt, path::PathBuf};

/// Where settings come from.
#[derive(Clone, Default)]
pub struct Sources {
    file: Option<PathBuf>,
    environment: Vec<(String, String)>,
    flags: Vec<(&'static str, String)>,
    development: bool,
}

/// Which layer said a setting, by the name that people know it under.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Origin {
    /// Nobody set it.
    Default,
    /// A key of the settings file.
    File {
        /// The key.
        key: String,
        /// The file.
        path: PathBuf,
    },
    /// A variable of the environment.
    Variable(String),
    /// A flag of the command line.
    Flag(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { key, path } => write!(f, "{key} in {}", path.display()),
            Self::Variable(name) | Self::Flag(name) => f.write_str(name),
        }
    }
}

/// A setting that cannot be used: its name, and what is wrong with it, in one line.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{setting}: {problem}")]
pub struct SettingsError {
    /// The setting, by the name of the layer that said it.
    pub setting: String,
    /// What is wrong.
    pub problem: String,
}

impl SettingsError {
    /// An error in that setting.
    pub fn new(setting: impl Into<String>, problem: impl Into<String>) -> Self {
        Self {
            setting: setting.into(),
            problem: problem.into(),
        }
    }
}

/// One layer, as figment wants it.
struct Layer {
    name: &'static str,
    values: Dict,
}

const FILE: &str = "file";
const ENVIRONMENT: &str = "environment";
const FLAGS: &str = "flags";

impl Layer {
    fn of<K: Into<String>>(name: &'static str, values: impl IntoIterator<Item = (K, String)>) -> Self {
        Self {
            name,
            values: values
                .into_iter()
                .map(|(key, value)| (key.into(), Value::from(value)))
                .collect(),
        }
    }
}

impl Provider for Layer {
    fn metadata(&self) -> Metadata {
        Metadata::named(self.name)
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        Ok(Map::from([(Profile::Default, self.values.clone())]))
    }
}

impl Sources {
    /// Nothing but the defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// The process's environment.
    pub fn from_environment() -> Self {
        let texts = std::env::vars_os().map(|(name, value)| {
            (
                name.to_string_lossy().into_owned(),
                value.to_string_lossy().into_owned(),
            )
        });
        Self::new().environment(texts)
    }

    /// Adds variables. Those that are no settings are left alone.
    #[must_use]
    pub fn environment(mut self, variables: impl IntoIterator<Item = (String, String)>) -> Self {
        self.environment.extend(variables);
        self
    }

    /// Reads that file, whatever the environment says.
    #[must_use]
    pub fn file(mut self, path: Option<PathBuf>) -> Self {
        self.file = path.or(self.file);
        self
    }

    /// Adds the value of a flag, by its setting's key.
    #[must_use]
    pub fn flag(mut self, key: &'static str, value: Option<impl Into<String>>) -> Self {
        self.flags.extend(value.map(|value| (key, value.into())));
        self
    }

    /// Says whether the service is only being tried.
    #[must_use]
    pub const fn development(mut self, development: bool) -> Self {
        self.development = development;
        self
    }

    /// Puts the layers over one another and reads the result.
    ///
    /// # Errors
    /// The first setting that cannot be used.
    pub fn read(self) -> Result<Settings, SettingsError> {
        let path = self.config_path();
        let mut figment = Figment::new();
        if let Some(path) = &path {
            figment = figment.merge(file_layer(path)?);
        }
        figment = figment
            .merge(environment_layer(&self.environment)?)
            .merge(Layer::of(FLAGS, self.flags.iter().cloned()));
        let said: Said = figment
            .extract()
            .map_err(|error| named(&figment, path.as_ref(), &error))?;
        let origins: BTreeMap<_, _> = KEYS
            .iter()
            .map(|key| (key.name, origin(&figment, path.as_ref(), key.name)))
            .collect();
        said.settings(self.mode(), origins)
    }

    fn mode(&self) -> Mode {
        if self.development {
            Mode::Development
        } else {
            Mode::Production
        }
    }

    fn config_path(&self) -> Option<PathBuf> {
        let variable = self.environment.iter().find(|(name, _)| name == CONFIG_VARIABLE);
        self.file
            .clone()
            .or_else(|| variable.map(|(_, path)| path.into()))
    }
}

fn file_layer(path: &PathBuf) -> Result<Layer, SettingsError> {
    let fail = |problem| SettingsError::new(format!("settings file {}", path.display()), problem);
    let text = std::fs::read_to_string(path).map_err(|error| fail(format!("cannot be read: {error}")))?;
    let values = Toml::from_str(&text).map_err(|error| fail(one_line(&error.to_string())))?;
    Ok(Layer { name: FILE, values })
}

/// TOML's errors show the line in question. It may hold a password, and it takes several lines to show.
fn one_line(error: &str) -> String {
    let mut lines = error.lines().filter(|line| !line.trim().is_empty());
    let first = lines.next().unwrap_or_default();
    match lines.next_back() {
        Some(last) if !last.contains('|') => format!("{first}: {last}"),
        _ => first.to_owned(),
    }
}

fn environment_layer(variables: &[(String, String)]) -> Result<Layer, SettingsError> {
    let mut values = Vec::new();
    for (name, value) in variables {
        let foreign = FOREIGN_PREFIXES.iter().any(|prefix| name.starts_with(prefix));
        if let Some(key) = KEYS.iter().find(|key| key.variable == name) {
            values.push((key.name, value.clone()));
        } else if name.starts_with(PREFIX) && name != CONFIG_VARIABLE && !foreign {
            return Err(SettingsError::new(name, UNKNOWN));
        }
    }
    Ok(Layer::of(ENVIRONMENT, values))
}

const UNKNOWN: &str = "there is no such setting; `tessera serve --help` lists them all";

/// Which layer's value of the key counts.
fn origin(figment: &Figment, path: Option<&PathBuf>, name: &str) -> Origin {
    let layer = figment.find_metadata(name).map(|metadata| metadata.name.as_ref());
    let known = keys::find(name);
    match (layer, known, path) {
        (Some(ENVIRONMENT), Some(key), _) => Origin::Variable(key.variable.to_owned()),
        (Some(FLAGS), Some(key), _) => Origin::Flag(key.flag.unwrap_or(key.name).to_owned()),
        (Some(FILE), _, Some(path)) => Origin::File {
            key: name.to_owned(),
            path: path.clone(),
        },
        _ => Origin::Default,
    }
}

fn named(figment: &Figment, path: Option<&PathBuf>, error: &figment::Error) -> SettingsError {
    let problem = match &error.kind {
        Kind::UnknownField(..) => UNKNOWN.to_owned(),
        Kind::InvalidType(_, expected) => format!("is not {expected}"),
        kind => kind.to_string(),
    };
    let key = match &error.kind {
        Kind::UnknownField(name, _) => name.clone(),
        _ => error.path.first().cloned().unwrap_or_default(),
    };
    SettingsError::new(origin(figment, path, &key).to_string(), problem)
}
