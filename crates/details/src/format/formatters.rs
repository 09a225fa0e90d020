//! What ICU knows about a language, asked once: building its formatters costs far more than using
//! them, and a request may have hundreds of values.

use std::fmt;
use std::sync::OnceLock;

use icu_calendar::{Date, Gregorian};
use icu_datetime::fieldsets::{E, YMD, YMDE};
use icu_datetime::{DateTimeFormatterLoadError, FixedCalendarDateTimeFormatter};
use icu_decimal::DecimalFormatter;
use icu_decimal::options::DecimalFormatterOptions;
use icu_locale_core::{Locale, locale};
use icu_provider::DataError;
use jiff::civil;

use crate::display::Language;

/// The formatters of one language.
#[derive(Debug)]
pub(super) struct Formatters {
    /// Between groups of three digits.
    pub(super) group: String,
    /// Between the whole part and the fraction.
    pub(super) point: String,
    weekday: FixedCalendarDateTimeFormatter<Gregorian, E>,
    date: FixedCalendarDateTimeFormatter<Gregorian, YMD>,
    long_date: FixedCalendarDateTimeFormatter<Gregorian, YMDE>,
}

impl Formatters {
    /// Those of `language`, built on first use.
    pub(super) fn of(language: Language) -> &'static Self {
        static FORMATTERS: [OnceLock<Formatters>; 7] = [const { OnceLock::new() }; 7];
        #[expect(clippy::indexing_slicing, reason = "there are as many cells as languages")]
        #[expect(clippy::expect_used, reason = "the data is part of the program, and tests build every language")]
        FORMATTERS[language as usize].get_or_init(|| Self::build(language).expect("the language has its data"))
    }

    fn build(language: Language) -> Result<Self, DateTimeFormatterLoadError> {
        let locale = locale(language);
        let (group, point) = separators(&locale)?;
        // Medium dates of these languages are all digits, whose order another reader may take for
        // that of the month. Their long dates name the month.
        let date = match language {
            Language::German | Language::Japanese | Language::Arabic => YMD::long(),
            Language::English | Language::French | Language::Spanish | Language::Pseudo => YMD::medium(),
        };
        Ok(Self {
            group,
            point,
            weekday: FixedCalendarDateTimeFormatter::try_new((&locale).into(), E::short())?,
            date: FixedCalendarDateTimeFormatter::try_new((&locale).into(), date)?,
            long_date: FixedCalendarDateTimeFormatter::try_new((&locale).into(), YMDE::long())?,
        })
    }

    /// `Sat`
    pub(super) fn weekday(&self, date: civil::Date) -> Option<impl fmt::Display + '_> {
        gregorian(date).map(|date| self.weekday.format(&date))
    }

    /// `13 Jun 2026`
    pub(super) fn date(&self, date: civil::Date) -> Option<impl fmt::Display + '_> {
        gregorian(date).map(|date| self.date.format(&date))
    }

    /// `Saturday, 13 June 2026`
    pub(super) fn long_date(&self, date: civil::Date) -> Option<impl fmt::Display + '_> {
        gregorian(date).map(|date| self.long_date.format(&date))
    }
}

/// Latin digits everywhere; English with the day first and the month as a word.
fn locale(language: Language) -> Locale {
    match language {
        Language::English | Language::Pseudo => locale!("en-GB-u-nu-latn"),
        Language::German => locale!("de-u-nu-latn"),
        Language::French => locale!("fr-u-nu-latn"),
        Language::Spanish => locale!("es-u-nu-latn"),
        Language::Japanese => locale!("ja-u-nu-latn"),
        Language::Arabic => locale!("ar-u-nu-latn"),
    }
}

/// The separators, read off a number that shows both. Grouping itself is done here rather than by
/// ICU, whose "always" leaves `2500` in Spanish without one.
fn separators(locale: &Locale) -> Result<(String, String), DataError> {
    let formatter = DecimalFormatter::try_new(locale.into(), DecimalFormatterOptions::default())?;
    let mut sample = icu_decimal::input::Decimal::from(123_456_789);
    sample.multiply_pow10(-1);
    let text = formatter.format(&sample).to_string();
    let mut between = text.split(|character: char| character.is_ascii_digit()).filter(|part| !part.is_empty());
    let group = between.next().unwrap_or(",").to_owned();
    let point = between.next_back().unwrap_or(".").to_owned();
    Ok((group, point))
}

fn gregorian(date: civil::Date) -> Option<Date<Gregorian>> {
    let part = |value: i8| u8::try_from(value).ok();
    Date::try_new_gregorian(i32::from(date.year()), part(date.month())?, part(date.day())?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_separators_and_names() {
        for (language, group, point) in [
            (Language::English, ",", "."),
            (Language::German, ".", ","),
            (Language::French, "\u{202f}", ","),
            (Language::Spanish, ".", ","),
            (Language::Japanese, ",", "."),
            (Language::Arabic, ",", "."),
            (Language::Pseudo, ",", "."),
        ] {
            let formatters = Formatters::of(language);
            assert_eq!((formatters.group.as_str(), formatters.point.as_str()), (group, point));
            assert!(formatters.weekday(civil::date(2026, 6, 13)).is_some());
        }
    }
}
