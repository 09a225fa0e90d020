# What the host itself says about values. See ../en/details.ftl.

yes = oui
no = non
no-value = aucune valeur
empty = vide
nothing = rien
no-limit-in = Sans limite ({$currency})
was = avant
now = après
unchanged = inchangé

# Moments
time-zone-not-given = fuseau horaire non indiqué
relative-now = maintenant
in-seconds = { $count ->
   *[other] dans {$n} s
}
in-minutes = { $count ->
   *[other] dans {$n} min
}
in-hours = { $count ->
   *[other] dans {$n} h
}
in-days = { $count ->
    [one] dans {$n} jour
   *[other] dans {$n} jours
}
in-months = { $count ->
   *[other] dans {$n} mois
}
in-years = { $count ->
    [one] dans {$n} an
   *[other] dans {$n} ans
}
seconds-ago = { $count ->
   *[other] il y a {$n} s
}
minutes-ago = { $count ->
   *[other] il y a {$n} min
}
hours-ago = { $count ->
   *[other] il y a {$n} h
}
days-ago = { $count ->
    [one] il y a {$n} jour
   *[other] il y a {$n} jours
}
months-ago = { $count ->
   *[other] il y a {$n} mois
}
years-ago = { $count ->
    [one] il y a {$n} an
   *[other] il y a {$n} ans
}
began = commencé {$relative}
ended = terminé {$relative}
weekday-and-date = {$weekday} {$date}
date-and-time = {$date}, {$time}
with-note = {$text} ({$note})
range = {$start} – {$end}
short-range = {$start}–{$end}

# Durations
years = { $count ->
    [one] {$n} an
   *[other] {$n} ans
}
months = { $count ->
   *[other] {$n} mois
}
weeks = { $count ->
    [one] {$n} semaine
   *[other] {$n} semaines
}
days = { $count ->
    [one] {$n} jour
   *[other] {$n} jours
}
hours = { $count ->
    [one] {$n} heure
   *[other] {$n} heures
}
minutes = { $count ->
    [one] {$n} minute
   *[other] {$n} minutes
}
seconds = { $count ->
    [one] {$n} seconde
   *[other] {$n} secondes
}
duration-parts = {$first} {$rest}
for-until = pendant {$duration} (jusqu’à {$end})

# Sizes
bytes = { $count ->
    [one] {$n} octet
   *[other] {$n} octets
}
byte-symbol = o
byte-size = {$n}{"\u00A0"}{$unit} ({$exact})
