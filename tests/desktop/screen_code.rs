//! An enrolment code on the screen. The desktop's portal, which takes the picture, is played by the test.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use e2e::{HANNA, Keyring};
use image::{GrayImage, Luma};
use waxseal_store::Store as _;
use zbus::message::Header;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};

use crate::app::{App, set_the_desk};

/// Takes a picture, or is told not to.
#[derive(Debug)]
struct Portal {
    /// What the person chose, one time after the other.
    chosen: Vec<Option<PathBuf>>,
}

#[zbus::interface(name = "org.freedesktop.portal.Screenshot")]
impl Portal {
    async fn screenshot(
        &mut self,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] connection: &zbus::Connection,
        parent_window: &str,
        options: HashMap<String, OwnedValue>,
    ) -> OwnedObjectPath {
        assert!(matches!(*options["interactive"], Value::Bool(true)), "the person is asked");
        assert_eq!(parent_window, "", "the app has no window that it could name");
        let Value::Str(token) = &*options["handle_token"] else { panic!("{options:?}") };
        let sender = header.sender().unwrap().trim_start_matches(':').replace('.', "_");
        let path = format!("/org/freedesktop/portal/desktop/request/{sender}/{token}");
        let (ended, results) = match self.chosen.remove(0) {
            Some(picture) => (0_u32, HashMap::from([("uri", Value::from(format!("file://{}", picture.display())))])),
            None => (1, HashMap::new()),
        };
        let to = header.sender().cloned();
        let interface = "org.freedesktop.portal.Request";
        connection.emit_signal(to, path.as_str(), interface, "Response", &(ended, results)).await.unwrap();
        OwnedObjectPath::try_from(path).unwrap()
    }
}

/// A picture with a code in it, as it would stand on a screen.
fn picture(path: &Path, text: &str) {
    let code = qrcode::QrCode::new(text).unwrap();
    let width = code.width();
    let side = u32::try_from(width * 6 + 80).unwrap();
    let mut image = GrayImage::from_pixel(side, side, Luma([255]));
    for (index, module) in code.to_colors().into_iter().enumerate() {
        let (x, y) = (index % width * 6 + 40, index / width * 6 + 40);
        for (dx, dy) in (0..6).flat_map(|dx| (0..6).map(move |dy| (dx, dy))) {
            if module == qrcode::Color::Dark {
                image.put_pixel(u32::try_from(x + dx).unwrap(), u32::try_from(y + dy).unwrap(), Luma([0]));
            }
        }
    }
    image.save(path).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_on_the_screen_opens_its_review_and_without_a_portal_it_says_so() {
    let (server, desk) = set_the_desk(Keyring::Unlocked).await;
    let link = server.ticket(HANNA).await.link;
    let code = desk.path("code.png");
    picture(&code, &link);
    let app = App::open(server, desk).await;
    app.press("Read it from the screen").await;
    app.find("//*[@role='alert' and contains(., 'takes no pictures of the screen')]").await;
    app.desk.screenshot("no-portal");

    let portal = Portal { chosen: vec![None, Some(code)] };
    let connection = zbus::connection::Builder::address(app.desk.bus_address().as_str()).unwrap();
    let connection = connection.serve_at("/org/freedesktop/portal/desktop", portal).unwrap();
    let connection = connection.name("org.freedesktop.portal.Desktop").unwrap().build().await.unwrap();
    app.press("Read it from the screen").await;
    app.find("//*[not(@role='alert')]//button[normalize-space()='Read it from the screen' and not(@disabled)]").await;
    app.press("Read it from the screen").await;
    app.see("Check before you enrol").await;
    assert_eq!(app.server.store.devices_of_user(&HANNA.into()).await.unwrap(), [], "it is only read");
    app.desk.screenshot("code-on-screen");
    drop(connection);
    app.close().await;
}
