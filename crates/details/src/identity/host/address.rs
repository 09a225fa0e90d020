//! The parts of an address as they were written, before any of them is made canonical.

/// Schemes whose addresses lead to no host, whatever they hold.
const WITHOUT_HOST: [&str; 12] = [
    "about",
    "blob",
    "data",
    "filesystem",
    "intent",
    "javascript",
    "mailto",
    "sms",
    "tel",
    "urn",
    "vbscript",
    "view-source",
];

/// An address, cut at its scheme and around its authority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address {
    /// The scheme in lower case, if one is written.
    pub(super) scheme: Option<String>,
    /// The address as a URL: with `https` if no scheme is written.
    pub(super) url: String,
    /// The host as it is written, without user name and port.
    pub(super) raw_host: String,
    /// Whether an `@` stands in the authority.
    pub(super) has_user_info: bool,
    /// Whether backslashes, tabs, line breaks or an odd number of slashes are in the way.
    pub(super) is_odd: bool,
}

impl Address {
    pub(super) fn new(text: &str) -> Self {
        // URL parsers take away outer blanks, and tabs and line breaks anywhere (WHATWG URL, 4.4).
        let trimmed = text.trim_matches(|character| character <= ' ');
        let clean: String = trimmed.chars().filter(|character| !matches!(character, '\t' | '\n' | '\r')).collect();
        let (scheme, rest) = match scheme(&clean) {
            Some((scheme, rest)) => (Some(scheme), rest),
            None => (None, clean.as_str()),
        };
        let after_slashes = rest.trim_start_matches(['/', '\\']);
        let slashes = rest.strip_suffix(after_slashes).unwrap_or_default();
        let end = after_slashes.find(['/', '\\', '?', '#']).unwrap_or(after_slashes.len());
        let (authority, path) = after_slashes.split_at_checked(end).unwrap_or_default();
        let (user_info, host_and_port) =
            authority.rsplit_once('@').map_or((None, authority), |(user, host)| (Some(user), host));
        // A bare host may go without slashes, a host under a scheme needs its two.
        let usual_slashes = slashes == "//" || (scheme.is_none() && slashes.is_empty());
        let url = match &scheme {
            Some(scheme) => format!("{scheme}:{rest}"),
            None if slashes.is_empty() => format!("https://{rest}"),
            None => format!("https:{rest}"),
        };
        Self {
            url,
            raw_host: without_port(host_and_port).to_owned(),
            has_user_info: user_info.is_some(),
            is_odd: clean != trimmed || !usual_slashes || path.starts_with('\\'),
            scheme,
        }
    }

    /// Whether the scheme's addresses lead to no host.
    pub(super) fn is_without_host(&self) -> bool {
        self.scheme.as_deref().is_some_and(|scheme| WITHOUT_HOST.contains(&scheme))
    }

    /// Whether the address is a bare path.
    pub(super) fn is_path(&self) -> bool {
        self.scheme.is_none() && self.url.starts_with("https:") && !self.url.starts_with("https://")
    }
}

/// Splits off a scheme (RFC 3986, section 3.1). `bank.example:443` and `localhost:8080` are a host
/// and a port, and a name with dots is a host too, though a scheme may have dots.
fn scheme(text: &str) -> Option<(String, &str)> {
    let (scheme, rest) = text.split_once(':')?;
    let starts_well = scheme.starts_with(|character: char| character.is_ascii_alphabetic());
    let is_plain = scheme.chars().all(|character| character.is_ascii_alphanumeric() || matches!(character, '+' | '-'));
    let scheme = scheme.to_ascii_lowercase();
    let port = rest.split(['/', '\\', '?', '#']).next().unwrap_or_default();
    let is_port = !port.is_empty() && port.chars().all(|character| character.is_ascii_digit());
    let is_scheme = starts_well && is_plain && (!is_port || WITHOUT_HOST.contains(&scheme.as_str()));
    is_scheme.then_some((scheme, rest))
}

fn without_port(host_and_port: &str) -> &str {
    match host_and_port.rsplit_once(':') {
        Some((host, port)) if port.chars().all(|character| character.is_ascii_digit()) => host,
        _ => host_and_port,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_no_path_of_a_scheme() {
        for (text, scheme, raw_host) in [
            ("localhost:8080", None, "localhost"),
            ("bank.example:443/x", None, "bank.example"),
            ("bank.example:443@evil.example", None, "evil.example"),
            ("HTTPS://Bank.example:443", Some("https"), "Bank.example"),
            ("[::1]:80", None, "[::1]"),
            ("https://[::1]", Some("https"), "[::1]"),
        ] {
            let address = Address::new(text);
            assert_eq!((address.scheme.as_deref(), address.raw_host.as_str()), (scheme, raw_host), "{text}");
        }
    }

    #[test]
    fn odd_writing_is_noticed() {
        for odd in [
            "https:/bank.example",
            "https:bank.example",
            "https:///bank.example",
            "https:\\\\bank.example",
            "https://bank.example\\x",
            "https://ba\tnk.example",
            "htt\nps://bank.example",
            "/bank.example",
        ] {
            assert!(Address::new(odd).is_odd, "{odd:?}");
        }
        for usual in ["https://bank.example/a\\b", "bank.example", "//bank.example", " https://bank.example?q "] {
            assert!(!Address::new(usual).is_odd, "{usual:?}");
        }
    }
}
