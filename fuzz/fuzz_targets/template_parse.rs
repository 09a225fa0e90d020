//! Any file as a template: it parses or is refused, and a sample renders with all its leaves shown.

#![no_main]

use libfuzzer_sys::fuzz_target;
use waxseal_details::{Display, EntryView, Known, Registry, Template, leaves};
use waxseal_protocol::Timestamp;
use waxseal_protocol::json::Json;

const ENTRY: &str = r#"{"type":"t","a":"1","b":{"c":[1,2,{"d":null}],"e":{}},"f":true}"#;

fuzz_target!(|source: &str| {
    let Ok(template) = Template::parse(source) else { return };
    let entry = Json::parse(&ENTRY.replace("\"t\"", &Json::String(template.detail_type().to_owned()).to_string()));
    let Ok(entry) = entry else { return };
    let mut registry = Registry::default();
    registry.add(source).expect("what parses can be added");
    let display = Display::english_utc(Timestamp::UNIX_EPOCH);
    let view = EntryView::new(&entry, &registry, &display, &Known::default());
    let shown: Vec<&String> = view.rows().flat_map(|row| &row.paths).collect();
    for (place, _) in leaves(&entry) {
        let place = place.to_string();
        assert!(place == "/type" || shown.contains(&&place), "{place} is not shown");
    }
});
