//! Following a page as a new user does, command by command.

use std::collections::BTreeSet;

use crate::house::{House, root};
use crate::named::pages;
use crate::page::{Action, Page, Step, shows};

/// The pages that are followed, each in a test of its own below.
const FOLLOWED: &[&str] = &[
    "README.md",
    "docs/guides/ask-from-curl.md",
    "docs/guides/ask-from-node.md",
    "docs/guides/ask-from-rust.md",
    "docs/guides/ask-from-the-shell.md",
    "docs/guides/mcp.md",
    "docs/guides/operate.md",
    "docs/guides/prove-an-approval.md",
    "docs/guides/test-with-the-headless-device.md",
    "docs/guides/write-a-template.md",
    "docs/reference/decision-and-receipt.md",
    "docs/start.md",
];

async fn follow(place: &str) {
    let page = read(place);
    let mut before = Vec::new();
    let mut setup = page.setup.clone();
    if let Some(after) = &page.after {
        let first = read(after);
        setup.extend(first.setup);
        before = first.steps;
    }
    let mut house = House::new(&setup).await;
    let all = before.iter().map(|step| (page.after.as_deref().unwrap_or_default(), step));
    for (place, step) in all.chain(page.steps.iter().map(|step| (place, step))) {
        if let Err(error) = take(&mut house, step).await {
            panic!("{place}:{}: {error}", step.line);
        }
    }
}

async fn take(house: &mut House, step: &Step) -> Result<(), String> {
    match &step.action {
        Action::Run { shell, script, exit, ready } => {
            let blocks = house.blocks(shell);
            let shell = house.shell(shell).await;
            shell.run(&blocks, script, *exit).await?;
            match ready {
                Some(text) => shell.printed_text(text).await,
                None => shell.wait().await,
            }
        }
        Action::See { shell, text } => {
            house.shell(shell).await.sees(&format!("it shows\n{text}"), |printed| shows(text, printed)).await
        }
        Action::Write { file, text } => {
            let path = file.strip_prefix("~/").map_or_else(|| house.work().join(file), |file| house.home().join(file));
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).map_err(|error| error.to_string())
        }
        Action::Edit { script } => {
            let blocks = house.blocks("edits");
            let shell = house.shell("edits").await;
            shell.run(&blocks, script, 0).await?;
            shell.wait().await
        }
        Action::Type { shell, text, after } => house.shell(shell).await.type_line(text, after.as_deref()).await,
        Action::Wait { shell } => house.shell(shell).await.wait().await,
        Action::Stop { shell } => house.shell(shell).await.stop().await,
    }
}

fn read(place: &str) -> Page {
    let text = std::fs::read_to_string(root().join(place)).unwrap_or_else(|error| panic!("{place}: {error}"));
    Page::read(&text).unwrap_or_else(|error| panic!("{place}:{error}"))
}

#[test]
fn every_page_with_commands_is_followed_or_says_of_each_block_why_not() {
    let with_commands = |place: &String| {
        let page = read(place);
        page.steps.iter().any(|step| matches!(step.action, Action::Run { .. }))
    };
    let with_commands: BTreeSet<String> = pages().into_iter().filter(with_commands).collect();
    let followed: BTreeSet<String> = FOLLOWED.iter().map(|place| (*place).to_owned()).collect();
    assert_eq!(with_commands, followed);
}

#[tokio::test]
async fn the_readme() {
    follow("README.md").await;
}

#[tokio::test]
async fn start_in_five_minutes() {
    follow("docs/start.md").await;
}

#[tokio::test]
async fn ask_from_curl() {
    follow("docs/guides/ask-from-curl.md").await;
}

#[tokio::test]
async fn ask_from_node() {
    follow("docs/guides/ask-from-node.md").await;
}

#[tokio::test]
async fn ask_from_rust() {
    follow("docs/guides/ask-from-rust.md").await;
}

#[tokio::test]
async fn ask_over_mcp() {
    follow("docs/guides/mcp.md").await;
}

#[tokio::test]
async fn prove_an_approval() {
    follow("docs/guides/prove-an-approval.md").await;
}

#[tokio::test]
async fn operate() {
    follow("docs/guides/operate.md").await;
}

#[tokio::test]
async fn write_a_template() {
    follow("docs/guides/write-a-template.md").await;
}

#[tokio::test]
async fn the_decision_verified_by_hand() {
    follow("docs/reference/decision-and-receipt.md").await;
}

#[tokio::test]
async fn ask_from_the_shell() {
    follow("docs/guides/ask-from-the-shell.md").await;
}

#[tokio::test]
async fn test_with_the_headless_device() {
    follow("docs/guides/test-with-the-headless-device.md").await;
}
