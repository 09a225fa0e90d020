//! Generates what Tauri needs, and looks at where updates come from. Runs in the repository's root.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Where a build gets its updates, and the key that they are signed with.
const CHANNEL: [&str; 2] = ["WAXSEAL_UPDATE_URL", "WAXSEAL_UPDATE_KEY"];

fn main() {
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    println!("cargo:rerun-if-changed=src-tauri/permissions");
    let manifest = tauri_build::AppManifest::new().permissions_path_pattern("./src-tauri/permissions/**/*");
    let attributes = tauri_build::Attributes::new()
        .capabilities_path_pattern("./src-tauri/capabilities/**/*")
        .app_manifest(manifest);
    let done = check_channel().and_then(|()| tauri_build::try_build(attributes).map_err(|error| format!("{error:#}")));
    if let Err(error) = done {
        println!("cargo:error={error}");
        std::process::exit(1);
    }
}

/// A build with half a channel, or with a key that verifies nothing, would only be noticed when its first
/// update does not come.
fn check_channel() -> Result<(), String> {
    let [url, key] = CHANNEL.map(|name| {
        println!("cargo:rerun-if-env-changed={name}");
        std::env::var(name).ok().filter(|value| !value.trim().is_empty())
    });
    let (url, key) = match (url, key) {
        (None, None) => return Ok(()),
        (Some(url), Some(key)) => (url, key),
        _ => return Err(format!("set both {} and {}, or neither", CHANNEL[0], CHANNEL[1])),
    };
    let parsed = url::Url::parse(&url).map_err(|error| format!("{}: {error}", CHANNEL[0]))?;
    if parsed.scheme() != "https" {
        return Err(format!("{}: updates come over https, and {url} is not", CHANNEL[0]));
    }
    let text = STANDARD.decode(key.trim()).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let text =
        text.ok_or_else(|| format!("{}: it is the content of the .pub file of `tauri signer generate`", CHANNEL[1]))?;
    minisign_verify::PublicKey::decode(&text).map_err(|error| format!("{}: {error}", CHANNEL[1]))?;
    Ok(())
}
