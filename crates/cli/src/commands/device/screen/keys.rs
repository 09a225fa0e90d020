//! What keys do. Enter does nothing anywhere, and approving takes what the window asks for: a key
//! twice, or a code and then the key twice.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use waxseal_device::decision::{DenyReason, Friction};

use super::super::answered::Answers;

/// What the person is about to do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Mode {
    /// Reading.
    #[default]
    Reading,
    /// Typing a code.
    Code(String),
    /// Saying why not.
    Why,
    /// About to report.
    Reporting,
    /// About to leave while something waits.
    Leaving,
}

/// What a key means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Action {
    Nothing,
    Leave,
    Select(i32),
    Scroll(i32),
    Approve { code: Option<String> },
    Deny(Option<DenyReason>),
    Report,
}

/// One screen, roughly, whatever its height.
pub(super) const PAGE: i32 = 1000;

/// Takes a key. `answers` are those that the request on screen can have.
pub(super) fn press(mode: &mut Mode, key: KeyEvent, answers: Answers<'_>, some_wait: bool) -> Action {
    if key.modifiers.contains(KeyModifiers::CONTROL) {
        return if key.code == KeyCode::Char('c') { Action::Leave } else { Action::Nothing };
    }
    match key.code {
        KeyCode::Esc => {
            *mode = Mode::Reading;
            return Action::Nothing;
        }
        KeyCode::Up => return Action::Select(-1),
        KeyCode::Down => return Action::Select(1),
        KeyCode::PageUp => return Action::Scroll(-PAGE),
        KeyCode::PageDown => return Action::Scroll(PAGE),
        _ => {}
    }
    let KeyCode::Char(letter) = key.code else {
        if let (Mode::Code(typed), KeyCode::Backspace) = (mode, key.code) {
            typed.pop();
        }
        return Action::Nothing;
    };
    match mode {
        Mode::Reading => reading(mode, letter, answers, some_wait),
        Mode::Code(typed) => {
            let length = match answers {
                Answers::Yes(Friction::Code { length, .. }) => usize::try_from(*length).unwrap_or(usize::MAX),
                _ => 0,
            };
            if typed.chars().count() >= length {
                let code = Some(typed.clone());
                return if letter == 'a' { Action::Approve { code } } else { Action::Nothing };
            }
            if letter.is_alphanumeric() {
                typed.push(letter);
            }
            Action::Nothing
        }
        Mode::Why => {
            let reason = match letter {
                '1' => Some(DenyReason::WrongDetails),
                '2' => Some(DenyReason::NotNow),
                '3' => Some(DenyReason::NotMe),
                '4' => Some(DenyReason::Other),
                'd' => None,
                _ => return Action::Nothing,
            };
            *mode = Mode::Reading;
            Action::Deny(reason)
        }
        Mode::Reporting if letter == 'r' => {
            *mode = Mode::Reading;
            Action::Report
        }
        Mode::Leaving if letter == 'q' => Action::Leave,
        Mode::Reporting | Mode::Leaving => Action::Nothing,
    }
}

fn reading(mode: &mut Mode, letter: char, answers: Answers<'_>, some_wait: bool) -> Action {
    match (letter, answers) {
        ('k', _) => return Action::Select(-1),
        ('j', _) => return Action::Select(1),
        (' ', _) => return Action::Scroll(PAGE),
        ('q', _) if !some_wait => return Action::Leave,
        ('q', _) => *mode = Mode::Leaving,
        ('a', Answers::Yes(Friction::Code { .. })) => *mode = Mode::Code(String::new()),
        ('a', Answers::Yes(_)) => return Action::Approve { code: None },
        ('d', Answers::No | Answers::Yes(_)) => *mode = Mode::Why,
        ('r', Answers::No | Answers::Yes(_)) => *mode = Mode::Reporting,
        _ => {}
    }
    Action::Nothing
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(mode: &mut Mode, keys: &str, friction: &Friction) -> Vec<Action> {
        answered(mode, keys, Answers::Yes(friction))
    }

    fn answered(mode: &mut Mode, keys: &str, answers: Answers<'_>) -> Vec<Action> {
        let key = |letter| match letter {
            '\n' => KeyEvent::from(KeyCode::Enter),
            letter => KeyEvent::from(KeyCode::Char(letter)),
        };
        let actions = keys.chars().map(|letter| press(mode, key(letter), answers, true));
        actions.filter(|action| *action != Action::Nothing).collect()
    }

    fn code() -> Friction {
        Friction::Code { length: 4, shown: None }
    }

    #[test]
    fn enter_never_answers() {
        for friction in [Friction::Click, Friction::Hold, code()] {
            for before in ["", "a", "a1234", "d", "r"] {
                let mut mode = Mode::Reading;
                typed(&mut mode, before, &friction);
                assert_eq!(typed(&mut mode, "\n\n\n", &friction), [], "{friction:?} after {before:?}");
            }
        }
    }

    #[test]
    fn a_code_is_typed_whole_before_the_key_that_approves_counts() {
        assert_eq!(typed(&mut Mode::Reading, "aa", &code()), []);
        assert_eq!(typed(&mut Mode::Reading, "a12a", &code()), [], "the a is the third character of the code");
        let approved = Action::Approve { code: Some("12a4".to_owned()) };
        assert_eq!(typed(&mut Mode::Reading, "a1-2a4x9a", &code()), [approved]);
        assert_eq!(typed(&mut Mode::Reading, "a", &Friction::Hold), [Action::Approve { code: None }]);
    }

    #[test]
    fn denying_and_reporting_take_two_keys_and_a_stray_one_does_nothing() {
        assert_eq!(typed(&mut Mode::Reading, "d3", &code()), [Action::Deny(Some(DenyReason::NotMe))]);
        assert_eq!(typed(&mut Mode::Reading, "dd", &code()), [Action::Deny(None)]);
        assert_eq!(typed(&mut Mode::Reading, "dx", &code()), []);
        assert_eq!(typed(&mut Mode::Reading, "rr", &code()), [Action::Report]);
        assert_eq!(typed(&mut Mode::Reading, "yYn", &code()), []);
    }

    #[test]
    fn what_can_only_be_refused_is_refused_and_never_approved() {
        assert_eq!(answered(&mut Mode::Reading, "aad2", Answers::No), [Action::Deny(Some(DenyReason::NotNow))]);
        assert_eq!(answered(&mut Mode::Reading, "rr", Answers::No), [Action::Report]);
        assert_eq!(answered(&mut Mode::Reading, "addrr", Answers::Nothing), []);
    }

    #[test]
    fn leaving_asks_while_something_waits_and_control_c_does_not() {
        assert_eq!(typed(&mut Mode::Reading, "q", &code()), []);
        assert_eq!(typed(&mut Mode::Reading, "qq", &code()), [Action::Leave]);
        let key = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
        assert_eq!(press(&mut Mode::Code("12".to_owned()), key, Answers::Yes(&code()), true), Action::Leave);
        assert_eq!(
            press(&mut Mode::Reading, KeyEvent::from(KeyCode::Char('a')), Answers::Nothing, true),
            Action::Nothing
        );
    }
}
