//! `docs/reference/cli.md`, written from the commands themselves.

use std::fmt::Write as _;
use std::path::Path;

use clap::{Arg, Command, CommandFactory as _};

use crate::Arguments;

#[test]
fn the_command_line_reference_is_what_the_program_takes() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/cli.md");
    let written = reference(Arguments::command());
    if std::env::var_os("WAXSEAL_REGENERATE").is_some() {
        std::fs::write(&path, &written).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(committed, written, "docs/reference/cli.md is not current\nhint: cargo xtask gen");
}

fn reference(mut program: Command) -> String {
    program.build();
    let mut out = String::from(
        "# Command line\n\nWritten from the program by `cargo xtask gen`.\n\
         `waxseal --help` and `waxseal COMMAND --help` say the same.\n\n",
    );
    if let Some(text) = program.get_after_help() {
        writeln!(out, "{text}.\n").unwrap();
    }
    out.push_str("Options of every command:\n\n");
    arguments(&mut out, program.get_arguments().filter(|argument| argument.is_global_set()));
    out.push('\n');
    for command in visible(&program) {
        writeln!(out, "- [`waxseal {}`](#waxseal-{}): {}", command.get_name(), command.get_name(), about(command))
            .unwrap();
    }
    for command in visible(&program) {
        section(&mut out, "waxseal", command);
    }
    out
}

fn section(out: &mut String, parent: &str, command: &Command) {
    let name = format!("{parent} {}", command.get_name());
    let level = if parent == "waxseal" { "##" } else { "###" };
    let about = command.get_long_about().or(command.get_about()).map(ToString::to_string).unwrap_or_default();
    writeln!(out, "\n{level} `{name}`\n\n{}", sentences(&about)).unwrap();
    if command.has_subcommands() {
        for inner in visible(command) {
            section(out, &name, inner);
        }
        return;
    }
    let usage = command.clone().bin_name(name).render_usage().to_string();
    writeln!(out, "\n```text\n{}\n```\n", usage.trim_start_matches("Usage: ")).unwrap();
    arguments(out, command.get_arguments().filter(|argument| !argument.is_global_set()));
}

fn arguments<'a>(out: &mut String, all: impl Iterator<Item = &'a Arg>) {
    let shown: Vec<&Arg> = all.filter(|argument| !argument.is_hide_set() && argument.get_id() != "help").collect();
    if shown.is_empty() {
        return;
    }
    out.push_str("| argument | meaning |\n|---|---|\n");
    for argument in shown {
        writeln!(out, "| `{}` | {} |", written(argument), meaning(argument)).unwrap();
    }
}

/// As it is typed.
fn written(argument: &Arg) -> String {
    let values = argument.get_value_names().unwrap_or_default().join(" ");
    let option = match (argument.get_long(), argument.get_short()) {
        (Some(long), _) => format!("--{long}"),
        (None, Some(short)) => format!("-{short}"),
        (None, None) => return values,
    };
    if argument.get_action().takes_values() { format!("{option} {values}") } else { option }
}

fn meaning(argument: &Arg) -> String {
    let help = argument.get_long_help().or(argument.get_help()).map(ToString::to_string).unwrap_or_default();
    let mut text = sentences(&help.replace('\n', " ").replace('|', "\\|"));
    let values = argument.get_possible_values();
    if argument.get_action().takes_values() && !values.is_empty() {
        let names: Vec<String> = values.iter().map(|value| format!("`{}`", value.get_name())).collect();
        write!(text, " One of {}.", names.join(", ")).unwrap();
    }
    let defaults: Vec<String> =
        argument.get_default_values().iter().map(|value| format!("`{}`", value.to_string_lossy())).collect();
    if argument.get_action().takes_values() && !defaults.is_empty() {
        write!(text, " Default: {}.", defaults.join(", ")).unwrap();
    }
    if let Some(variable) = argument.get_env() {
        write!(text, " Environment: `{}`.", variable.to_string_lossy()).unwrap();
    }
    if argument.is_required_set() {
        text.push_str(" Required.");
    }
    text
}

fn visible(command: &Command) -> impl Iterator<Item = &Command> {
    command.get_subcommands().filter(|inner| inner.get_name() != "help" && !inner.is_hide_set())
}

fn about(command: &Command) -> String {
    sentences(&command.get_about().map(ToString::to_string).unwrap_or_default())
}

/// clap takes the full stop from the end.
fn sentences(text: &str) -> String {
    let text = text.trim();
    if text.is_empty() || text.ends_with(['.', ':', '?']) { text.to_owned() } else { format!("{text}.") }
}
