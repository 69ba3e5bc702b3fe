//! The product as a process of its own, for what only a process can show: signals, exit codes, logs, crashes.

use crate::{
    TestApp,
    database::{DatabaseKind, TestDatabase},
    http::Client,
    wait,
};
use rustix::process::{Pid, Signal, kill_process};
use std::{
    collections::BTreeMap,
    fs::{self, File},
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Mutex, MutexGuard, PoisonError},
};
use tessera_domain::id::TenantId;

/// How a process is to be started.
#[derive(Clone, Debug)]
pub struct Launch {
    program: PathBuf,
    arguments: Vec<String>,
    environment: BTreeMap<String, String>,
    log: PathBuf,
}

impl Launch {
    /// The program with these arguments and nothing in its environment. Its output goes into `folder`.
    pub fn new(program: &str, arguments: &[&str], folder: &Path) -> Self {
        // The paths of the system, for whatever the program looks up there.
        let environment = BTreeMap::from([("PATH".to_owned(), std::env::var("PATH").unwrap_or_default())]);
        let arguments = arguments.iter().map(|&argument| argument.to_owned()).collect();
        Self {
            program: program.into(),
            arguments,
            environment,
            log: folder.join("output.log"),
        }
    }

    /// The server over that database, with settings fit for production.
    pub fn serve(program: &str, database: &TestDatabase) -> Self {
        let mut launch = Self::new(program, &["serve"], database.folder.path())
            .with("DATABASE_URL", &database.url)
            .with("TESSERA_DATA_DIR", &database.folder.path().display().to_string());
        if let Some(url) = &database.migration_url {
            launch = launch.with("TESSERA_MIGRATION_DATABASE_URL", url);
        }
        launch
    }

    /// With this variable in its environment.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.environment.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Without this variable.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.environment.remove(name);
        self
    }

    /// With this argument too.
    #[must_use]
    pub fn argument(mut self, argument: &str) -> Self {
        self.arguments.push(argument.to_owned());
        self
    }

    /// With another command in place of the first argument.
    #[must_use]
    pub fn instead(mut self, command: &str) -> Self {
        command.clone_into(&mut self.arguments[0]);
        self
    }

    /// With its output in another file.
    #[must_use]
    pub fn log_to(mut self, file: &Path) -> Self {
        file.clone_into(&mut self.log);
        self
    }

    /// Runs it to its end.
    pub fn run(&self) -> Ended {
        let mut child = self.spawn();
        let status = wait::until("the program ends", || child.try_wait().expect("it is our child"));
        Ended {
            status,
            output: read(&self.log),
        }
    }

    /// Starts it as a server on a free port of its own. It is not ready yet.
    pub fn start(&self) -> Server {
        self.start_at(free_address())
    }

    /// Starts it as a server at that address. It is not ready yet.
    pub fn start_at(&self, address: SocketAddr) -> Server {
        let child = self
            .clone()
            .argument("--bind")
            .argument(&address.to_string())
            .spawn();
        let url = format!("http://{address}");
        Server {
            child,
            client: Client::new(&url),
            address,
            url,
            log: self.log.clone(),
        }
    }

    fn spawn(&self) -> Child {
        let _spawning = spawning();
        let log = File::options()
            .create(true)
            .append(true)
            .open(&self.log)
            .expect("the log can be written");
        Command::new(&self.program)
            .args(&self.arguments)
            .env_clear()
            .envs(&self.environment)
            .current_dir(self.log.parent().expect("the log lies in a folder"))
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a file can be shared"))
            .stderr(log)
            .spawn()
            .expect("the program starts")
    }
}

/// Between its fork and its own program, a child holds whatever files this process has open, and their locks. Whoever
/// has given a lock up and wants it to be free takes this in between: nobody has it while a child is there half.
pub(crate) fn spawning() -> MutexGuard<'static, ()> {
    static SPAWNING: Mutex<()> = Mutex::new(());
    SPAWNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A program that has ended.
#[derive(Debug)]
pub struct Ended {
    /// How.
    pub status: ExitStatus,
    /// All that it said.
    pub output: String,
}

/// The memory of a process, in bytes.
#[derive(Clone, Copy, Debug)]
pub struct Memory {
    /// What it has in use.
    pub now: u64,
    /// The most that it ever had.
    pub peak: u64,
}

/// A server that runs. Killed when this value goes.
pub struct Server {
    child: Child,
    client: Client,
    log: PathBuf,
    /// Where it answers.
    pub url: String,
    /// The same as an address.
    pub address: SocketAddr,
}

impl Server {
    /// The same server once it is ready.
    #[must_use]
    pub fn ready(mut self) -> Self {
        let mut told = String::new();
        wait::until_or("the server is ready", &mut told, |told| {
            if let Some(status) = self.child.try_wait().expect("it is our child") {
                panic!("the server ended with {status}: {}", read(&self.log));
            }
            let reply = self.client.try_request("GET", "/readyz", &[], b"").ok()?;
            *told = reply.text();
            (reply.status == 200).then_some(())
        });
        self
    }

    /// A client without any credential.
    pub fn anonymous(&self) -> Client {
        self.client.clone()
    }

    /// A client with that key.
    pub fn client(&self, api_key: &str) -> Client {
        self.client.with("x-api-key", api_key)
    }

    /// How much memory it has.
    pub fn memory(&self) -> Memory {
        let file = format!("/proc/{}/status", self.child.id());
        let status = fs::read_to_string(file).expect("it runs");
        let bytes = |name: &str| {
            let line = status
                .lines()
                .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
            let number = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
            number.expect("the system says so, in kB") * 1024
        };
        Memory {
            now: bytes("VmRSS"),
            peak: bytes("VmHWM"),
        }
    }

    /// Asks it to end.
    pub fn terminate(&self) {
        kill_process(Pid::from_child(&self.child), Signal::TERM).expect("our child takes signals");
    }

    /// Ends it where it stands.
    pub fn kill(mut self) {
        self.end();
    }

    /// Whether it has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().expect("it is our child").is_some()
    }

    /// Waits for its end.
    pub fn ended(&mut self) -> Ended {
        let status = wait::until("the server ends", || {
            self.child.try_wait().expect("it is our child")
        });
        Ended {
            status,
            output: read(&self.log),
        }
    }

    /// All that it has said so far.
    pub fn output(&self) -> String {
        read(&self.log)
    }

    fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}

fn read(log: &Path) -> String {
    String::from_utf8_lossy(&fs::read(log).unwrap_or_default()).into_owned()
}

/// An address on which nobody listens. It is ours until somebody else is given it, which takes the system a while,
/// because it hands ports out in turn.
fn free_address() -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("there is a free port");
    listener.local_addr().expect("it has an address")
}

/// A database with a tenant in it, for tests that start the product themselves.
pub struct Seeded {
    /// The database.
    pub database: TestDatabase,
    /// The tenant.
    pub tenant: TenantId,
    /// A key of its admin.
    pub api_key: String,
}

impl Seeded {
    /// A fresh one.
    pub fn new(kind: DatabaseKind) -> Self {
        let app = TestApp::start(kind);
        let (tenant, api_key) = {
            let acme = app.tenant("acme");
            (acme.id, acme.admin.api_key.clone())
        };
        Self {
            database: app.into_database(),
            tenant,
            api_key,
        }
    }
}
