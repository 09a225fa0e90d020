//! Identifiers as newtypes, and how each kind is made.

use aws_lc_rs::{digest, rand};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// `N` random bytes from the operating system, as unpadded base64url.
///
/// # Panics
/// When the operating system cannot give random bytes: nothing can be done safely then.
pub fn random_token<const N: usize>() -> String {
    URL_SAFE_NO_PAD.encode(random_bytes::<N>())
}

fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0_u8; N];
    #[expect(clippy::expect_used, reason = "without randomness no identifier is safe to hand out")]
    rand::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// A random number from 0 to 1, for spreading things out in time.
///
/// # Panics
/// As [`random_token`].
pub fn random_fraction() -> f32 {
    f32::from(u16::from_be_bytes(random_bytes())) / f32::from(u16::MAX)
}

/// Random characters from `0-9A-Za-z`, as Guardian's device ids have them.
fn random_alphanumeric(length: usize) -> String {
    let mut out = String::with_capacity(length);
    while out.len() < length {
        out.extend(random_token::<24>().chars().filter(char::is_ascii_alphanumeric));
    }
    out.truncate(length);
    out
}

/// SHA-256 of a bearer secret, as unpadded base64url: what is stored in its place.
pub fn sha256_base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, bytes))
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes the text as it is on the wire.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The text as it is on the wire.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }
    };
}

id!(
    /// The OAuth client: an agent's registration.
    ClientId
);
id!(
    /// A person who approves, as in `sub`.
    UserId
);
id!(
    /// An enrolment: `dev_` and 16 characters, as Guardian's.
    DeviceId
);
id!(
    /// The consent record of one backchannel request: `cns_` and 22 characters.
    ConsentId
);
id!(
    /// The handle a client polls with (CIBA Core 7.3).
    AuthReqId
);

impl DeviceId {
    /// A new, random id.
    pub fn generate() -> Self {
        Self(format!("dev_{}", random_alphanumeric(16)))
    }
}

impl ConsentId {
    /// A new id: `^cns_[A-Za-z0-9-_]{22}$`. Its 128 bits are the time in milliseconds, 48 of them,
    /// and random ones: ids that are made one after the other stand beside each other in an index.
    ///
    /// # Panics
    /// As [`random_token`].
    pub fn generate(now: Timestamp) -> Self {
        Self::of(now, &random_bytes::<{ Self::RANDOM }>())
    }

    fn of(now: Timestamp, random: &[u8]) -> Self {
        let [_, _, time @ ..] = now.as_millisecond().to_be_bytes();
        let mut bytes = [0_u8; 16];
        for (byte, given) in bytes.iter_mut().zip(time.iter().chain(random)) {
            *byte = *given;
        }
        let mut id = Self::PREFIX.to_owned();
        URL_SAFE_NO_PAD.encode_string(bytes, &mut id);
        Self(id)
    }

    const PREFIX: &'static str = "cns_";
    /// Random bytes.
    const RANDOM: usize = 10;
    /// Characters after the prefix.
    const LENGTH: usize = 22;
}

impl AuthReqId {
    /// A new handle: the name of its request, and 160 random bits that nobody but the client knows
    /// (CIBA Core 7.3).
    pub fn generate(consent: &ConsentId) -> Self {
        Self::of(consent, &random_bytes::<{ Self::RANDOM }>())
    }

    fn of(consent: &ConsentId, random: &[u8]) -> Self {
        let mut handle = consent.0.strip_prefix(ConsentId::PREFIX).unwrap_or(&consent.0).to_owned();
        URL_SAFE_NO_PAD.encode_string(random, &mut handle);
        Self(handle)
    }

    /// Random bytes.
    const RANDOM: usize = 20;

    /// The request a handle would be of. Whether it is, its digest decides.
    pub fn consent_id(&self) -> Option<ConsentId> {
        self.0.get(..ConsentId::LENGTH).map(|name| ConsentId(format!("{}{name}", ConsentId::PREFIX)))
    }

    /// What the store keeps instead of the handle.
    pub fn sha256(&self) -> String {
        sha256_base64url(self.0.as_bytes())
    }
}

/// What a new backchannel request is known by. Made at once, because asking for random bytes costs more than
/// making them.
#[derive(Debug)]
pub struct RequestNames {
    /// Its consent's id.
    pub consent_id: ConsentId,
    /// The client's handle.
    pub auth_req_id: AuthReqId,
    /// What its approval has to repeat: 256 random bits, as unpadded base64url.
    pub challenge: String,
}

impl RequestNames {
    /// New names.
    ///
    /// # Panics
    /// As [`random_token`].
    pub fn generate(now: Timestamp) -> Self {
        const CHALLENGE: usize = 32;
        let random = random_bytes::<{ ConsentId::RANDOM + AuthReqId::RANDOM + CHALLENGE }>();
        let (of_consent, random) = random.split_at(ConsentId::RANDOM);
        let (of_handle, of_challenge) = random.split_at(AuthReqId::RANDOM);
        let consent_id = ConsentId::of(now, of_consent);
        let auth_req_id = AuthReqId::of(&consent_id, of_handle);
        Self { consent_id, auth_req_id, challenge: URL_SAFE_NO_PAD.encode(of_challenge) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn device_ids_have_guardians_shape() {
        let id = DeviceId::generate();
        let rest = id.as_str().strip_prefix("dev_").unwrap();
        assert_eq!(rest.len(), 16);
        assert!(rest.chars().all(|c| c.is_ascii_alphanumeric()));
    }

    #[test]
    fn consent_ids_have_the_documented_shape() {
        let id = ConsentId::generate(Timestamp::UNIX_EPOCH);
        let rest = id.as_str().strip_prefix("cns_").unwrap();
        assert_eq!(rest.len(), 22);
        assert!(rest.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_'));
    }

    #[test]
    fn names_belong_together_and_do_not_repeat() {
        let now = Timestamp::UNIX_EPOCH;
        let (one, other) = (RequestNames::generate(now), RequestNames::generate(now));
        assert_eq!(one.auth_req_id.consent_id().as_ref(), Some(&one.consent_id));
        assert_eq!((one.auth_req_id.as_str().len(), one.challenge.len()), (22 + 27, 43));
        assert_ne!(one.consent_id, other.consent_id);
        assert_ne!(one.challenge, other.challenge);
        let secret = |names: &RequestNames| names.auth_req_id.as_str().get(22..).map(str::to_owned);
        assert_ne!(secret(&one), secret(&other));
    }

    #[test]
    fn handles_do_not_repeat() {
        let id = ConsentId::generate(Timestamp::UNIX_EPOCH);
        let (one, other) = (AuthReqId::generate(&id), AuthReqId::generate(&id));
        assert_ne!(one, other);
        assert_eq!(one.consent_id(), Some(id));
        for hostile in ["", "short", "äöüäöüäöüäöüäöüäöüäöüä"] {
            AuthReqId::new(hostile).consent_id();
        }
    }
}
