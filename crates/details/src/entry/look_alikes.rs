//! Names that look like ones this device knows, and are others.

use crate::block::{EntryView, Notice, NoticeSource};
use crate::display::Language;
use crate::identity::{Suspicion, suspicions};
use crate::known::Known;
use crate::messages::Message;
use crate::risk::RiskTier;
use crate::scrub::scrub;

/// Compares every name of the entry, wherever it stands, with those that the device knows.
pub(super) fn find(view: &mut EntryView, known: &Known, language: Language) {
    let mut found = false;
    let is_generic = view.template_sha256.is_none();
    // What no template calls a name may be one all the same.
    let unnamed = view.groups.iter_mut().filter(|_| is_generic).flat_map(|group| &mut group.rows);
    for row in unnamed.chain(&mut view.other) {
        let texts = row.value.short_texts();
        // Nothing is disguised in ASCII.
        let texts = texts.into_iter().filter(|text| !text.is_ascii());
        let suspicions = texts.flat_map(suspicions).filter(Suspicion::is_disguise);
        let notices = suspicions.map(|one| Notice { text: one.text(language), source: NoticeSource::Verified });
        let notices: Vec<Notice> = notices.collect();
        row.notices.extend(notices);
    }
    let rows = view.groups.iter_mut().flat_map(|group| &mut group.rows);
    for row in rows.chain(&mut view.other).chain(&mut view.messages) {
        let names = row.value.identities().into_iter().filter_map(|name| known.identities.similar_to(name));
        let texts = row.value.short_texts().into_iter().filter_map(|text| known.identities.confusable_with(text));
        let notice = |similar: &str| Notice {
            text: Message::LooksLike.with(language, &[("name", &scrub(similar).text)]),
            source: NoticeSource::Verified,
        };
        let notices: Vec<Notice> = names.chain(texts).map(notice).collect();
        row.notices.extend(notices);
        found |= !row.notices.is_empty() || row.value.warns();
    }
    if found {
        view.tier = RiskTier::High;
    }
}
