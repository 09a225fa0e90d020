# What the host itself says about values. See ../en/details.ftl.

yes = sí
no = no
no-value = sin valor
empty = vacío
nothing = nada
no-limit-in = Sin límite ({$currency})
was = antes
now = ahora
unchanged = sin cambios

# Moments
time-zone-not-given = zona horaria no indicada
relative-now = ahora
in-seconds = { $count ->
   *[other] dentro de {$n} s
}
in-minutes = { $count ->
   *[other] dentro de {$n} min
}
in-hours = { $count ->
   *[other] dentro de {$n} h
}
in-days = { $count ->
    [one] dentro de {$n} día
   *[other] dentro de {$n} días
}
in-months = { $count ->
    [one] dentro de {$n} mes
   *[other] dentro de {$n} meses
}
in-years = { $count ->
    [one] dentro de {$n} año
   *[other] dentro de {$n} años
}
seconds-ago = { $count ->
   *[other] hace {$n} s
}
minutes-ago = { $count ->
   *[other] hace {$n} min
}
hours-ago = { $count ->
   *[other] hace {$n} h
}
days-ago = { $count ->
    [one] hace {$n} día
   *[other] hace {$n} días
}
months-ago = { $count ->
    [one] hace {$n} mes
   *[other] hace {$n} meses
}
years-ago = { $count ->
    [one] hace {$n} año
   *[other] hace {$n} años
}
began = empezó {$relative}
ended = terminó {$relative}
weekday-and-date = {$weekday}, {$date}
date-and-time = {$date}, {$time}
with-note = {$text} ({$note})
range = {$start} – {$end}
short-range = {$start}–{$end}

# Durations
years = { $count ->
    [one] {$n} año
   *[other] {$n} años
}
months = { $count ->
    [one] {$n} mes
   *[other] {$n} meses
}
weeks = { $count ->
    [one] {$n} semana
   *[other] {$n} semanas
}
days = { $count ->
    [one] {$n} día
   *[other] {$n} días
}
hours = { $count ->
    [one] {$n} hora
   *[other] {$n} horas
}
minutes = { $count ->
    [one] {$n} minuto
   *[other] {$n} minutos
}
seconds = { $count ->
    [one] {$n} segundo
   *[other] {$n} segundos
}
duration-parts = {$first} {$rest}
for-until = durante {$duration} (hasta: {$end})

# Sizes
bytes = { $count ->
    [one] {$n} byte
   *[other] {$n} bytes
}
byte-symbol = B
byte-size = {$n}{"\u00A0"}{$unit} ({$exact})
