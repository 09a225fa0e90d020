//! Public keys as JSON (RFC 7517), and what we refuse among them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::DecodingKey;
use serde::{Deserialize, Serialize};

use super::Algorithm;
use crate::ids::sha256_base64url;

/// A public key: P-256, Ed25519, or RSA of at least 2048 bits.
///
/// ```
/// use waxseal_protocol::jose::Jwk;
/// let key: Jwk = serde_json::from_str(
///     r#"{"kty":"EC","crv":"P-256","alg":"ES256","use":"sig",
///         "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
///         "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#,
/// )?;
/// assert!(key.check().is_ok());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Jwk {
    /// Key type: `EC`, `OKP` or `RSA`.
    pub kty: String,
    /// Curve of an EC or OKP key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crv: Option<String>,
    /// X coordinate, base64url.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub x: Option<String>,
    /// Y coordinate, base64url.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub y: Option<String>,
    /// RSA modulus, base64url.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n: Option<String>,
    /// RSA exponent, base64url.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub e: Option<String>,
    /// Algorithm, informational.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alg: Option<String>,
    /// `sig`.
    #[serde(default, rename = "use", skip_serializing_if = "Option::is_none")]
    pub usage: Option<String>,
    /// Key id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kid: Option<String>,
    /// The private part. Present only in a key that somebody should not have sent: refused.
    #[serde(default, skip_serializing)]
    d: Option<String>,
}

/// A set of public keys, as at a `jwks_uri`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JwkSet {
    /// The keys.
    pub keys: Vec<Jwk>,
}

/// Why a key is not acceptable.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JwkError {
    /// None of ours.
    #[error("key type {0:?} is not supported, only EC P-256, OKP Ed25519 and RSA are")]
    Unsupported(String),
    /// A member is missing or not what it should be.
    #[error("member {0:?} is missing or malformed")]
    Member(&'static str),
    /// RSA below 2048 bits.
    #[error("an RSA key needs at least 2048 bits, this one has {0}")]
    TooShort(usize),
    /// The private part was sent along.
    #[error("the key holds its private part")]
    Private,
}

impl Jwk {
    /// An EC P-256 key from its coordinates, 32 bytes each.
    pub fn p256(x: &[u8], y: &[u8]) -> Self {
        Self { crv: Some("P-256".to_owned()), x: Some(encode(x)), y: Some(encode(y)), ..Self::of("EC") }
            .named(Algorithm::ES256)
    }

    /// An Ed25519 key from its 32 bytes.
    pub fn ed25519(x: &[u8]) -> Self {
        Self { crv: Some("Ed25519".to_owned()), x: Some(encode(x)), ..Self::of("OKP") }.named(Algorithm::EdDSA)
    }

    /// An RSA key from modulus and exponent, for one of its two algorithms.
    pub fn rsa(n: &[u8], e: &[u8], algorithm: Algorithm) -> Self {
        Self { n: Some(encode(n)), e: Some(encode(e)), ..Self::of("RSA") }.named(algorithm)
    }

    fn of(kty: &str) -> Self {
        Self {
            kty: kty.to_owned(),
            crv: None,
            x: None,
            y: None,
            n: None,
            e: None,
            alg: None,
            usage: Some("sig".to_owned()),
            kid: None,
            d: None,
        }
    }

    fn named(mut self, algorithm: Algorithm) -> Self {
        self.alg = Some(algorithm.as_str().to_owned());
        self.kid = self.thumbprint().ok();
        self
    }

    /// Checks that the key is one we accept, and says which algorithms it can be used with: the
    /// one it names, or those of its type.
    pub fn check(&self) -> Result<Vec<Algorithm>, JwkError> {
        self.decoding_key().map(|(algorithms, _)| algorithms)
    }

    /// The JWK thumbprint (RFC 7638) with SHA-256.
    pub fn thumbprint(&self) -> Result<String, JwkError> {
        let text = match self.kty.as_str() {
            "EC" => {
                let (x, y) = (member(self.x.as_deref(), "x")?, member(self.y.as_deref(), "y")?);
                format!(r#"{{"crv":"P-256","kty":"EC","x":"{}","y":"{}"}}"#, encode(&x), encode(&y))
            }
            "OKP" => {
                let x = member(self.x.as_deref(), "x")?;
                format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, encode(&x))
            }
            "RSA" => {
                let (n, e) = (self.modulus()?, member(self.e.as_deref(), "e")?);
                format!(r#"{{"e":"{}","kty":"RSA","n":"{}"}}"#, encode(&e), encode(&n))
            }
            other => return Err(JwkError::Unsupported(other.to_owned())),
        };
        Ok(sha256_base64url(text.as_bytes()))
    }

    /// The same key with `n` as RFC 7518 6.3.1.1 wants it, and its thumbprint as `kid`.
    pub fn normalized(mut self) -> Result<Self, JwkError> {
        if self.kty == "RSA" {
            self.n = Some(encode(&self.modulus()?));
        }
        self.kid = Some(self.thumbprint()?);
        Ok(self)
    }

    pub(super) fn decoding_key(&self) -> Result<(Vec<Algorithm>, DecodingKey), JwkError> {
        if self.d.is_some() {
            return Err(JwkError::Private);
        }
        let (mut algorithms, key) = self.key_of_its_type()?;
        if let Some(named) = &self.alg {
            algorithms.retain(|one| one.as_str() == named);
        }
        if algorithms.is_empty() { Err(JwkError::Member("alg")) } else { Ok((algorithms, key)) }
    }

    fn key_of_its_type(&self) -> Result<(Vec<Algorithm>, DecodingKey), JwkError> {
        match (self.kty.as_str(), self.crv.as_deref()) {
            ("EC", Some("P-256")) => {
                let (x, y) = (member(self.x.as_deref(), "x")?, member(self.y.as_deref(), "y")?);
                if x.len() != 32 || y.len() != 32 {
                    return Err(JwkError::Member("x"));
                }
                let key =
                    DecodingKey::from_ec_components(&encode(&x), &encode(&y)).map_err(|_| JwkError::Member("x"))?;
                Ok((vec![Algorithm::ES256], key))
            }
            ("OKP", Some("Ed25519")) => {
                let x = member(self.x.as_deref(), "x")?;
                if x.len() != 32 {
                    return Err(JwkError::Member("x"));
                }
                let key = DecodingKey::from_ed_components(&encode(&x)).map_err(|_| JwkError::Member("x"))?;
                Ok((vec![Algorithm::EdDSA], key))
            }
            ("RSA", _) => {
                let (n, e) = (self.modulus()?, member(self.e.as_deref(), "e")?);
                let bits = n.len() * 8 - n.first().map_or(0, |byte| byte.leading_zeros() as usize);
                if bits < 2048 {
                    return Err(JwkError::TooShort(bits));
                }
                Ok((vec![Algorithm::RS256, Algorithm::PS256], DecodingKey::from_rsa_raw_components(&n, &e)))
            }
            (kty, crv) => Err(JwkError::Unsupported(format!("{kty} {}", crv.unwrap_or_default()).trim().to_owned())),
        }
    }

    /// Guardian's SDKs send the modulus as a signed integer, with a leading zero octet.
    fn modulus(&self) -> Result<Vec<u8>, JwkError> {
        let bytes = member(self.n.as_deref(), "n")?;
        let start = bytes.iter().position(|byte| *byte != 0).ok_or(JwkError::Member("n"))?;
        Ok(bytes.into_iter().skip(start).collect())
    }
}

fn member(value: Option<&str>, name: &'static str) -> Result<Vec<u8>, JwkError> {
    let bytes = URL_SAFE_NO_PAD.decode(value.ok_or(JwkError::Member(name))?.trim_end_matches('='));
    bytes.ok().filter(|bytes| !bytes.is_empty()).ok_or(JwkError::Member(name))
}

fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rsa(n: &[u8]) -> Jwk {
        serde_json::from_value(serde_json::json!({"kty":"RSA","n":encode(n),"e":"AQAB"})).unwrap()
    }

    #[test]
    fn a_leading_zero_octet_changes_neither_key_nor_thumbprint() {
        let modulus = [0xC3_u8; 256];
        let padded: Vec<u8> = std::iter::once(0).chain(modulus).collect();
        let (plain, guardian) = (rsa(&modulus), rsa(&padded));
        assert_eq!(guardian.check(), Ok(vec![Algorithm::RS256, Algorithm::PS256]));
        assert_eq!(plain.thumbprint(), guardian.thumbprint());
        assert_eq!(guardian.normalized().unwrap().n, plain.n);
    }

    #[test]
    fn weak_and_foreign_keys_are_refused() {
        assert_eq!(rsa(&[0xC3; 128]).check(), Err(JwkError::TooShort(1024)));
        let oct: Jwk = serde_json::from_str(r#"{"kty":"oct","k":"c2VjcmV0"}"#).unwrap();
        assert!(matches!(oct.check(), Err(JwkError::Unsupported(_))));
        let private: Jwk = serde_json::from_str(r#"{"kty":"EC","crv":"P-256","x":"AA","y":"AA","d":"AA"}"#).unwrap();
        assert_eq!(private.check(), Err(JwkError::Private));
    }

    #[test]
    fn a_key_that_names_its_algorithm_has_no_other() {
        let mut key = rsa(&[0xC3; 256]);
        key.alg = Some("PS256".to_owned());
        assert_eq!(key.check(), Ok(vec![Algorithm::PS256]));
        key.alg = Some("ES256".to_owned());
        assert_eq!(key.check(), Err(JwkError::Member("alg")));
    }

    /// The example of RFC 7638 section 3.1.
    #[test]
    fn thumbprint_is_that_of_rfc_7638() {
        let key: Jwk = serde_json::from_str(
            r#"{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"}"#,
        )
        .unwrap();
        assert_eq!(key.thumbprint().unwrap(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    }
}
