//! When an approval counts: only after the person had the window, the content and the time.
//!
//! A key or a click that was meant for something else must decide nothing. So
//! this core measures focus and time by itself. The page reports what it alone can see: that the
//! rows were in view and the pointer moved, without which there is no approval, and layout and
//! keys, which hold it back. No report makes up for missing focus or time.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How long the window has to have had the focus.
const FOCUS: Duration = Duration::from_secs(1);
/// How long nothing may have moved.
const STABLE: Duration = Duration::from_millis(800);
/// How long after opening a denial is still ignored.
const DENY_AFTER: Duration = Duration::from_millis(400);
/// The second of two key presses comes no sooner, so that a held or bouncing key is not two.
const PRESS_AGAIN_AFTER: Duration = Duration::from_millis(600);
/// And no later.
pub(crate) const PRESS_AGAIN_WITHIN: Duration = Duration::from_secs(4);

/// How long Approve is held where a click is too little.
const HOLD: Duration = Duration::from_millis(1200);

/// What the page reports about one request on screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum PageSignal {
    /// Something moved, appeared or went away.
    LayoutChanged,
    /// The critical rows are, or are no longer, in view.
    CriticalSeen {
        /// Whether all of them are or were in view since the layout last changed.
        seen: bool,
    },
    /// The pointer moved inside the window.
    PointerMoved,
    /// A key went down, or repeats because it is held.
    KeyDown,
    /// Approve was pressed and is held.
    HoldStarted,
    /// It was let go.
    HoldEnded,
}

/// How the person gave the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Gesture {
    /// A click or tap.
    Pointer,
    /// A press that was held.
    Hold,
    /// A key press; approving takes two.
    Keyboard,
}

/// How deliberate a gesture has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Care {
    /// One click, or two key presses.
    Click,
    /// A press that is held, or two clicks, or two key presses.
    Hold,
}

/// Whether Approve is armed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum Readiness {
    /// Armed.
    Armed,
    /// Will be armed after this many milliseconds if nothing happens.
    ArmedIn {
        /// Milliseconds.
        #[ts(type = "number")]
        millis: u64,
    },
    /// Waits for the person.
    Waiting {
        /// For what.
        reason: Refusal,
    },
}

/// What an answer lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Refusal {
    /// The window has no focus or is hidden.
    NotFocused,
    /// The critical rows were not all in view.
    NotSeen,
    /// Not long enough.
    TooSoon,
    /// The pointer was already there when the window opened.
    PointerNotMoved,
    /// The first of two presses.
    PressAgain,
    /// Approve was let go too soon.
    HoldLonger,
    /// The code was not typed.
    CodeMissing,
}

/// The measurement for one request on screen. All times are monotonic.
#[derive(Debug, Clone)]
pub struct Arming {
    opened_at: Duration,
    focused_since: Option<Duration>,
    stable_since: Duration,
    critical_seen: bool,
    pointer_moved: bool,
    pressed_at: Option<Duration>,
    held_since: Option<Duration>,
}

impl Arming {
    /// Starts to measure at `now`; `focused` is whether the window has the focus and is visible.
    pub fn new(now: Duration, focused: bool) -> Self {
        Self {
            opened_at: now,
            focused_since: focused.then_some(now),
            stable_since: now,
            critical_seen: false,
            pointer_moved: false,
            pressed_at: None,
            held_since: None,
        }
    }

    /// The shell saw the window get or lose the focus, or become visible or hidden.
    pub fn focus(&mut self, focused: bool, now: Duration) {
        self.pressed_at = None;
        self.held_since = None;
        match (focused, self.focused_since) {
            (true, None) => self.focused_since = Some(now),
            (false, _) => self.focused_since = None,
            (true, Some(_)) => {}
        }
    }

    /// The page reports something.
    pub fn page(&mut self, signal: PageSignal, now: Duration) {
        match signal {
            PageSignal::LayoutChanged => {
                self.stable_since = now;
                self.pressed_at = None;
                self.held_since = None;
            }
            PageSignal::CriticalSeen { seen } => self.critical_seen = seen,
            PageSignal::PointerMoved => self.pointer_moved = true,
            // Somebody is typing, perhaps into what was here before this window. Once it was quiet for long
            // enough, keys are how the card is read and answered, whatever of it was seen.
            PageSignal::KeyDown => {
                if let Some(since) = self.focused_since
                    && now < self.settled_at(since)
                {
                    self.focused_since = Some(now);
                }
            }
            // A press from before it was armed is none, however long it lasts.
            PageSignal::HoldStarted => {
                self.held_since = (self.readiness(now) == Readiness::Armed).then_some(now);
            }
            PageSignal::HoldEnded => self.held_since = None,
        }
    }

    /// Whether Approve is armed.
    pub fn readiness(&self, now: Duration) -> Readiness {
        let Some(focused_since) = self.focused_since else {
            return Readiness::Waiting { reason: Refusal::NotFocused };
        };
        if !self.critical_seen {
            return Readiness::Waiting { reason: Refusal::NotSeen };
        }
        match self.settled_at(focused_since).checked_sub(now) {
            None | Some(Duration::ZERO) => Readiness::Armed,
            Some(left) => Readiness::ArmedIn { millis: u64::try_from(left.as_millis()).unwrap_or(u64::MAX).max(1) },
        }
    }

    /// When nothing moved and nobody typed for long enough.
    fn settled_at(&self, focused_since: Duration) -> Duration {
        (focused_since + FOCUS).max(self.stable_since + STABLE)
    }

    /// Whether an approval by this gesture counts now.
    pub fn approve(&mut self, gesture: Gesture, care: Care, now: Duration) -> Result<(), Refusal> {
        match self.readiness(now) {
            Readiness::Armed => {}
            Readiness::ArmedIn { .. } => return Err(Refusal::TooSoon),
            Readiness::Waiting { reason } => return Err(reason),
        }
        match (gesture, care) {
            (Gesture::Pointer | Gesture::Hold, _) if !self.pointer_moved => Err(Refusal::PointerNotMoved),
            (Gesture::Hold, _) => match self.held_since.take().map(|since| now.saturating_sub(since)) {
                Some(held) if held >= HOLD => Ok(()),
                _ => Err(Refusal::HoldLonger),
            },
            (Gesture::Pointer, Care::Click) => Ok(()),
            (Gesture::Pointer, Care::Hold) | (Gesture::Keyboard, _) => self.press(now),
        }
    }

    /// The second of two presses counts. A held key repeats faster, and so never is two.
    fn press(&mut self, now: Duration) -> Result<(), Refusal> {
        let since = self.pressed_at.map(|at| now.saturating_sub(at));
        match since {
            Some(since) if (PRESS_AGAIN_AFTER..=PRESS_AGAIN_WITHIN).contains(&since) => {
                // A third press is a first one again.
                self.pressed_at = None;
                Ok(())
            }
            _ => {
                self.pressed_at = Some(now);
                Err(Refusal::PressAgain)
            }
        }
    }

    /// Whether a denial counts now: not in the moment in which the window or what is in it
    /// appears. It needs less than an approval, because it grants nothing.
    pub fn deny(&self, now: Duration) -> Result<(), Refusal> {
        let focused_since = self.focused_since.ok_or(Refusal::NotFocused)?;
        let since = self.opened_at.max(focused_since).max(self.stable_since);
        if now.saturating_sub(since) < DENY_AFTER { Err(Refusal::TooSoon) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    /// Opened at 0 with focus, read and with the pointer moved.
    fn attended() -> Arming {
        let mut arming = Arming::new(ms(0), true);
        arming.page(PageSignal::CriticalSeen { seen: true }, ms(10));
        arming.page(PageSignal::PointerMoved, ms(20));
        arming
    }

    #[test]
    fn a_click_counts_after_a_second_and_not_before() {
        for early in [0, 400, 900, 999] {
            assert_eq!(attended().approve(Gesture::Pointer, Care::Click, ms(early)), Err(Refusal::TooSoon));
        }
        assert_eq!(attended().approve(Gesture::Pointer, Care::Click, ms(1000)), Ok(()));
    }

    #[test]
    fn typing_while_the_window_opens_keeps_it_from_arming() {
        let mut arming = attended();
        for at in (0..3000).step_by(100) {
            arming.page(PageSignal::KeyDown, ms(at));
            assert!(arming.approve(Gesture::Keyboard, Care::Click, ms(at)).is_err());
        }
        assert_eq!(arming.readiness(ms(3100)), Readiness::ArmedIn { millis: 800 });
        assert_eq!(arming.readiness(ms(3900)), Readiness::Armed);
    }

    #[test]
    fn what_was_not_seen_cannot_be_approved() {
        let mut arming = Arming::new(ms(0), true);
        arming.page(PageSignal::PointerMoved, ms(1));
        assert_eq!(arming.approve(Gesture::Pointer, Care::Click, ms(5000)), Err(Refusal::NotSeen));
    }

    #[test]
    fn what_was_not_seen_can_be_denied_by_keys() {
        let mut arming = Arming::new(ms(0), true);
        arming.page(PageSignal::KeyDown, ms(500));
        assert_eq!(arming.deny(ms(500)), Err(Refusal::TooSoon), "the end of a word for another window");
        arming.page(PageSignal::KeyDown, ms(1600));
        assert_eq!(arming.deny(ms(1600)), Ok(()));
        // Reading on by keys starts nothing over, once it was quiet.
        arming.page(PageSignal::CriticalSeen { seen: true }, ms(1700));
        assert_eq!(arming.readiness(ms(1700)), Readiness::Armed);
    }

    #[test]
    fn losing_the_focus_and_moving_layout_start_over() {
        let mut arming = attended();
        arming.focus(false, ms(2000));
        assert_eq!(arming.approve(Gesture::Pointer, Care::Click, ms(2001)), Err(Refusal::NotFocused));
        arming.focus(true, ms(2100));
        assert_eq!(arming.approve(Gesture::Pointer, Care::Click, ms(3000)), Err(Refusal::TooSoon));
        assert_eq!(arming.approve(Gesture::Pointer, Care::Click, ms(3100)), Ok(()));
        arming.page(PageSignal::LayoutChanged, ms(4000));
        assert_eq!(arming.approve(Gesture::Pointer, Care::Click, ms(4799)), Err(Refusal::TooSoon));
        assert_eq!(arming.approve(Gesture::Pointer, Care::Click, ms(4800)), Ok(()));
    }

    #[test]
    fn a_pointer_that_was_already_there_does_not_count() {
        let mut arming = Arming::new(ms(0), true);
        arming.page(PageSignal::CriticalSeen { seen: true }, ms(10));
        assert_eq!(arming.approve(Gesture::Pointer, Care::Click, ms(5000)), Err(Refusal::PointerNotMoved));
    }

    #[test]
    fn keys_approve_in_two_presses_that_are_neither_too_close_nor_too_far() {
        let mut arming = attended();
        assert_eq!(arming.approve(Gesture::Keyboard, Care::Click, ms(2000)), Err(Refusal::PressAgain));
        for repeat in (2030..6000).step_by(30) {
            assert_eq!(arming.approve(Gesture::Keyboard, Care::Click, ms(repeat)), Err(Refusal::PressAgain), "held");
        }
        assert_eq!(arming.approve(Gesture::Keyboard, Care::Click, ms(6600)), Ok(()));
        let mut slow = attended();
        assert_eq!(slow.approve(Gesture::Keyboard, Care::Click, ms(2000)), Err(Refusal::PressAgain));
        assert_eq!(slow.approve(Gesture::Keyboard, Care::Click, ms(6001)), Err(Refusal::PressAgain));
    }

    #[test]
    fn a_hold_is_measured_here_from_when_it_was_armed() {
        let mut arming = attended();
        // Pressed before it was armed, and held ever since.
        arming.page(PageSignal::HoldStarted, ms(900));
        assert_eq!(arming.approve(Gesture::Hold, Care::Hold, ms(2500)), Err(Refusal::HoldLonger));
        arming.page(PageSignal::HoldStarted, ms(3000));
        assert_eq!(arming.approve(Gesture::Hold, Care::Hold, ms(4199)), Err(Refusal::HoldLonger));
        arming.page(PageSignal::HoldStarted, ms(5000));
        arming.page(PageSignal::HoldEnded, ms(5600));
        assert_eq!(arming.approve(Gesture::Hold, Care::Hold, ms(6300)), Err(Refusal::HoldLonger));
        arming.page(PageSignal::HoldStarted, ms(7000));
        arming.focus(false, ms(7500));
        arming.focus(true, ms(7600));
        assert_eq!(arming.approve(Gesture::Hold, Care::Hold, ms(9000)), Err(Refusal::HoldLonger));
        arming.page(PageSignal::HoldStarted, ms(10_000));
        assert_eq!(arming.approve(Gesture::Hold, Care::Hold, ms(11_200)), Ok(()));
    }

    #[test]
    fn where_a_click_is_too_little_two_are_needed() {
        let mut arming = attended();
        assert_eq!(arming.approve(Gesture::Pointer, Care::Hold, ms(2000)), Err(Refusal::PressAgain));
        assert_eq!(arming.approve(Gesture::Pointer, Care::Hold, ms(2300)), Err(Refusal::PressAgain), "a double click");
        assert_eq!(arming.approve(Gesture::Pointer, Care::Hold, ms(3000)), Ok(()));
    }

    #[test]
    fn a_denial_is_held_back_only_while_the_window_opens() {
        let mut arming = Arming::new(ms(0), true);
        assert_eq!(arming.deny(ms(399)), Err(Refusal::TooSoon));
        assert_eq!(arming.deny(ms(400)), Ok(()));
        // Shown again after it was hidden.
        arming.focus(false, ms(5000));
        assert_eq!(arming.deny(ms(9000)), Err(Refusal::NotFocused));
        arming.focus(true, ms(10_000));
        assert_eq!(arming.deny(ms(10_399)), Err(Refusal::TooSoon));
        assert_eq!(arming.deny(ms(10_400)), Ok(()));
    }

    proptest! {
        /// Whatever a page reports, it cannot arm before focus, time and layout allow.
        #[test]
        fn no_report_hastens(signals in prop::collection::vec((0_u64..2000, 0_u8..7), 0..40), ask in 0_u64..2000) {
            let mut signals = signals;
            signals.sort_unstable();
            let mut arming = Arming::new(ms(0), false);
            let focused_at = 500;
            let mut focused = false;
            for (at, kind) in signals.into_iter().filter(|(at, _)| *at <= ask) {
                if !focused && at >= focused_at {
                    arming.focus(true, ms(focused_at));
                    focused = true;
                }
                arming.page(match kind {
                    0 => PageSignal::LayoutChanged,
                    1 => PageSignal::CriticalSeen { seen: true },
                    2 => PageSignal::CriticalSeen { seen: false },
                    3 => PageSignal::PointerMoved,
                    4 => PageSignal::HoldStarted,
                    5 => PageSignal::HoldEnded,
                    _ => PageSignal::KeyDown,
                }, ms(at));
            }
            if ask < focused_at + 1000 {
                prop_assert!(arming.approve(Gesture::Pointer, Care::Click, ms(ask)).is_err());
                prop_assert!(arming.approve(Gesture::Keyboard, Care::Click, ms(ask)).is_err());
                prop_assert!(arming.approve(Gesture::Hold, Care::Hold, ms(ask)).is_err());
            }
        }
    }
}
