import { counting } from "../counting";
import type { Updates } from "../en/updates";

const { counted, number } = counting("ar-u-nu-latn");

export const updates: Updates = {
  title: "التحديثات",
  off: "تأتي التحديثات مع حزم نظامك.",
  unknown: "لم يُبحث عن تحديثات بعد.",
  looking: "جارٍ البحث عن تحديثات…",
  latest: "هذا أحدث إصدار.",
  fetching: (version) => `جارٍ تنزيل الإصدار ${version}…`,
  percent: (count) => `${number(count)} بالمئة`,
  ready: (version) => `الإصدار ${version} جاهز`,
  verified: "توقيعه صحيح. لا يُثبَّت شيء ما دام هناك طلب مفتوح.",
  installing: (version) => `جارٍ تثبيت الإصدار ${version}…`,
  confirm: "قد يطلب نظامك كلمة مرور في نافذة خاصة به.",
  installed: (version) => `تم تثبيت الإصدار ${version}`,
  installedBody: "يعمل بعد إعادة تشغيل Waxseal. وتعود الطلبات المفتوحة إلى الظهور.",
  published: "تاريخ النشر",
  notes: "ما الجديد، بكلمات ناشره",
  cut: "هناك أكثر مما يظهر هنا.",
  look: "البحث عن تحديثات",
  install: "التثبيت وإعادة تشغيل Waxseal",
  restart: "إعادة تشغيل Waxseal",
  waitsForRequests: (count) =>
    counted(count, {
      zero: "ينتظر # طلب مفتوح",
      one: "ينتظر طلبًا مفتوحًا واحدًا (#)",
      two: "ينتظر طلبين مفتوحين (#)",
      few: "ينتظر # طلبات مفتوحة",
      many: "ينتظر # طلبًا مفتوحًا",
      other: "ينتظر # طلب مفتوح",
    }),
  waitsForOther: "ينتظر حتى ينتهي أمر آخر",
  mode: "تحديثات Waxseal",
  modes: {
    manual: "البحث فقط عندما أطلب ذلك",
    ask: "تنزيلها والسؤال قبل التثبيت",
    on_quit: "تنزيلها وتثبيتها عند الإنهاء",
  },
  problems: {
    unreachable: "تعذّر الوصول إلى خادم التحديثات.",
    unusable: "أرسل خادم التحديثات شيئًا لا يمكن استعماله.",
    not_for_here: "لا يوجد شيء لهذا الحاسوب.",
    not_signed: "التحديث غير موقَّع من الجهة التي توزّع هذا البرنامج، وقد جرى التخلص منه.",
    storage: "لا يمكن حفظ التحديث على هذا الحاسوب.",
    not_allowed: "لم يسمح نظامك بذلك. لم يتغير شيء.",
    cannot_ask: "لا يمكن أن يُطلب من نظامك تثبيته. لم يتغير شيء.",
    not_installed: "لم يُكمل نظامك تثبيته. ويبقى Waxseal قيد التشغيل، والسبب في التفاصيل.",
    interrupted: "وصل طلب قبل ذلك. لم يتغير شيء.",
  },
  retried: "ستُعاد المحاولة تلقائيًا.",
  details: "التفاصيل",
  nearby: "هناك تحديث جاهز",
};
