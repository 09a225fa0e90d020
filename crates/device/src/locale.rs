//! The language and the time zone that this machine is set to.

use jiff::tz::TimeZone;
use waxseal_details::Language;

/// The first of the person's languages that cards can be in; English without one.
pub fn system_language() -> Language {
    sys_locale::get_locales().find_map(|tag| Language::parse(&tag)).unwrap_or(Language::English)
}

/// The machine's time zone; UTC if it does not say.
pub fn system_time_zone() -> TimeZone {
    TimeZone::try_system().unwrap_or(TimeZone::UTC)
}
