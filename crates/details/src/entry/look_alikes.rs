//! Names that look like ones this device knows, and are others.

use crate::block::{EntryView, Notice, NoticeSource};
use crate::display::Language;
use crate::known::Known;
use crate::messages::Message;
use crate::risk::RiskTier;
use crate::scrub::scrub;

/// Compares every name of the entry, wherever it stands, with those that the device knows.
pub(super) fn find(view: &mut EntryView, known: &Known, language: Language) {
    let mut found = false;
    let rows = view.groups.iter_mut().flat_map(|group| &mut group.rows);
    for row in rows.chain(&mut view.other).chain(&mut view.messages) {
        for name in row.value.identities() {
            if let Some(similar) = known.identities.similar_to(name) {
                let text = Message::LooksLike.with(language, &[("name", &scrub(similar).text)]);
                row.notices.push(Notice { text, source: NoticeSource::Verified });
            }
        }
        found |= !row.notices.is_empty();
    }
    if found {
        view.tier = RiskTier::High;
    }
}
