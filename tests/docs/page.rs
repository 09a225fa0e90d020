//! A page as a list of steps: what its reader types, and what they are told to see.
//!
//! Comments that do not show on the rendered page say what the text says to people: in which shell,
//! what goes on running, what is answered. `CONTRIBUTING.md` lists them.

use std::collections::BTreeMap;

/// The comments of a step: names and values.
type Notes = BTreeMap<String, String>;

/// What a page needs and does.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Page {
    /// What has to be there before: words of the `setup` comment.
    pub(crate) setup: Vec<String>,
    /// The page that has to be followed before this one.
    pub(crate) after: Option<String>,
    /// The steps, in order.
    pub(crate) steps: Vec<Step>,
    /// How many blocks are left out, with a reason each.
    pub(crate) skipped: usize,
}

/// One step, and the line of the page it is on.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) line: usize,
    pub(crate) action: Action,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// Commands in a shell. With `ready`, they go on running once they printed that.
    Run { shell: String, script: String, exit: i32, ready: Option<String> },
    /// What the last commands of a shell printed.
    See { shell: String, text: String },
    /// A file that the reader writes.
    Write { file: String, text: String },
    /// What the reader changes in a file, as a command of the shell.
    Edit { script: String },
    /// A line typed into what runs in a shell, after it printed something.
    Type { shell: String, text: String, after: Option<String> },
    /// What runs in a shell ends by itself.
    Wait { shell: String },
    /// Ctrl-C in a shell.
    Stop { shell: String },
}

/// A block of code that is still open.
struct Block {
    fence: String,
    language: String,
    line: usize,
    text: String,
}

impl Page {
    /// Reads a page. The error names the line.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let mut page = Self::default();
        let mut notes = Notes::new();
        let mut shell = "main".to_owned();
        let mut block: Option<Block> = None;
        // Whether the last block was of commands, so that a text block is their output.
        let mut ran = false;
        for (index, line) in text.lines().enumerate() {
            let number = index + 1;
            if let Some(open) = &mut block {
                if line.trim_end() == open.fence {
                    if let Some(done) = block.take() {
                        ran = page.end(done, std::mem::take(&mut notes), &mut shell, ran)?;
                    }
                } else {
                    open.text.push_str(line);
                    open.text.push('\n');
                }
            } else if let Some(rest) = line.strip_prefix("```") {
                let ticks = line.len() - rest.trim_start_matches('`').len();
                let language = rest.trim_start_matches('`').trim().to_owned();
                block = Some(Block { fence: "`".repeat(ticks), language, line: number, text: String::new() });
            } else if let Some(comment) = line.strip_prefix("<!--") {
                let comment = comment.strip_suffix("-->").ok_or(format!("{number}: a comment on one line, please"))?;
                page.comment(number, comment, &mut notes)?;
            } else if !line.trim().is_empty() {
                if let Some(name) = notes.keys().next() {
                    return Err(format!("{number}: {name} has no block that follows it"));
                }
                ran = false;
            }
        }
        Ok(page)
    }

    fn comment(&mut self, line: usize, comment: &str, notes: &mut Notes) -> Result<(), String> {
        if let Some(script) = comment.trim().strip_prefix("edit:") {
            let action = Action::Edit { script: script.trim().to_owned() };
            self.steps.push(Step { line, action });
            return Ok(());
        }
        let mut read = Notes::new();
        for part in comment.split(';') {
            let (name, value) = part.split_once(':').ok_or(format!("{line}: {part:?} is no `name: value`"))?;
            read.insert(name.trim().to_owned(), value.trim().to_owned());
        }
        let action = if let Some(setup) = read.remove("setup") {
            self.setup = setup.split_whitespace().map(str::to_owned).collect();
            self.after = read.remove("after");
            None
        } else if let Some(text) = read.remove("type") {
            let shell = read.remove("shell").ok_or(format!("{line}: type needs a shell"))?;
            Some(Action::Type { shell, text, after: read.remove("after") })
        } else if let Some(shell) = read.remove("wait") {
            Some(Action::Wait { shell })
        } else if let Some(shell) = read.remove("stop") {
            Some(Action::Stop { shell })
        } else {
            notes.append(&mut read);
            None
        };
        left_over(line, &read)?;
        self.steps.extend(action.map(|action| Step { line, action }));
        Ok(())
    }

    /// A block with commands after `$ ` and their output below them.
    fn dialogue(&mut self, line: usize, shell: &str, text: &str, exit: i32) {
        for part in format!("\n{text}").split("\n$ ").skip(1) {
            let (script, output) = part.split_once('\n').unwrap_or((part, ""));
            let script = format!("{script}\n");
            let run = Action::Run { shell: shell.to_owned(), script, exit, ready: None };
            let see = Action::See { shell: shell.to_owned(), text: output.to_owned() };
            self.steps.extend([run, see].map(|action| Step { line, action }));
        }
    }

    /// Whether the block was of commands.
    fn end(&mut self, block: Block, mut notes: Notes, shell: &mut String, ran: bool) -> Result<bool, String> {
        let line = block.line;
        if let Some(reason) = notes.remove("skip") {
            if reason.is_empty() {
                return Err(format!("{line}: skip says why"));
            }
            self.skipped += 1;
            return Ok(false);
        }
        let action = match block.language.as_str() {
            "console" => {
                if let Some(name) = notes.remove("shell") {
                    *shell = name;
                }
                let exit = notes.remove("exit").map_or(Ok(0), |exit| exit.parse());
                let exit = exit.map_err(|_| format!("{line}: exit is a number"))?;
                if block.text.starts_with("$ ") {
                    self.dialogue(line, shell, &block.text, exit);
                    return left_over(line, &notes).map(|()| false);
                }
                Some(Action::Run { shell: shell.clone(), script: block.text, exit, ready: notes.remove("ready") })
            }
            "text" if ran || notes.contains_key("output") => {
                let shell = notes.remove("output").unwrap_or_else(|| shell.clone());
                Some(Action::See { shell, text: block.text })
            }
            // Checked by `vectors.rs`.
            "json" if notes.remove("frames").is_some() => None,
            _ => notes.remove("file").map(|file| Action::Write { file, text: block.text }),
        };
        left_over(line, &notes)?;
        let ran = matches!(action, Some(Action::Run { .. }));
        self.steps.extend(action.map(|action| Step { line, action }));
        Ok(ran)
    }
}

/// Notes that nothing took are mistakes.
fn left_over(line: usize, notes: &Notes) -> Result<(), String> {
    notes.keys().next().map_or(Ok(()), |name| Err(format!("{line}: {name} does not belong there")))
}

/// Whether output is what a page shows, where `…` stands for anything on a line, and a line with
/// only `…` for any number of lines.
pub(crate) fn shows(pattern: &str, output: &str) -> bool {
    let lines = |text: &str| text.trim().lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
    lines_match(&lines(pattern), &lines(output))
}

fn lines_match(pattern: &[String], output: &[String]) -> bool {
    match (pattern, output) {
        ([], []) => true,
        ([first, rest @ ..], _) if first.trim() == "…" => {
            (0..=output.len()).any(|skipped| lines_match(rest, &output[skipped..]))
        }
        ([first, rest @ ..], [line, others @ ..]) => line_matches(first, line) && lines_match(rest, others),
        _ => false,
    }
}

fn line_matches(pattern: &str, line: &str) -> bool {
    let mut parts = pattern.split('…');
    let Some(mut rest) = line.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        let Some(place) = rest.find(part) else { return false };
        rest = &rest[place + part.len()..];
    }
    true
}

mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_into_steps() {
        let text = "\
# Page
<!-- setup: checkout keyring; after: start.md -->

<!-- shell: server; ready: serves -->
```console
waxseal serve
```

Then ask:

<!-- shell: agent; exit: 3 -->
```console
waxseal agent ask
```

```text
Denied …
```
<!-- type: y; shell: device; after: Approve? -->
The other shell says:
<!-- output: device -->
```text
Approved
```
<!-- file: waxseal.toml -->
```toml
issuer = 1
```
<!-- stop: server -->
<!-- edit: sed -i 's/1/2/; s/2/3/' waxseal.toml -->
```console
$ wc -l a b
1 a
$ true
```
<!-- skip: takes a network -->
```console
npm ci
```
";
        let page = Page::read(text).unwrap();
        assert_eq!(page.setup, ["checkout", "keyring"]);
        assert_eq!(page.after.as_deref(), Some("start.md"));
        assert_eq!(page.skipped, 1);
        let run = |shell: &str, script: &str, exit, ready: Option<&str>| Action::Run {
            shell: shell.to_owned(),
            script: script.to_owned(),
            exit,
            ready: ready.map(str::to_owned),
        };
        let actions: Vec<Action> = page.steps.into_iter().map(|step| step.action).collect();
        let expected = [
            run("server", "waxseal serve\n", 0, Some("serves")),
            run("agent", "waxseal agent ask\n", 3, None),
            Action::See { shell: "agent".to_owned(), text: "Denied …\n".to_owned() },
            Action::Type { shell: "device".to_owned(), text: "y".to_owned(), after: Some("Approve?".to_owned()) },
            Action::See { shell: "device".to_owned(), text: "Approved\n".to_owned() },
            Action::Write { file: "waxseal.toml".to_owned(), text: "issuer = 1\n".to_owned() },
            Action::Stop { shell: "server".to_owned() },
            Action::Edit { script: "sed -i 's/1/2/; s/2/3/' waxseal.toml".to_owned() },
            run("agent", "wc -l a b\n", 0, None),
            Action::See { shell: "agent".to_owned(), text: "1 a".to_owned() },
            run("agent", "true\n", 0, None),
            Action::See { shell: "agent".to_owned(), text: String::new() },
        ];
        assert_eq!(actions, expected);
    }

    #[test]
    fn a_comment_that_means_nothing_is_an_error() {
        let refused = |text: &str, why: &str| {
            let error = Page::read(text).unwrap_err();
            assert!(error.contains(why), "{error}");
        };
        refused("<!-- hello -->\n", "is no `name: value`");
        refused("<!-- shel: a -->\n```console\ntrue\n```\n", "shel does not belong there");
        refused("<!-- shell: a -->\ntext\n", "no block that follows");
        refused("<!-- skip: -->\n```console\ntrue\n```\n", "skip says why");
        refused("<!-- type: y -->\n", "type needs a shell");
    }

    #[test]
    fn output_is_compared_with_wildcards() {
        assert!(shows("a … c\n…\nend", "a b c\nx\ny\nend\n"));
        assert!(shows("{\"id\":\"…\",\"n\":…}", "{\"id\":\"1\",\"n\":2}"));
        assert!(!shows("{\"id\":\"…\",\"n\":5}", "{\"id\":\"1\",\"n\":25}"));
        assert!(!shows("a", "a\nb"));
        assert!(!shows("a\nb", "a"));
        assert!(!shows("a…a", "a"));
    }
}
