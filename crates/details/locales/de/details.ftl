# What the host itself says about values. See ../en/details.ftl.

yes = ja
no = nein
no-value = kein Wert
empty = leer
nothing = nichts
no-limit-in = Keine Begrenzung ({$currency})
was = bisher
now = neu
unchanged = unverändert

# Moments
time-zone-not-given = Zeitzone nicht angegeben
relative-now = jetzt
in-seconds = { $count ->
   *[other] in {$n} s
}
in-minutes = { $count ->
   *[other] in {$n} Min.
}
in-hours = { $count ->
   *[other] in {$n} Std.
}
in-days = { $count ->
    [one] in {$n} Tag
   *[other] in {$n} Tagen
}
in-months = { $count ->
    [one] in {$n} Monat
   *[other] in {$n} Monaten
}
in-years = { $count ->
    [one] in {$n} Jahr
   *[other] in {$n} Jahren
}
seconds-ago = { $count ->
   *[other] vor {$n} s
}
minutes-ago = { $count ->
   *[other] vor {$n} Min.
}
hours-ago = { $count ->
   *[other] vor {$n} Std.
}
days-ago = { $count ->
    [one] vor {$n} Tag
   *[other] vor {$n} Tagen
}
months-ago = { $count ->
    [one] vor {$n} Monat
   *[other] vor {$n} Monaten
}
years-ago = { $count ->
    [one] vor {$n} Jahr
   *[other] vor {$n} Jahren
}
began = begonnen {$relative}
ended = beendet {$relative}
weekday-and-date = {$weekday}., {$date}
date-and-time = {$date}, {$time}
with-note = {$text} ({$note})
range = {$start} – {$end}
short-range = {$start}–{$end}

# Durations
years = { $count ->
    [one] {$n} Jahr
   *[other] {$n} Jahre
}
months = { $count ->
    [one] {$n} Monat
   *[other] {$n} Monate
}
weeks = { $count ->
    [one] {$n} Woche
   *[other] {$n} Wochen
}
days = { $count ->
    [one] {$n} Tag
   *[other] {$n} Tage
}
hours = { $count ->
    [one] {$n} Stunde
   *[other] {$n} Stunden
}
minutes = { $count ->
    [one] {$n} Minute
   *[other] {$n} Minuten
}
seconds = { $count ->
    [one] {$n} Sekunde
   *[other] {$n} Sekunden
}
duration-parts = {$first} {$rest}
for-until = für {$duration} (bis {$end})

# Sizes
bytes = { $count ->
    [one] {$n} Byte
   *[other] {$n} Bytes
}
byte-symbol = B
byte-size = {$n}{"\u00A0"}{$unit} ({$exact})
