//! Calls that go out: to clients' notification endpoints and key sets. The addresses come from
//! registrations, so they reach public hosts only, with timeouts, without redirects, and an answer
//! is read only so far.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Certificate, Client, redirect};
use serde::de::DeserializeOwned;
use url::{Host, Url};

use crate::config::Config;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const TIMEOUT: Duration = Duration::from_secs(10);
/// The most bytes of an answer.
const MAX_ANSWER: usize = 256 * 1024;

/// Why a call could not be made, or what it answered.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OutgoingError {
    #[error("{0} is not a public address")]
    NotPublic(String),
    #[error("{0}")]
    Failed(#[from] reqwest::Error),
    #[error("it answered {0}")]
    Status(u16),
    #[error("its answer is too long")]
    TooLong,
    #[error("its answer cannot be read: {0}")]
    Malformed(#[from] serde_json::Error),
}

impl OutgoingError {
    /// Whether the host was reached and says that there is no such document.
    pub(crate) fn is_absence(&self) -> bool {
        matches!(self, Self::Status(404 | 410))
    }
}

/// The client for all such calls.
#[derive(Debug, Clone)]
pub(crate) struct Outgoing {
    http: Client,
    private_network: bool,
}

impl Outgoing {
    pub(crate) fn new(config: &Config) -> Result<Self, String> {
        let mut builder = Client::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(TIMEOUT)
            .redirect(redirect::Policy::none())
            .no_proxy()
            .https_only(!config.private_network)
            .user_agent(concat!("waxseal/", env!("CARGO_PKG_VERSION")));
        if !config.private_network {
            builder = builder.dns_resolver(PublicOnly);
        }
        if let Some(path) = &config.outgoing_ca {
            let pem = std::fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
            let certificates = Certificate::from_pem_bundle(&pem).map_err(|error| error.to_string())?;
            builder = builder.tls_certs_merge(certificates);
        }
        let http = builder.build().map_err(|error| error.to_string())?;
        Ok(Self { http, private_network: config.private_network })
    }

    /// Posts JSON with a bearer token and returns the status.
    pub(crate) async fn post_json(&self, url: &Url, bearer: &str, body: String) -> Result<u16, OutgoingError> {
        self.check(url)?;
        let call = self.http.post(url.clone()).bearer_auth(bearer);
        let call = call.header(reqwest::header::CONTENT_TYPE, "application/json").body(body);
        Ok(call.send().await?.status().as_u16())
    }

    /// Reads a JSON document.
    pub(crate) async fn read<T: DeserializeOwned>(&self, url: &Url) -> Result<T, OutgoingError> {
        self.check(url)?;
        let mut response = self.http.get(url.clone()).send().await?;
        if !response.status().is_success() {
            return Err(OutgoingError::Status(response.status().as_u16()));
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            if body.len() + chunk.len() > MAX_ANSWER {
                return Err(OutgoingError::TooLong);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(serde_json::from_slice(&body)?)
    }

    /// A literal address is not resolved, so it is looked at here.
    fn check(&self, url: &Url) -> Result<(), OutgoingError> {
        let literal = match url.host() {
            Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
            Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
            Some(Host::Domain(_)) | None => None,
        };
        match literal {
            Some(address) if !self.private_network && !is_public(address) => {
                Err(OutgoingError::NotPublic(address.to_string()))
            }
            _ => Ok(()),
        }
    }
}

/// Resolves names to public addresses. The connection goes to what was looked at here, so a name
/// that changes its address in between gains nothing.
#[derive(Debug)]
struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let public: Vec<_> = found.into_iter().filter(|address| is_public(address.ip())).collect();
            if public.is_empty() {
                return Err(OutgoingError::NotPublic(name.as_str().to_owned()).into());
            }
            let addresses: Addrs = Box::new(public.into_iter());
            Ok(addresses)
        })
    }
}

/// Whether an address is meant to be reached from anywhere (IANA's special-purpose registries).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            !(v4.is_unspecified()
                || v4.is_loopback()
                || v4.is_private()
                || v4.is_link_local()
                || v4.is_broadcast()
                || v4.is_documentation()
                || v4.is_multicast()
                || a == 0
                || a >= 240
                || (a == 100 && (64..128).contains(&b))
                || (a == 192 && b == 0 && c == 0)
                || (a == 198 && (18..20).contains(&b)))
        }
        IpAddr::V6(v6) => {
            if let Some(v4) = v6.to_ipv4_mapped() {
                return is_public(IpAddr::V4(v4));
            }
            let [first, second, third, ..] = v6.segments();
            // 64:ff9b::/96 and 2002::/16 carry IPv4 addresses inside.
            let translated = (first == 0x64 && second == 0xff9b) || first == 0x2002;
            let documentation = first == 0x2001 && second == 0xdb8;
            let special = first == 0x2001 && second < 0x200;
            let discard = first == 0x100 && second == 0 && third == 0;
            !(v6.is_unspecified()
                || v6.is_loopback()
                || v6.is_multicast()
                || v6.is_unique_local()
                || v6.is_unicast_link_local()
                || (first & 0xffc0) == 0xfec0
                || first == 0
                || translated
                || documentation
                || special
                || discard)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inner_addresses_are_not_public() {
        for address in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "198.18.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "fec0::1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "::127.0.0.1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
        for address in ["1.1.1.1", "93.184.216.34", "2606:4700:4700::1111", "172.32.0.1", "::ffff:1.1.1.1"] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }
}
