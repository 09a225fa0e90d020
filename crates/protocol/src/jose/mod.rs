//! A thin, closed face over `jsonwebtoken`: the algorithms we allow, keys, and JWS whose time
//! claims are judged by our own clock.

mod alg;
mod jwk;
mod jws;
mod key;
mod key_file;
mod numeric_date;

pub use alg::Algorithm;
pub use jwk::{Jwk, JwkError, JwkSet};
pub use jws::{
    JoseHeader, JwsError, TimeRules, Trust, decode_unverified, sign_hs256, verify, verify_hs256, verify_proof,
};
pub use key::{KeyError, SigningKey};
pub use numeric_date::NumericDate;
