//! The product as an operator has it: the program, its commands, its server.

use crate::{
    failure::{During, Failure},
    wire::Connection,
};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use std::{
    env,
    ffi::OsStr,
    fs::{self, File},
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// How long a server may take to be ready, and to stop.
const PATIENCE: Duration = Duration::from_secs(30);

/// Builds the program the way this one was built, and says where it lies.
pub fn build() -> Result<PathBuf, Failure> {
    let own = env::current_exe().during("looking for this program")?;
    let program = own.with_file_name("tessera");
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .args(["build", "--locked", "-p", "tessera-server"])
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    if !cfg!(debug_assertions) {
        cargo.arg("--release");
    }
    let status = cargo.status().during("starting cargo")?;
    if !status.success() {
        return Err(Failure::new("the product does not build"));
    }
    Ok(program)
}

/// What the program says that it is.
pub fn version(program: &Path) -> Result<String, Failure> {
    let doing = format!("asking {} for its version", program.display());
    let output = Command::new(program).arg("--version").output().during(&doing)?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// How clients prove who they are: an administrator with a key, and one with a password.
#[derive(Clone)]
pub struct Access {
    pub key: String,
    pub login: String,
    pub password: String,
}

impl Access {
    /// The header that shows the key.
    pub fn header(&self) -> String {
        format!("x-api-key: {}", self.key)
    }
}

/// What something took.
#[derive(Clone, Copy)]
pub struct Taken {
    pub time: Duration,
    /// The most memory at a time, in bytes.
    pub memory: u64,
}

/// The program with a database and a data folder of its own.
pub struct Product {
    program: PathBuf,
    pub url: String,
    pub data: PathBuf,
}

impl Product {
    /// Empties the data folder.
    pub fn new(program: &Path, url: String, data: PathBuf) -> Result<Self, Failure> {
        if data.exists() {
            fs::remove_dir_all(&data).during("emptying the data folder")?;
        }
        fs::create_dir_all(&data).during("making the data folder")?;
        Ok(Self {
            program: program.to_owned(),
            url,
            data,
        })
    }

    /// Brings the issues in, and says what that took.
    pub fn import(&self, issues: &Path) -> Result<Taken, Failure> {
        let doing = "importing";
        let log = self.data.join("import.log");
        let said = File::create(&log).during(doing)?;
        let mut command = self.command(&[OsStr::new("import"), OsStr::new("jira"), issues.as_os_str()]);
        let began = Instant::now();
        let errors = said.try_clone().during(doing)?;
        let mut child = command.stdout(said).stderr(errors).spawn().during(doing)?;
        let mut memory = 0;
        let status = loop {
            // What it had at most is told until it ends, and no longer.
            memory = memory_of(child.id(), "VmHWM").unwrap_or(memory);
            match child.try_wait().during(doing)? {
                Some(status) => break status,
                None => thread::sleep(Duration::from_millis(5)),
            }
        };
        if status.success() {
            return Ok(Taken {
                time: began.elapsed(),
                memory,
            });
        }
        let said = fs::read_to_string(&log).during(doing)?;
        Err(Failure::new(format!("tessera import jira failed: {said}")))
    }

    /// Opens a tenant with those issues.
    pub fn open_tenant(&self, slug: &str, issues: &Path) -> Result<(), Failure> {
        let open = ["tenant", "create", slug, "--name", slug];
        self.run(&open)?;
        let issues = issues.as_os_str();
        let import = ["import", "jira", "--tenant", slug].map(OsStr::new);
        self.run(&[import.as_slice(), &[issues]].concat())?;
        Ok(())
    }

    /// Makes two ways to get in.
    pub fn admit(&self) -> Result<Access, Failure> {
        let login = "bench";
        let key = [
            "token", "create", "--kind", "api-key", "--user", "admin", "--json",
        ];
        let user = ["user", "create", login, "--role", "admin", "--json"];
        Ok(Access {
            key: told(&self.run(&key)?, "secret")?,
            login: login.to_owned(),
            password: told(&self.run(&user)?, "password")?,
        })
    }

    /// Runs a command to its end and returns what it prints.
    fn run<A: AsRef<OsStr>>(&self, arguments: &[A]) -> Result<String, Failure> {
        let output = self.command(arguments).output().during("starting the product")?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        let words: Vec<_> = arguments
            .iter()
            .map(|word| word.as_ref().to_string_lossy())
            .collect();
        let said = String::from_utf8_lossy(&output.stderr);
        Err(Failure::new(format!(
            "tessera {} failed: {said}",
            words.join(" ")
        )))
    }

    /// The program with this database, and none of the settings that its user may have.
    fn command<A: AsRef<OsStr>>(&self, arguments: &[A]) -> Command {
        let mut command = Command::new(&self.program);
        for (name, _) in env::vars_os() {
            if name.to_string_lossy().starts_with("TESSERA_") {
                command.env_remove(name);
            }
        }
        command
            .env("DATABASE_URL", &self.url)
            .env("TESSERA_DATA_DIR", &self.data);
        command.args(arguments).stdin(Stdio::null());
        command
    }

    /// Starts the server and waits until it is ready.
    pub fn serve(&self) -> Result<Server, Failure> {
        let address = free_address()?;
        let log = self.data.join("server.log");
        let log = File::options()
            .create(true)
            .append(true)
            .open(log)
            .during("making the server's log")?;
        let errors = log.try_clone().during("making the server's log")?;
        let mut command = self.command(&["serve", "--bind", &address.to_string()]);
        let child = command
            .stdout(log)
            .stderr(errors)
            .spawn()
            .during("starting the server")?;
        let mut server = Server { child, address };
        server.wait_until_ready(&self.data)?;
        Ok(server)
    }
}

/// A process's memory of that name, in bytes.
fn memory_of(process: u32, name: &str) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    Some(line.split_whitespace().next()?.parse::<u64>().ok()? * 1024)
}

/// The member of that name in what a command said.
fn told(said: &str, member: &str) -> Result<String, Failure> {
    let about: Value = serde_json::from_str(said).during("reading what a command said")?;
    about
        .get(member)
        .and_then(Value::as_str)
        .map(str::to_owned)
        .ok_or_else(|| Failure::new(format!("a command told no {member}")))
}

/// A port that was free a moment ago.
fn free_address() -> Result<SocketAddr, Failure> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).during("looking for a free port")?;
    listener.local_addr().during("looking for a free port")
}

/// A running server. Dropped without being stopped, it is killed.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
}

impl Server {
    fn wait_until_ready(&mut self, data: &Path) -> Result<(), Failure> {
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            let question = b"GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n";
            let ready = Connection::open(self.address)
                .and_then(|mut connection| connection.ask(question).map(|reply| reply.status == 200));
            if ready.unwrap_or(false) {
                return Ok(());
            }
            if let Some(status) = self.child.try_wait().during("watching the server")? {
                return Err(Failure::new(format!(
                    "the server ended ({status}): see {}/server.log",
                    data.display()
                )));
            }
            // How long a start takes is measured too.
            thread::sleep(Duration::from_millis(1));
        }
        Err(Failure::new(format!(
            "the server is not ready after {} s",
            PATIENCE.as_secs()
        )))
    }

    /// The memory that it has, in bytes.
    pub fn memory(&self) -> Result<u64, Failure> {
        memory_of(self.child.id(), "VmRSS")
            .ok_or_else(|| Failure::new("the system does not tell the server's memory"))
    }

    /// Asks it to end and waits for that.
    pub fn stop(mut self) -> Result<(), Failure> {
        kill_process(Pid::from_child(&self.child), Signal::TERM).during("stopping the server")?;
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            if self.child.try_wait().during("stopping the server")?.is_some() {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(10));
        }
        Err(Failure::new("the server does not stop"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
