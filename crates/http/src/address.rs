//! Where a request comes from, and where its client thinks that it went.

use crate::{fault::Fault, kernel::Kernel};
use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    http::{
        header::{HOST, HeaderMap, HeaderName},
        uri::Authority,
    },
};
use ipnet::IpNet;
use std::{
    future::{Ready, ready},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The address of the client: the other end of the connection or, if that is one of the trusted proxies
/// ([`WebSettings::trusted_proxies`](crate::kernel::WebSettings::trusted_proxies)), the last address in
/// `X-Forwarded-For` that is none of them. What stands before it was written by the client itself and counts for
/// nothing. A header that does not say, or not readably, leaves it at the other end.
///
/// A request that came over no connection, as in tests, comes from `0.0.0.0`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ClientAddress(pub IpAddr);

impl ClientAddress {
    /// Of a request.
    ///
    /// # Errors
    /// When the request did not come in through a kernel.
    pub fn of(request: &HttpRequest) -> Result<Self, Fault> {
        let trusted = &Kernel::of(request)?.settings().trusted_proxies;
        Ok(Self(client(peer(request), request.headers(), trusted)))
    }

    /// The text by which limits tell clients apart. Of an IPv6 address it is the network of 64 bits, because a
    /// client has all addresses of one.
    ///
    /// ```
    /// use tessera_http::address::ClientAddress;
    ///
    /// let bucket = |address: &str| ClientAddress(address.parse().unwrap()).bucket();
    /// assert_eq!(bucket("192.0.2.1"), "192.0.2.1");
    /// assert_eq!(bucket("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
    /// ```
    pub fn bucket(&self) -> String {
        match self.0.to_canonical() {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => {
                let network = address.to_bits() & (u128::MAX << 64);
                format!("{}/64", Ipv6Addr::from_bits(network))
            }
        }
    }
}

impl FromRequest for ClientAddress {
    type Error = Fault;
    type Future = Ready<Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}

/// Scheme and host under which a client reached the server, as `https://tickets.example.org`: what links to it begin
/// with. It is the [`public_origin`](crate::kernel::WebSettings::public_origin) of the settings. Where they have
/// none it is what the request says, `X-Forwarded-Proto` and `X-Forwarded-Host` included if a trusted proxy sent it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PublicOrigin(pub String);

impl PublicOrigin {
    /// Of a request.
    ///
    /// # Errors
    /// When the request did not come in through a kernel.
    pub fn of(request: &HttpRequest) -> Result<Self, Fault> {
        let settings = Kernel::of(request)?.settings();
        if let Some(origin) = &settings.public_origin {
            return Ok(Self(origin.clone()));
        }
        let peer = peer(request);
        let by_proxy = settings
            .trusted_proxies
            .iter()
            .any(|network| network.contains(&peer));
        Ok(Self(origin(request.headers(), by_proxy)))
    }
}

impl FromRequest for PublicOrigin {
    type Error = Fault;
    type Future = Ready<Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}

/// A host that is none is passed over, so that nobody can write anything else into our links.
fn origin(headers: &HeaderMap, by_proxy: bool) -> String {
    let first = |name: &str| {
        let text = headers.get(name)?.to_str().ok()?;
        text.split(',').next().map(str::trim)
    };
    let forwarded = |name: &str| first(name).filter(|_| by_proxy);
    let scheme = forwarded("x-forwarded-proto").filter(|scheme| scheme.eq_ignore_ascii_case("https"));
    let host = forwarded("x-forwarded-host").and_then(host);
    let host = host.or_else(|| first(HOST.as_str()).and_then(self::host));
    format!(
        "{}://{}",
        scheme.map_or("http", |_| "https"),
        host.unwrap_or("localhost")
    )
}

fn host(text: &str) -> Option<&str> {
    let authority: Authority = text.parse().ok()?;
    (!authority.host().is_empty() && !text.contains('@')).then_some(text)
}

/// The other end of the connection.
fn peer(request: &HttpRequest) -> IpAddr {
    let peer = request
        .peer_addr()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
    peer.to_canonical()
}

fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_proxy = |address: &IpAddr| trusted.iter().any(|network| network.contains(address));
    if !is_proxy(&peer) {
        return peer;
    }
    let lines: Vec<_> = headers.get_all(X_FORWARDED_FOR).collect();
    for line in lines.into_iter().rev() {
        let Ok(line) = line.to_str() else { return peer };
        for hop in line.rsplit(',') {
            match address(hop.trim()) {
                Some(hop) if is_proxy(&hop) => {}
                Some(hop) => return hop,
                None => return peer,
            }
        }
    }
    peer
}

/// Some proxies write the port too.
fn address(hop: &str) -> Option<IpAddr> {
    let bare = hop.parse::<IpAddr>().ok();
    let address = bare.or_else(|| hop.parse::<SocketAddr>().ok().map(|address| address.ip()));
    address.map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn seen(peer: &str, lines: &[&str]) -> String {
        let trusted = [
            "10.0.0.0/8".parse().unwrap(),
            "2001:db8:ffff::/48".parse().unwrap(),
        ];
        let request = lines.iter().fold(TestRequest::default(), |request, line| {
            request.append_header((X_FORWARDED_FOR, *line))
        });
        let peer: IpAddr = peer.parse().unwrap();
        client(peer.to_canonical(), request.to_http_request().headers(), &trusted).to_string()
    }

    #[test]
    fn strangers_cannot_say_where_they_come_from() {
        for peer in ["192.0.2.9", "2001:db8::9", "11.0.0.1"] {
            assert_eq!(seen(peer, &["198.51.100.1"]), peer);
        }
    }

    #[test]
    fn behind_trusted_proxies_the_last_hop_that_is_none_of_them_counts() {
        for (lines, expected) in [
            (&["198.51.100.1"][..], "198.51.100.1"),
            (&["203.0.113.7, 198.51.100.1"], "198.51.100.1"),
            (&["203.0.113.7,198.51.100.1 , 10.1.1.1,10.2.2.2"], "198.51.100.1"),
            (&["203.0.113.7, 10.3.3.3, 198.51.100.1"], "198.51.100.1"),
            (&["203.0.113.7", "198.51.100.1", "10.1.1.1"], "198.51.100.1"),
            (&["nonsense, 198.51.100.1"], "198.51.100.1"),
            (&["198.51.100.1:40312"], "198.51.100.1"),
            (&["[2001:db8::5]:443"], "2001:db8::5"),
            (&["2001:db8::5, 2001:db8:ffff::1"], "2001:db8::5"),
            (&["::ffff:198.51.100.1, ::ffff:10.1.1.1"], "198.51.100.1"),
        ] {
            for peer in ["10.0.0.1", "::ffff:10.0.0.1"] {
                assert_eq!(seen(peer, lines), expected, "{lines:?}");
            }
        }
    }

    #[test]
    fn a_header_that_does_not_say_leaves_it_at_the_other_end() {
        for lines in [
            &[][..],
            &[""],
            &["unknown"],
            &["198.51.100.1, unknown"],
            &["198.51.100.1,"],
            &["198.51.100.1", "nonsense"],
            &["198.51.100.1, 10.1.1.1.1, 10.1.1.1"],
            &["198.51.100.1, \u{e9}"],
            &["10.1.1.1, 10.2.2.2"],
        ] {
            assert_eq!(seen("10.0.0.1", lines), "10.0.0.1", "{lines:?}");
        }
    }

    #[test]
    fn a_bucket_is_an_ipv4_address_or_an_ipv6_network() {
        for (address, expected) in [
            ("192.0.2.1", "192.0.2.1"),
            ("::ffff:192.0.2.1", "192.0.2.1"),
            ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
            ("2001:db8:1:3::", "2001:db8:1:3::/64"),
            ("::1", "::/64"),
            ("0.0.0.0", "0.0.0.0"),
        ] {
            assert_eq!(
                ClientAddress(address.parse().unwrap()).bucket(),
                expected,
                "{address}"
            );
        }
    }

    #[test]
    fn links_begin_as_the_client_reached_us() {
        let of = |headers: &[(&'static str, &str)], by_proxy| {
            let request = headers.iter().fold(TestRequest::default(), |request, header| {
                request.insert_header(*header)
            });
            origin(request.to_http_request().headers(), by_proxy)
        };
        let forwarded = [
            ("host", "10.0.0.7:8080"),
            ("x-forwarded-host", "tickets.example, inner.example"),
            ("x-forwarded-proto", "HTTPS, http"),
        ];
        assert_eq!(of(&forwarded, true), "https://tickets.example");
        assert_eq!(of(&forwarded, false), "http://10.0.0.7:8080");
        assert_eq!(of(&[("host", "[::1]:8080")], false), "http://[::1]:8080");
        for bad in ["", "a b", "x/y", "user@host", "<script>"] {
            assert_eq!(of(&[("host", bad)], false), "http://localhost", "{bad}");
        }
        let scheme = [("host", "a.example"), ("x-forwarded-proto", "gopher")];
        assert_eq!(of(&scheme, true), "http://a.example");
    }
}
