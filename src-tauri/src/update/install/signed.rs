//! The signature of a package, once more.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minisign_verify::{PublicKey, Signature};
use semver::Version;

/// The version that a package was signed for.
///
/// `key` and `signature` are minisign's own texts in base64, as `tauri signer` writes them; the version
/// stands in the trusted comment, which the signature covers.
///
/// # Errors
/// A sentence: the signature is not the key's over these bytes, or names no version.
pub(super) fn version(key: &str, signature: &str, package: &[u8]) -> Result<String, String> {
    let text = |what: &str, base64: &str| {
        let bytes = STANDARD.decode(base64.trim()).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        bytes.ok_or_else(|| format!("the {what} cannot be read"))
    };
    let failed = |error: minisign_verify::Error| format!("the signature is not right: {error}");
    let key = PublicKey::decode(&text("key", key)?).map_err(failed)?;
    let signature = Signature::decode(&text("signature", signature)?).map_err(failed)?;
    key.verify(package, &signature, false).map_err(failed)?;
    let version = signature.trusted_comment().split('\t').find_map(|field| field.strip_prefix("version:"));
    Ok(version.ok_or("the signature names no version")?.to_owned())
}

/// Whether a signed version is newer than the one that is installed.
pub(super) fn is_newer(signed: &str, installed: &str) -> Result<(), String> {
    let parse = |version: &str| Version::parse(version).map_err(|error| format!("the version {version:?}: {error}"));
    if parse(signed)? > parse(installed)? {
        return Ok(());
    }
    Err(format!("{signed} is not newer than {installed}, which is installed"))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use minisign::KeyPair;

    use super::*;

    fn signed(key: &KeyPair, package: &[u8], comment: &str) -> String {
        let signature = minisign::sign(Some(&key.pk), &key.sk, Cursor::new(package), Some(comment), None).unwrap();
        STANDARD.encode(signature.to_string())
    }

    fn public(key: &KeyPair) -> String {
        STANDARD.encode(key.pk.to_box().unwrap().to_string())
    }

    #[test]
    fn a_signature_is_the_key_s_over_these_bytes_and_names_a_version() {
        let (key, other) = [(); 2].map(|()| KeyPair::generate_unencrypted_keypair().unwrap()).into();
        let comment = "timestamp:1\tfile:waxseal.deb\tversion:1.2.3";
        let signature = signed(&key, b"package", comment);
        assert_eq!(version(&public(&key), &signature, b"package"), Ok("1.2.3".to_owned()));
        assert!(version(&public(&key), &signature, b"packagf").unwrap_err().contains("not right"));
        assert!(version(&public(&other), &signature, b"package").unwrap_err().contains("not right"));
        assert!(version("no key", &signature, b"package").unwrap_err().contains("cannot be read"));
        // Another version is written into the comment.
        let text = String::from_utf8(STANDARD.decode(&signature).unwrap()).unwrap();
        let changed = STANDARD.encode(text.replace("version:1.2.3", "version:9.9.9"));
        assert!(version(&public(&key), &changed, b"package").unwrap_err().contains("not right"));
        let nameless = signed(&key, b"package", "timestamp:1");
        assert!(version(&public(&key), &nameless, b"package").unwrap_err().contains("names no version"));
    }

    #[test]
    fn only_what_is_newer_is_installed() {
        assert_eq!(is_newer("0.10.0", "0.9.0"), Ok(()));
        for not_newer in ["0.9.0", "0.8.9", "0.9.0-rc.1", "newest"] {
            assert!(is_newer(not_newer, "0.9.0").is_err(), "{not_newer}");
        }
    }
}
