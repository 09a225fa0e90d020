//! The host an address leads to.

mod address;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use unicode_security::GeneralSecurityProfile as _;
use url::{Host, Url};

use self::address::Address;
use super::{Suspicion, script, skeleton, suspicions};
use crate::block::Shown;
use crate::scrub::is_letter_or_number;
use crate::scrub_identity;

/// A host as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HostText {
    /// The host, in Unicode where that cannot deceive, and else as A-labels (`xn--…`). For an
    /// address without a host, the whole address. `altered` says that A-labels stand in for
    /// Unicode, or that something was written out.
    pub shown: Shown,
    /// The host in A-labels (RFC 5890), if it has any character outside ASCII.
    pub a_label: Option<String>,
    /// The scheme, in lower case, if the address has one.
    pub scheme: Option<String>,
    /// The port, if the address has one that is not its scheme's own.
    pub port: Option<u16>,
    /// What to look at twice.
    pub suspicions: Vec<Suspicion>,
}

/// Finds the host of a URL, or of a host name without a scheme, as browsers would (WHATWG URL).
///
/// The host is shown in Unicode if every label passes: one script, or scripts that are written
/// together; only characters of the General Security Profile (UTS 39, section 3.1); no label that
/// looks like ASCII from end to end; all labels outside ASCII in one script. The last label, a
/// registered top-level domain, may look like ASCII.
///
/// ```
/// use waxseal_details::{Suspicion, host};
/// assert_eq!(host("https://bücher.example/").shown.text, "bücher.example");
/// assert_eq!(host("https://аррӏе.example/").shown.text, "xn--80ak6aa92e.example");
///
/// let trick = host("https://bank.example@evil.example/");
/// assert_eq!(trick.shown.text, "evil.example");
/// assert_eq!(trick.suspicions, [Suspicion::UserInfo]);
/// ```
pub fn host(text: &str) -> HostText {
    let address = Address::new(text);
    let mut found = invisible(text);
    if address.has_user_info {
        found.push(Suspicion::UserInfo);
    }
    if address.scheme.as_deref().is_some_and(|scheme| scheme != "https") {
        found.push(Suspicion::NotHttps);
    }
    let url = if address.is_path() { None } else { Url::parse(&address.url).ok() };
    let port = url.as_ref().and_then(Url::port);
    let leads_to = url.as_ref().filter(|_| !address.is_without_host()).and_then(true_host);
    let (shown, a_label) = match leads_to {
        Some(Host::Domain(domain)) => {
            let (unicode, _) = idna::domain_to_unicode(&domain);
            let (is_safe, labels) = review(&unicode);
            found.extend(labels);
            if address.is_odd || !is_written_as(&address.raw_host, &[&domain, &unicode]) {
                found.push(Suspicion::AmbiguousAddress);
            }
            let a_label = (unicode != domain).then(|| domain.clone());
            if is_safe {
                (Shown { text: unicode, altered: false }, a_label)
            } else {
                (Shown { text: domain, altered: true }, a_label)
            }
        }
        Some(literal) => {
            found.push(Suspicion::IpAddress);
            let literal = literal.to_string();
            if address.is_odd || !is_written_as(&address.raw_host, &[&literal]) {
                found.push(Suspicion::AmbiguousAddress);
            }
            (Shown { text: literal, altered: false }, None)
        }
        None => {
            found.push(if url.is_some() { Suspicion::NoHost } else { Suspicion::UnreadableAddress });
            (scrub_identity(text), None)
        }
    };
    let mut suspicions = Vec::with_capacity(found.len());
    for suspicion in found {
        if !suspicions.contains(&suspicion) {
            suspicions.push(suspicion);
        }
    }
    HostText { shown, a_label, scheme: address.scheme, port, suspicions }
}

/// The host a URL leads to. Schemes of applications keep their host as it was written, so it is
/// read once more as the host of an https URL.
fn true_host(url: &Url) -> Option<Host<String>> {
    let host = url.host_str().filter(|host| !host.is_empty())?;
    match url.host()? {
        Host::Domain(_) => Url::parse(&format!("https://{host}/")).ok()?.host().map(|host| host.to_owned()),
        literal => Some(literal.to_owned()),
    }
}

/// Whether a host in Unicode can be shown as it is, and what is suspicious about it.
fn review(unicode: &str) -> (bool, Vec<Suspicion>) {
    let labels: Vec<&str> = unicode.trim_end_matches('.').split('.').collect();
    let (mut is_safe, mut found, mut international) = (true, Vec::new(), String::new());
    for (index, label) in labels.iter().enumerate().filter(|(_, label)| !label.is_ascii()) {
        let is_top_level = index > 0 && index + 1 == labels.len();
        let mut of_label = suspicions(label);
        of_label.retain(|one| !(is_top_level && matches!(one, Suspicion::WholeScriptConfusable { .. })));
        let outside = |character: &char| *character != '-' && !character.identifier_allowed();
        if of_label.is_empty() && label.chars().any(|character| outside(&character) && !is_letter_or_number(character))
        {
            // A slash, dot or quote that is none: `bank.example⁄pay.evil.example`.
            of_label.push(Suspicion::AmbiguousAddress);
        }
        is_safe &= of_label.is_empty()
            && !label.chars().any(|character| outside(&character))
            && !scrub_identity(label).altered
            && (is_top_level || !skeleton(label).is_ascii());
        found.extend(of_label);
        international.push_str(label);
    }
    if script::are_mixed(&international) {
        is_safe = false;
        let scripts = script::names(&international).into_iter().map(str::to_owned).collect();
        if !found.iter().any(|one| matches!(one, Suspicion::MixedScripts { .. })) {
            found.push(Suspicion::MixedScripts { scripts });
        }
    }
    (is_safe, found)
}

/// Whether a host was written in one of its ordinary forms, upper case aside.
fn is_written_as(raw: &str, forms: &[&str]) -> bool {
    let lower = raw.to_lowercase();
    forms.iter().any(|form| *form == lower)
}

/// Hidden characters anywhere in the address, also those a URL parser takes away.
fn invisible(text: &str) -> Vec<Suspicion> {
    let mut found = suspicions(text);
    found.retain(|suspicion| matches!(suspicion, Suspicion::Invisible { .. }));
    found
}
