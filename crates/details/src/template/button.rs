//! The words of the button that says yes. They name what is approved; they never read like another
//! answer.

use super::TemplateError;
use super::front_matter::FrontMatter;

/// Answers that are no yes: as the first word they turn the button's meaning around.
const REFUSALS: [&str; 28] = [
    "deny",
    "denied",
    "decline",
    "reject",
    "refuse",
    "disapprove",
    "ablehnen",
    "abgelehnt",
    "verweigern",
    "zurückweisen",
    "refuser",
    "refusé",
    "rejeter",
    "décliner",
    "rechazar",
    "denegar",
    "rehusar",
    "拒否",
    "拒否する",
    "却下",
    "却下する",
    "رفض",
    "ارفض",
    "no",
    "nein",
    "non",
    "いいえ",
    "لا",
];
/// Words that stand on the other buttons. Alone they are another answer; in `Cancel order` they say
/// what is approved.
const OTHER_BUTTONS: [&str; 24] = [
    "cancel",
    "later",
    "not now",
    "report",
    "close",
    "dismiss",
    "ignore",
    "back",
    "abbrechen",
    "später",
    "melden",
    "schließen",
    "zurück",
    "annuler",
    "plus tard",
    "signaler",
    "fermer",
    "cancelar",
    "más tarde",
    "cerrar",
    "キャンセル",
    "後で",
    "إلغاء",
    "لاحقًا",
];

/// Refuses an action that reads like another answer, in whichever language it is given.
pub(super) fn check(front: &FrontMatter) -> Result<(), TemplateError> {
    for (_, text) in front.action.iter().flat_map(|action| action.texts()) {
        let read = text.trim_matches(|character: char| !character.is_alphanumeric()).to_lowercase();
        let first = read.split(|character: char| !character.is_alphanumeric()).next().unwrap_or_default();
        if read.is_empty() || REFUSALS.contains(&first) || OTHER_BUTTONS.contains(&read.as_str()) {
            let message = format!("the action {text:?} would read like another answer on the button that says yes");
            return Err(TemplateError::FrontMatter(message));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::template::Template;

    fn is_allowed(action: &str) -> bool {
        let source = format!(
            "---\ntype: t\ntemplate_version: 1.0.0\nrisk_floor: low\nverb: Do it\naction: {action}\n---\n{{{{field a}}}}\n"
        );
        Template::parse(&source).is_ok()
    }

    #[test]
    fn the_button_that_says_yes_reads_like_no_other_answer() {
        for other in [
            "Deny",
            "'  DENY! '",
            "Reject it",
            "{ en: Pay, de: Ablehnen }",
            "Cancel",
            "'Not now'",
            "拒否",
            "رفض",
            "'-'",
            "Nein danke",
        ] {
            assert!(!is_allowed(other), "{other}");
        }
        for good in ["Pay", "Cancel order", "{ en: Report absence, de: Abwesenheit melden }", "Close account", "Notify"]
        {
            assert!(is_allowed(good), "{good}");
        }
    }
}
