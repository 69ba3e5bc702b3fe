//! Which addresses are called: none that leads into our own networks, or that nobody would give a webhook.

use crate::networks::is_public;
use ipnet::IpNet;
use std::{
    fmt,
    net::{IpAddr, SocketAddr, ToSocketAddrs, UdpSocket},
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};
use tessera_domain::webhook::WebhookUrl;
use tessera_ports::webhooks::{AddressGuard, NotReachable};
use url::{Host, Url};

/// How long it may take to find out where a name leads.
pub const RESOLVING: Duration = Duration::from_secs(3);

/// The longest name of a host.
const LONGEST_HOST: usize = 253;

/// Ports below this one are of services of the system.
const SYSTEM_PORTS: u16 = 1024;
/// Those of them at which webhooks listen.
const WEB_PORTS: [u16; 2] = [80, 443];
/// Ports at which databases, caches, queues and the like listen, and webhooks do not.
const OTHER_PORTS: [u16; 21] = [
    1433, 1521, 2049, 2181, 2375, 2376, 2379, 2380, 3306, 3389, 5432, 5672, 5900, 5984, 6379, 6443, 9042,
    9092, 9200, 11211, 27017,
];

/// Names under which only a network's own machines are known, wherever they lead at the moment.
const OWN_NAMES: [&str; 5] = ["localhost", "localdomain", "local", "internal", "home.arpa"];

/// An address that must not be called.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the address must not be called")]
pub struct Blocked;

/// What may be reached.
#[derive(Clone)]
pub struct Reach {
    allowed: Arc<[IpNet]>,
    own: Arc<[IpAddr]>,
}

impl Reach {
    /// Everybody's internet, without this machine's own addresses in it; and these networks, whatever they are.
    pub fn new(allowed: &[IpNet]) -> Self {
        Self {
            allowed: allowed.into(),
            own: own_addresses().into(),
        }
    }

    /// Takes an address apart and looks at all of it that can be judged without asking where its name leads.
    ///
    /// # Errors
    /// [`Blocked`] when it must not be called, or is no address.
    pub fn parse(&self, text: &str) -> Result<Url, Blocked> {
        // These are read as other characters than they are by some, and stand in no honest address.
        if text.contains(['\\', '\t', '\r', '\n', ' ']) {
            return Err(Blocked);
        }
        let url = Url::parse(text).map_err(|error| {
            tracing::debug!(%error, "an address of a webhook cannot be read");
            Blocked
        })?;
        let is_web = matches!(url.scheme(), "http" | "https");
        let has_user = !url.username().is_empty() || url.password().is_some();
        if !is_web || has_user || url.fragment().is_some() {
            return Err(Blocked);
        }
        let port = url.port_or_known_default().ok_or(Blocked)?;
        match url.host().ok_or(Blocked)? {
            Host::Ipv4(address) => self.check(address.into(), port)?,
            Host::Ipv6(address) => self.check(address.into(), port)?,
            Host::Domain(name) => self.check_name(name, port)?,
        }
        Ok(url)
    }

    /// Whether a name may be asked for at all.
    fn check_name(&self, name: &str, port: u16) -> Result<(), Blocked> {
        let plain = name.trim_end_matches('.');
        if plain.trim_matches('.').is_empty() || name.len() > LONGEST_HOST {
            return Err(Blocked);
        }
        // Where networks of our own are allowed, a name may lead there, to any port.
        if self.allowed.is_empty() && (is_of_own_network(plain) || !is_usual(port)) {
            return Err(Blocked);
        }
        Ok(())
    }

    fn check(&self, address: IpAddr, port: u16) -> Result<(), Blocked> {
        if port != 0 && self.is_allowed(address) {
            return Ok(());
        }
        if is_usual(port) && self.may_reach(address) {
            Ok(())
        } else {
            Err(Blocked)
        }
    }

    /// Whether the network address may be connected to.
    pub fn may_reach(&self, address: IpAddr) -> bool {
        let plain = address.to_canonical();
        self.is_allowed(plain) || (is_public(plain) && !self.own.contains(&plain))
    }

    fn is_allowed(&self, address: IpAddr) -> bool {
        let plain = address.to_canonical();
        self.allowed.iter().any(|network| network.contains(&plain))
    }

    /// All that a name leads to, if all of it may be connected to.
    ///
    /// # Errors
    /// [`Blocked`] when any of it must not.
    pub fn only(&self, found: Vec<SocketAddr>) -> Result<Vec<SocketAddr>, Blocked> {
        if found.iter().all(|address| self.may_reach(address.ip())) {
            Ok(found)
        } else {
            Err(Blocked)
        }
    }
}

impl AddressGuard for Reach {
    /// A name that leads nowhere yet is let pass: it is looked at again before each delivery, and must not be called then
    /// either if it leads where it must not.
    fn check(&self, url: &WebhookUrl) -> Result<(), NotReachable> {
        let refused = |Blocked| NotReachable;
        let url = self.parse(url.as_str()).map_err(refused)?;
        let (Some(Host::Domain(name)), Some(port)) = (url.host(), url.port_or_known_default()) else {
            return Ok(());
        };
        for address in resolve(name.to_owned(), port) {
            self.check(address.ip(), port).map_err(refused)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Reach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reach")
            .field("allowed", &self.allowed)
            .finish_non_exhaustive()
    }
}

fn is_of_own_network(name: &str) -> bool {
    OWN_NAMES.iter().any(|own| {
        let rest = name.strip_suffix(own);
        rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
}

fn is_usual(port: u16) -> bool {
    WEB_PORTS.contains(&port) || (port >= SYSTEM_PORTS && !OTHER_PORTS.contains(&port))
}

/// Where a name leads; nowhere, if that cannot be found out in time. The system gives no way to ask for a limited time,
/// so the asking is left to a thread of its own.
fn resolve(name: String, port: u16) -> Vec<SocketAddr> {
    let (tell, told) = mpsc::sync_channel(1);
    let asking = move || {
        let found = (name.as_str(), port).to_socket_addrs();
        // Nobody listens any more if this took too long.
        drop(tell.send(found.map(Iterator::collect).unwrap_or_default()));
    };
    if let Err(error) = thread::Builder::new().name("webhook-name".into()).spawn(asking) {
        tracing::warn!(%error, "a name cannot be asked for");
        return Vec::new();
    }
    told.recv_timeout(RESOLVING).unwrap_or_default()
}

/// By which addresses this machine is known outside. Nothing is sent to find out.
fn own_addresses() -> Vec<IpAddr> {
    // Documentation networks: the way to them is the way to everything that has no other.
    let ways = [("0.0.0.0:0", "198.51.100.1:9"), ("[::]:0", "[2001:db8::1]:9")];
    let address = |(from, to): (&str, &str)| {
        let socket = UdpSocket::bind(from).ok()?;
        socket.connect(to).ok()?;
        Some(socket.local_addr().ok()?.ip().to_canonical())
    };
    ways.into_iter().filter_map(address).collect()
}
