//! What is wrong with a script, and where.

use serde_yaml_ng::Error;

/// A script that cannot be played.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{message}{}", place(*line), hint.as_ref().map(|hint| format!("\nhint: {hint}")).unwrap_or_default())]
pub struct ScriptError {
    /// The line, from 1; 0 where there is none.
    pub line: usize,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
}

fn place(line: usize) -> String {
    if line == 0 { String::new() } else { format!("line {line}: ") }
}

impl From<Error> for ScriptError {
    fn from(error: Error) -> Self {
        let location = error.location();
        let text = error.to_string();
        // The line is told apart from the sentence.
        let end = location.as_ref().and_then(|at| text.rfind(&format!(" at line {} column", at.line())));
        let mut message = end.and_then(|end| text.get(..end)).unwrap_or(&text).to_owned();
        let mut hint = None;
        if let Some((what, expected)) = message.split_once(", expected ").map(|(a, b)| (a.to_owned(), b.to_owned())) {
            let names = quoted(&expected);
            let wrong = quoted(&what).pop();
            hint = wrong.and_then(|wrong| closest(&wrong, &names)).map(|name| format!("did you mean {name}?"));
            if hint.is_none() && !names.is_empty() {
                hint = Some(format!("one of {}", names.join(", ")));
            }
            message = what;
        }
        if message.contains("missing field `answer`") {
            hint = Some("every rule has an answer: approve, deny, report or ignore".to_owned());
        }
        Self { line: location.map_or(0, |at| at.line()), message, hint }
    }
}

/// What stands between backticks.
fn quoted(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(ToOwned::to_owned).collect()
}

/// The name that was probably meant: at most a third of it is different.
fn closest(wrong: &str, names: &[String]) -> Option<String> {
    let nearest = names.iter().min_by_key(|name| distance(wrong, name))?;
    (distance(wrong, nearest) <= nearest.chars().count().div_ceil(3)).then(|| nearest.clone())
}

/// How many characters have to change to make one of the other (Levenshtein).
fn distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.chars().count()).collect();
    for (line, a) in one.chars().enumerate() {
        let mut diagonal = line;
        let mut left = line + 1;
        let mut next = vec![left];
        for (b, above) in other.chars().zip(row.iter().skip(1)) {
            left = (diagonal + usize::from(a != b)).min(left + 1).min(above + 1);
            diagonal = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}
