//! A code of the device, by which an agent asks somebody whom it does not know.

use e2e::{HANNA, TestServer, next_ready_item, refusal};
use waxseal_agent::{ApprovalRequest, Approver};
use waxseal_protocol::device::DecisionOutcome;

fn by(text: &str) -> ApprovalRequest {
    ApprovalRequest::of(Approver::LoginHintToken(text.to_owned())).audience("urn:my-api").scope("transfer:create")
}

#[tokio::test]
async fn an_agent_asks_by_a_code_of_the_desk() {
    let server = TestServer::start().await;
    let desk = server.device(HANNA, "desk").await;
    let account = desk.snapshot().accounts.remove(0);
    let code = desk.one_time_code(&account.id).await.unwrap();
    assert!(!code.text.contains("hanna") && code.expires_in_ms == 120_000);
    let scanned = desk.read_qr_code(picture(&code.qr_path, code.qr_size)).await.unwrap();
    assert_eq!(scanned, code.text, "the picture says what the text says");

    let agent = server.agent().await;
    let pending = agent.ask(&by(&code.text)).await.unwrap();
    let item = next_ready_item(&desk).await;
    desk.decide_unattended(&item.id(), DecisionOutcome::Approved).await.unwrap();
    assert!(!agent.wait(&pending).await.unwrap().access_token.is_empty());

    let again = refusal(agent.ask(&by(&code.text)).await);
    assert_eq!(again.name(), "refused");
    let other = desk.one_time_code(&account.id).await.unwrap();
    assert_ne!(other.text, code.text);
    agent.ask(&by(&other.text)).await.unwrap();
    let item = next_ready_item(&desk).await;
    desk.decide_unattended(&item.id(), DecisionOutcome::Denied).await.unwrap();
}

/// The picture as a screen shows it, PNG.
fn picture(path: &str, size: u32) -> Vec<u8> {
    const UNIT: u32 = 4;
    const QUIET: u32 = 4;
    let edge = (size + 2 * QUIET) * UNIT;
    let mut picture = image::GrayImage::from_pixel(edge, edge, image::Luma([255]));
    for piece in path.split('M').skip(1) {
        let (at, length) = piece.split_once('h').unwrap();
        let (x, y) = at.split_once(' ').unwrap();
        let (x, y): (u32, u32) = (x.parse().unwrap(), y.parse().unwrap());
        let length: u32 = length.split_once('v').unwrap().0.parse().unwrap();
        for dx in 0..length * UNIT {
            for dy in 0..UNIT {
                picture.put_pixel((x + QUIET) * UNIT + dx, (y + QUIET) * UNIT + dy, image::Luma([0]));
            }
        }
    }
    let mut png = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut png, image::ImageFormat::Png).unwrap();
    png.into_inner()
}
