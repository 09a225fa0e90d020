# What the host itself says about a request.

# Headlines
sign-in = {$client} bittet um Ihre Anmeldung
sign-in-unknown = Ein Client bittet um Ihre Anmeldung
headline-more = {$verb}, und {$n} weitere
generic-verb = Anfrage der Art {$type}
# Around words in a sentence that somebody else chose
quoted = „{$text}“

# Labels
label-requested-by = Anfrage von
label-for = Für
label-access = Zugriff
label-code = Code
label-type = Art
unknown-client = unbekannter Client
other-details = Weitere Angaben
message-from-requester = Nachricht des Anfragenden, nicht geprüft
total = Summe, {$label}: {$text}
member = Feld
rows = { $count ->
    [one] {$n} Eintrag
   *[other] {$n} Einträge
}

# Notices
no-template = Für diese Art von Anfrage gibt es keine Vorlage. Alles Gesendete steht unten.
template-failed = Die Vorlage für diese Art von Anfrage passt nicht, daher steht alles so da, wie es gesendet wurde: {$reason}.
your-template = Ihre eigene Vorlage zeigt diese Anfrage.
template-changed = Die Vorlage für diese Art von Anfrage hat sich geändert. {$changes}
templates-lapsed = Die Vorlagen von {$issuer} sind am {$day} abgelaufen und konnten nicht erneuert werden. Alles Gesendete steht unten.
template-revoked = Die Vorlage für diese Art von Anfrage wurde von ihrem Herausgeber widerrufen. Alles Gesendete steht unten.
too-large = Zu groß zum Prüfen: Ein Wert hat mehr als 4.096 Zeichen oder ein Name mehr als 255. Sie können ablehnen.
critical-in-other = Etwas, wovon diese Entscheidung abhängt, steht unter „Weitere Angaben“.
beyond-bound = {$label} liegt über dem, was für diese Art von Anfrage üblich ist ({$max}). Bitte prüfen.
looks-like = Sieht aus wie {$name}, das dieses Gerät kennt, ist es aber nicht. Buchstabe für Buchstabe prüfen.
first-request = Erste Anfrage dieses Clients auf diesem Gerät. Prüfen, wer es ist.
unnamed-client = Der Server sagt nicht, wer fragt.
new-client = Dieser Client ist neu auf diesem Gerät: Seine erste Anfrage kam vor weniger als 30 Tagen.
same-name = Heißt wie {$name}, das dieses Gerät kennt, ist aber ein anderer Client.
unknown-word = Dieses Wort kennt die Vorlage nicht.

# Where a notice comes from
source-verified = auf diesem Gerät geprüft
source-reported = vom Server gemeldet
source-claimed = vom Anfragenden behauptet

# Read aloud
requested-by = Anfrage von {$client}.
code-is = Code: {$code}.
ending = endet auf {$text}
was-now = bisher {$before}, jetzt {$after}
unchanged-value = {$after}, unverändert
