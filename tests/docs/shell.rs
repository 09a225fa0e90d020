//! A shell in a terminal, as a reader has it in front of them.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{Child, ChildStdin, Command};
use tokio::sync::watch;

/// No step of a page takes longer.
const PATIENCE: Duration = Duration::from_secs(90);
/// What a person takes to read a question.
const READING: Duration = Duration::from_millis(1200);
/// Printed by the shell around the number and the exit status of a block; no program prints it.
const MARK: char = '\u{1e}';

/// A bash. It ends, and what runs in it, when this is dropped.
#[derive(Debug)]
pub(crate) struct Shell {
    child: Child,
    input: ChildStdin,
    /// All that was printed since it started.
    output: watch::Receiver<String>,
    /// Where the output of the last block begins.
    begin: usize,
    /// How much of the output was answered.
    answered: usize,
    /// The last block: its number, and the exit status it shall have while it runs.
    block: usize,
    running: Option<i32>,
}

impl Shell {
    /// Starts one by a command that starts a terminal with a bash; scripts are put into `folder`.
    pub(crate) async fn start(mut command: Command) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let input = child.stdin.take().unwrap();
        let mut pipe = child.stdout.take().unwrap();
        let (printed, output) = watch::channel(String::new());
        tokio::spawn(async move {
            let mut bytes = Vec::new();
            let mut chunk = [0; 4096];
            while let Ok(count @ 1..) = pipe.read(&mut chunk).await {
                bytes.extend_from_slice(&chunk[..count]);
                printed.send_replace(plain(&String::from_utf8_lossy(&bytes)));
            }
        });
        let mut shell = Self { child, input, output, begin: 0, answered: 0, block: 0, running: None };
        // Nothing of the reader's own shell, and no echo of the lines that are sent around their commands.
        shell.send("PS1= PS2= HISTFILE= PROMPT_COMMAND=; stty -echo cols 200; set -o pipefail\n").await;
        shell
    }

    /// Runs a block of commands, of which each has to succeed, or the last has to end with `exit`.
    pub(crate) async fn run(&mut self, folder: &Path, script: &str, exit: i32) -> Result<(), String> {
        self.wait().await?;
        self.block += 1;
        let path = folder.join(format!("block-{}.sh", self.block));
        std::fs::write(&path, script).unwrap();
        let strict = if exit == 0 { "set -e" } else { "set +e" };
        let line = format!(
            "stty echo; printf '\\036begin {block}\\036'; {strict}; . {path}; status=$?; set +e; stty -echo; \
             printf '\\036%s %s\\036' {block} \"$status\"\n",
            block = self.block,
            path = path.display(),
        );
        self.send(&line).await;
        let begin = format!("{MARK}begin {}{MARK}", self.block);
        self.until("the shell takes commands", |text| text.contains(&begin)).await?;
        self.begin = self.output.borrow().find(&begin).unwrap() + begin.len();
        self.answered = self.begin;
        self.running = Some(exit);
        Ok(())
    }

    /// Waits until the last block ended as it shall.
    pub(crate) async fn wait(&mut self) -> Result<(), String> {
        let Some(exit) = self.running else { return Ok(()) };
        let mark = format!("{MARK}{} ", self.block);
        self.until("the commands end", |text| text.contains(&mark)).await?;
        self.running = None;
        let status = {
            let text = self.output.borrow();
            text.split(&mark).nth(1).and_then(|rest| rest.split(MARK).next()).map(str::to_owned)
        };
        if status == Some(exit.to_string()) {
            return Ok(());
        }
        Err(format!("ended with {} instead of {exit}:\n{}", status.unwrap_or_default(), self.printed()))
    }

    /// Waits until the last block printed a text, or ended without it.
    pub(crate) async fn printed_text(&mut self, text: &str) -> Result<(), String> {
        self.sees(&format!("it prints {text:?}"), |printed| printed.contains(text)).await
    }

    /// Waits until what the last block printed is right, or it ended and it is not.
    pub(crate) async fn sees(&mut self, what: &str, right: impl Fn(&str) -> bool) -> Result<(), String> {
        let begin = self.begin;
        let end = format!("{MARK}{} ", self.block);
        let all = |text: &str| text.get(begin..).unwrap_or_default().to_owned();
        self.until(what, |text| {
            let text = all(text);
            right(text.split(MARK).next().unwrap_or_default()) || text.contains(&end)
        })
        .await?;
        if right(&self.printed()) {
            return Ok(());
        }
        Err(format!("expected that {what}, but saw:\n{}", self.printed()))
    }

    /// A line typed into what runs, once it printed something that was not answered yet.
    pub(crate) async fn type_line(&mut self, text: &str, after: Option<&str>) -> Result<(), String> {
        if let Some(after) = after {
            let answered = self.answered;
            let new = |text: &str| text.get(answered..).unwrap_or_default().contains(after);
            self.until(&format!("it prints {after:?}"), new).await?;
            // An answer that comes faster than anybody reads is not taken.
            tokio::time::sleep(READING).await;
        }
        self.answered = self.output.borrow().len();
        self.send(&format!("{text}\n")).await;
        Ok(())
    }

    /// Ctrl-C, and the end of what runs.
    pub(crate) async fn stop(&mut self) -> Result<(), String> {
        self.send("\u{3}").await;
        self.wait().await
    }

    /// What the last block printed.
    pub(crate) fn printed(&self) -> String {
        let text = self.output.borrow();
        text.get(self.begin..).unwrap_or_default().split(MARK).next().unwrap_or_default().to_owned()
    }

    async fn until(&mut self, what: &str, reached: impl Fn(&str) -> bool) -> Result<(), String> {
        let waited = tokio::time::timeout(PATIENCE, self.output.wait_for(|text| reached(text))).await;
        match waited.map(|seen| seen.is_ok()) {
            Ok(true) => Ok(()),
            Ok(false) => {
                let status = self.child.wait().await.map(|status| status.to_string()).unwrap_or_default();
                Err(format!("a command failed ({status}):\n{}", self.printed()))
            }
            Err(_) => Err(format!("waited in vain until {what}; saw:\n{}", self.printed())),
        }
    }

    async fn send(&mut self, text: &str) {
        self.input.write_all(text.as_bytes()).await.unwrap();
        self.input.flush().await.unwrap();
    }
}

/// Without what a terminal does with colours and line ends.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars().filter(|c| *c != '\r').peekable();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' && chars.next_if_eq(&'[').is_some() {
            while chars.next().is_some_and(|c| !c.is_ascii_alphabetic()) {}
        } else {
            out.push(c);
        }
    }
    out
}
