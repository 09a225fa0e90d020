//! Templates of every kind: made up call by call, or built-in ones that somebody changed.

use std::path::Path;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use waxseal_details::Template;
use waxseal_protocol::json::Json;

/// Where calls and blocks look.
const PLACES: [&str; 16] = [
    "amount",
    "currency",
    "payee",
    "start",
    "end",
    "note",
    "flag",
    "kind",
    "before",
    "after",
    "value.amount",
    "value.note",
    "items",
    "this",
    "../note",
    "@root/flag",
];

/// Calls that fit what `any_entry` and `fitting_entry` often hold at the place, and some that do not.
const CALLS: [&str; 22] = [
    "{{money amount currency=currency}}",
    "{{money amount currency=currency unit=\"minor\" unlimitedAt=\"0\"}}",
    "{{number amount}}",
    "{{percent amount scale=\"0..100\"}}",
    "{{bytes amount unit=\"iec\"}}",
    "{{duration amount unit=\"seconds\"}}",
    "{{datetime start zone=\"utc\" style=\"long\"}}",
    "{{date start}}",
    "{{daterange start end zone=\"local\"}}",
    "{{identity payee}}",
    "{{mask payee keepEnd=\"2\"}}",
    "{{message note}}",
    "{{code note}}",
    "{{linktext note}}",
    "{{enum kind words=\"kinds\"}}",
    "{{bool flag yes=\"on\" no=\"off\"}}",
    "{{list items}}",
    "{{diff before after}}",
    "{{json value}}",
    "{{field amount label=\"Amount\"}}",
    "{{field currency}}",
    "{{json this}}",
];

/// A body of any shape the language allows, and of some it does not.
fn any_body() -> impl Strategy<Value = String> {
    let call = prop_oneof![
        3 => select(&CALLS[..]).prop_map(str::to_owned),
        1 => (select(&["field", "json"][..]), select(&PLACES[..])).prop_map(|(name, place)| format!("{{{{{name} {place}}}}}")),
    ];
    let guarded = (call, select(&PLACES[..]), any::<bool>())
        .prop_map(|(call, place, guard)| if guard { format!("{{{{#has {place}}}}}{call}{{{{/has}}}}") } else { call });
    guarded.prop_recursive(3, 12, 3, |inner| {
        let block = select(
            &["group \"Group\"", "if PLACE", "unless PLACE", "with value", "each items", "table items label=\"Items\""]
                [..],
        );
        (block, select(&PLACES[..]), prop::collection::vec(inner, 1..4), any::<bool>()).prop_map(
            |(block, place, inner, otherwise)| {
                let name = block.split(' ').next().unwrap_or_default();
                let open = block.replace("PLACE", place);
                let otherwise = if otherwise && name != "group" { "{{else}}" } else { "" };
                let split = inner.len() / 2;
                format!(
                    "{{{{#{open}}}}}{}{otherwise}{}{{{{/{name}}}}}",
                    inner[..split].concat(),
                    inner[split..].concat()
                )
            },
        )
    })
}

/// A template of the type `t`.
pub(crate) fn any_template() -> impl Strategy<Value = String> {
    let verb = select(&["Do it", "Do {{#has payee}}{{identity payee}}{{/has}}", "Do {{field note}}"][..]);
    let front = select(
        &[
            "",
            "critical: [/amount, /value/*]\n",
            "demote: [{path: /note, reason: long}]\n",
            "bounds: [{path: /amount, max: 10, else: raise}]\n",
            "bounds: [{path: /amount, max: 10, else: refuse}]\n",
        ][..],
    );
    (verb, front, prop::collection::vec(any_body(), 1..5)).prop_map(|(verb, front, body)| {
        format!(
            "---\ntype: t\ntemplate_version: 1.0.0\nrisk_floor: low\nverb: '{verb}'\n\
             words: {{kinds: {{a: One}}}}\n{front}---\n{}",
            body.concat()
        )
    })
}

/// One that the language allows.
pub(crate) fn usable_template() -> impl Strategy<Value = String> {
    any_template().prop_filter("the language refuses it", |source| Template::parse(source).is_ok())
}

/// A built-in type: its template, and its examples.
#[derive(Debug, Clone)]
pub(crate) struct BuiltIn {
    pub(crate) source: String,
    pub(crate) examples: Vec<Json>,
}

pub(crate) fn built_in() -> Vec<BuiltIn> {
    let types = Path::new(env!("CARGO_MANIFEST_DIR")).join("types");
    let mut folders: Vec<_> = std::fs::read_dir(types).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.retain(|folder| folder.is_dir());
    folders.sort();
    let found: Vec<BuiltIn> = folders
        .iter()
        .map(|folder| {
            let mut examples: Vec<_> =
                std::fs::read_dir(folder.join("examples")).unwrap().map(|entry| entry.unwrap().path()).collect();
            examples.sort();
            BuiltIn {
                source: std::fs::read_to_string(folder.join("template.hbs")).unwrap(),
                examples: examples
                    .iter()
                    .map(|example| Json::parse(&std::fs::read_to_string(example).unwrap()).unwrap())
                    .collect(),
            }
        })
        .collect();
    assert!(!found.is_empty());
    found
}

/// A built-in template with some of its pieces gone, doubled or swapped, and an example of its type
/// in which some values are others.
pub(crate) fn changed_built_in(value: impl Strategy<Value = Json>) -> impl Strategy<Value = (String, Json)> {
    let template_changes = prop::collection::vec((0_u8..3, any::<Index>(), any::<Index>()), 0..4);
    let entry_changes = prop::collection::vec((any::<Index>(), value), 0..3);
    (select(built_in()), any::<Index>(), template_changes, entry_changes).prop_map(
        |(built_in, example, template_changes, entry_changes)| {
            let mut pieces = Pieces::of(&built_in.source);
            for (change, at, to) in template_changes {
                pieces.change(change, at, to);
            }
            let mut entry = built_in.examples[example.index(built_in.examples.len())].clone();
            for (at, value) in entry_changes {
                let mut left = at.index(waxseal_details::leaves(&entry).len());
                replace(&mut entry, true, &mut left, &value);
            }
            (pieces.to_source(), entry)
        },
    )
}

/// A template, with its body cut at the calls and block ends.
#[derive(Debug, Clone)]
pub(crate) struct Pieces {
    front: String,
    body: Vec<String>,
}

impl Pieces {
    pub(crate) fn of(source: &str) -> Self {
        let (front, body) = source.split_at(source.rfind("\n---\n").unwrap());
        let pieces = body.split_inclusive("}}").flat_map(|piece| {
            let (text, call) = piece.split_at(piece.find("{{").unwrap_or(piece.len()));
            [text.to_owned(), call.to_owned()]
        });
        Self { front: front.to_owned(), body: pieces.filter(|piece| !piece.is_empty()).collect() }
    }

    pub(crate) fn to_source(&self) -> String {
        format!("{}{}", self.front, self.body.concat())
    }

    /// Where the calls stand that show rows.
    pub(crate) fn calls(&self) -> Vec<usize> {
        let shows = |piece: &str| {
            piece.starts_with("{{") && !["{{#", "{{/", "{{else", "{{!"].iter().any(|start| piece.starts_with(start))
        };
        self.body.iter().enumerate().filter(|(_, piece)| shows(piece)).map(|(at, _)| at).collect()
    }

    /// The same without one piece.
    pub(crate) fn without(&self, at: usize) -> Self {
        let mut rest = self.clone();
        rest.body.remove(at);
        rest
    }

    /// The piece itself.
    pub(crate) fn piece(&self, at: usize) -> &str {
        &self.body[at]
    }

    fn change(&mut self, change: u8, at: Index, to: Index) {
        // The first piece ends the front matter.
        if self.body.len() < 3 {
            return;
        }
        let place = |index: Index| 1 + index.index(self.body.len() - 1);
        let (at, to) = (place(at), place(to));
        match change {
            0 => drop(self.body.remove(at)),
            1 => self.body.insert(to, self.body[at].clone()),
            _ => self.body.swap(at, to),
        }
    }
}

/// Puts another value in the place of the leaf that is the `left`th, but of the `type`.
fn replace(value: &mut Json, is_entry: bool, left: &mut usize, by: &Json) -> bool {
    match value {
        Json::Object(members) if !members.is_empty() => members.iter_mut().any(|(name, member)| {
            let is_type = is_entry && name == "type";
            if is_type {
                return std::mem::replace(left, left.saturating_sub(1)) == 0;
            }
            replace(member, false, left, by)
        }),
        Json::Array(elements) if !elements.is_empty() => {
            elements.iter_mut().any(|element| replace(element, false, left, by))
        }
        leaf if *left == 0 => {
            *leaf = by.clone();
            true
        }
        _ => {
            *left -= 1;
            false
        }
    }
}
