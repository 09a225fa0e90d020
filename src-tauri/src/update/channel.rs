//! Where updates come from, which whoever ships a build decides when it is built: `WAXSEAL_UPDATE_URL`
//! and `WAXSEAL_UPDATE_KEY`, read by the build script. A build without them has no updates of its own.

use tauri::Url;

/// Where a build gets its updates, and whose they have to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Channel {
    /// The manifest. It may name `{{target}}`, `{{arch}}` and `{{current_version}}`.
    pub(super) url: Url,
    /// The public key, as `tauri signer generate` writes it.
    pub(super) key: String,
}

impl Channel {
    /// The channel of this build. A build for development takes another one from the environment, which
    /// is how it is tried; an optimised one reads no environment.
    pub(super) fn of_this_build() -> Option<Self> {
        #[cfg(debug_assertions)]
        if let (Ok(url), Ok(key)) = (std::env::var("WAXSEAL_UPDATE_URL"), std::env::var("WAXSEAL_UPDATE_KEY")) {
            return Self::new(&url, &key);
        }
        Self::new(option_env!("WAXSEAL_UPDATE_URL")?, option_env!("WAXSEAL_UPDATE_KEY")?)
    }

    fn new(url: &str, key: &str) -> Option<Self> {
        let channel = Self { url: Url::parse(url).ok()?, key: key.trim().to_owned() };
        (channel.url.scheme() == "https" || channel.is_loopback()).then_some(channel)
    }

    /// Whether it is a server on this machine, which is how the updater is tried: only a build for
    /// development may ask it without TLS.
    pub(super) fn is_loopback(&self) -> bool {
        let here = matches!(self.url.host_str(), Some("127.0.0.1" | "[::1]" | "localhost"));
        cfg!(debug_assertions) && here && self.url.scheme() == "http"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_fetched_without_tls_but_from_this_machine() {
        assert!(Channel::new("https://updates.example/latest.json", "key").is_some());
        assert!(Channel::new("http://127.0.0.1:8080/latest.json", "key").is_some_and(|channel| channel.is_loopback()));
        assert_eq!(Channel::new("http://updates.example/latest.json", "key"), None);
        assert_eq!(Channel::new("file:///latest.json", "key"), None);
        assert_eq!(Channel::new("latest.json", "key"), None);
    }
}
