import { counting } from "./counting";
import type { Text } from "./en";

const { number, counted } = counting("es");

/** Español, con «usted». */
export const es: Text = {
  app: "Waxseal",
  nav: { inbox: "Entrada", history: "Historial", accounts: "Cuentas" },

  inbox: {
    title: "Pendientes",
    recent: "Recientes",
    emptyTitle: "Nada pendiente",
    emptyBody: "Las solicitudes aparecen aquí en cuanto llegan.",
    select: "Elija una solicitud para leerla.",
    noDetails: "Solicitud sin detalles",
    checking: "Comprobando la firma…",
    unverifiable: "No se puede comprobar esta solicitud",
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
    report: "Denunciar",
    reportTitle: "¿Denunciar esta solicitud?",
    reportBody: "Se rechaza y se avisa al servidor de que usted no la esperaba.",
    reportYes: "Rechazar y denunciar",
    cancel: "Volver",
    sending: "Enviando su respuesta…",
    armedIn: "Listo en un momento",
    ready: "Listo",
    notFocused: "Haga clic en esta ventana para responder",
    notSeen: "Desplácese por todos los detalles para aprobar",
    pressAgain: "Pulse otra vez para aprobar",
    denyOnly: "No se puede aprobar",
    failedTitle: "Su respuesta no se entregó",
    offlineTitle: "No hay conexión",
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

  outcomeElsewhere: (outcome, by, at) => `${outcome} en ${by}, ${at}`,
  outcomeHere: (outcome, at) => `${outcome}, ${at}`,
  elsewhereBody: "Aquí no hay nada más que hacer.",

  history: {
    title: "Historial",
    emptyTitle: "Todavía no hay solicitudes",
    emptyBody: "Aquí se guardan todas las solicitudes y cómo terminaron.",
    notShown: "Terminó antes de que se pudiera mostrar",
  },

  accounts: {
    title: "Cuentas",
    add: "Añadir cuenta",
    device: "Este dispositivo",
    key: "Clave",
    since: "Registrado",
    connection: "Conexión",
    remove: "Quitar",
    removeTitle: "¿Quitar esta cuenta?",
    removeBody:
      "Se avisa al servidor, la clave se borra de este equipo y las solicitudes dejan de llegar aquí.",
    removeYes: "Quitar y borrar la clave",
    protection: {
      os_keyring: "En el llavero del sistema",
      passphrase_file: "En un archivo con frase de contraseña",
    },
  },

  connection: {
    connecting: "Conectando…",
    online: "Conectado",
    offline: "Sin conexión",
    noKey: "Clave no disponible",
    retry: "Reintentar",
    none: "Todavía no hay cuentas",
  },

  enroll: {
    welcome: "Apruebe lo que los agentes hacen en su nombre",
    intro:
      "Waxseal le muestra exactamente lo que un agente de software quiere hacer, y su respuesta se firma sobre lo que ha visto. Para empezar, registre este equipo.",
    link: "Enlace o código de registro",
    linkHint: "Empieza por waxseal:// u otpauth:// y procede de su organización.",
    server: "Dirección del servidor",
    serverHint: "Solo hace falta para un código sin enlace.",
    next: "Continuar",
    checkTitle: "Compruebe antes de registrar",
    host: "Servidor",
    hostHint: "Las solicitudes llegarán desde aquí. Asegúrese de que lo conoce.",
    keyKept: "Su clave",
    already: "Ya registrados aquí",
    deviceName: "Nombre de este dispositivo",
    confirm: "Registrar este dispositivo",
    enrolling: "Registrando…",
    back: "Volver",
  },
};
