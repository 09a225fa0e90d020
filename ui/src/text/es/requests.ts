import { counting } from "../counting";
import type { Requests } from "../en/requests";

const { number, counted } = counting("es");

/** Words about requests: how they wait, are read and are answered. */
export const requests: Requests = {
  inbox: {
    title: "Pendientes",
    recent: "Recientes",
    arrived: "Recién llegadas",
    emptyTitle: "Nada pendiente",
    emptyBody: "Las solicitudes aparecen aquí en cuanto llegan.",
    select: "Elija una solicitud para leerla.",
    noDetails: "Solicitud sin detalles",
    checking: "Comprobando la firma…",
    unverifiable: "No se puede comprobar esta solicitud",
    group: (count, client) =>
      counted(count, { one: `# solicitud de ${client}`, other: `# solicitudes de ${client}` }),
    reviewAll: "Revisar todas",
    fold: "Plegar",
    mute: "Silenciar 20 minutos",
    muted: (minutes) => counted(minutes, { one: "En silencio # minuto", other: "En silencio # minutos" }),
    clientMuted: (client, minutes) =>
      counted(minutes, {
        one: `Los avisos de ${client} están en silencio, queda # minuto`,
        other: `Los avisos de ${client} están en silencio, quedan # minutos`,
      }),
    unmute: "Quitar el silencio",
    paused: (minutes) =>
      counted(minutes, {
        one: "Los avisos están en pausa, queda # minuto",
        other: "Los avisos están en pausa, quedan # minutos",
      }),
    resume: "Reanudar",
    historyNotWhole: "El historial no está completo",
    look: "Ver",
    search: "Buscar en las solicitudes",
    account: "Cuenta",
    tier: "Riesgo",
    any: "Todos",
    nothingFits: "Ninguna solicitud coincide aquí.",
  },

  request: {
    software: "programa",
    unknownClient: "El servidor no nombra a ningún cliente",
    for: "Para",
    access: "Acceso",
    code: "Código",
    codeHint: "Compárelo con el código que se muestra donde se originó la solicitud.",
    type: "Tipo",
    otherDetails: (count) => `Otros detalles (${number(count)})`,
    message: "Mensaje del solicitante · sin comprobar",
    showRaw: "Mostrar lo que se envió",
    hideRaw: "Ocultar lo que se envió",
    details: "Detalles de la solicitud",
    raw: "Exactamente como se recibió, con los caracteres invisibles escritos como \\u",
    copy: "Copiar",
    copied: "Copiado",
    notCopied: "No copiado",
    denyOnly: "Esta solicitud solo se puede rechazar",
    later: "Esc: decidir más tarde",
    expiresIn: (time) => `Caduca en ${time}`,
    soon: "Caduca pronto",
    entryOf: (index, count) => `${number(index)} de ${number(count)}`,
  },

  tier: { low: "Riesgo bajo", medium: "Riesgo medio", high: "Riesgo alto" },

  source: {
    verified: "Comprobado",
    reported_by_server: "Comunicado por el servidor",
    claimed_by_requester: "Afirmado por el solicitante",
  },

  values: {
    altered: "Los caracteres ocultos están escritos como ⟦…⟧",
    empty: "Vacío",
    nothing: "Sin valor (null)",
    notGiven: "No indicado",
    show: "Mostrar",
    hide: "Ocultar",
    ending: (end) => `terminado en ${end}`,
    showLess: "Mostrar menos",
    showAll: (count) => `Mostrar todo (${number(count)})`,
    showAllCharacters: (count) =>
      counted(count, { one: "Mostrar # carácter", other: "Mostrar los # caracteres" }),
    showAllLines: (count) => counted(count, { one: "Mostrar # línea", other: "Mostrar las # líneas" }),
    showAllRows: (count) => counted(count, { one: "Mostrar # entrada", other: "Mostrar las # entradas" }),
    rows: (count) => counted(count, { one: "# entrada", other: "# entradas" }),
    total: "Total",
    unlimited: "No hay límite superior.",
    leadsTo: "Lleva a",
    was: "antes",
    now: "ahora",
    unchanged: "sin cambios",
  },

  decide: {
    title: "Su respuesta",
    approve: "Aprobar",
    deny: "Rechazar",
    denyBecause: "Rechazar porque…",
    report: "Denunciar",
    reportTitle: "¿Denunciar esta solicitud?",
    reportBody:
      "Se rechaza y se avisa al servidor de que usted no la esperaba. Los avisos de su cliente quedan en silencio 20 minutos.",
    reportYes: "Rechazar y denunciar",
    cancel: "Volver",
    verifying: "Su sistema le pide la contraseña. Antes no se firma nada.",
    verifyingHere: "Su sistema le pide la contraseña. Esc retira la pregunta.",
    unasked: (place: string) => `Aquí nadie le pide la contraseña, y la aprobación lo dice. Véase ${place}.`,
    confirmed: { os: "Confirmado por: su contraseña del sistema", none: "Confirmado por: nadie preguntó" },
    sending: "Enviando su respuesta…",
    armedIn: "Listo en un momento",
    ready: "Listo",
    missing: {
      not_focused: "Haga clic en esta ventana para responder",
      not_seen: "Desplácese por todos los detalles para aprobar",
      too_soon: "Tómese un momento para leerla",
      pointer_not_moved: "Mueva el puntero y luego apruebe",
      press_again: "Pulse una vez más antes de 4 segundos",
      hold_longer: "Mantenga pulsado hasta que se llene",
      code_missing: "Escriba el código para aprobar",
    },
    hold: (action) => `Mantener pulsado: ${action}`,
    pressAgain: (action) => `Pulsar otra vez: ${action}`,
    readyToHold: "Listo: mantenga pulsado el botón o púlselo dos veces",
    keepHolding: (seconds) =>
      counted(seconds, { one: "Siga pulsando: # segundo", other: "Siga pulsando: # segundos" }),
    codeAt: (client) => `Código que muestra ${client}`,
    codeHere: (code) => `Escriba ${code} para aprobar`,
    codeLength: (length) => counted(length, { one: "# carácter", other: "# caracteres" }),
    denyOnly: "No se puede aprobar",
    unverified: "No se puede verificar. Puede rechazarla o denunciarla.",
    errorTitles: {
      fate_unknown: "No se sabe si su respuesta llegó",
      changed: "Los detalles cambiaron mientras leía",
      not_verified: "Su sistema no le ha confirmado",
      verification_unavailable: "Su sistema no pudo preguntarle",
      verification_forbidden: "Su sistema no le permite confirmarlo",
    },
    failedTitle: "Su respuesta no se entregó",
    failedBody: "Aún no está aprobada. Puede volver a responder mientras la solicitud esté pendiente.",
    unknownBody: "Puede volver a responder mientras la solicitud esté pendiente. Solo cuenta una respuesta.",
    offlineTitle: "No hay conexión",
    offlineSince: (time) => `Sin conexión desde ${time}.`,
    offlineBody:
      "No se puede responder a las solicitudes hasta que vuelva la conexión. Nada se envía después por sí solo.",
    next: "Siguiente solicitud",
  },

  outcome: {
    approved: "Aprobada",
    denied: "Rechazada",
    reported: "Denunciada",
    expired: "Caducada",
    cancelled: "Retirada",
    ended_away: "Ya no está pendiente",
  },

  outcomeBody: {
    approved: "El solicitante puede hacer exactamente lo que se muestra aquí.",
    denied: "Se rechazó al solicitante. No se concedió nada.",
    reported: "Se rechazó al solicitante y se avisó al servidor de que usted no esperaba esto.",
    expired: "No se envió ninguna respuesta.",
    cancelled: "El solicitante la retiró. No se envió ninguna respuesta.",
    ended_away:
      "Terminó mientras este dispositivo no estaba conectado. Desde aquí no se envió ninguna respuesta.",
  },

  errors: {
    wrong_code: "Ese no es el código. Tras tres erróneos solo se puede rechazar.",
    not_armed: "Eso aún no contó. Inténtelo de nuevo.",
    press_again: "Pulse otra vez para aprobar.",
    not_verified: "Su sistema no ha confirmado que es usted. No se firmó nada; puede intentarlo de nuevo.",
    verification_unavailable:
      "Su sistema no puede preguntar si es usted: falta su servicio para ello o ha fallado. No se firmó nada. En Ajustes › Seguridad se indica qué falta.",
    verification_forbidden:
      "Una regla de este equipo no le permite confirmar que es usted. No se firmó nada. Consulte a quien lo administra; en Ajustes › Seguridad hay más información.",
    wrong_passphrase:
      "Esa no es la frase de contraseña. Tras varias erróneas, espere un momento antes de la siguiente.",
    locked: "Waxseal está bloqueado. Desbloquéelo primero.",
    offline: "No se puede contactar con el servidor. Inténtelo de nuevo.",
    changed: "Los detalles han cambiado. Léalos de nuevo.",
    expired: "Caducó. No se envió ninguna respuesta.",
    answered_elsewhere: "Se respondió en otro dispositivo.",
    fate_unknown:
      "No se pudo contactar con el servidor. No se sabe si la respuesta llegó; inténtelo de nuevo.",
    invalid_link: "Eso no es un enlace ni un código de registro.",
    ticket_refused: "El servidor no acepta este código de registro. Está usado, caducado o es desconocido.",
    already_enrolled: "Este dispositivo ya está registrado para esta persona.",
    untrusted: "Lo que dice el servidor no es de confianza.",
    key_unavailable:
      "La clave de este dispositivo no está disponible. Desbloquee el llavero e inténtelo de nuevo.",
    storage: "No se puede escribir en la carpeta de Waxseal.",
    unknown_request: "Ya no está aquí. Ábralo de nuevo.",
    not_decidable: "Ya no se puede responder así.",
    refused: "El servidor lo rechazó.",
    invalid_input: "Eso no es lo que se pide.",
    invalid_sample: "El ejemplo no es una entrada de este tipo.",
    revoked: "Este dispositivo se eliminó en el servidor.",
  },

  denyReason: {
    wrong_details: "Datos incorrectos",
    not_now: "Ahora no",
    not_me: "No he sido yo",
    other: "Otro motivo",
  },

  popup: {
    position: (index, count) => `${number(index)} de ${number(count)}`,
    previous: "Solicitud anterior",
    next: "Solicitud siguiente",
    openMain: "Abrir Waxseal",
    later: "Más tarde",
    close: "Cerrar",
  },

  locked: {
    title: "Waxseal está bloqueado",
    waiting: (count) => counted(count, { one: "# solicitud pendiente", other: "# solicitudes pendientes" }),
    next: (time) => `la próxima caduca en ${time}`,
    passphrase: "Frase de contraseña",
    unlock: "Desbloquear",
    lock: "Bloquear",
  },

  practice: {
    banner: "Práctica: no se envía nada a ninguna parte",
    tag: "Práctica",
    send: "Enviar una solicitud de práctica",
    firstTitle: "Este equipo está registrado",
    firstBody:
      "Las solicitudes aparecen aquí en cuanto llegan. Una solicitud de práctica muestra cómo se responden; no se envía nada a ninguna parte.",
  },

  batch: {
    open: (count) => `Responder a las ${number(count)} juntas`,
    title: (count) => counted(count, { other: "# solicitudes juntas" }),
    body: "Su respuesta vale para cada solicitud marcada, una por una.",
    most: (count) => `Se pueden responder juntas ${number(count)} como máximo.`,
    request: (index, count) => `Solicitud ${number(index)} de ${number(count)}`,
    approve: (count) => `Aprobar ${number(count)}`,
    deny: (count) => `Rechazar ${number(count)}`,
    none: "Marque las solicitudes que va a responder",
    results: "Qué ha sido de ellas",
    notAnswered: "Sin respuesta",
  },
};
