//! How a command can fail.

use crate::{core::CoreError, first_start, server::StartError, settings::SettingsError};
use std::{io, process::ExitCode};

/// Why a command did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A setting is wrong.
    #[error(transparent)]
    Setting(#[from] SettingsError),
    /// What was asked for makes no sense.
    #[error("{0}")]
    Question(String),
    /// It was tried in vain.
    #[error("{0}")]
    Said(String),
    /// The database cannot be used.
    #[error(transparent)]
    Core(#[from] CoreError),
    /// The core refused.
    #[error("{0}")]
    Application(#[from] tessera_application::Error),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] tessera_ports::StoreError),
    /// The database cannot be prepared.
    #[error(transparent)]
    First(#[from] first_start::Error),
    /// The server cannot start.
    #[error(transparent)]
    Start(#[from] StartError),
    /// Reading or writing failed.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// There are no random bits.
    #[error("the system gives no random bits: {0}")]
    Random(#[from] getrandom::Error),
}

impl Failure {
    /// Whether nobody reads our results any more.
    pub fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Io(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }

    /// 2 for a wrong question, 1 for everything else.
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Setting(_)
            | Self::Question(_)
            | Self::Core(CoreError::Setting(_))
            | Self::Start(
                StartError::Core(CoreError::Setting(_)) | StartError::Origin { .. } | StartError::Console(_),
            ) => ExitCode::from(2),
            _ if self.is_broken_pipe() => ExitCode::SUCCESS,
            _ => ExitCode::FAILURE,
        }
    }
}
