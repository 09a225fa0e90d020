import type { Text } from "./en";
import { device } from "./ar/device";
import { requests } from "./ar/requests";
import { settings } from "./ar/settings";

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

  ...requests,
  ...device,
  ...settings,
};
