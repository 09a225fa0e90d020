//! `cargo xtask fuzz`: what no list of cases finds, for as long as one likes.

use std::path::PathBuf;

use anyhow::bail;

use crate::process::{self, cargo, root};
use crate::report;

/// By name, with what the fuzzer starts from.
const TARGETS: [(&str, &str); 2] = [("template_parse", "template.hbs"), ("template_render", "examples")];

/// What the types of details are made of.
const TYPES: &str = "crates/details/types";

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// One target; without it, each in turn.
    #[arg(value_parser = TARGETS.map(|(name, _)| name))]
    target: Option<String>,
    /// How long each target runs.
    #[arg(long, default_value_t = 60)]
    seconds: u32,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    if process::output(cargo().args(["fuzz", "--version"])).is_err() {
        bail!("cargo-fuzz is not installed\nhint: cargo install cargo-fuzz --locked");
    }
    for (target, seed) in TARGETS {
        if arguments.target.as_deref().is_none_or(|wanted| wanted == target) {
            report::step(&format!("Fuzzing {target} for {} s", arguments.seconds));
            fuzz(target, seed, arguments.seconds)?;
        }
    }
    Ok(())
}

fn fuzz(target: &str, seed: &str, seconds: u32) -> anyhow::Result<()> {
    let corpus = corpus(target)?;
    let seeds = seeds(target, seed)?;
    let mut command = cargo();
    command
        .args(["fuzz", "run", target])
        .args([&corpus, &seeds])
        .args(["--", &format!("-max_total_time={seconds}"), "-max_len=16384", "-timeout=10", "-print_final_stats=1"])
        // Sanitizers are an unstable option of the stable compiler.
        .env("RUSTC_BOOTSTRAP", "1");
    process::run(&mut command)
}

/// Where the fuzzer keeps what it finds interesting.
fn corpus(target: &str) -> anyhow::Result<PathBuf> {
    let folder = root().join("fuzz/corpus").join(target);
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// The built-in files, in one folder: the fuzzer reads no folder below it.
fn seeds(target: &str, seed: &str) -> anyhow::Result<PathBuf> {
    let folder = root().join("fuzz/seeds").join(target);
    std::fs::create_dir_all(&folder)?;
    for folder_of_type in std::fs::read_dir(root().join(TYPES))? {
        let folder_of_type = folder_of_type?;
        let source = folder_of_type.path().join(seed);
        let name = folder_of_type.file_name().to_string_lossy().into_owned();
        if source.is_file() {
            std::fs::copy(&source, folder.join(name))?;
        } else if source.is_dir() {
            for file in std::fs::read_dir(&source)? {
                let file = file?;
                let file_name = file.file_name();
                std::fs::copy(file.path(), folder.join(format!("{name}-{}", file_name.to_string_lossy())))?;
            }
        }
    }
    Ok(folder)
}
