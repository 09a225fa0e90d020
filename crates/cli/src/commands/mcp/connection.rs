//! The way to the authorization server. It is found when it is needed: an MCP client starts its
//! servers early, and the authorization server may come later or go for a while.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};
use tokio::sync::Mutex;
use url::Url;
use waxseal_agent::{AgentError, Client, Credentials};
use waxseal_protocol::Secret;

/// Where it is and who asks there.
#[derive(Debug)]
pub(super) struct Connection {
    issuer: String,
    credentials: Credentials,
    authority: Option<PathBuf>,
    client: Mutex<Option<Client>>,
}

impl Connection {
    /// Fails where no server could be meant.
    pub(super) fn new(
        issuer: &str,
        client_id: String,
        secret: &Secret<String>,
        authority: Option<PathBuf>,
    ) -> anyhow::Result<Self> {
        let hint = "hint: an issuer looks like https://localhost:8443/";
        let url = Url::parse(issuer).with_context(|| format!("{issuer} is no URL\n{hint}"))?;
        ensure!(matches!(url.scheme(), "https" | "http") && url.has_host(), "{issuer} is no issuer\n{hint}");
        if let Some(path) = authority.as_deref() {
            ensure!(path.is_file(), "there is no authority file {}\n{}", path.display(), authority_hint(path));
        }
        let credentials = Credentials { client_id, client_secret: secret.expose().as_str().into() };
        Ok(Self { issuer: issuer.to_owned(), credentials, authority, client: Mutex::new(None) })
    }

    /// The client, by what the server said of itself the first time.
    pub(super) async fn client(&self) -> Result<Client, AgentError> {
        let known = self.client.lock().await.clone();
        match known {
            Some(client) => Ok(client),
            None => self.fresh_client().await,
        }
    }

    /// The client, by what the server says of itself now.
    pub(super) async fn fresh_client(&self) -> Result<Client, AgentError> {
        let client = Client::discover(&self.issuer, self.credentials.clone(), self.authority.as_deref()).await?;
        *self.client.lock().await = Some(client.clone());
        Ok(client)
    }
}

fn authority_hint(path: &Path) -> String {
    let hint = "hint: a server with a certificate of its own writes ca.pem into its data folder";
    if path.is_relative() {
        format!("{hint}; give the whole path, MCP clients start elsewhere")
    } else {
        hint.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(issuer: &str, authority: Option<&str>) -> String {
        let secret = Secret::new("s".to_owned());
        let made = Connection::new(issuer, "agent".to_owned(), &secret, authority.map(PathBuf::from));
        format!("{:#}", made.expect_err("it is refused"))
    }

    #[test]
    fn what_is_no_issuer_is_refused_at_once() {
        for issuer in ["localhost:8443", "waxseal", "", "file:///etc"] {
            assert!(refusal(issuer, None).contains("hint: an issuer looks like"), "{issuer}");
        }
    }

    #[test]
    fn a_missing_authority_is_noticed_at_once() {
        let text = refusal("https://localhost:8443/", Some("data/ca.pem"));
        assert!(text.contains("give the whole path"), "{text}");
    }

    #[tokio::test]
    async fn a_server_that_is_not_there_is_an_error_of_the_call() {
        let secret = Secret::new("s".to_owned());
        let connection = Connection::new("http://127.0.0.1:1/", "agent".to_owned(), &secret, None).unwrap();
        assert!(matches!(connection.client().await, Err(AgentError::Unreachable(_))));
    }
}
