//! What is on screen, read from the X server.

use std::time::Duration;

use anyhow::{Context as _, bail};
use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{ConnectionExt as _, ImageFormat, Window};
use x11rb::rust_connection::RustConnection;

/// How long anything may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often it is looked.
const EVERY: Duration = Duration::from_millis(2);

/// Red, green and blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Colour(pub(crate) u8, pub(crate) u8, pub(crate) u8);

/// One X display.
#[derive(Debug)]
pub(crate) struct Screen {
    connection: RustConnection,
    root: Window,
    width: u16,
    height: u16,
}

impl Screen {
    pub(crate) fn open(display: &str) -> anyhow::Result<Self> {
        let (connection, number) = x11rb::connect(Some(display)).context("the display cannot be reached")?;
        let screen = connection.setup().roots.get(number).context("the display has no screen")?;
        let (root, width, height) = (screen.root, screen.width_in_pixels, screen.height_in_pixels);
        Ok(Self { connection, root, width, height })
    }

    /// Waits until a colour is on one of the lines that are looked at.
    pub(crate) async fn wait_for(&self, colour: Colour) -> anyhow::Result<()> {
        self.wait(colour, true).await
    }

    /// Waits until it no longer is.
    pub(crate) async fn wait_until_gone(&self, colour: Colour) -> anyhow::Result<()> {
        self.wait(colour, false).await
    }

    async fn wait(&self, colour: Colour, there: bool) -> anyhow::Result<()> {
        let looking = async {
            while self.shows(colour)? != there {
                tokio::time::sleep(EVERY).await;
            }
            anyhow::Ok(())
        };
        match tokio::time::timeout(PATIENCE, looking).await {
            Ok(looked) => looked,
            Err(_) => bail!("{colour:?} did not {}", if there { "come" } else { "go" }),
        }
    }

    /// Whether a run of pixels of a colour is on a few lines through the middle of the screen.
    fn shows(&self, colour: Colour) -> anyhow::Result<bool> {
        const RUN: usize = 12;
        for line in [30, 36, 42, 50, 60] {
            let y = i16::try_from(u32::from(self.height) * line / 100)?;
            let image =
                self.connection.get_image(ImageFormat::Z_PIXMAP, self.root, 0, y, self.width, 1, !0)?.reply()?;
            let mut run = 0;
            for pixel in image.data.chunks_exact(4) {
                // 24 bits of colour come as blue, green, red and nothing.
                let &[blue, green, red, _] = pixel else { continue };
                run = if Colour(red, green, blue) == colour { run + 1 } else { 0 };
                if run == RUN {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }
}
