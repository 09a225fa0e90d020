//! Enrolment links: ours (`waxseal://enroll?…`), Guardian's (`otpauth://totp/…`), and a bare code
//! with the server's address. A link only ever opens the review; it never enrols by itself.

use url::Url;

/// What a link says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrollmentLink {
    /// The ticket.
    pub ticket: String,
    /// The Guardian base URL, without a slash at its end.
    pub base_url: Url,
}

/// Why a text is no enrolment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// Neither kind of link, nor a code with a server.
    #[error("this is not an enrolment link")]
    NotALink,
    /// A bare code needs the server it is for.
    #[error("a code alone does not name its server; paste the whole link, or give the server's address too")]
    ServerMissing,
    /// The link lacks its ticket.
    #[error("the link holds no enrolment code")]
    TicketMissing,
    /// The server's address is not one.
    #[error("the server's address is not acceptable: {0}")]
    Server(String),
}

impl EnrollmentLink {
    /// Reads a link, or a bare code if `server` names the server.
    pub fn parse(text: &str, server: Option<&str>) -> Result<Self, LinkError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(LinkError::NotALink);
        }
        let Some((scheme, _)) = text.split_once("://") else {
            let code = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
            return match server {
                _ if !code => Err(LinkError::NotALink),
                None => Err(LinkError::ServerMissing),
                Some(server) => Ok(Self { ticket: text.to_owned(), base_url: base_url(server)? }),
            };
        };
        let url = Url::parse(text).map_err(|_| LinkError::NotALink)?;
        let ours = scheme.eq_ignore_ascii_case("waxseal") && url.host_str() == Some("enroll");
        let guardians = scheme.eq_ignore_ascii_case("otpauth")
            && url.host_str().is_some_and(|host| host.eq_ignore_ascii_case("totp"));
        if !ours && !guardians {
            return Err(LinkError::NotALink);
        }
        let parameter =
            |name: &str| url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
        let ticket =
            parameter("enrollment_tx_id").filter(|ticket| !ticket.is_empty()).ok_or(LinkError::TicketMissing)?;
        let server = parameter("base_url").or_else(|| server.map(ToOwned::to_owned)).ok_or(LinkError::ServerMissing)?;
        Ok(Self { ticket, base_url: base_url(&server)? })
    }

    /// The server's host and port, as a person compares it.
    pub fn host(&self) -> String {
        host(&self.base_url)
    }
}

/// Host and port of a URL; international names as A-labels, which no look-alike can imitate.
pub(crate) fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// The Guardian base URL of an address: `/appliance-mfa` is added unless the host is Guardian's.
fn base_url(server: &str) -> Result<Url, LinkError> {
    let refused = |reason: &str| LinkError::Server(reason.to_owned());
    let server = server.trim().trim_end_matches('/');
    let text = if server.contains("://") { server.to_owned() } else { format!("https://{server}") };
    let mut url = Url::parse(&text).map_err(|error| LinkError::Server(error.to_string()))?;
    if url.scheme() != "https" {
        return Err(refused("it has to start with https://"));
    }
    if !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
        return Err(refused("it holds more than a server"));
    }
    let guardian_host =
        url.host_str().is_some_and(|host| host.ends_with("guardian.auth0.com") || is_regional_guardian(host));
    if !guardian_host && !url.path().ends_with("/appliance-mfa") {
        let path = format!("{}/appliance-mfa", url.path().trim_end_matches('/'));
        url.set_path(&path);
    }
    Ok(url)
}

/// `tenant.guardian.eu.auth0.com`
fn is_regional_guardian(host: &str) -> bool {
    host.strip_suffix(".auth0.com").is_some_and(|rest| rest.rsplit('.').nth(1) == Some("guardian"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> (String, String) {
        let link = EnrollmentLink::parse(text, None).unwrap();
        (link.ticket, link.base_url.to_string())
    }

    #[test]
    fn both_kinds_of_link_are_read() {
        assert_eq!(
            parsed("waxseal://enroll?enrollment_tx_id=abc&base_url=https%3A%2F%2Flocalhost%3A8443%2Fappliance-mfa"),
            ("abc".to_owned(), "https://localhost:8443/appliance-mfa".to_owned())
        );
        assert_eq!(
            parsed(
                "otpauth://totp/My%20Tenant:user%40example.com?enrollment_tx_id=abc&base_url=https%3A%2F%2Ft.guardian.us.auth0.com"
            ),
            ("abc".to_owned(), "https://t.guardian.us.auth0.com/".to_owned())
        );
        let long = "otpauth://totp/x?secret=MFRGG&enrollment_tx_id=abc&issuer=x&base_url=https%3A%2F%2Fa.example&algorithm=sha1&digits=6";
        assert_eq!(parsed(long).1, "https://a.example/appliance-mfa");
    }

    #[test]
    fn a_code_needs_its_server() {
        assert_eq!(EnrollmentLink::parse("abc_DEF-1", None), Err(LinkError::ServerMissing));
        let link = EnrollmentLink::parse(" abc_DEF-1 ", Some("localhost:8443")).unwrap();
        assert_eq!(link.base_url.as_str(), "https://localhost:8443/appliance-mfa");
        assert_eq!(link.host(), "localhost:8443");
    }

    #[test]
    fn what_is_no_enrolment_is_refused() {
        for text in [
            "",
            "hello world",
            "https://localhost/?enrollment_tx_id=a",
            "waxseal://decide?id=1&approve=1",
            "otpauth://hotp/x?enrollment_tx_id=a",
        ] {
            assert_eq!(EnrollmentLink::parse(text, None), Err(LinkError::NotALink), "{text}");
        }
        assert_eq!(
            EnrollmentLink::parse("waxseal://enroll?base_url=https%3A%2F%2Fx", None),
            Err(LinkError::TicketMissing)
        );
        for server in ["http%3A%2F%2Fx", "https%3A%2F%2Fu%3Ap%40x", "https%3A%2F%2Fx%3Fa%3D1", "%20"] {
            let text = format!("waxseal://enroll?enrollment_tx_id=a&base_url={server}");
            assert!(matches!(EnrollmentLink::parse(&text, None), Err(LinkError::Server(_))), "{server}");
        }
    }

    #[test]
    fn look_alike_hosts_are_shown_as_a_labels() {
        let link =
            EnrollmentLink::parse("waxseal://enroll?enrollment_tx_id=a&base_url=https%3A%2F%2F%D0%B0pple.com", None);
        assert_eq!(link.unwrap().host(), "xn--pple-43d.com");
    }
}
