//! QR codes in pictures.

use std::io::Cursor;

use image::{DynamicImage, ImageReader, Limits};

/// The largest picture, in bytes.
const MAX_BYTES: usize = 16 * 1024 * 1024;
/// The widest and the highest, in pixels.
const MAX_SIDE: u32 = 8192;

/// Why no code was read.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum QrError {
    #[error("The picture is too large: at most 16 MiB and 8192 pixels a side are read.")]
    TooLarge,
    #[error("This is not a picture that can be read. PNG, JPEG and WebP can.")]
    NotAPicture,
    #[error("There is no QR code in the picture, or it is too blurred to read.")]
    NoCode,
    #[error("There is more than one QR code in the picture. Cut it down to the right one.")]
    Several,
}

/// The text of the one code in a picture.
pub(crate) fn read(picture: &[u8]) -> Result<String, QrError> {
    if picture.len() > MAX_BYTES {
        return Err(QrError::TooLarge);
    }
    let mut reader = ImageReader::new(Cursor::new(picture)).with_guessed_format().map_err(|_| QrError::NotAPicture)?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    reader.limits(limits);
    let picture = reader.decode().map_err(|error| match error {
        image::ImageError::Limits(_) => QrError::TooLarge,
        _ => QrError::NotAPicture,
    })?;
    let light = on_white(&picture);
    // A dark theme shows the code light on dark.
    codes(&light, false).or_else(|error| codes(&light, true).map_err(|_| error))
}

/// Brightness, with what is transparent as white: codes are often drawn on nothing.
fn on_white(picture: &DynamicImage) -> image::GrayImage {
    let colours = picture.to_rgba8();
    image::GrayImage::from_fn(colours.width(), colours.height(), |x, y| {
        let [red, green, blue, opaque] = colours.get_pixel(x, y).0.map(u32::from);
        let brightness = (red * 299 + green * 587 + blue * 114) / 1000;
        let seen = (brightness * opaque + 255 * (255 - opaque)) / 255;
        image::Luma([u8::try_from(seen).unwrap_or(u8::MAX)])
    })
}

fn codes(light: &image::GrayImage, inverted: bool) -> Result<String, QrError> {
    let (width, height) = (light.width() as usize, light.height() as usize);
    let at = |x: usize, y: usize| {
        let value = light.as_raw().get(y * width + x).copied().unwrap_or(u8::MAX);
        if inverted { u8::MAX - value } else { value }
    };
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(width, height, at);
    let mut texts: Vec<String> =
        prepared.detect_grids().into_iter().filter_map(|grid| grid.decode().ok()).map(|(_, text)| text).collect();
    texts.dedup();
    match texts.len() {
        0 => Err(QrError::NoCode),
        1 => texts.pop().ok_or(QrError::NoCode),
        _ => Err(QrError::Several),
    }
}

#[cfg(test)]
mod tests {
    use image::{GrayImage, Luma};

    use super::*;

    const LINK: &str = "otpauth://totp/Bank?enrollment_tx_id=a&base_url=https%3A%2F%2Fbank.example%2Fappliance-mfa";

    /// A picture with a code at each of the places.
    fn picture(texts: &[&str], dark: bool) -> Vec<u8> {
        let (light, ink) = if dark { (0, 255) } else { (255, 0) };
        let mut image = GrayImage::from_pixel(400 * u32::try_from(texts.len().max(1)).unwrap(), 400, Luma([light]));
        for (place, text) in texts.iter().enumerate() {
            let code = qrcode::QrCode::new(text).unwrap();
            let width = code.width();
            for (index, module) in code.to_colors().into_iter().enumerate() {
                let (x, y) = (index % width, index / width);
                for (dx, dy) in (0..6).flat_map(|dx| (0..6).map(move |dy| (dx, dy))) {
                    let pixel = |n: usize, d: usize, offset: usize| u32::try_from(offset + 40 + n * 6 + d).unwrap();
                    if module == qrcode::Color::Dark {
                        image.put_pixel(pixel(x, dx, place * 400), pixel(y, dy, 0), Luma([ink]));
                    }
                }
            }
        }
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::ImageLuma8(image).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn a_code_is_read_from_a_picture_dark_on_light_or_light_on_dark() {
        assert_eq!(read(&picture(&[LINK], false)).as_deref(), Ok(LINK));
        assert_eq!(read(&picture(&[LINK], true)).as_deref(), Ok(LINK));
    }

    #[test]
    fn what_is_no_code_says_so() {
        assert_eq!(read(&picture(&[], false)), Err(QrError::NoCode));
        assert_eq!(read(&picture(&["one", "another"], false)), Err(QrError::Several));
        assert_eq!(read(b"<svg/>"), Err(QrError::NotAPicture));
        assert_eq!(read(b""), Err(QrError::NotAPicture));
        let whole = picture(&[LINK], false);
        assert_eq!(read(&whole[..whole.len() / 2]), Err(QrError::NotAPicture));
        assert_eq!(read(&vec![0; MAX_BYTES + 1]), Err(QrError::TooLarge));
    }

    #[test]
    fn a_picture_that_claims_to_be_huge_is_not_unpacked() {
        let mut bomb = picture(&[], false);
        bomb[16..24].copy_from_slice(&[0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]);
        assert!(read(&bomb).is_err());
    }
}
