# What the host itself says about a request.

# Headlines
sign-in = {$client} le pide que inicie sesión
sign-in-unknown = Un cliente le pide que inicie sesión
headline-more = {$verb}, y {$n} más
generic-verb = Solicitud del tipo {$type}
# Around words in a sentence that somebody else chose
quoted = «{$text}»

# Labels
label-requested-by = Solicitado por
label-for = Para
label-access = Acceso
label-code = Código
label-type = Tipo
unknown-client = cliente desconocido
other-details = Otros detalles
message-from-requester = Mensaje del solicitante, sin comprobar
total = Total, {$label}: {$text}
member = Campo
rows = { $count ->
    [one] {$n} entrada
   *[other] {$n} entradas
}

# Notices
no-template = No hay plantilla para este tipo de solicitud. Todo lo enviado aparece abajo.
template-failed = La plantilla de este tipo de solicitud no encaja, así que todo aparece tal como llegó: {$reason}.
your-template = Su propia plantilla muestra esta solicitud.
template-changed = La plantilla de este tipo de solicitud ha cambiado. {$changes}
templates-lapsed = Las plantillas de {$issuer} caducaron el {$day} y no se pudieron renovar. Todo lo enviado aparece abajo.
template-revoked = El editor revocó la plantilla de este tipo de solicitud. Todo lo enviado aparece abajo.
too-large = Demasiado grande para revisar: un valor supera los 4.096 caracteres, o un nombre los 255. Puede rechazarlo.
critical-in-other = Algo de lo que depende esta decisión aparece en «Otros detalles».
beyond-bound = {$label} supera lo habitual para este tipo de solicitud ({$max}). Compruébelo.
looks-like = Se parece a {$name}, que este dispositivo conoce, pero no es lo mismo. Compruébelo letra por letra.
first-request = Primera solicitud de este cliente en este dispositivo. Compruebe quién es.
unnamed-client = El servidor no dice quién lo pide.
new-client = Este cliente es nuevo en este dispositivo: su primera solicitud llegó hace menos de 30 días.
same-name = Se llama como {$name}, que este dispositivo conoce, pero es otro cliente.
unknown-word = La plantilla no conoce esta palabra.

# Where a notice comes from
source-verified = comprobado en este dispositivo
source-reported = comunicado por el servidor
source-claimed = afirmado por el solicitante

# Read aloud
requested-by = Solicitado por {$client}.
code-is = Código: {$code}.
ending = terminado en {$text}
was-now = antes {$before}, ahora {$after}
unchanged-value = {$after}, sin cambios
