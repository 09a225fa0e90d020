import { counting } from "./counting";
import type { Text } from "./en";

const { number, counted } = counting("ar-u-nu-latn");

/** العربية. */
export const ar: Text = {
  app: "Waxseal",
  nav: { inbox: "الوارد", history: "السجل", accounts: "الحسابات" },

  inbox: {
    title: "بانتظار الرد",
    recent: "الأخيرة",
    emptyTitle: "لا شيء بانتظار الرد",
    emptyBody: "تظهر الطلبات هنا فور وصولها.",
    select: "اختر طلبًا لقراءته.",
    noDetails: "طلب بلا تفاصيل",
    checking: "جارٍ التحقق من التوقيع…",
    unverifiable: "تعذّر التحقق من هذا الطلب",
  },

  request: {
    software: "برنامج",
    unknownClient: "لا يذكر الخادم أي عميل",
    for: "إلى",
    access: "الوصول",
    code: "الرمز",
    codeHint: "قارنه بالرمز الظاهر في المكان الذي جاء منه الطلب.",
    type: "النوع",
    otherDetails: (count) => `تفاصيل أخرى (${number(count)})`,
    message: "رسالة من مقدّم الطلب · غير متحقَّق منها",
    showRaw: "عرض ما أُرسل",
    hideRaw: "إخفاء ما أُرسل",
    details: "تفاصيل الطلب",
    raw: "كما ورد تمامًا، مع كتابة المحارف غير المرئية بصيغة \\u",
    copy: "نسخ",
    copied: "تم النسخ",
    notCopied: "لم يُنسخ",
    denyOnly: "لا يمكن إلا رفض هذا الطلب",
    later: "Esc: القرار لاحقًا",
    expiresIn: (time) => `تنتهي صلاحيته خلال ${time}`,
    entryOf: (index, count) => `${number(index)} من ${number(count)}`,
  },

  tier: { low: "خطر منخفض", medium: "خطر متوسط", high: "خطر مرتفع" },

  source: {
    verified: "متحقَّق منه",
    reported_by_server: "أفاد به الخادم",
    claimed_by_requester: "ادّعاه مقدّم الطلب",
  },

  values: {
    altered: "المحارف المخفية مكتوبة بصيغة ⟦…⟧",
    empty: "فارغ",
    nothing: "بلا قيمة (null)",
    notGiven: "غير مذكور",
    show: "إظهار",
    hide: "إخفاء",
    ending: (end) => `ينتهي بـ ${end}`,
    showLess: "عرض أقل",
    showAll: (count) => `عرض الكل (${number(count)})`,
    showAllCharacters: (count) =>
      counted(count, {
        one: "عرض محرف واحد (#)",
        two: "عرض المحرفين (#)",
        other: "عرض المحارف كلها، وعددها #",
      }),
    showAllLines: (count) =>
      counted(count, {
        one: "عرض سطر واحد (#)",
        two: "عرض السطرين (#)",
        other: "عرض الأسطر كلها، وعددها #",
      }),
    showAllRows: (count) =>
      counted(count, {
        one: "عرض بند واحد (#)",
        two: "عرض البندين (#)",
        other: "عرض البنود كلها، وعددها #",
      }),
    rows: (count) =>
      counted(count, {
        zero: "# بند",
        one: "بند واحد (#)",
        two: "بندان (#)",
        few: "# بنود",
        many: "# بندًا",
        other: "# بند",
      }),
    total: "المجموع",
    unlimited: "لا يوجد حد أعلى.",
    leadsTo: "يؤدي إلى",
    was: "السابق",
    now: "الجديد",
    unchanged: "دون تغيير",
  },

  decide: {
    title: "ردّك",
    approve: "موافقة",
    deny: "رفض",
    report: "إبلاغ",
    reportTitle: "هل تريد الإبلاغ عن هذا الطلب؟",
    reportBody: "يُرفض الطلب، ويُبلَّغ الخادم بأنك لم تكن تتوقعه.",
    reportYes: "رفض وإبلاغ",
    cancel: "رجوع",
    sending: "جارٍ إرسال ردّك…",
    armedIn: "جاهز بعد لحظة",
    ready: "جاهز",
    notFocused: "انقر داخل هذه النافذة للرد",
    notSeen: "مرّر عبر كل التفاصيل للموافقة",
    pressAgain: "اضغط مرة أخرى للموافقة",
    denyOnly: "لا يمكن الموافقة عليه",
    failedTitle: "لم يصل ردّك",
    offlineTitle: "أنت غير متصل",
    offlineBody: "لا يمكن الرد على الطلبات حتى يعود الاتصال. لا يُرسل شيء لاحقًا من تلقاء نفسه.",
    next: "الطلب التالي",
  },

  outcome: {
    approved: "تمت الموافقة",
    denied: "رُفض",
    reported: "أُبلغ عنه",
    expired: "انتهت صلاحيته",
    cancelled: "سُحب",
    ended_away: "لم يعد بانتظار الرد",
  },

  outcomeBody: {
    approved: "يمكن لمقدّم الطلب تنفيذ ما هو معروض هنا بالضبط.",
    denied: "رُفض طلب مقدّمه. لم يُمنح أي شيء.",
    reported: "رُفض طلب مقدّمه، وأُبلغ الخادم بأنك لم تكن تتوقع ذلك.",
    expired: "لم يُرسل أي رد.",
    cancelled: "سحبه مقدّم الطلب. لم يُرسل أي رد.",
    ended_away: "انتهى حين لم يكن هذا الجهاز متصلًا. لم يُرسل أي رد من هنا.",
  },

  outcomeElsewhere: (outcome, by, at) => `${outcome} من ${by}، ${at}`,
  outcomeHere: (outcome, at) => `${outcome}، ${at}`,
  elsewhereBody: "لا يوجد ما تفعله هنا.",

  history: {
    title: "السجل",
    emptyTitle: "لا طلبات بعد",
    emptyBody: "يُحفظ هنا كل طلب وما انتهى إليه.",
    notShown: "انتهى قبل أن يمكن عرضه",
  },

  accounts: {
    title: "الحسابات",
    add: "إضافة حساب",
    device: "هذا الجهاز",
    key: "المفتاح",
    since: "تاريخ التسجيل",
    connection: "الاتصال",
    remove: "إزالة",
    removeTitle: "هل تريد إزالة هذا الحساب؟",
    removeBody: "يُبلَّغ الخادم، ويُمحى المفتاح من هذا الحاسوب، ولا تعود الطلبات تصل إلى هنا.",
    removeYes: "إزالة ومحو المفتاح",
    protection: {
      os_keyring: "في سلسلة مفاتيح النظام",
      passphrase_file: "في ملف محمي بعبارة مرور",
    },
  },

  connection: {
    connecting: "جارٍ الاتصال…",
    online: "متصل",
    offline: "غير متصل",
    noKey: "المفتاح غير متاح",
    retry: "إعادة المحاولة",
    none: "لا حساب بعد",
  },

  enroll: {
    welcome: "وافق على ما يفعله الوكلاء باسمك",
    intro: "يعرض لك Waxseal بالضبط ما يريد وكيل برمجي فعله، ويُوقَّع ردّك على ما رأيته. للبدء، سجّل هذا الحاسوب.",
    link: "رابط التسجيل أو رمزه",
    linkHint: "يبدأ بـ waxseal:// أو otpauth:// ويأتي من مؤسستك.",
    server: "عنوان الخادم",
    serverHint: "لا يلزم إلا لرمز بلا رابط.",
    next: "متابعة",
    checkTitle: "تحقّق قبل التسجيل",
    host: "الخادم",
    hostHint: "ستأتي الطلبات من هنا. تأكّد من أنك تعرفه.",
    keyKept: "مفتاحك",
    already: "مسجّل هنا من قبل",
    deviceName: "اسم هذا الجهاز",
    confirm: "تسجيل هذا الجهاز",
    enrolling: "جارٍ التسجيل…",
    back: "رجوع",
  },
};
