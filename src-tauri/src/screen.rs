//! A picture of the screen, to read an enrolment code from. The desktop takes it, through its portal, and
//! asks the person which part; the app itself looks at nothing.

use waxseal_device::{DeviceError, ErrorCode};

/// A picture that the person chose; `None` if they did not want one.
#[cfg(target_os = "linux")]
pub(crate) async fn picture() -> Result<Option<Vec<u8>>, DeviceError> {
    linux::picture().await.map_err(|error| {
        tracing::info!(%error, "No picture of the screen was taken: {error}");
        refused()
    })
}

#[cfg(not(target_os = "linux"))]
#[expect(clippy::unused_async, reason = "the other systems have to wait for the person")]
pub(crate) async fn picture() -> Result<Option<Vec<u8>>, DeviceError> {
    Err(refused())
}

fn refused() -> DeviceError {
    let message =
        "This desktop takes no pictures of the screen for programs. Take one yourself, and choose or paste it here.";
    DeviceError::new(ErrorCode::InvalidInput, message)
}

#[cfg(target_os = "linux")]
mod linux {
    use std::collections::HashMap;
    use std::path::PathBuf;
    use std::time::Duration;

    use futures_util::StreamExt as _;
    use waxseal_device::ids::random_token;
    use zbus::zvariant::{OwnedValue, Value};
    use zbus::{Connection, MatchRule, MessageStream, Proxy, message};

    const PORTAL: &str = "org.freedesktop.portal.Desktop";
    const PATH: &str = "/org/freedesktop/portal/desktop";
    /// Choosing a part of the screen takes a while; a portal that died never answers.
    const PATIENCE: Duration = Duration::from_mins(3);
    /// The largest picture that codes are read from.
    const MAX_BYTES: u64 = 16 * 1024 * 1024;

    #[derive(Debug, thiserror::Error)]
    pub(super) enum PortalError {
        #[error(transparent)]
        Bus(#[from] zbus::Error),
        #[error("the portal does not answer")]
        Silent,
        #[error("the portal ended with {0}")]
        Ended(u32),
        #[error("the portal's answer names no file that can be read: {0}")]
        NoFile(String),
    }

    /// <https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.Screenshot.html>
    pub(super) async fn picture() -> Result<Option<Vec<u8>>, PortalError> {
        let connection = Connection::session().await?;
        let token = format!("waxseal_{}", random_token::<8>().replace('-', "_"));
        let sender = connection.unique_name().map_or_else(String::new, |name| name.as_str().to_owned());
        let sender = sender.trim_start_matches(':').replace('.', "_");
        let rule = MatchRule::builder()
            .msg_type(message::Type::Signal)
            .sender(PORTAL)?
            .interface("org.freedesktop.portal.Request")?
            .member("Response")?
            .path(format!("{PATH}/request/{sender}/{token}"))?
            .build();
        // Listening begins before the call: an answer may come before the call returns.
        let mut answers = MessageStream::for_match_rule(rule, &connection, Some(1)).await?;
        let portal = Proxy::new(&connection, PORTAL, PATH, "org.freedesktop.portal.Screenshot").await?;
        let options: HashMap<&str, Value<'_>> = HashMap::from([
            ("handle_token", Value::from(token.as_str())),
            ("interactive", Value::from(true)),
            ("modal", Value::from(true)),
        ]);
        portal.call_method("Screenshot", &("", options)).await?;
        let answer = tokio::time::timeout(PATIENCE, answers.next()).await;
        let answer = answer.ok().flatten().ok_or(PortalError::Silent)??;
        let (ended, results): (u32, HashMap<String, OwnedValue>) = answer.body().deserialize()?;
        match ended {
            0 => {}
            // The person did not want to.
            1 => return Ok(None),
            other => return Err(PortalError::Ended(other)),
        }
        let uri = results.get("uri").and_then(|uri| uri.downcast_ref::<&str>().ok()).unwrap_or_default().to_owned();
        let path = tauri::Url::parse(&uri).ok().and_then(|url| url.to_file_path().ok());
        let path = path.ok_or_else(|| PortalError::NoFile(uri))?;
        tokio::task::spawn_blocking(move || read(&path))
            .await
            .map_err(|error| PortalError::NoFile(error.to_string()))?
    }

    fn read(path: &PathBuf) -> Result<Option<Vec<u8>>, PortalError> {
        let failed = |reason: String| PortalError::NoFile(format!("{}: {reason}", path.display()));
        let size = std::fs::metadata(path).map_err(|error| failed(error.to_string()))?.len();
        if size > MAX_BYTES {
            return Err(failed(format!("{size} bytes")));
        }
        std::fs::read(path).map(Some).map_err(|error| failed(error.to_string()))
    }
}
