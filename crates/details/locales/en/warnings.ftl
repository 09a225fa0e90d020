# Reasons to look twice, and what a new template points out less.

# Names, accounts and addresses
suspicion-mixed-scripts = It mixes letters of different scripts{ $scripts ->
    [none] {""}
   *[other] : {$scripts}
}.
suspicion-whole-script = Its letters are {$scripts}, though they look like Latin letters.
suspicion-disguised = It holds special characters that look like ordinary letters or digits.
suspicion-invisible = It holds characters that cannot be seen or that change the direction of the text: {$characters}.
suspicion-blanks = It starts or ends with a blank, or has several blanks in a row.
suspicion-emoji = It holds emoji or other pictures, which prove nothing.
suspicion-mixed-numbers = It mixes digits of different number systems.
suspicion-stacked-marks = It piles up accents on one letter.
suspicion-user-info = What stands before the @ is a user name, not the address.
suspicion-not-https = The address does not use https.
suspicion-no-host = The address names no host.
suspicion-ip-address = The address is a bare network address without a name.
suspicion-ambiguous = The address is written in an unusual way that programs may read differently.
suspicion-unreadable = This is not an address that can be read.

# Alarms
alarm-critical-dropped = {$path} is no longer marked as important.
alarm-critical-demoted = {$path} may now stand under Other details.
alarm-critical-relabelled = {$path} was called “{$before}”, and is now called “{$after}”.
alarm-critical-reformatted = {$path} is now written in another way.
alarm-left-verb = The first line no longer says {$path}.
alarm-folded = {$path} may now be folded away.
alarm-bound-loosened = {$path} may now be larger without a warning.
alarm-word-changed = The word for “{$word}” was “{$before}”, and is now “{$after}”.
alarm-word-dropped = “{$word}” no longer has a word of its own. It was “{$before}”.
alarm-floor-lowered = It asked for { $before ->
    [high] high
    [medium] medium
   *[low] low
} care, and now for { $after ->
    [high] high
    [medium] medium
   *[low] low
} care.
alarm-action-changed = The first line began with “{$before}”, and now with “{$after}”.
alarm-button-changed = The button that says yes read “{$before}”, and now “{$after}”.
alarm-wording-changed = It said “{$before}”, and now says “{$after}”.
alarm-unmarked = {$path} was marked as the requester’s own words, and is not any more.
