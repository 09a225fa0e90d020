# What the host itself says about a request.

# Headlines
sign-in = {$client} vous demande de vous connecter
sign-in-unknown = Un client vous demande de vous connecter
headline-more = {$verb}, et {$n} de plus
generic-verb = Demande de type {$type}
# Around words in a sentence that somebody else chose
quoted = « {$text} »

# Labels
label-requested-by = Demandé par
label-for = Pour
label-access = Accès
label-code = Code
label-type = Type
unknown-client = client inconnu
other-details = Autres détails
message-from-requester = Message du demandeur, non vérifié
total = Total, {$label} : {$text}
member = Champ
rows = { $count ->
    [one] {$n} entrée
   *[other] {$n} entrées
}

# Notices
no-template = Aucun modèle pour ce type de demande. Tout ce qui a été envoyé figure ci-dessous.
template-failed = Le modèle de ce type de demande ne convient pas ; tout figure donc tel qu’envoyé : {$reason}.
your-template = Votre propre modèle affiche cette demande.
template-changed = Le modèle de ce type de demande a changé. {$changes}
templates-lapsed = Les modèles de {$issuer} ont expiré le {$day} et n’ont pas pu être renouvelés. Tout ce qui a été envoyé figure ci-dessous.
template-revoked = Le modèle de ce type de demande a été révoqué par son éditeur. Tout ce qui a été envoyé figure ci-dessous.
too-large = Trop grand pour être examiné : une valeur dépasse 4 096 caractères, ou un nom 255. Vous pouvez refuser.
critical-in-other = Un élément dont dépend cette décision figure sous « Autres détails ».
beyond-bound = {$label} dépasse ce qui est habituel pour ce type de demande ({$max}). À vérifier.
looks-like = Ressemble à {$name}, que cet appareil connaît, mais ce n’est pas le même. Vérifiez lettre par lettre.
first-request = Première demande de ce client sur cet appareil. Vérifiez de qui il s’agit.
unnamed-client = Le serveur n’indique pas qui demande.
new-client = Ce client est nouveau sur cet appareil : sa première demande date de moins de 30 jours.
same-name = Porte le nom de {$name}, que cet appareil connaît, mais c’est un autre client.
unknown-word = Le modèle ne connaît pas ce mot.

# Where a notice comes from
source-verified = vérifié sur cet appareil
source-reported = signalé par le serveur
source-claimed = affirmé par le demandeur

# Read aloud
requested-by = Demandé par {$client}.
code-is = Code : {$code}.
ending = se terminant par {$text}
was-now = avant {$before}, maintenant {$after}
unchanged-value = {$after}, inchangé
