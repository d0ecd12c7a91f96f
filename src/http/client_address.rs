//! Whose request it is: the address of the peer, or what a trusted proxy says of it. Limits and log-in throttles ask
//! here, so that they always speak of the same address.

use actix_web::HttpMessage;
use actix_web::dev::ServiceRequest;
use actix_web::http::header::{FORWARDED, HeaderMap, HeaderName};
use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr};

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The proxies whose word on the client's address is believed; nobody else's is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<IpNet>);

/// The client's address of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

impl TrustedProxies {
    /// Addresses and networks, separated by commas: `127.0.0.1, 10.0.0.0/8, fd00::/8`. Gives back what is none.
    pub fn parse(text: &str) -> Result<Self, String> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        let network = |part: &str| {
            let alone = part.parse::<IpAddr>().map(IpNet::from);
            part.parse::<IpNet>().or(alone).map_err(|_| part.to_owned())
        };
        parts.map(network).collect::<Result<_, _>>().map(Self)
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }

    /// Goes back through the proxies as long as each is trusted; the first that is not is the client.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        if !self.trusts(client) {
            return client;
        }
        for hop in hops(headers).into_iter().rev() {
            let Some(address) = hop else { return client };
            client = address.to_canonical();
            if !self.trusts(client) {
                return client;
            }
        }
        client
    }
}

/// The addresses that proxies noted, the client's end first; `None` for what is no address. `X-Forwarded-For` when
/// there is one, else `Forwarded` (RFC 7239).
fn hops(headers: &HeaderMap) -> Vec<Option<IpAddr>> {
    let lines = |name: HeaderName| {
        let texts = headers.get_all(name).map(|value| value.to_str().unwrap_or_default());
        texts.flat_map(|text| text.split(',')).map(str::trim).collect::<Vec<_>>()
    };
    let listed = lines(X_FORWARDED_FOR);
    if !listed.is_empty() {
        return listed.into_iter().map(address_of).collect();
    }
    let of_element = |element: &str| {
        let parameters = element.split(';').filter_map(|one| one.split_once('='));
        let mut named = parameters.filter(|(name, _)| name.trim().eq_ignore_ascii_case("for"));
        named.next().and_then(|(_, node)| address_of(node.trim().trim_matches('"')))
    };
    lines(FORWARDED).into_iter().map(of_element).collect()
}

/// `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:80`.
fn address_of(node: &str) -> Option<IpAddr> {
    if let Some(rest) = node.strip_prefix('[') {
        return rest.split_once(']').and_then(|(address, _)| address.parse().ok());
    }
    let bare = || node.rsplit_once(':').and_then(|(address, _)| address.parse::<Ipv4Addr>().ok()).map(IpAddr::from);
    node.parse().ok().or_else(bare)
}

impl ClientAddress {
    /// Worked out once for each request, by the outermost layer.
    pub fn note(request: &ServiceRequest, proxies: &TrustedProxies) {
        let peer = request.peer_addr().map_or(IpAddr::from(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
        let address = proxies.client(peer, request.headers());
        request.extensions_mut().insert(Self(address));
    }
}

/// The client's address, as noted by the outermost layer.
pub fn of(request: &impl HttpMessage) -> IpAddr {
    request.extensions().get::<ClientAddress>().map_or(IpAddr::from(Ipv4Addr::UNSPECIFIED), |known| known.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    fn client(peer: &str, headers: &[(&'static str, &'static str)]) -> String {
        let proxies = TrustedProxies::parse("10.0.0.0/8, 127.0.0.1,fd00::/8").expect("networks");
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        proxies.client(peer.parse().expect("an address"), &map).to_string()
    }

    #[test]
    fn only_a_trusted_peer_is_believed() {
        assert_eq!(client("192.0.2.9", &[("x-forwarded-for", "203.0.113.1")]), "192.0.2.9");
        assert_eq!(client("10.1.2.3", &[("x-forwarded-for", "203.0.113.1")]), "203.0.113.1");
        assert_eq!(client("::ffff:10.1.2.3", &[("x-forwarded-for", "203.0.113.1")]), "203.0.113.1");
        assert_eq!(client("10.1.2.3", &[]), "10.1.2.3");
    }

    #[test]
    fn what_a_client_writes_before_the_proxies_is_not_believed() {
        assert_eq!(client("10.0.0.1", &[("x-forwarded-for", "1.1.1.1, 203.0.113.1, 10.9.9.9")]), "203.0.113.1");
        let twice = [("x-forwarded-for", "1.1.1.1"), ("x-forwarded-for", "203.0.113.7:4711")];
        assert_eq!(client("10.0.0.1", &twice), "203.0.113.7");
        assert_eq!(client("10.0.0.1", &[("x-forwarded-for", "1.1.1.1, unknown")]), "10.0.0.1");
        assert_eq!(client("10.0.0.1", &[("x-forwarded-for", "10.0.0.2, 10.0.0.3")]), "10.0.0.2");
    }

    #[test]
    fn the_standard_header_is_read_too() {
        let told = r#"for=1.1.1.1, For="[2001:db8:cafe::17]:4711";proto=https"#;
        assert_eq!(client("127.0.0.1", &[("forwarded", told)]), "2001:db8:cafe::17");
        assert_eq!(client("fd00::1", &[("forwarded", "for=192.0.2.43;by=203.0.113.43")]), "192.0.2.43");
        assert_eq!(client("127.0.0.1", &[("forwarded", "for=_hidden")]), "127.0.0.1");
    }

    #[test]
    fn a_list_of_proxies_is_checked() {
        assert_eq!(TrustedProxies::parse("10.0.0.0/8,proxy"), Err("proxy".to_owned()));
        assert_eq!(TrustedProxies::parse(" "), Ok(TrustedProxies::default()));
    }
}
