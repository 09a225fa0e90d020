//! What the tray and the notifications say, in the language of cards. The window's words are in
//! `ui/src/text`.

use waxseal_device::Language;

/// The words of one language. `{n}` stands for a number, `{x}` for a name or a sentence.
#[derive(Debug)]
pub(crate) struct Words {
    pub(crate) approve: &'static str,
    pub(crate) careful: &'static str,
    pub(crate) unverifiable: &'static str,
    pub(crate) no_template: &'static str,
    pub(crate) from: &'static str,
    pub(crate) unknown_client: &'static str,
    pub(crate) one_waits: &'static str,
    pub(crate) many_wait: &'static str,
    pub(crate) nothing_waits: &'static str,
    pub(crate) flood: &'static str,
    pub(crate) flood_body: &'static str,
    pub(crate) reminder: &'static str,
    pub(crate) minutes_left: &'static str,
    pub(crate) under_a_minute: &'static str,
    pub(crate) offline: &'static str,
    pub(crate) outage: &'static str,
    pub(crate) outage_body: &'static str,
    pub(crate) ended: &'static str,
    pub(crate) ended_body: &'static str,
    pub(crate) not_enrolled: &'static str,
    pub(crate) locked: &'static str,
    pub(crate) review: &'static str,
    pub(crate) not_me: &'static str,
    pub(crate) open: &'static str,
    pub(crate) lock: &'static str,
    pub(crate) quit: &'static str,
    pub(crate) pause: &'static str,
    pub(crate) pause_half_hour: &'static str,
    pub(crate) pause_hour: &'static str,
    pub(crate) pause_tomorrow: &'static str,
    pub(crate) resume: &'static str,
    pub(crate) quit_title: &'static str,
    pub(crate) quit_body: &'static str,
    pub(crate) stay: &'static str,
}

impl Words {
    /// The words of a language.
    pub(crate) fn of(language: Language) -> &'static Self {
        match language {
            Language::English | Language::Pseudo => &ENGLISH,
            Language::German => &GERMAN,
            Language::French => &FRENCH,
            Language::Spanish => &SPANISH,
            Language::Japanese => &JAPANESE,
            Language::Arabic => &ARABIC,
        }
    }

    /// How many requests wait.
    pub(crate) fn waiting(&self, count: usize) -> String {
        match count {
            0 => self.nothing_waits.to_owned(),
            1 => self.one_waits.to_owned(),
            _ => number(self.many_wait, count),
        }
    }

    /// How long a request can still be answered.
    pub(crate) fn left(&self, millis: i64) -> String {
        match usize::try_from(millis.max(0) / 60_000).unwrap_or(0) {
            0 => self.under_a_minute.to_owned(),
            minutes => number(self.minutes_left, minutes),
        }
    }
}

/// A number in a sentence.
pub(crate) fn number(sentence: &str, n: usize) -> String {
    sentence.replace("{n}", &n.to_string())
}

/// A name or a sentence in a sentence.
pub(crate) fn with(sentence: &str, x: &str) -> String {
    sentence.replace("{x}", x)
}

const ENGLISH: Words = Words {
    approve: "Approve? {x}",
    careful: "Check carefully: {x}",
    unverifiable: "A request cannot be verified",
    no_template: "Request without a template",
    from: "A request from {x}",
    unknown_client: "Unknown client",
    one_waits: "1 request waiting",
    many_wait: "{n} requests waiting",
    nothing_waits: "Nothing waiting",
    flood: "{n} requests from {x}",
    flood_body: "Its alerts are paused for 5 minutes",
    reminder: "Expires soon: {x}",
    minutes_left: "{n} min left",
    under_a_minute: "under a minute left",
    offline: "Offline",
    outage: "Requests do not reach you",
    outage_body: "There is no connection to {x}. Waxseal goes on trying.",
    ended: "This device was removed",
    ended_body: "No more requests come from {x}. If that was not meant, enrol it again.",
    not_enrolled: "This device is not enrolled",
    locked: "Locked",
    review: "Review",
    not_me: "Not me",
    open: "Open Waxseal",
    lock: "Lock",
    quit: "Quit",
    pause: "Pause alerts",
    pause_half_hour: "For 30 minutes",
    pause_hour: "For 1 hour",
    pause_tomorrow: "Until tomorrow, 08:00",
    resume: "Resume alerts",
    quit_title: "Quit Waxseal?",
    quit_body: "{x}. They stay open until they expire, but this device does not hear of them while Waxseal is closed.",
    stay: "Stay",
};

const GERMAN: Words = Words {
    approve: "Genehmigen? {x}",
    careful: "Sorgfältig prüfen: {x}",
    unverifiable: "Eine Anfrage ist nicht überprüfbar",
    no_template: "Anfrage ohne Vorlage",
    from: "Eine Anfrage von {x}",
    unknown_client: "Unbekannte Anwendung",
    one_waits: "1 Anfrage wartet",
    many_wait: "{n} Anfragen warten",
    nothing_waits: "Nichts wartet",
    flood: "{n} Anfragen von {x}",
    flood_body: "Ihre Hinweise pausieren 5 Minuten",
    reminder: "Läuft bald ab: {x}",
    minutes_left: "noch {n} Min.",
    under_a_minute: "noch unter einer Minute",
    offline: "Offline",
    outage: "Anfragen erreichen Sie nicht",
    outage_body: "Es gibt keine Verbindung zu {x}. Waxseal versucht es weiter.",
    ended: "Dieses Gerät wurde entfernt",
    ended_body: "Von {x} kommen keine Anfragen mehr. War das nicht gewollt, melden Sie es wieder an.",
    not_enrolled: "Dieses Gerät ist nicht angemeldet",
    locked: "Gesperrt",
    review: "Ansehen",
    not_me: "Nicht ich",
    open: "Waxseal öffnen",
    lock: "Sperren",
    quit: "Beenden",
    pause: "Hinweise pausieren",
    pause_half_hour: "Für 30 Minuten",
    pause_hour: "Für 1 Stunde",
    pause_tomorrow: "Bis morgen, 08:00",
    resume: "Hinweise fortsetzen",
    quit_title: "Waxseal beenden?",
    quit_body: "{x}. Sie bleiben offen, bis sie ablaufen, aber dieses Gerät erfährt nichts von ihnen, solange Waxseal geschlossen ist.",
    stay: "Bleiben",
};

const FRENCH: Words = Words {
    approve: "Approuver ? {x}",
    careful: "À vérifier avec soin : {x}",
    unverifiable: "Une demande ne peut pas être vérifiée",
    no_template: "Demande sans modèle",
    from: "Une demande de {x}",
    unknown_client: "Application inconnue",
    one_waits: "1 demande en attente",
    many_wait: "{n} demandes en attente",
    nothing_waits: "Rien en attente",
    flood: "{n} demandes de {x}",
    flood_body: "Ses alertes sont suspendues pendant 5 minutes",
    reminder: "Expire bientôt : {x}",
    minutes_left: "encore {n} min",
    under_a_minute: "encore moins d’une minute",
    offline: "Hors ligne",
    outage: "Les demandes ne vous parviennent pas",
    outage_body: "Il n’y a pas de connexion avec {x}. Waxseal continue d’essayer.",
    ended: "Cet appareil a été retiré",
    ended_body: "Plus aucune demande ne vient de {x}. Si ce n’était pas voulu, enregistrez-le de nouveau.",
    not_enrolled: "Cet appareil n’est pas enregistré",
    locked: "Verrouillé",
    review: "Examiner",
    not_me: "Pas moi",
    open: "Ouvrir Waxseal",
    lock: "Verrouiller",
    quit: "Quitter",
    pause: "Suspendre les alertes",
    pause_half_hour: "Pendant 30 minutes",
    pause_hour: "Pendant 1 heure",
    pause_tomorrow: "Jusqu’à demain, 08:00",
    resume: "Reprendre les alertes",
    quit_title: "Quitter Waxseal ?",
    quit_body: "{x}. Elles restent ouvertes jusqu’à leur expiration, mais cet appareil n’en est pas averti tant que Waxseal est fermé.",
    stay: "Rester",
};

const SPANISH: Words = Words {
    approve: "¿Aprobar? {x}",
    careful: "Revisar con cuidado: {x}",
    unverifiable: "Una solicitud no se puede verificar",
    no_template: "Solicitud sin plantilla",
    from: "Una solicitud de {x}",
    unknown_client: "Aplicación desconocida",
    one_waits: "1 solicitud en espera",
    many_wait: "{n} solicitudes en espera",
    nothing_waits: "Nada en espera",
    flood: "{n} solicitudes de {x}",
    flood_body: "Sus avisos se pausan durante 5 minutos",
    reminder: "Caduca pronto: {x}",
    minutes_left: "quedan {n} min",
    under_a_minute: "queda menos de un minuto",
    offline: "Sin conexión",
    outage: "Las solicitudes no le llegan",
    outage_body: "No hay conexión con {x}. Waxseal lo sigue intentando.",
    ended: "Este dispositivo se ha quitado",
    ended_body: "Ya no llegan solicitudes de {x}. Si no era lo previsto, vuelva a registrarlo.",
    not_enrolled: "Este dispositivo no está registrado",
    locked: "Bloqueado",
    review: "Revisar",
    not_me: "No soy yo",
    open: "Abrir Waxseal",
    lock: "Bloquear",
    quit: "Salir",
    pause: "Pausar los avisos",
    pause_half_hour: "Durante 30 minutos",
    pause_hour: "Durante 1 hora",
    pause_tomorrow: "Hasta mañana, 08:00",
    resume: "Reanudar los avisos",
    quit_title: "¿Salir de Waxseal?",
    quit_body: "{x}. Siguen abiertas hasta que caduquen, pero este dispositivo no se entera de ellas mientras Waxseal está cerrado.",
    stay: "Quedarse",
};

const JAPANESE: Words = Words {
    approve: "承認しますか？ {x}",
    careful: "よく確認してください：{x}",
    unverifiable: "検証できないリクエストがあります",
    no_template: "テンプレートのないリクエスト",
    from: "{x} からのリクエスト",
    unknown_client: "不明なクライアント",
    one_waits: "1 件のリクエストが待っています",
    many_wait: "{n} 件のリクエストが待っています",
    nothing_waits: "待っているリクエストはありません",
    flood: "{x} から {n} 件のリクエスト",
    flood_body: "このクライアントの通知を 5 分間停止します",
    reminder: "まもなく期限切れ：{x}",
    minutes_left: "残り {n} 分",
    under_a_minute: "残り 1 分未満",
    offline: "オフライン",
    outage: "要求が届いていません",
    outage_body: "{x} に接続できません。Waxseal は接続を試み続けます。",
    ended: "このデバイスは登録を解除されました",
    ended_body: "{x} からの要求は届かなくなります。意図しない場合は、もう一度登録してください。",
    not_enrolled: "このデバイスは登録されていません",
    locked: "ロック中",
    review: "確認",
    not_me: "心当たりがない",
    open: "Waxseal を開く",
    lock: "ロック",
    quit: "終了",
    pause: "通知を一時停止",
    pause_half_hour: "30 分間",
    pause_hour: "1 時間",
    pause_tomorrow: "明日の 08:00 まで",
    resume: "通知を再開",
    quit_title: "Waxseal を終了しますか？",
    quit_body: "{x}。期限までは有効ですが、Waxseal を閉じている間、この端末には届きません。",
    stay: "終了しない",
};

const ARABIC: Words = Words {
    approve: "هل توافق؟ {x}",
    careful: "تحقّق بعناية: {x}",
    unverifiable: "تعذّر التحقق من أحد الطلبات",
    no_template: "طلب بلا قالب",
    from: "طلب من {x}",
    unknown_client: "عميل غير معروف",
    one_waits: "طلب واحد في الانتظار",
    many_wait: "الطلبات في الانتظار: {n}",
    nothing_waits: "لا شيء في الانتظار",
    flood: "طلبات من {x}: {n}",
    flood_body: "تنبيهاته متوقفة لمدة 5 دقائق",
    reminder: "ينتهي قريبًا: {x}",
    minutes_left: "المتبقي {n} د",
    under_a_minute: "المتبقي أقل من دقيقة",
    offline: "غير متصل",
    outage: "الطلبات لا تصلك",
    outage_body: "لا اتصال بالخادم {x}. يواصل Waxseal المحاولة.",
    ended: "أُزيل هذا الجهاز",
    ended_body: "لن تصل طلبات من {x} بعد الآن. إن لم يكن ذلك مقصودًا فسجّله من جديد.",
    not_enrolled: "هذا الجهاز غير مسجَّل",
    locked: "مقفل",
    review: "مراجعة",
    not_me: "لست أنا",
    open: "فتح Waxseal",
    lock: "قفل",
    quit: "إنهاء",
    pause: "إيقاف التنبيهات مؤقتًا",
    pause_half_hour: "لمدة 30 دقيقة",
    pause_hour: "لمدة ساعة",
    pause_tomorrow: "حتى الغد، 08:00",
    resume: "استئناف التنبيهات",
    quit_title: "هل تريد إنهاء Waxseal؟",
    quit_body: "{x}. تبقى مفتوحة حتى تنتهي مدتها، لكن هذا الجهاز لا يعلم بها ما دام Waxseal مغلقًا.",
    stay: "البقاء",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_places_for_what_it_is_given() {
        for language in Language::ALL {
            let words = Words::of(language);
            for sentence in [words.approve, words.careful, words.from, words.reminder, words.quit_body] {
                assert!(sentence.contains("{x}"), "{language:?}: {sentence}");
            }
            assert!(words.flood.contains("{x}") && words.flood.contains("{n}"), "{language:?}");
            assert!(words.waiting(7).contains('7') && words.left(180_000).contains('3'), "{language:?}");
            assert_ne!(words.review, words.not_me);
        }
    }
}
