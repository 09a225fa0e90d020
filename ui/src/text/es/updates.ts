import { counting } from "../counting";
import type { Updates } from "../en/updates";

const { counted, number } = counting("es");

export const updates: Updates = {
  title: "Actualizaciones",
  off: "Las actualizaciones llegan con los paquetes de su sistema.",
  unknown: "Aún no se han buscado actualizaciones.",
  looking: "Buscando actualizaciones…",
  latest: "Esta es la versión más reciente.",
  fetching: (version) => `Descargando la versión ${version}…`,
  percent: (count) => `${number(count)} por ciento`,
  ready: (version) => `La versión ${version} está lista`,
  verified: "Su firma es correcta. No se instala nada mientras haya una solicitud abierta.",
  installing: (version) => `Instalando la versión ${version}…`,
  confirm: "Puede que su sistema pida una contraseña en una ventana propia.",
  installed: (version) => `La versión ${version} está instalada`,
  installedBody: "Funciona en cuanto Waxseal se reinicia. Las solicitudes abiertas volverán a estar ahí.",
  published: "Publicada",
  notes: "Novedades, en palabras de su editor",
  cut: "Hay más de lo que se muestra aquí.",
  look: "Buscar actualizaciones",
  install: "Instalar y reiniciar Waxseal",
  restart: "Reiniciar Waxseal",
  waitsForRequests: (count) =>
    counted(count, { one: "Espera # solicitud abierta", other: "Espera # solicitudes abiertas" }),
  waitsForOther: "Espera a que termine otra cosa",
  mode: "Actualizaciones de Waxseal",
  modes: {
    manual: "Buscar solo cuando yo lo diga",
    ask: "Descargar, y preguntar antes de instalar",
    on_quit: "Descargar, e instalar cuando salga",
  },
  problems: {
    unreachable: "No se pudo contactar con el servidor de actualizaciones.",
    unusable: "El servidor de actualizaciones envió algo que no se puede usar.",
    not_for_here: "No hay nada para este ordenador.",
    not_signed: "La actualización no está firmada por quien distribuye este programa. Se ha desechado.",
    storage: "La actualización no se puede guardar en este ordenador.",
    not_allowed: "Su sistema no lo permitió. No se ha cambiado nada.",
    cannot_ask: "No se puede pedir a su sistema que la instale. No se ha cambiado nada.",
    not_installed: "Su sistema no terminó de instalarla. Waxseal sigue abierto; los detalles dicen por qué.",
    interrupted: "Llegó antes una solicitud. No se ha cambiado nada.",
  },
  retried: "Se volverá a intentar por sí solo.",
  details: "Detalles",
  nearby: "Hay una actualización lista",
};
