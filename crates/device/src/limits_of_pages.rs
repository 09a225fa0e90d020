//! The numbers of the core that pages hold to or say, as TypeScript beside the generated types: `limits.ts`.

use std::time::Duration;

use waxseal_protocol::device::{MAX_USER_CODE, MIN_USER_CODE};

use crate::alerts::MUTE;
use crate::commands::MAX_BATCH;
use crate::decision::PRESS_AGAIN_WITHIN;
use crate::lock::MIN_CHARACTERS;

fn number(value: usize) -> u64 {
    u64::try_from(value).unwrap()
}

#[test]
fn export_bindings_limits() {
    let limits = [
        ("Requests that a batch opens together.", "MAX_BATCH", number(MAX_BATCH)),
        ("Characters of the shortest passphrase.", "MIN_PASSPHRASE", number(MIN_CHARACTERS)),
        ("Characters of the shortest user code.", "MIN_USER_CODE", number(MIN_USER_CODE)),
        ("Characters of the longest user code.", "MAX_USER_CODE", number(MAX_USER_CODE)),
        ("For how long a client is muted.", "MUTE_MINUTES", MUTE.as_secs() / 60),
        ("How soon the second press has to come.", "PRESS_AGAIN_SECONDS", PRESS_AGAIN_WITHIN.as_secs()),
    ];
    // What is said in minutes and seconds has no rest.
    assert_eq!(MUTE, Duration::from_mins(MUTE.as_secs() / 60));
    assert_eq!(PRESS_AGAIN_WITHIN, Duration::from_secs(PRESS_AGAIN_WITHIN.as_secs()));
    let lines = limits.map(|(what, name, value)| format!("/** {what} */\nexport const {name} = {value};\n"));
    let folder = ts_rs::Config::from_env().out_dir().to_owned();
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("limits.ts"), format!("// Written by the tests of waxseal-device.\n{}", lines.concat()))
        .unwrap();
}
