//! Private keys as other tools write them: PEM (PKCS#8, PKCS#1, SEC 1) and JWK (RFC 7517).

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rsa::{KeyPairComponents, PublicKeyComponents};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rustls_pki_types::PrivateKeyDer;
use rustls_pki_types::pem::PemObject as _;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{Algorithm, KeyError, SigningKey};
use crate::secret::Secret;

/// A private JWK. One that is not private lacks `d`.
#[derive(Deserialize)]
struct PrivateJwk {
    kty: String,
    #[serde(default)]
    crv: Option<String>,
    #[serde(default)]
    alg: Option<String>,
    #[serde(default)]
    kid: Option<String>,
    #[serde(default)]
    x: Option<Secret<String>>,
    #[serde(default)]
    y: Option<Secret<String>>,
    #[serde(default)]
    n: Option<Secret<String>>,
    #[serde(default)]
    e: Option<Secret<String>>,
    #[serde(default)]
    d: Option<Secret<String>>,
    #[serde(default)]
    p: Option<Secret<String>>,
    #[serde(default)]
    q: Option<Secret<String>>,
    #[serde(default)]
    dp: Option<Secret<String>>,
    #[serde(default)]
    dq: Option<Secret<String>>,
    #[serde(default)]
    qi: Option<Secret<String>>,
}

impl SigningKey {
    /// Reads a private key file: PEM, or a JWK.
    ///
    /// An RSA key signs with `algorithm`, with the JWK's own `alg`, or else with RS256. A JWK's
    /// `kid` is written into what the key signs; a key from PEM has none, because nobody but the
    /// one who registered it knows it: [`with_kid`](Self::with_kid) sets it.
    ///
    /// # Errors
    /// [`KeyError::File`] says what is wrong with the text.
    ///
    /// ```
    /// use waxseal_protocol::jose::{Algorithm, SigningKey};
    /// let key = SigningKey::read(
    ///     r#"{"kty":"EC","crv":"P-256","kid":"release","d":"870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE",
    ///         "x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
    ///         "y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}"#,
    ///     None,
    /// )?;
    /// assert_eq!(key.algorithm(), Algorithm::ES256);
    /// assert_eq!(key.public().kid.as_deref(), Some("release"));
    /// # Ok::<(), waxseal_protocol::jose::KeyError>(())
    /// ```
    pub fn read(text: &str, algorithm: Option<Algorithm>) -> Result<Self, KeyError> {
        if text.trim_start().starts_with('{') { from_jwk(text, algorithm) } else { from_pem(text, algorithm) }
    }
}

fn from_pem(text: &str, algorithm: Option<Algorithm>) -> Result<SigningKey, KeyError> {
    if text.contains("ENCRYPTED") {
        return Err(refused("it is under a passphrase; openssl pkcs8 -in FILE takes it off"));
    }
    let der = PrivateKeyDer::from_pem_slice(text.as_bytes())
        .map_err(|_| refused("it is neither a private key in PEM nor a JWK"))?;
    let key = match &der {
        PrivateKeyDer::Pkcs8(der) => {
            let der = der.secret_pkcs8_der();
            // A key fits exactly one kind, so trying is asking.
            let candidates = match algorithm {
                Some(algorithm) => vec![algorithm],
                None => vec![Algorithm::ES256, Algorithm::EdDSA, Algorithm::RS256],
            };
            candidates.into_iter().find_map(|algorithm| SigningKey::from_pkcs8(algorithm, der).ok())
        }
        PrivateKeyDer::Pkcs1(der) => rsa(RsaKeyPair::from_der(der.secret_pkcs1_der()), algorithm),
        PrivateKeyDer::Sec1(der) => {
            p256(EcdsaKeyPair::from_private_key_der(&ECDSA_P256_SHA256_FIXED_SIGNING, der.secret_sec1_der()))
                .filter(|_| algorithm.is_none_or(|algorithm| algorithm == Algorithm::ES256))
        }
        _ => None,
    };
    Ok(key.ok_or_else(|| unfit(algorithm))?.with_kid(None))
}

fn from_jwk(text: &str, algorithm: Option<Algorithm>) -> Result<SigningKey, KeyError> {
    // The parser's own words could repeat what is in the file.
    let jwk: PrivateJwk = serde_json::from_str(text).map_err(|_| refused("it is no JWK"))?;
    if jwk.d.is_none() {
        return Err(refused("it is a public key; signing needs the private one, with its member d"));
    }
    let named = jwk.alg.as_deref().map(|name| {
        let known = Algorithm::ALL.into_iter().find(|one| one.as_str() == name);
        known.ok_or_else(|| refused(&format!("its algorithm {name} is not one of ES256, PS256, RS256, EdDSA")))
    });
    let named = named.transpose()?;
    if let (Some(named), Some(wanted)) = (named, algorithm)
        && named != wanted
    {
        return Err(refused(&format!("it is for {named}, not for {wanted}")));
    }
    let algorithm = named.or(algorithm);
    let key = match (jwk.kty.as_str(), jwk.crv.as_deref()) {
        ("EC", Some("P-256")) => {
            let (x, y, d) = (bytes(jwk.x.as_ref(), "x")?, bytes(jwk.y.as_ref(), "y")?, bytes(jwk.d.as_ref(), "d")?);
            // SEC 1 2.3.3: an uncompressed point.
            let point = [&[4], x.as_slice(), y.as_slice()].concat();
            p256(EcdsaKeyPair::from_private_key_and_public_key(&ECDSA_P256_SHA256_FIXED_SIGNING, &d, &point))
                .filter(|_| algorithm.is_none_or(|algorithm| algorithm == Algorithm::ES256))
        }
        ("OKP", Some("Ed25519")) => {
            let (x, d) = (bytes(jwk.x.as_ref(), "x")?, bytes(jwk.d.as_ref(), "d")?);
            let pair = Ed25519KeyPair::from_seed_and_public_key(&d, &x).ok();
            let der = pair.and_then(|pair| pair.to_pkcs8().ok());
            der.and_then(|der| SigningKey::from_pkcs8(algorithm.unwrap_or(Algorithm::EdDSA), der.as_ref()).ok())
        }
        ("RSA", _) => {
            let components = KeyPairComponents {
                public_key: PublicKeyComponents {
                    n: bytes(jwk.n.as_ref(), "n")?.to_vec(),
                    e: bytes(jwk.e.as_ref(), "e")?.to_vec(),
                },
                d: bytes(jwk.d.as_ref(), "d")?.to_vec(),
                p: bytes(jwk.p.as_ref(), "p")?.to_vec(),
                q: bytes(jwk.q.as_ref(), "q")?.to_vec(),
                dP: bytes(jwk.dp.as_ref(), "dp")?.to_vec(),
                dQ: bytes(jwk.dq.as_ref(), "dq")?.to_vec(),
                qInv: bytes(jwk.qi.as_ref(), "qi")?.to_vec(),
            };
            rsa(RsaKeyPair::from_components(&components), algorithm)
        }
        (kty, crv) => {
            let kind = [Some(kty), crv].into_iter().flatten().collect::<Vec<_>>().join(" ");
            return Err(refused(&format!("it is of the kind {kind}; usable are EC P-256, OKP Ed25519 and RSA")));
        }
    };
    Ok(key.ok_or_else(|| unfit(algorithm))?.with_kid(jwk.kid))
}

fn p256<E>(pair: Result<EcdsaKeyPair, E>) -> Option<SigningKey> {
    let der = pair.ok()?.to_pkcs8v1().ok()?;
    SigningKey::from_pkcs8(Algorithm::ES256, der.as_ref()).ok()
}

fn rsa<E>(pair: Result<RsaKeyPair, E>, algorithm: Option<Algorithm>) -> Option<SigningKey> {
    let der = pair.ok()?.as_der().ok()?;
    SigningKey::from_pkcs8(algorithm.unwrap_or(Algorithm::RS256), der.as_ref()).ok()
}

fn bytes(member: Option<&Secret<String>>, name: &str) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let text = member.ok_or_else(|| refused(&format!("its member {name} is missing")))?;
    let decoded = URL_SAFE_NO_PAD.decode(text.expose().trim_end_matches('='));
    decoded.map(Zeroizing::new).map_err(|_| refused(&format!("its member {name} is no base64url")))
}

fn unfit(algorithm: Option<Algorithm>) -> KeyError {
    match algorithm {
        Some(algorithm) => refused(&format!("it is no key for {algorithm}")),
        None => refused("usable are EC P-256, Ed25519 and RSA of 2048 bits and more"),
    }
}

fn refused(reason: &str) -> KeyError {
    KeyError::File(reason.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::Trust;
    use super::*;

    fn verifies(key: &SigningKey, public: &SigningKey) {
        let token = key.sign("JWT", &json!({"sub": "hanna"})).unwrap();
        let mut public = public.public().clone();
        public.kid.clone_from(&key.public().kid);
        let trust = Trust { keys: &[public], algorithms: &[key.algorithm()], types: &["jwt"] };
        assert_eq!(trust.claims::<Value>(&token).unwrap(), json!({"sub": "hanna"}));
    }

    fn pem(label: &str, der: &[u8]) -> String {
        let body = base64::engine::general_purpose::STANDARD.encode(der);
        format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
    }

    #[test]
    fn every_kind_of_key_is_read_from_pem() {
        for algorithm in Algorithm::ALL {
            let key = SigningKey::generate_for(algorithm).unwrap();
            let text = pem("PRIVATE KEY", key.pkcs8().expose());
            let read = SigningKey::read(&text, Some(algorithm)).unwrap();
            assert_eq!((read.algorithm(), read.public().kid.as_deref()), (algorithm, None));
            verifies(&read, &key);
            let guessed = SigningKey::read(&text, None).unwrap().algorithm();
            assert_eq!(guessed, if algorithm == Algorithm::PS256 { Algorithm::RS256 } else { algorithm });
        }
    }

    /// RFC 7515 A.3.1 and RFC 8037 A.1.
    #[test]
    fn private_jwks_of_the_specifications_are_read() {
        let ec = json!({"kty": "EC", "crv": "P-256", "alg": "ES256",
            "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
            "d": "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"});
        let okp = json!({"kty": "OKP", "crv": "Ed25519", "kid": "bilbo",
            "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"});
        for (jwk, algorithm, kid) in [(ec, Algorithm::ES256, None), (okp, Algorithm::EdDSA, Some("bilbo"))] {
            let key = SigningKey::read(&jwk.to_string(), None).unwrap();
            assert_eq!((key.algorithm(), key.public().kid.as_deref()), (algorithm, kid));
            assert_eq!(key.public().x.as_deref(), jwk["x"].as_str());
            verifies(&key, &key);
        }
    }

    #[test]
    fn what_cannot_be_used_is_named_and_not_repeated() {
        let public = json!(SigningKey::generate().unwrap().public()).to_string();
        let p384 = r#"{"kty":"EC","crv":"P-384","d":"AA","x":"AA","y":"AA"}"#;
        let torn = r#"{"kty":"EC","crv":"P-256","d":"secret!","x":"AA","y":"AA"}"#;
        for (text, reason) in [
            ("", "neither a private key in PEM nor a JWK"),
            ("{", "it is no JWK"),
            (&public, "a public key"),
            (p384, "of the kind EC P-384"),
            (torn, "member d is no base64url"),
            ("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAA==\n-----END ENCRYPTED PRIVATE KEY-----\n", "passphrase"),
        ] {
            let error = SigningKey::read(text, None).unwrap_err().to_string();
            assert!(error.contains(reason) && !error.contains("secret!"), "{error}");
        }
        let key = SigningKey::generate().unwrap();
        let text = pem("PRIVATE KEY", key.pkcs8().expose());
        let error = SigningKey::read(&text, Some(Algorithm::PS256)).unwrap_err();
        assert_eq!(error.to_string(), "the key file cannot be used: it is no key for PS256");
    }
}
