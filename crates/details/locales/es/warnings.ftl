# Motivos para mirar dos veces, y lo que una plantilla nueva señala menos.

# Nombres, cuentas y direcciones
suspicion-mixed-scripts = Mezcla letras de distintas escrituras{ $scripts ->
    [none] {""}
   *[other] : {$scripts}
}.
suspicion-whole-script = Sus letras son de la escritura {$scripts}, aunque parecen latinas.
suspicion-disguised = Contiene caracteres especiales que parecen letras o cifras normales.
suspicion-invisible = Contiene caracteres que no se ven o que cambian la dirección del texto: {$characters}.
suspicion-blanks = Empieza o termina con un espacio, o tiene varios espacios seguidos.
suspicion-emoji = Contiene emojis u otras imágenes, que no prueban nada.
suspicion-mixed-numbers = Mezcla cifras de distintos sistemas de numeración.
suspicion-stacked-marks = Acumula acentos sobre una letra.
suspicion-user-info = Lo que está antes de la @ es un nombre de usuario, no la dirección.
suspicion-not-https = La dirección no usa https.
suspicion-no-host = La dirección no nombra ningún host.
suspicion-ip-address = La dirección es una simple dirección de red, sin nombre.
suspicion-ambiguous = La dirección está escrita de un modo inusual que los programas pueden leer de forma distinta.
suspicion-unreadable = Esto no es una dirección que se pueda leer.

# Alertas
alarm-critical-dropped = {$path} ya no está marcado como importante.
alarm-critical-demoted = {$path} puede estar ahora en «Otros detalles».
alarm-critical-relabelled = {$path} se llamaba «{$before}» y ahora se llama «{$after}».
alarm-critical-reformatted = {$path} se escribe ahora de otra forma.
alarm-left-verb = La primera línea ya no dice {$path}.
alarm-folded = {$path} puede estar ahora plegado.
alarm-bound-loosened = {$path} puede ser ahora mayor sin aviso.
alarm-word-changed = La palabra para «{$word}» era «{$before}» y ahora es «{$after}».
alarm-word-dropped = «{$word}» ya no tiene palabra propia. Era «{$before}».
alarm-floor-lowered = Pedía un cuidado { $before ->
    [high] alto
    [medium] medio
   *[low] bajo
}, y ahora { $after ->
    [high] alto
    [medium] medio
   *[low] bajo
}.
alarm-action-changed = La primera línea empezaba por «{$before}» y ahora empieza por «{$after}».
alarm-button-changed = El botón que dice sí decía «{$before}», y ahora dice «{$after}».
alarm-wording-changed = Decía «{$before}», y ahora dice «{$after}».
alarm-unmarked = {$path} estaba marcado como palabras del solicitante, y ya no lo está.
