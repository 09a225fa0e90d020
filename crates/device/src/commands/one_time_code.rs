//! A one-time code by which somebody can ask the person once, without knowing who it is (CIBA Core 15): at a
//! kiosk, or on the phone. Nobody is told of it: what it is used for arrives as a request.

use qrcode::{Color, EcLevel, QrCode};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use waxseal_protocol::Timestamp;
use waxseal_protocol::device::{HINT_LIFE, HINT_TYPE, HintClaims, HintSubject};
use waxseal_protocol::ids::{DeviceId, random_token};
use waxseal_protocol::jose::NumericDate;

use crate::core::capitalized;
use crate::device::Device;
use crate::error::{DeviceError, ErrorCode};

/// A code, as text and as a picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct OneTimeCode {
    /// What an agent sends as `login_hint_token`.
    pub text: String,
    /// The same as a QR code: a path of squares, one unit each, for SVG.
    pub qr_path: String,
    /// How many units the QR code is wide and high, without the quiet zone around it.
    pub qr_size: u32,
    /// How long it is good, from now on.
    #[ts(type = "number")]
    pub expires_in_ms: u64,
}

impl Device {
    /// Makes a code for an account. The server is not asked, so it can be made without a connection; whether
    /// it knows such codes shows when one is used.
    pub async fn one_time_code(&self, account_id: &DeviceId) -> Result<OneTimeCode, DeviceError> {
        let core = &self.core;
        core.refuse_when_locked()?;
        let (runtime, key) = core.signer(account_id).await?;
        let account = runtime.account();
        let now = runtime.server_now(core);
        let claims = HintClaims {
            iss: account.id.clone(),
            aud: account.issuer.clone(),
            iat: NumericDate::new(now),
            exp: NumericDate::new(now.saturating_add(HINT_LIFE).unwrap_or(Timestamp::MAX)),
            jti: random_token::<16>(),
            sub_id: HintSubject::Opaque { id: account.id.clone() },
        };
        let unavailable = |error: &dyn std::fmt::Display| {
            DeviceError::new(ErrorCode::KeyUnavailable, format!("{}.", capitalized(&error.to_string())))
        };
        let text = key.sign(HINT_TYPE, &claims).map_err(|error| unavailable(&error))?;
        let picture = QrCode::with_error_correction_level(&text, EcLevel::L).map_err(|error| unavailable(&error))?;
        Ok(OneTimeCode {
            text,
            qr_path: path(&picture),
            qr_size: u32::try_from(picture.width()).unwrap_or_default(),
            expires_in_ms: u64::try_from(HINT_LIFE.as_millis()).unwrap_or_default(),
        })
    }
}

/// One piece for each run of dark modules in a row.
fn path(code: &QrCode) -> String {
    let mut pieces = Vec::new();
    for (y, row) in code.to_colors().chunks(code.width()).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|one, next| one == next) {
            if run.first() == Some(&Color::Dark) {
                let length = run.len();
                pieces.push(format!("M{x} {y}h{length}v1h-{length}z"));
            }
            x += run.len();
        }
    }
    pieces.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_has_each_dark_module_once() {
        let code = QrCode::new("waxseal").unwrap();
        let dark = code.to_colors().iter().filter(|color| **color == Color::Dark).count();
        let drawn: usize = path(&code)
            .split('M')
            .filter_map(|piece| piece.split_once('h')?.1.split_once('v')?.0.parse::<usize>().ok())
            .sum();
        assert_eq!(drawn, dark);
        assert!(path(&code).starts_with("M0 0h7v1h-7z"), "the corner has seven in a row");
    }
}
