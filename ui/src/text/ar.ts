import type { Text } from "./en";
import { device } from "./ar/device";
import { fourEyes } from "./ar/four_eyes";
import { requests } from "./ar/requests";
import { settings } from "./ar/settings";
import { updates } from "./ar/updates";

/** العربية. */
export const ar: Text = {
  app: "Waxseal",

  backToList: "العودة إلى القائمة",

  nav: {
    inbox: "الوارد",
    history: "السجل",
    accounts: "الحسابات",
    templates: "القوالب",
    settings: "الإعدادات",
  },

  outcomeElsewhere: (outcome, by, at) => `${outcome} من ${by}، ${at}`,

  outcomeHere: (outcome, at) => `${outcome}، ${at}`,

  elsewhereBody: "لا يوجد ما تفعله هنا.",

  elsewhereCheck: "إذا لم تكن أنت، فأبطل ذلك الجهاز.",

  openAccounts: "فتح الحسابات",
  notMe: {
    open: "لم أكن أنا",
    title: "الإبلاغ عن هذه الموافقة؟",
    body: (by) =>
      `يُبلَّغ الخادم بأن الموافقة على ${by} لم تكن منك، ويُنبَّه مشغّلوه. وتُكتم تنبيهات هذا العميل 20 دقيقة.`,
    limits: "ما مُنح لا يُسترد بهذا. أبطل الجهاز أيضًا.",
    yes: "الإبلاغ عنها",
    done: "تم الإبلاغ. يحتفظ الخادم بأن هذه الموافقة لم تكن منك.",
  },

  fourEyes,

  updates,

  ...requests,
  ...device,
  ...settings,
};
