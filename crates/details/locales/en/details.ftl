# What the host itself says about values.
#
# $n is a number as it is written, $count the same number for choosing the plural form.

yes = yes
no = no
no-value = no value
empty = empty
nothing = nothing
no-limit-in = No limit ({$currency})
was = was
now = now
unchanged = unchanged

# Moments
time-zone-not-given = time zone not given
relative-now = now
in-seconds = { $count ->
   *[other] in {$n} s
}
in-minutes = { $count ->
   *[other] in {$n} min
}
in-hours = { $count ->
   *[other] in {$n} h
}
in-days = { $count ->
    [one] in {$n} day
   *[other] in {$n} days
}
in-months = { $count ->
    [one] in {$n} month
   *[other] in {$n} months
}
in-years = { $count ->
    [one] in {$n} year
   *[other] in {$n} years
}
seconds-ago = { $count ->
   *[other] {$n} s ago
}
minutes-ago = { $count ->
   *[other] {$n} min ago
}
hours-ago = { $count ->
   *[other] {$n} h ago
}
days-ago = { $count ->
    [one] {$n} day ago
   *[other] {$n} days ago
}
months-ago = { $count ->
    [one] {$n} month ago
   *[other] {$n} months ago
}
years-ago = { $count ->
    [one] {$n} year ago
   *[other] {$n} years ago
}
began = began {$relative}
ended = ended {$relative}
weekday-and-date = {$weekday} {$date}
date-and-time = {$date}, {$time}
with-note = {$text} ({$note})
range = {$start} – {$end}
short-range = {$start}–{$end}

# Durations
years = { $count ->
    [one] {$n} year
   *[other] {$n} years
}
months = { $count ->
    [one] {$n} month
   *[other] {$n} months
}
weeks = { $count ->
    [one] {$n} week
   *[other] {$n} weeks
}
days = { $count ->
    [one] {$n} day
   *[other] {$n} days
}
hours = { $count ->
    [one] {$n} hour
   *[other] {$n} hours
}
minutes = { $count ->
    [one] {$n} minute
   *[other] {$n} minutes
}
seconds = { $count ->
    [one] {$n} second
   *[other] {$n} seconds
}
duration-parts = {$first} {$rest}
for-until = for {$duration} (until {$end})

# Sizes
bytes = { $count ->
    [one] {$n} byte
   *[other] {$n} bytes
}
byte-symbol = B
byte-size = {$n}{"\u00A0"}{$unit} ({$exact})
