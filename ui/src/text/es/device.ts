import { counting } from "../counting";
import type { Device } from "../en/device";

const { number, counted } = counting("es");

/** Words about what the device keeps: records, accounts, templates, connections. */
export const device: Device = {
  history: {
    title: "Historial",
    emptyTitle: "Todavía no hay solicitudes",
    emptyBody: "Aquí se guardan todas las solicitudes y cómo terminaron.",
    notShown: "Terminó antes de que se pudiera mostrar",
    search: "Buscar",
    outcome: "Resultado",
    anyOutcome: "Todos",
    client: "Cliente",
    anyClient: "Todos",
    clear: "Borrar la búsqueda",
    nothingTitle: "No se encontró nada",
    nothingBody: "Ninguna solicitud del historial coincide.",
    older: (count) => counted(count, { one: "Mostrar # anterior", other: "Mostrar # anteriores" }),
    found: (found, all) => `${number(found)} de ${number(all)}`,
    exporting: {
      open: "Exportar",
      title: "Exportar el historial",
      body: "El archivo contiene cada registro con todo lo que se le mostró. Quien lo tenga puede leerlo.",
      format: "Forma",
      formats: {
        jsonl: "JSON Lines, firmado por este dispositivo",
        csv: "CSV para hojas de cálculo, sin firma",
      },
      go: "Escribir el archivo",
      busy: "Escribiendo…",
      done: (count) =>
        counted(count, { one: "Se escribió # registro.", other: "Se escribieron # registros." }),
      notWhole: "El archivo tiene lo que hay. No está completo.",
      file: "Archivo",
      copyPath: "Copiar la ruta",
      copyDigest: "Copiar la suma",
      close: "Cerrar",
    },
    checking: {
      open: "Comprobar el historial",
      title: "¿Está el historial tal como se escribió?",
      busy: "Comprobando…",
      sound: (count) =>
        counted(count, {
          one: "# registro, y ninguno antes",
          other: "# registros, cada uno sigue al anterior",
        }),
      soundBody:
        "Entre ellos no se cambió, añadió ni quitó ninguno. Guarde la última suma: con ella se nota más tarde si falta el final.",
      vouchedBody:
        "No se cambió, añadió ni quitó ninguno. El almacén de claves sabe cuántos se escribieron y cuál fue el último, así que tampoco falta ninguno al final.",
      notVouched: "No se pudo preguntar al almacén de claves si faltan registros al final.",
      missingTitle: "El historial no está completo",
      missingBody:
        "Lo que hay se muestra tal como se encontró. Lo que falta no se puede recuperar; un historial exportado antes puede tenerlo.",
      faults: {
        not_a_record: "No es un registro.",
        broken: "El registro anterior se cambió, se quitó o se insertó.",
        unchained: "No dice qué registro va antes.",
        end_missing: "Se cambiaron o quitaron registros al final.",
        beginning_missing: "Se quitaron registros al principio.",
        seal_forged: "Lo que el almacén de claves sabe del historial no lo firmó este dispositivo.",
      },
      head: "Última suma",
      broken: (index) => `El registro ${number(index)} no sigue al anterior`,
      brokenBody: (count) =>
        `De ${number(count)} registros, contados desde el más antiguo. Lo que hay desde ahí no es seguro.`,
    },
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
    protectionBody: {
      os_keyring:
        "Los programas que se ejecutan en su nombre pueden pedírsela mientras su sesión esté abierta.",
      passphrase_file: "El archivo está cifrado y solo sirve con la frase de contraseña.",
    },
    fingerprint: "Huella de la clave",
    noFingerprint: "Se desconoce mientras la clave no esté disponible",
    copyFingerprint: "Copiar la huella",
    serverKey: {
      label: "Clave de firma del servidor",
      changed: (moment) =>
        `Cambió, según supo este dispositivo el ${moment}. La clave anterior responde por ella.`,
      revoked:
        "El servidor revocó la clave por la que este dispositivo lo reconoce, así que no se puede comprobar ninguna solicitud. Elimine esta cuenta y registre de nuevo este dispositivo.",
    },
    rotation: {
      open: "Renovar la clave",
      title: "¿Sustituir la clave de este dispositivo?",
      body: "Este equipo crea una clave nueva. El servidor la toma en lugar de la anterior, que se borra. Sus otros dispositivos conservan la suya.",
      yes: "Sustituir la clave",
      busy: "Sustituyendo…",
      done: "Se sustituyó la clave. La huella es nueva.",
      failed: "No se sustituyó la clave.",
    },
    removal: {
      type: (name, host) => `Para confirmar, escriba ${name} o ${host}`,
      failed: "No se quitó la cuenta.",
      busy: "Quitando…",
    },
    devices: {
      title: "Dispositivos que pueden responder",
      loading: "Preguntando al servidor…",
      failed: "No se puede leer la lista de dispositivos.",
      this: "este dispositivo",
      unnamed: "Dispositivo sin nombre",
      enrolled: (day) => `Registrado el ${day}`,
      online: "Conectado ahora",
      seen: (distance, moment) => `Visto por última vez ${distance} (${moment})`,
      testKey: "Clave de prueba: aquí puede responder un script en vez de una persona",
      neverSeen: "Todavía no se ha visto",
      revoke: "Revocar",
      revokeWhich: (name) => `Revocar ${name}`,
      confirmTitle: (name) => `¿Revocar ${name}?`,
      confirmBody: "Ya no podrá responder en su nombre. Para volver a usarlo hay que registrarlo de nuevo.",
      yes: "Revocar este dispositivo del todo",
      busy: "Revocando…",
      revoked: (name) => `Se revocó ${name}.`,
      failedRevoke: "No se revocó.",
    },
  },

  templates: {
    title: "Plantillas",
    emptyTitle: "Todavía no hay plantillas",
    emptyBody: "Aparecen aquí cuenta por cuenta, en cuanto se registra este equipo.",
    pack: "Plantillas publicadas",
    packVersion: (version) => `Paquete ${version}`,
    noPack: "Ningún paquete",
    noPackBody:
      "El editor no ha enviado ninguno. Las solicitudes se muestran con las plantillas integradas y con las suyas.",
    notPinnedBody:
      "Las claves del editor no se conocían cuando se registró este equipo, así que no se aceptan paquetes suyos.",
    publisher: "Editor",
    accepted: "Aceptado",
    expires: "Sustituir antes de",
    lapses: "Termina",
    overdueTitle: "Este paquete se debe sustituir",
    overdueBody: (day) => `Se usa hasta el ${day}. Después, sus plantillas dejan de contar.`,
    lapsedTitle: "Este paquete ya no se usa",
    lapsedBody:
      "No se sustituyó a tiempo. Todo lo que contiene una solicitud de sus tipos aparece tal como se envió.",
    warningTitle: "La última oferta se rechazó",
    withheld: "Sin usar",
    localProblems: "Archivos suyos que no se usan",
    lastChange: "Último cambio",
    packs: (before, after) => `El paquete ${before} se sustituyó por el paquete ${after}.`,
    firstPack: (version) => `El paquete ${version} fue el primero.`,
    nothingChanged: "Las plantillas son las mismas.",
    added: (version) => `Nueva, versión ${version}`,
    removed: (version) => `Eliminada, era la versión ${version}`,
    changed: (before, after) => `La versión ${before} pasó a ser la ${after}`,
    firstLine: "Primera línea",
    floor: "Riesgo mínimo",
    nowCritical: "Marcado como importante",
    notCritical: "Ya no lo es",
    lines: "La plantilla, línea por línea",
    line: { added: "Añadida", removed: "Eliminada" },
    alarm: {
      critical_dropped: (path) => `${path} ya no está marcado como importante.`,
      critical_demoted: (path) => `${path} puede aparecer ahora en «Otros detalles».`,
      critical_relabelled: (path, before, after) =>
        `${path} se llamaba «${before}» y ahora se llama «${after}».`,
      critical_reformatted: (path) => `${path} se escribe ahora de otra forma.`,
      folded: (path) => `${path} puede estar ahora plegado.`,
      bound_loosened: (path) => `${path} puede ser ahora mayor sin aviso.`,
      word_changed: (word, before, after) =>
        `La palabra para «${word}» era «${before}» y ahora es «${after}».`,
      word_dropped: (word, before) => `«${word}» ya no tiene palabra propia. Era «${before}».`,
      left_verb: (path) => `La primera línea ya no dice ${path}.`,
      floor_lowered: (before, after) => `Necesitaba al menos: ${before}. Ahora: ${after}.`,
      action_changed: (before, after) =>
        `La primera línea empezaba por «${before}» y ahora empieza por «${after}».`,
      button_changed: (before, after) => `El botón que dice sí decía «${before}» y ahora dice «${after}».`,
      wording_changed: (before, after) => `Decía «${before}» y ahora dice «${after}».`,
      unmarked: (path) => `${path} estaba marcado como palabras del solicitante y ya no lo está.`,
    },
    origin: "De",
    origins: {
      built_in: "Waxseal, integrada",
      publisher: (version) => `Su editor, paquete ${version}`,
      local: "Un archivo suyo",
      none: "Sin plantilla",
    },
    version: "Versión",
    digest: "Huella",
    copyDigest: "Copiar la huella",
    announced: (uses) =>
      counted(uses, {
        one: "La próxima solicitud dirá que esta plantilla ha cambiado",
        other: "Las próximas # solicitudes dirán que esta plantilla ha cambiado",
      }),
    preview: "Vista previa",
    previewBody: "Así se ve una solicitud de este tipo. Aquí no se puede responder a nada.",
    sample: "Ejemplo",
    sampleHint: "Lo que podría contener una solicitud de este tipo, en JSON. Cámbielo para ver qué resulta.",
    startOver: "Volver al primer ejemplo",
    language: "Idioma",
    worst: "En el peor caso",
    worstHint:
      "Textos largos, letras engañosas, valores que faltan: el ejemplo como lo enviaría un atacante.",
    previous: "Anterior",
    next: "Siguiente",
    notUsed: "La plantilla no se usa para este ejemplo",
    variants: {
      sample: "El propio ejemplo",
      long: "Textos largos",
      bidi: "Letras engañosas",
      huge_list: "Listas largas",
      missing_optional: "Solo lo obligatorio",
      unknown_key: "Algo desconocido",
      markup: "Textos que parecen marcas",
      null: "Sin valores",
      zero: "Ceros",
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
};
