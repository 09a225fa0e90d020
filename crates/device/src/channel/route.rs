//! The way to a server: straight, or through the proxy that the environment names (`HTTPS_PROXY`, `ALL_PROXY` and
//! `NO_PROXY`, or the same in small letters), as the HTTP calls go. Those can also use an `https://` proxy.

use std::error::Error;
use std::io;
use std::time::Duration;

use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::proxy::matcher::Matcher;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::http::{HeaderMap, HeaderValue, Uri, header};
use tower::ServiceExt as _;

/// How long a proxy may take to open the way. Less than a connection may take in all, so that it is the proxy that is
/// named.
const PROXY_TIMEOUT: Duration = Duration::from_secs(8);

/// Why there is no way. Each is a sentence for the person; none names the proxy's password.
#[derive(Debug, thiserror::Error)]
pub(super) enum RouteError {
    #[error("{0} is no address of a server.")]
    Address(String),
    #[error("{host} cannot be reached: {source}.")]
    Direct { host: String, source: io::Error },
    #[error("The proxy {proxy} is of a kind that this device cannot use: only http:// ones are.")]
    Kind { proxy: String },
    #[error("{host} cannot be reached through the proxy {proxy}: {reason}.")]
    Proxy { host: String, proxy: String, reason: String },
}

/// Opens a stream to the host of a `wss` address. What goes through it is encrypted by the caller, also for
/// the proxy.
pub(super) async fn open(address: &Uri, proxies: &Matcher) -> Result<TcpStream, RouteError> {
    let unusable = || RouteError::Address(address.to_string());
    let host = address.host().ok_or_else(unusable)?;
    let target = format!("{host}:{}", address.port_u16().unwrap_or(443));
    let as_https: Uri = format!("https://{target}").parse().map_err(|_| unusable())?;
    let stream = match proxies.intercept(&as_https) {
        None => TcpStream::connect(&target).await,
        Some(proxy) => {
            let name = name(proxy.uri());
            if let Some(scheme) = proxy.uri().scheme_str().filter(|scheme| *scheme != "http") {
                return Err(RouteError::Kind { proxy: format!("{scheme}://{name}") });
            }
            let mut tunnel = Tunnel::new(proxy.uri().clone(), HttpConnector::new()).with_headers(headers());
            if let Some(password) = proxy.basic_auth() {
                tunnel = tunnel.with_auth(password.clone());
            }
            match timeout(PROXY_TIMEOUT, tunnel.oneshot(as_https)).await {
                Ok(Ok(tunneled)) => Ok(tunneled.into_inner()),
                Ok(Err(error)) => return Err(refused(host, name, &error)),
                Err(_) => {
                    let reason = "it does not answer".to_owned();
                    return Err(RouteError::Proxy { host: host.to_owned(), proxy: name, reason });
                }
            }
        }
    };
    let ready = |stream: TcpStream| stream.set_nodelay(true).map(|()| stream);
    stream.and_then(ready).map_err(|source| RouteError::Direct { host: host.to_owned(), source })
}

/// A proxy without anything of its password, also where the password has an `@` that is not escaped.
fn name(proxy: &Uri) -> String {
    let host = proxy.host().unwrap_or_default();
    proxy.port_u16().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// What a proxy learns of the program, as it does from the HTTP calls.
fn headers() -> HeaderMap {
    let agent = HeaderValue::from_static(concat!("Waxseal/", env!("CARGO_PKG_VERSION")));
    HeaderMap::from_iter([(header::USER_AGENT, agent)])
}

fn refused(host: &str, proxy: String, error: &(dyn Error + 'static)) -> RouteError {
    // What happened, without what it happened in.
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    let innermost = innermost.to_string();
    let reason = match innermost.strip_prefix("tunnel error: ") {
        Some("unsuccessful") => "it refuses".to_owned(),
        Some(reason) => reason.to_owned(),
        None => innermost,
    };
    RouteError::Proxy { host: host.to_owned(), proxy, reason }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
    use tokio::net::TcpListener;
    use tokio::task::JoinHandle;

    use super::*;

    /// A proxy that takes one call, answers it with a status line, and echoes what comes then. It ends with
    /// the head of the call.
    async fn proxy(status: &'static str) -> (String, JoinHandle<Vec<String>>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let serving = tokio::spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            let mut stream = BufReader::new(stream);
            let mut head = Vec::new();
            loop {
                let mut line = String::new();
                stream.read_line(&mut line).await.unwrap();
                match line.trim() {
                    "" => break,
                    line => head.push(line.to_owned()),
                }
            }
            stream.write_all(format!("HTTP/1.1 {status}\r\n\r\n").as_bytes()).await.unwrap();
            let mut word = [0_u8; 4];
            if stream.read_exact(&mut word).await.is_ok() {
                stream.write_all(&word).await.unwrap();
            }
            head
        });
        (address, serving)
    }

    async fn says_what_it_hears(mut stream: TcpStream) -> bool {
        let mut word = [0_u8; 4];
        stream.write_all(b"ping").await.unwrap();
        stream.read_exact(&mut word).await.is_ok() && word == *b"ping"
    }

    fn address() -> Uri {
        Uri::from_static("wss://no-such-host.invalid/appliance-mfa/channel")
    }

    #[tokio::test]
    async fn what_the_environment_names_is_gone_through_with_its_password() {
        let (at, serving) = proxy("200 OK").await;
        let proxies = Matcher::builder().https(format!("http://anna:p%40ss@{at}")).build();
        assert!(says_what_it_hears(open(&address(), &proxies).await.unwrap()).await);
        let head = serving.await.unwrap();
        assert_eq!(head.first().unwrap(), "CONNECT no-such-host.invalid:443 HTTP/1.1");
        // `anna:p@ss`
        let sent = head.iter().find(|line| line.to_ascii_lowercase().starts_with("proxy-authorization:"));
        assert!(sent.is_some_and(|line| line.ends_with(" Basic YW5uYTpwQHNz")), "{head:?}");
        assert!(head.iter().any(|line| line.to_ascii_lowercase().starts_with("user-agent: waxseal/")), "{head:?}");
    }

    #[tokio::test]
    async fn who_needs_no_proxy_is_gone_to_straight() {
        let (at, _serving) = proxy("200 OK").await;
        let straight: Uri = format!("wss://{at}/channel").parse().unwrap();
        let proxies = Matcher::builder().all("http://127.0.0.1:1").no("127.0.0.1").build();
        open(&straight, &proxies).await.unwrap();
        // And the proxy would have been asked.
        let proxies = Matcher::builder().all("http://127.0.0.1:1").build();
        let error = open(&straight, &proxies).await.unwrap_err().to_string();
        assert!(
            error.starts_with("127.0.0.1 cannot be reached through the proxy 127.0.0.1:1: Connection refused"),
            "{error}"
        );
    }

    #[tokio::test]
    async fn why_a_proxy_does_not_help_is_said_without_its_password() {
        let authenticate = "407 Proxy Authentication Required";
        for (status, password, reason) in [
            (authenticate, "secret", "proxy authorization required"),
            (authenticate, "sec@ret", "proxy authorization required"),
            ("403 Forbidden", "secret", "it refuses"),
        ] {
            let (at, _serving) = proxy(status).await;
            let proxies = Matcher::builder().https(format!("http://anna:{password}@{at}")).build();
            let error = open(&address(), &proxies).await.unwrap_err().to_string();
            assert_eq!(error, format!("no-such-host.invalid cannot be reached through the proxy {at}: {reason}."));
        }
        let proxies = Matcher::builder().https("socks5://anna:secret@127.0.0.1:1").build();
        let error = open(&address(), &proxies).await.unwrap_err().to_string();
        assert_eq!(
            error,
            "The proxy socks5://127.0.0.1:1 is of a kind that this device cannot use: only http:// ones are."
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_proxy_that_says_nothing_is_named() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        let proxies = Matcher::builder().https(format!("http://{at}")).build();
        let error = open(&address(), &proxies).await.unwrap_err().to_string();
        assert_eq!(
            error,
            format!("no-such-host.invalid cannot be reached through the proxy {at}: it does not answer.")
        );
    }
}
