//! The host's own words, in every language: Fluent files under `locales/`.
//!
//! Bidirectional isolation marks are off. Fluent would put U+2068 and U+2069 around every argument,
//! and this crate promises that host text holds no invisible character: a renderer isolates each
//! value as a whole (`<bdi>` in the window), and a terminal would show the marks as boxes.

use std::borrow::Cow;
use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};

use crate::display::Language;

macro_rules! messages {
    ($($(#[$doc:meta])* $name:ident = $id:literal,)+) => {
        /// A message of the host.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Message {
            $($(#[$doc])* $name,)+
        }

        impl Message {
            /// Every message.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// Its id in the Fluent files.
            pub fn id(self) -> &'static str {
                match self {
                    $(Self::$name => $id,)+
                }
            }
        }
    };
}

messages! {
    /// A boolean that is true.
    Yes = "yes",
    /// A boolean that is false.
    No = "no",
    /// `null`.
    NoValue = "no-value",
    /// An empty text, list or object.
    Empty = "empty",
    /// `null` or something empty within a sentence.
    Nothing = "nothing",
    /// The same, with `currency`: the ISO 4217 code.
    NoLimitIn = "no-limit-in",
    /// Before a value that changes.
    Was = "was",
    /// Before the value it changes to.
    Now = "now",
    /// A value that stays.
    Unchanged = "unchanged",
    /// Beside a time that came without an offset.
    TimeZoneNotGiven = "time-zone-not-given",
    /// This very second.
    RelativeNow = "relative-now",
    /// A moment to come, with `n` and `count`.
    InSeconds = "in-seconds",
    /// A moment to come, with `n` and `count`.
    InMinutes = "in-minutes",
    /// A moment to come, with `n` and `count`.
    InHours = "in-hours",
    /// A moment to come, with `n` and `count`.
    InDays = "in-days",
    /// A moment to come, with `n` and `count`.
    InMonths = "in-months",
    /// A moment to come, with `n` and `count`.
    InYears = "in-years",
    /// A moment gone by, with `n` and `count`.
    SecondsAgo = "seconds-ago",
    /// A moment gone by, with `n` and `count`.
    MinutesAgo = "minutes-ago",
    /// A moment gone by, with `n` and `count`.
    HoursAgo = "hours-ago",
    /// A moment gone by, with `n` and `count`.
    DaysAgo = "days-ago",
    /// A moment gone by, with `n` and `count`.
    MonthsAgo = "months-ago",
    /// A moment gone by, with `n` and `count`.
    YearsAgo = "years-ago",
    /// A range that began, with `relative`.
    Began = "began",
    /// A range that is over, with `relative`.
    Ended = "ended",
    /// A short weekday before a date, with `weekday` and `date`.
    WeekdayAndDate = "weekday-and-date",
    /// With `date` and `time`.
    DateAndTime = "date-and-time",
    /// With `text` and `note`.
    WithNote = "with-note",
    /// From one day to another, with `start` and `end`.
    Range = "range",
    /// Within a day, with `start` and `end`.
    ShortRange = "short-range",
    /// With `n` and `count`.
    Years = "years",
    /// With `n` and `count`.
    Months = "months",
    /// With `n` and `count`.
    Weeks = "weeks",
    /// With `n` and `count`.
    Days = "days",
    /// With `n` and `count`.
    Hours = "hours",
    /// With `n` and `count`.
    Minutes = "minutes",
    /// With `n` and `count`.
    Seconds = "seconds",
    /// Two parts of a duration, with `first` and `rest`.
    DurationParts = "duration-parts",
    /// A duration that begins with the approval, with `duration` and `end`.
    ForUntil = "for-until",
    /// A number of bytes in full, with `n` and `count`.
    Bytes = "bytes",
    /// The letter behind `M` or `Mi`.
    ByteSymbol = "byte-symbol",
    /// With `n`, `unit` and `exact`.
    ByteSize = "byte-size",
    /// A headline without details, with `client`.
    SignIn = "sign-in",
    /// The same of a client without a name.
    SignInUnknown = "sign-in-unknown",
    /// The headline of several entries, with `verb` and `n`.
    HeadlineMore = "headline-more",
    /// The verb line without a template, with `type`.
    GenericVerb = "generic-verb",
    /// Around words of somebody else within a sentence, with `text`.
    Quoted = "quoted",
    /// Before the client.
    LabelRequestedBy = "label-requested-by",
    /// Before the API.
    LabelFor = "label-for",
    /// Before the scopes.
    LabelAccess = "label-access",
    /// Before the binding message.
    LabelCode = "label-code",
    /// Before the type.
    LabelType = "label-type",
    /// In place of a client's name.
    UnknownClient = "unknown-client",
    /// Above what the template does not show.
    OtherDetails = "other-details",
    /// Above the requester's own words.
    MessageFromRequester = "message-from-requester",
    /// The sum of a column, with `label` and `text`.
    Total = "total",
    /// The column of the names that things have in their object.
    Member = "member",
    /// A number of entries, with `n` and `count`.
    Rows = "rows",
    /// Nobody wrote a template for the type.
    NoTemplate = "no-template",
    /// The template cannot show this entry, with `reason`.
    TemplateFailed = "template-failed",
    /// A template of the person who approves.
    YourTemplate = "your-template",
    /// A publisher's new version points out less, with `changes`.
    TemplateChanged = "template-changed",
    /// A publisher's templates are too old, with `issuer` and `day`.
    TemplatesLapsed = "templates-lapsed",
    /// The publisher took the template back.
    TemplateRevoked = "template-revoked",
    /// More than a person can read.
    TooLarge = "too-large",
    /// Something critical is not among the template's rows.
    CriticalInOther = "critical-in-other",
    /// Beyond a bound of the template, with `label` and `max`.
    BeyondBound = "beyond-bound",
    /// A name like a known one, with `name`.
    LooksLike = "looks-like",
    /// The first request of a client.
    FirstRequest = "first-request",
    /// The server did not say who asks.
    UnnamedClient = "unnamed-client",
    /// A client that is known for a short time.
    NewClient = "new-client",
    /// Another client with a known name, with `name`.
    SameName = "same-name",
    /// A word that an `enum` does not list.
    UnknownWord = "unknown-word",
    /// This device established it.
    SourceVerified = "source-verified",
    /// The server says so.
    SourceReported = "source-reported",
    /// The requester says so.
    SourceClaimed = "source-claimed",
    /// Read aloud, with `client`.
    RequestedBy = "requested-by",
    /// Read aloud, with `code`.
    CodeIs = "code-is",
    /// A masked value read aloud, with `text`.
    Ending = "ending",
    /// A change read aloud, with `before` and `after`.
    WasNow = "was-now",
    /// A value that stays, read aloud, with `after`.
    UnchangedValue = "unchanged-value",
    /// A name mixes scripts, with `scripts`: their names, or `none`.
    MixedScripts = "suspicion-mixed-scripts",
    /// A name in one script that looks like another, with `scripts`: its name.
    WholeScript = "suspicion-whole-script",
    /// Letters of special fonts.
    Disguised = "suspicion-disguised",
    /// Hidden characters, with `characters`: their codes.
    Invisible = "suspicion-invisible",
    /// Blanks at an end, or several.
    Blanks = "suspicion-blanks",
    /// Pictures in a name.
    Emoji = "suspicion-emoji",
    /// Digits of several systems.
    MixedNumbers = "suspicion-mixed-numbers",
    /// Accents over accents.
    StackedMarks = "suspicion-stacked-marks",
    /// A user name in an address.
    UserInfo = "suspicion-user-info",
    /// Another scheme than https.
    NotHttps = "suspicion-not-https",
    /// An address without a host.
    NoHost = "suspicion-no-host",
    /// A network address.
    IpAddress = "suspicion-ip-address",
    /// An address that programs read differently.
    AmbiguousAddress = "suspicion-ambiguous",
    /// No address at all.
    UnreadableAddress = "suspicion-unreadable",
    /// A place is not critical any more, with `path`.
    CriticalDropped = "alarm-critical-dropped",
    /// A critical place has no row of its own any more, with `path`.
    CriticalDemoted = "alarm-critical-demoted",
    /// A critical place has another label, with `path`, `before` and `after`.
    CriticalRelabelled = "alarm-critical-relabelled",
    /// A critical place is shown by another call, with `path`.
    CriticalReformatted = "alarm-critical-reformatted",
    /// The verb line leaves a critical place out, with `path`.
    LeftVerb = "alarm-left-verb",
    /// A place may be folded away, with `path`.
    Folded = "alarm-folded",
    /// A bound is gone or larger, with `path`.
    BoundLoosened = "alarm-bound-loosened",
    /// A value has another word, with `word`, `before` and `after`.
    WordChanged = "alarm-word-changed",
    /// A value has no word any more, with `word` and `before`.
    WordDropped = "alarm-word-dropped",
    /// Less care is asked for, with `before` and `after`: `low`, `medium`, `high`.
    FloorLowered = "alarm-floor-lowered",
    /// The verb line begins otherwise, with `before` and `after`.
    ActionChanged = "alarm-action-changed",
    /// The button that says yes reads otherwise, with `before` and `after`.
    ButtonChanged = "alarm-button-changed",
    /// A sentence, a label or a word reads otherwise, with `before` and `after`.
    WordingChanged = "alarm-wording-changed",
    /// The requester's words are not marked as such any more, with `path`.
    Unmarked = "alarm-unmarked",
}

impl Message {
    /// The text of a message without arguments.
    pub fn text(self, language: Language) -> String {
        self.with(language, &[])
    }

    /// The text of a message that counts something: `count` chooses the plural form, `n` is the
    /// same number as it is written.
    pub fn counted(self, language: Language, count: f64, n: &str) -> String {
        let mut arguments = FluentArgs::with_capacity(2);
        arguments.set("count", count);
        arguments.set("n", n);
        self.format(language, Some(&arguments))
    }

    /// The text of a message with named arguments.
    pub fn with(self, language: Language, arguments: &[(&'static str, &str)]) -> String {
        let named: FluentArgs<'_> = arguments.iter().map(|(name, value)| (*name, *value)).collect();
        self.format(language, Some(&named))
    }

    /// A message that lacks shows its id. The tests hold that none lacks.
    fn format(self, language: Language, arguments: Option<&FluentArgs<'_>>) -> String {
        let bundle = bundle(language);
        let Some(pattern) = bundle.get_message(self.id()).and_then(|message| message.value()) else {
            return self.id().to_owned();
        };
        bundle.format_pattern(pattern, arguments, &mut Vec::new()).into_owned()
    }
}

type Bundle = FluentBundle<FluentResource>;

/// The messages of a language, parsed once.
fn bundle(language: Language) -> &'static Bundle {
    static BUNDLES: [OnceLock<Bundle>; 7] = [const { OnceLock::new() }; 7];
    #[expect(clippy::indexing_slicing, reason = "there are as many cells as languages")]
    BUNDLES[language as usize].get_or_init(|| build(language))
}

#[expect(clippy::expect_used, reason = "the files are part of the program, and tests parse every one of them")]
fn build(language: Language) -> Bundle {
    let resource = FluentResource::try_new(source(language).to_owned()).expect("a Fluent file that parses");
    let mut bundle = Bundle::new_concurrent(vec![language.tag().parse().expect("a language tag")]);
    bundle.set_use_isolating(false);
    if language == Language::Pseudo {
        bundle.set_transform(Some(pseudo));
    }
    bundle.add_resource(resource).expect("messages with ids that differ");
    bundle
}

macro_rules! files_of {
    ($language:literal) => {
        concat!(
            include_str!(concat!("../../locales/", $language, "/details.ftl")),
            "\n",
            include_str!(concat!("../../locales/", $language, "/card.ftl")),
            "\n",
            include_str!(concat!("../../locales/", $language, "/warnings.ftl")),
        )
    };
}

/// The Fluent files of a language.
fn source(language: Language) -> &'static str {
    match language {
        Language::English | Language::Pseudo => files_of!("en"),
        Language::German => files_of!("de"),
        Language::French => files_of!("fr"),
        Language::Spanish => files_of!("es"),
        Language::Japanese => files_of!("ja"),
        Language::Arabic => files_of!("ar"),
    }
}

/// Accents the letters and doubles the vowels, so that a text grows by about a third. Arguments
/// are left as they are.
fn pseudo(text: &str) -> Cow<'_, str> {
    let mut out = String::with_capacity(text.len() * 3);
    for character in text.chars() {
        let (accented, times) = match character {
            'a' => ('á', 2),
            'e' => ('é', 2),
            'i' => ('í', 2),
            'o' => ('ó', 2),
            'u' => ('ú', 2),
            'y' => ('ý', 1),
            'c' => ('ç', 1),
            'n' => ('ñ', 1),
            's' => ('š', 1),
            't' => ('ţ', 1),
            'w' => ('ŵ', 1),
            'A' => ('Á', 1),
            'E' => ('É', 1),
            'I' => ('Í', 1),
            'N' => ('Ñ', 1),
            'O' => ('Ó', 1),
            'U' => ('Ú', 1),
            other => (other, 1),
        };
        out.extend(std::iter::repeat_n(accented, times));
    }
    out.into()
}

#[cfg(test)]
mod tests;
