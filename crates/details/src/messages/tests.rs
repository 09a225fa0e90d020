use std::collections::{BTreeMap, BTreeSet};

use super::*;

/// The ids of a file with the variables that each message names.
fn variables(source: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut current = String::new();
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        if let Some((id, _)) = line.split_once(" =").filter(|_| line.starts_with(|c: char| c.is_ascii_lowercase())) {
            assert!(found.insert(id.to_owned(), BTreeSet::new()).is_none(), "{id} appears twice");
            id.clone_into(&mut current);
        }
        for part in line.split('$').skip(1) {
            let name = part.chars().take_while(char::is_ascii_alphanumeric).collect();
            found.get_mut(&current).unwrap().insert(name);
        }
    }
    found
}

#[test]
fn every_language_has_the_messages_of_english_with_the_same_variables() {
    let english = variables(source(Language::English));
    assert!(english.len() > 40);
    for language in Language::ALL {
        assert_eq!(variables(source(language)), english, "{}", language.tag());
    }
}

#[test]
fn the_messages_of_the_files_are_those_of_the_code() {
    let in_files: BTreeSet<String> = variables(source(Language::English)).into_keys().collect();
    let in_code: BTreeSet<String> = Message::ALL.iter().map(|message| message.id().to_owned()).collect();
    assert_eq!(in_files, in_code);
}

#[test]
fn every_message_formats_without_an_error() {
    for language in Language::ALL {
        for message in Message::ALL {
            let mut arguments = FluentArgs::new();
            arguments.set("count", 3);
            for name in variables(source(Language::English)).remove(message.id()).unwrap() {
                if name != "count" {
                    arguments.set(name, "x");
                }
            }
            let bundle = bundle(language);
            let pattern = bundle.get_message(message.id()).unwrap().value().unwrap();
            let mut errors = Vec::new();
            let text = bundle.format_pattern(pattern, Some(&arguments), &mut errors);
            assert!(errors.is_empty(), "{} {}: {errors:?}", language.tag(), message.id());
            assert!(!text.trim().is_empty());
        }
    }
}

#[test]
fn no_message_holds_an_invisible_character() {
    for language in Language::ALL {
        // A no-break space is wanted: a number stays with its unit.
        let source = source(language).replace('\u{a0}', " ");
        assert!(!crate::scrub(&source).altered, "{}", language.tag());
    }
}

#[test]
fn plurals_follow_the_language() {
    let days = |language, count: u32| Message::Days.counted(language, f64::from(count), &count.to_string());
    assert_eq!(days(Language::English, 1), "1 day");
    assert_eq!(days(Language::English, 3), "3 days");
    assert_eq!(days(Language::French, 0), "0 jour");
    assert_eq!(days(Language::Japanese, 1), "1日");
    let arabic: Vec<String> = [0, 1, 2, 3, 11, 100].map(|count| days(Language::Arabic, count)).into();
    assert_eq!(arabic, ["0 يوم", "يوم واحد", "يومان", "3 أيام", "11 يومًا", "100 يوم"]);
}

#[test]
fn pseudo_is_longer_than_english_and_leaves_arguments_alone() {
    assert_eq!(Message::Unchanged.text(Language::Pseudo), "úúñçhááñgééd");
    assert_eq!(Message::NoLimitIn.with(Language::Pseudo, &[("currency", "USD")]), "Ñóó líímííţ (USD)");
}
