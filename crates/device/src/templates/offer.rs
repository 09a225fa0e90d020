//! Judging what a server offers: the newest pack last, before it those that named its keys.

use waxseal_details::scrub;
use waxseal_details::trust::{Accepted, Refused, accept};
use waxseal_protocol::Timestamp;

use super::KeptTemplates;

/// What came of an offer.
#[derive(Debug)]
pub(super) struct Judged {
    /// What is to be kept from now on.
    pub(super) kept: KeptTemplates,
    /// Why the newest pack was refused, if it was.
    pub(super) refused: Option<Refused>,
}

/// Takes the packs in, one after the other. The newest decides whether anything is wrong: those
/// before it are older than what is installed, or signed by keys that are not pinned any more.
pub(super) fn judge(before: &KeptTemplates, packs: &[String], etag: Option<String>, now: Timestamp) -> Judged {
    let mut kept = before.clone();
    let mut refused = None;
    for jws in packs {
        refused = match accept(&kept.publisher, kept.installed.as_ref(), jws, now) {
            Ok(Accepted::Unchanged) => None,
            Ok(Accepted::Updated(update)) => {
                kept.publisher = update.publisher;
                kept.installed = Some(update.installed);
                kept.last_change = Some(update.change);
                None
            }
            Err(reason) => Some(reason),
        };
    }
    // What is refused now may be good later, so it is asked for again.
    kept.etag = etag.filter(|_| refused.is_none());
    match &refused {
        Some(reason) if reason.is_suspicious() => kept.warning = Some(warning(reason)),
        Some(_) => {}
        None if packs.is_empty() => {}
        None => kept.warning = None,
    }
    Judged { kept, refused }
}

fn warning(reason: &Refused) -> String {
    let reason = scrub(&reason.to_string()).text;
    format!("The server offered templates that were refused: {reason}. Requests are shown as before.")
}

#[cfg(test)]
mod tests {
    use waxseal_details::trust::{PinnedPublisher, TemplatePack};
    use waxseal_protocol::jose::SigningKey;

    use super::*;

    const ISSUER: &str = "https://issuer.example/";

    fn now() -> Timestamp {
        Timestamp::from_second(1_800_000_000).unwrap()
    }

    fn pack(version: u64) -> TemplatePack {
        let source = format!("---\ntype: t\ntemplate_version: {version}.0.0\nrisk_floor: low\nverb: Do it\n---\n");
        let expires = Timestamp::from_second(1_800_086_400).unwrap();
        TemplatePack::new(ISSUER, version, now(), expires, [source.as_str()]).unwrap()
    }

    fn pinning(key: &SigningKey) -> KeptTemplates {
        KeptTemplates::new(PinnedPublisher::new(ISSUER, vec![key.public().clone()]).unwrap())
    }

    fn version(kept: &KeptTemplates) -> Option<u64> {
        kept.installed.as_ref().map(waxseal_details::trust::InstalledPack::version)
    }

    #[test]
    fn the_newest_pack_decides() {
        let (old, new) = (SigningKey::generate().unwrap(), SigningKey::generate().unwrap());
        let first = pack(1).naming_next_keys(vec![new.public().clone()]).sign(&old).unwrap();
        let second = pack(2).sign(&new).unwrap();
        let offer = [first.clone(), second];
        let kept = judge(&pinning(&old), &offer, Some("a".to_owned()), now()).kept;
        assert_eq!((version(&kept), kept.etag.as_deref()), (Some(2), Some("a")));
        // By now the first is an older one, and of a key that does not count any more.
        let again = judge(&kept, &offer, None, now());
        assert!(again.refused.is_none() && again.kept.warning.is_none());
        let back = judge(&kept, &[first], Some("b".to_owned()), now()).kept;
        assert_eq!((version(&back), back.etag.as_deref()), (Some(2), None));
        assert!(back.warning.is_some());
        // A good offer takes the warning back; none at all does not.
        assert!(judge(&back, &[], None, now()).kept.warning.is_some());
        assert!(judge(&back, &offer, None, now()).kept.warning.is_none());
    }

    #[test]
    fn what_merely_expired_raises_no_warning() {
        let key = SigningKey::generate().unwrap();
        let later = Timestamp::from_second(1_800_086_400).unwrap();
        let judged = judge(&pinning(&key), &[pack(1).sign(&key).unwrap()], Some("a".to_owned()), later);
        assert!(judged.refused.is_some());
        assert_eq!((judged.kept.warning, judged.kept.etag, judged.kept.installed), (None, None, None));
    }
}
