//! Reading an enrolment code from a picture.

use crate::device::Device;
use crate::enrollment::qr;
use crate::error::{DeviceError, ErrorCode};

impl Device {
    /// The text of the QR code in a picture: PNG, JPEG or WebP of at most 16 MiB. It is only read;
    /// what it says is reviewed like a pasted link.
    pub async fn read_qr_code(&self, picture: Vec<u8>) -> Result<String, DeviceError> {
        self.core.refuse_when_locked()?;
        let read = tokio::task::spawn_blocking(move || qr::read(&picture)).await;
        let refused = |message: String| DeviceError::new(ErrorCode::InvalidInput, message);
        read.map_err(|error| refused(error.to_string()))?.map_err(|error| refused(error.to_string()))
    }
}
