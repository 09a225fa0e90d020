//! Any JSON as an entry of each built-in type, and of none: every leaf is shown.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use waxseal_details::{Display, EntryView, Known, Language, Registry, leaves};
use waxseal_protocol::Timestamp;
use waxseal_protocol::json::Json;

static BUILT_IN: LazyLock<Registry> = LazyLock::new(Registry::built_in);

fuzz_target!(|text: &str| {
    let Ok(Json::Object(mut members)) = Json::parse(text) else { return };
    members.retain(|(name, _)| name != "type");
    for detail_type in BUILT_IN.types().chain(["unknown"]) {
        let mut entry = vec![("type".to_owned(), Json::String(detail_type.to_owned()))];
        entry.extend(members.iter().cloned());
        let entry = Json::Object(entry);
        let mut display = Display::english_utc(Timestamp::UNIX_EPOCH);
        for language in [Language::English, Language::German, Language::Arabic] {
            display.language = language;
            let view = EntryView::new(&entry, &BUILT_IN, &display, &Known::default());
            let shown: Vec<&String> = view.rows().flat_map(|row| &row.paths).collect();
            for (place, _) in leaves(&entry) {
                let place = place.to_string();
                assert!(place == "/type" || shown.contains(&&place), "{place} is not shown");
            }
        }
    }
});
