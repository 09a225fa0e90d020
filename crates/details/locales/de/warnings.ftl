# Gründe, zweimal hinzusehen, und was eine neue Vorlage weniger zeigt.

# Namen, Konten und Adressen
suspicion-mixed-scripts = Hier sind Buchstaben verschiedener Schriften gemischt{ $scripts ->
    [none] {""}
   *[other] : {$scripts}
}.
suspicion-whole-script = Diese Buchstaben gehören zur Schrift {$scripts}, sehen aber wie lateinische aus.
suspicion-disguised = Hier stehen Sonderzeichen, die wie gewöhnliche Buchstaben oder Ziffern aussehen.
suspicion-invisible = Hier stehen Zeichen, die man nicht sieht oder die die Schreibrichtung ändern: {$characters}.
suspicion-blanks = Am Anfang oder Ende steht ein Leerzeichen, oder mehrere stehen hintereinander.
suspicion-emoji = Hier stehen Emojis oder andere Bilder. Sie beweisen nichts.
suspicion-mixed-numbers = Hier sind Ziffern verschiedener Zahlensysteme gemischt.
suspicion-stacked-marks = Auf einem Buchstaben häufen sich Akzente.
suspicion-user-info = Vor dem @ steht ein Benutzername, nicht die Adresse.
suspicion-not-https = Die Adresse verwendet kein https.
suspicion-no-host = Die Adresse nennt keinen Host.
suspicion-ip-address = Die Adresse ist eine bloße Netzadresse ohne Namen.
suspicion-ambiguous = Die Adresse ist so ungewöhnlich geschrieben, dass Programme sie verschieden lesen können.
suspicion-unreadable = Das ist keine lesbare Adresse.

# Warnungen
alarm-critical-dropped = {$path} ist nicht mehr als wichtig markiert.
alarm-critical-demoted = {$path} kann jetzt unter „Weitere Angaben“ stehen.
alarm-critical-relabelled = {$path} hieß „{$before}“ und heißt jetzt „{$after}“.
alarm-critical-reformatted = {$path} wird jetzt anders geschrieben.
alarm-left-verb = Die erste Zeile nennt {$path} nicht mehr.
alarm-folded = {$path} kann jetzt eingeklappt sein.
alarm-bound-loosened = {$path} darf jetzt ohne Warnung größer sein.
alarm-word-changed = Das Wort für „{$word}“ war „{$before}“ und ist jetzt „{$after}“.
alarm-word-dropped = Für „{$word}“ gibt es kein eigenes Wort mehr. Es war „{$before}“.
alarm-floor-lowered = Sie verlangte { $before ->
    [high] hohe
    [medium] mittlere
   *[low] geringe
} Sorgfalt und verlangt jetzt { $after ->
    [high] hohe
    [medium] mittlere
   *[low] geringe
}.
alarm-action-changed = Die erste Zeile begann mit „{$before}“ und beginnt jetzt mit „{$after}“.
alarm-button-changed = Auf der Schaltfläche zum Zustimmen stand „{$before}“, jetzt steht dort „{$after}“.
alarm-wording-changed = Statt „{$before}“ steht dort jetzt „{$after}“.
alarm-unmarked = {$path} war als Worte des Anfragenden gekennzeichnet und ist es nicht mehr.
