//! A PostgreSQL cluster of a test's own, to be stopped and frozen.

use rustix::process::{Pid, Signal, kill_process};
use std::{
    env, fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Command, Output},
};
use tempfile::TempDir;

/// Gone when this value is.
pub struct PrivateCluster {
    programs: PathBuf,
    run_as: String,
    folder: TempDir,
    /// Opens its database as a role that owns everything.
    pub url: String,
}

impl PrivateCluster {
    /// A running one, where `tests/with-postgres` has found the programs. Says so where it has not.
    pub fn start() -> Option<Self> {
        let Ok(programs) = env::var("TESSERA_TEST_POSTGRES_BIN") else {
            eprintln!(
                "a PostgreSQL cluster of the test's own: skipped, TESSERA_TEST_POSTGRES_BIN is not set"
            );
            return None;
        };
        let run_as = env::var("TESSERA_TEST_POSTGRES_RUN_AS").unwrap_or_default();
        // Not in TMPDIR: the server's user must be able to reach it, and the socket's path must be short.
        let folder = tempfile::Builder::new()
            .prefix("tessera-cluster-")
            .tempdir_in("/tmp")
            .expect("a folder can be made");
        if !run_as.is_empty() {
            run(Command::new("chown").arg(format!("{run_as}:")).arg(folder.path()));
        }
        let port = free_port();
        let url = format!("postgres://postgres@127.0.0.1:{port}/postgres");
        let cluster = Self {
            programs: programs.into(),
            run_as,
            folder,
            url,
        };
        cluster.initialise(port);
        cluster.resume();
        Some(cluster)
    }

    fn initialise(&self, port: u16) {
        let data = self.data();
        let mut initdb = self.program("initdb");
        initdb
            .arg("--pgdata")
            .arg(&data)
            .args(["--username=postgres", "--auth=trust", "--encoding=UTF8"]);
        run(initdb.args(["--locale=C.UTF-8", "--no-sync", "--no-instructions"]));
        let socket = self.folder.path().display();
        let settings = format!(
            "listen_addresses = '127.0.0.1'\nport = {port}\nunix_socket_directories = '{socket}'\nfsync = off\n"
        );
        let file = data.join("postgresql.conf");
        let own = fs::read_to_string(&file).expect("initdb wrote the settings");
        fs::write(&file, own + &settings).expect("the settings can be written");
    }

    /// Stops it, as an operator would: connections are cut.
    pub fn stop(&self) {
        run(self.control().args(["-m", "fast", "-w", "stop"]));
    }

    /// Starts it again.
    pub fn resume(&self) {
        run(self
            .control()
            .arg("-l")
            .arg(self.data().join("server.log"))
            .args(["-w", "start"]));
    }

    /// Freezes every process of it: connections stay open, and nothing is answered.
    pub fn freeze(&self) {
        self.signal_all(Signal::STOP);
    }

    /// Lets it go on.
    pub fn thaw(&self) {
        self.signal_all(Signal::CONT);
    }

    fn signal_all(&self, signal: Signal) {
        let Some(main) = self.main_process() else { return };
        let children = fs::read_to_string(format!("/proc/{main}/task/{main}/children")).unwrap_or_default();
        // The first one first: frozen, it starts no others.
        for process in [main]
            .into_iter()
            .chain(children.split_whitespace().filter_map(|word| word.parse().ok()))
        {
            if let Some(pid) = Pid::from_raw(process) {
                // A child may just have ended.
                let _ = kill_process(pid, signal);
            }
        }
    }

    fn main_process(&self) -> Option<i32> {
        let file = fs::read_to_string(self.data().join("postmaster.pid")).ok()?;
        file.lines().next()?.parse().ok()
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn control(&self) -> Command {
        let mut control = self.program("pg_ctl");
        control.arg("-D").arg(self.data());
        control
    }

    /// The server refuses to run as root.
    fn program(&self, name: &str) -> Command {
        let program = self.programs.join(name);
        let mut command = if self.run_as.is_empty() {
            Command::new(program)
        } else {
            let mut command = Command::new("runuser");
            command.args(["-u", &self.run_as, "--"]).arg(program);
            command
        };
        // The server's user may not be allowed into ours.
        command.current_dir(Path::new("/"));
        command
    }
}

impl Drop for PrivateCluster {
    fn drop(&mut self) {
        self.thaw();
        let _ = self.control().args(["-m", "immediate", "-w", "stop"]).output();
    }
}

fn run(command: &mut Command) -> Output {
    // The server would keep an inherited pipe open, and the wait for its end would never end.
    let output = command
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .output();
    let output = output.expect("the program can be run");
    assert!(
        output.status.success(),
        "{command:?} ended with {}",
        output.status
    );
    output
}

fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("there is a free port");
    listener.local_addr().expect("it has an address").port()
}
