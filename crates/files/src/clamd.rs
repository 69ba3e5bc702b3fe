//! The virus scanner `ClamAV`, asked through the socket of its daemon by the command `INSTREAM`.

use std::{
    fmt,
    io::{self, Read, Write},
    net::{TcpStream, ToSocketAddrs},
    os::unix::net::UnixStream,
    path::PathBuf,
    str::FromStr,
    time::{Duration, Instant},
};
use tessera_ports::files::{ScanError, Scanned, Scanner};

/// Where the daemon listens.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ClamdAddress {
    /// A host and a port, as `127.0.0.1:3310`.
    Tcp(String),
    /// The path of a socket on this machine.
    Unix(PathBuf),
}

impl FromStr for ClamdAddress {
    type Err = String;

    /// `unix:/run/clamav/clamd.ctl` or `host:port`.
    fn from_str(text: &str) -> Result<Self, String> {
        let port = |text: &str| {
            text.rsplit_once(':')
                .is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok())
        };
        match text.strip_prefix("unix:") {
            Some(path) if path.starts_with('/') => Ok(Self::Unix(path.into())),
            None if port(text) => Ok(Self::Tcp(text.to_owned())),
            _ => Err(format!(
                "{text:?} is neither unix: with the path of a socket nor a host with a port, such as 127.0.0.1:3310"
            )),
        }
    }
}

impl fmt::Display for ClamdAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(address) => f.write_str(address),
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

/// The daemon.
#[derive(Clone, Debug)]
pub struct Clamd {
    address: ClamdAddress,
    limit: Duration,
}

/// How many bytes are sent at a time.
const CHUNK: usize = 64 * 1024;
/// The most bytes of an answer.
const ANSWER: u64 = 4096;

impl Clamd {
    /// The daemon at that address, which may take so long for one file in all.
    pub const fn new(address: ClamdAddress, limit: Duration) -> Self {
        Self { address, limit }
    }

    fn connect(&self) -> io::Result<Talk> {
        let until = Instant::now() + self.limit;
        let socket = match &self.address {
            ClamdAddress::Unix(path) => Socket::Unix(UnixStream::connect(path)?),
            ClamdAddress::Tcp(address) => {
                let mut last = io::Error::from(io::ErrorKind::AddrNotAvailable);
                let mut socket = None;
                for address in address.to_socket_addrs()? {
                    match TcpStream::connect_timeout(&address, left(until)?) {
                        Ok(stream) => {
                            socket = Some(stream);
                            break;
                        }
                        Err(error) => last = error,
                    }
                }
                Socket::Tcp(socket.ok_or(last)?)
            }
        };
        Ok(Talk { socket, until })
    }
}

fn down(error: &io::Error) -> ScanError {
    ScanError::Down(error.to_string())
}

impl Scanner for Clamd {
    fn scan(&self, bytes: &mut dyn Read) -> Result<Scanned, ScanError> {
        let mut talk = self.connect().map_err(|error| down(&error))?;
        // A daemon that has had enough says so and hangs up while more is being sent. So its answer counts first.
        let sent = talk.send(bytes);
        match (talk.answer(), sent) {
            (Ok(answer), sent) if !answer.is_empty() => {
                let verdict = read_answer(&answer)?;
                // A file of which it did not see all is not clean.
                match sent {
                    Err(error) if verdict == Scanned::Clean => Err(down(&error)),
                    _ => Ok(verdict),
                }
            }
            (_, Err(error)) | (Err(error), Ok(())) => Err(down(&error)),
            (Ok(_), Ok(())) => Err(ScanError::Down("it hung up without an answer".into())),
        }
    }

    fn check(&self) -> Result<(), ScanError> {
        let ask = || {
            let mut talk = self.connect()?;
            talk.write(b"zPING\0")?;
            talk.answer()
        };
        match ask() {
            Ok(answer) if answer == "PONG" => Ok(()),
            Ok(answer) => Err(ScanError::Down(format!("it says {answer:?}"))),
            Err(error) => Err(down(&error)),
        }
    }
}

/// `stream: OK`, `stream: NAME FOUND`, or an error.
fn read_answer(answer: &str) -> Result<Scanned, ScanError> {
    let said = answer.strip_prefix("stream: ").unwrap_or(answer);
    if said == "OK" {
        return Ok(Scanned::Clean);
    }
    if let Some(name) = said.strip_suffix(" FOUND") {
        return Ok(Scanned::Infected {
            name: name.to_owned(),
        });
    }
    // Of its errors only this one has to do with the file.
    if answer.contains("size limit exceeded") {
        Err(ScanError::Refused(answer.to_owned()))
    } else {
        Err(ScanError::Down(answer.to_owned()))
    }
}

enum Socket {
    Tcp(TcpStream),
    Unix(UnixStream),
}

/// A conversation that ends in time.
struct Talk {
    socket: Socket,
    until: Instant,
}

/// How much time is left.
fn left(until: Instant) -> io::Result<Duration> {
    let left = until.saturating_duration_since(Instant::now());
    if left.is_zero() {
        Err(io::Error::new(io::ErrorKind::TimedOut, "it took too long"))
    } else {
        Ok(left)
    }
}

impl Talk {
    fn send(&mut self, bytes: &mut dyn Read) -> io::Result<()> {
        self.write(b"zINSTREAM\0")?;
        let mut chunk = vec![0; CHUNK];
        loop {
            let length = match bytes.read(&mut chunk) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                read => read?,
            };
            let announced = u32::try_from(length).map_err(io::Error::other)?;
            self.write(&announced.to_be_bytes())?;
            // A chunk of no bytes ends the stream.
            if length == 0 {
                return Ok(());
            }
            self.write(chunk.get(..length).unwrap_or_default())?;
        }
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let left = Some(left(self.until)?);
        match &mut self.socket {
            Socket::Tcp(socket) => {
                socket.set_write_timeout(left)?;
                socket.write_all(bytes)
            }
            Socket::Unix(socket) => {
                socket.set_write_timeout(left)?;
                socket.write_all(bytes)
            }
        }
    }

    /// What it says, up to the NUL at the end.
    fn answer(&mut self) -> io::Result<String> {
        let mut answer = Vec::new();
        let mut buffer = [0; 512];
        while !answer.contains(&0) && u64::try_from(answer.len()).unwrap_or(ANSWER) < ANSWER {
            let left = Some(left(self.until)?);
            let read = match &mut self.socket {
                Socket::Tcp(socket) => {
                    socket.set_read_timeout(left)?;
                    socket.read(&mut buffer)
                }
                Socket::Unix(socket) => {
                    socket.set_read_timeout(left)?;
                    socket.read(&mut buffer)
                }
            };
            match read {
                Ok(0) => break,
                Ok(length) => answer.extend(buffer.iter().take(length)),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                // It hung up on what was still on its way to it; what it said before is here.
                Err(error) if error.kind() == io::ErrorKind::ConnectionReset && !answer.is_empty() => break,
                Err(error) => return Err(error),
            }
        }
        let end = answer.iter().position(|byte| *byte == 0).unwrap_or(answer.len());
        Ok(String::from_utf8_lossy(answer.get(..end).unwrap_or_default())
            .trim()
            .to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_two_forms() {
        for good in [
            "unix:/run/clamav/clamd.ctl",
            "127.0.0.1:3310",
            "clamav:3310",
            "[::1]:3310",
        ] {
            assert_eq!(good.parse::<ClamdAddress>().unwrap().to_string(), good);
        }
        for bad in [
            "",
            "unix:",
            "unix:clamd.ctl",
            "/run/clamd.ctl",
            "127.0.0.1",
            ":3310",
            "a:b",
            "a:99999",
        ] {
            assert!(bad.parse::<ClamdAddress>().is_err(), "{bad}");
        }
    }

    #[test]
    fn answers_are_told_apart() {
        let infected = |name: &str| Ok(Scanned::Infected { name: name.into() });
        assert_eq!(read_answer("stream: OK"), Ok(Scanned::Clean));
        assert_eq!(
            read_answer("stream: Test.Eicar.UNOFFICIAL FOUND"),
            infected("Test.Eicar.UNOFFICIAL")
        );
        assert_eq!(read_answer("stream: A B FOUND"), infected("A B"));
        let limit = "INSTREAM size limit exceeded. ERROR";
        assert_eq!(read_answer(limit), Err(ScanError::Refused(limit.into())));
        for other in [
            "",
            "OKAY",
            "stream: ",
            "UNKNOWN COMMAND",
            "stream: Can't allocate memory ERROR",
        ] {
            assert!(matches!(read_answer(other), Err(ScanError::Down(_))), "{other}");
        }
    }
}
