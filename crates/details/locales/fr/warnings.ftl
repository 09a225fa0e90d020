# Raisons de regarder deux fois, et ce qu’un nouveau modèle signale moins.

# Noms, comptes et adresses
suspicion-mixed-scripts = Des lettres d’écritures différentes sont mélangées{ $scripts ->
    [none] {""}
   *[other] {" "}: {$scripts}
}.
suspicion-whole-script = Ces lettres appartiennent à l’écriture {$scripts}, mais ressemblent à des lettres latines.
suspicion-disguised = Des caractères spéciaux ressemblent ici à des lettres ou à des chiffres ordinaires.
suspicion-invisible = Des caractères sont invisibles ou changent le sens de lecture du texte : {$characters}.
suspicion-blanks = Il y a une espace au début ou à la fin, ou plusieurs espaces de suite.
suspicion-emoji = Il y a des émojis ou d’autres images, qui ne prouvent rien.
suspicion-mixed-numbers = Des chiffres de systèmes différents sont mélangés.
suspicion-stacked-marks = Des accents s’accumulent sur une lettre.
suspicion-user-info = Ce qui précède le @ est un nom d’utilisateur, pas l’adresse.
suspicion-not-https = L’adresse n’utilise pas https.
suspicion-no-host = L’adresse ne nomme aucun hôte.
suspicion-ip-address = L’adresse est une simple adresse réseau, sans nom.
suspicion-ambiguous = L’adresse est écrite d’une façon inhabituelle, que des programmes peuvent lire différemment.
suspicion-unreadable = Ce n’est pas une adresse lisible.

# Alertes
alarm-critical-dropped = {$path} n’est plus marqué comme important.
alarm-critical-demoted = {$path} peut maintenant se trouver sous « Autres détails ».
alarm-critical-relabelled = {$path} s’appelait « {$before} » et s’appelle maintenant « {$after} ».
alarm-critical-reformatted = {$path} s’écrit maintenant autrement.
alarm-left-verb = La première ligne n’indique plus {$path}.
alarm-folded = {$path} peut maintenant être replié.
alarm-bound-loosened = {$path} peut maintenant être plus grand sans avertissement.
alarm-word-changed = Le mot pour « {$word} » était « {$before} » et devient « {$after} ».
alarm-word-dropped = « {$word} » n’a plus de mot propre. C’était « {$before} ».
alarm-floor-lowered = Il demandait une attention { $before ->
    [high] élevée
    [medium] moyenne
   *[low] faible
}, et maintenant { $after ->
    [high] élevée
    [medium] moyenne
   *[low] faible
}.
alarm-action-changed = La première ligne commençait par « {$before} », et commence maintenant par « {$after} ».
alarm-button-changed = Le bouton qui dit oui portait « {$before} », et porte maintenant « {$after} ».
alarm-wording-changed = Il disait « {$before} », et dit maintenant « {$after} ».
alarm-unmarked = {$path} était signalé comme les mots du demandeur, et ne l’est plus.
