import { counting } from "../counting";
import type { Requests } from "../en/requests";

const { number, counted } = counting("ar-u-nu-latn");

/** Words about requests: how they wait, are read and are answered. */
export const requests: Requests = {
  inbox: {
    title: "بانتظار الرد",
    recent: "الأخيرة",
    arrived: "وصلت للتو",
    emptyTitle: "لا شيء بانتظار الرد",
    emptyBody: "تظهر الطلبات هنا فور وصولها.",
    select: "اختر طلبًا لقراءته.",
    noDetails: "طلب بلا تفاصيل",
    checking: "جارٍ التحقق من التوقيع…",
    unverifiable: "تعذّر التحقق من هذا الطلب",
    group: (count, client) =>
      counted(count, {
        one: `طلب واحد (#) من ${client}`,
        two: `طلبان (#) من ${client}`,
        few: `# طلبات من ${client}`,
        many: `# طلبًا من ${client}`,
        other: `# طلب من ${client}`,
      }),
    reviewAll: "مراجعة الكل",
    fold: "طيّ",
    mute: "كتم لمدة 20 دقيقة",
    muted: (minutes) => counted(minutes, { few: "مكتوم لمدة # دقائق", other: "مكتوم لمدة # دقيقة" }),
    clientMuted: (client, minutes) =>
      counted(minutes, {
        few: `تنبيهات ${client} مكتومة، بقيت # دقائق`,
        other: `تنبيهات ${client} مكتومة، بقيت # دقيقة`,
      }),
    unmute: "إلغاء الكتم",
    paused: (minutes) =>
      counted(minutes, {
        few: "التنبيهات موقوفة مؤقتًا، بقيت # دقائق",
        other: "التنبيهات موقوفة مؤقتًا، بقيت # دقيقة",
      }),
    resume: "استئناف",
    historyNotWhole: "السجل غير كامل",
    look: "عرض",
    search: "البحث في الطلبات",
    account: "الحساب",
    tier: "الخطر",
    any: "الكل",
    nothingFits: "لا طلب هنا يطابق البحث.",
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
    soon: "تنتهي صلاحيته قريبًا",
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
    denyBecause: "رفض بسبب…",
    report: "إبلاغ",
    reportTitle: "هل تريد الإبلاغ عن هذا الطلب؟",
    reportBody: "يُرفض الطلب، ويُبلَّغ الخادم بأنك لم تكن تتوقعه. وتُكتم تنبيهات العميل لمدة 20 دقيقة.",
    reportYes: "رفض وإبلاغ",
    cancel: "رجوع",
    verifying: "يطلب نظامك كلمة مرورك. لا يُوقَّع شيء قبل ذلك.",
    verifyingHere: "يطلب نظامك كلمة مرورك. مفتاح Esc يسحب السؤال.",
    unasked: (place: string) => `لا أحد يطلب كلمة مرورك هنا، والموافقة تذكر ذلك. انظر ${place}.`,
    confirmed: { os: "التأكيد: كلمة مرور نظامك", none: "التأكيد: لم يسأل أحد" },
    sending: "جارٍ إرسال ردّك…",
    armedIn: "جاهز بعد لحظة",
    ready: "جاهز",
    missing: {
      not_focused: "انقر داخل هذه النافذة للرد",
      not_seen: "مرّر عبر كل التفاصيل للموافقة",
      too_soon: "خذ لحظة لقراءته",
      pointer_not_moved: "حرّك المؤشر ثم وافق",
      press_again: "اضغط مرة أخرى خلال 4 ثوانٍ",
      hold_longer: "واصل الضغط حتى يمتلئ الزر",
      code_missing: "اكتب الرمز للموافقة",
    },
    hold: (action) => `اضغط مطولًا: ${action}`,
    pressAgain: (action) => `اضغط مرة أخرى: ${action}`,
    readyToHold: "جاهز: اضغط الزر مطولًا، أو اضغطه مرتين",
    keepHolding: (seconds) => counted(seconds, { few: "واصل الضغط: # ثوانٍ", other: "واصل الضغط: # ثانية" }),
    codeAt: (client) => `الرمز الظاهر لدى ${client}`,
    codeHere: (code) => `اكتب ${code} للموافقة`,
    codeLength: (length) =>
      counted(length, {
        one: "محرف واحد (#)",
        two: "محرفان (#)",
        few: "# محارف",
        many: "# محرفًا",
        other: "# محرف",
      }),
    denyOnly: "لا يمكن الموافقة عليه",
    unverified: "لا يمكن التحقق منه. يمكنك رفضه أو الإبلاغ عنه.",
    errorTitles: {
      fate_unknown: "لا يُعرف هل وصل ردّك",
      changed: "تغيّرت التفاصيل أثناء القراءة",
      not_verified: "لم يؤكّد نظامك هويتك",
      verification_unavailable: "لم يتمكن نظامك من سؤالك",
      verification_forbidden: "لا يسمح لك نظامك بالتأكيد",
    },
    failedTitle: "لم يصل ردّك",
    failedBody: "لم تتم الموافقة بعد. يمكنك الرد مرة أخرى ما دام الطلب ينتظر.",
    unknownBody: "يمكنك الرد مرة أخرى ما دام الطلب ينتظر. لا يُحتسب إلا رد واحد.",
    offlineTitle: "أنت غير متصل",
    offlineSince: (time) => `لا اتصال منذ ${time}.`,
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

  errors: {
    wrong_code: "ليس هذا هو الرمز. بعد ثلاثة رموز خاطئة لا يبقى إلا الرفض.",
    not_armed: "لم يُحتسب ذلك بعد. حاول مرة أخرى.",
    press_again: "اضغط مرة أخرى للموافقة.",
    not_verified: "لم يؤكّد نظامك أنك أنت. لم يُوقَّع شيء، ويمكنك المحاولة مجددًا.",
    verification_unavailable:
      "لا يستطيع نظامك أن يسأل عن هويتك: خدمته لذلك غير موجودة أو تعطلت. لم يُوقَّع شيء. تجد ما ينقص في الإعدادات › الأمان.",
    verification_forbidden:
      "قاعدة في هذا الحاسوب لا تسمح لك بتأكيد هويتك. لم يُوقَّع شيء. راجع من يدير هذا الحاسوب؛ وتجد المزيد في الإعدادات › الأمان.",
    wrong_passphrase: "ليست هذه عبارة المرور. بعد محاولات خاطئة انتظر قليلًا قبل التالية.",
    locked: "Waxseal مقفل. افتح القفل أولًا.",
    offline: "لا يمكن الوصول إلى الخادم. حاول مرة أخرى.",
    changed: "تغيّرت التفاصيل. اقرأها مرة أخرى.",
    expired: "انتهت مهلته. لم يُرسل أي رد.",
    answered_elsewhere: "تم الرد عليه على جهاز آخر.",
    fate_unknown: "تعذر الوصول إلى الخادم. لا يُعرف هل وصل الرد؛ حاول مرة أخرى.",
    invalid_link: "ليس هذا رابط تسجيل ولا رمز تسجيل.",
    ticket_refused: "لا يقبل الخادم رمز التسجيل هذا. إنه مستخدم أو منتهٍ أو غير معروف.",
    already_enrolled: "هذا الجهاز مسجل لهذا الشخص من قبل.",
    untrusted: "لا يمكن الوثوق بما يقوله الخادم.",
    key_unavailable: "مفتاح هذا الجهاز غير متاح. افتح قفل حلقة المفاتيح وحاول مرة أخرى.",
    storage: "تعذرت الكتابة في مجلد Waxseal.",
    unknown_request: "لم يعد هذا موجودًا هنا. افتحه مرة أخرى.",
    not_decidable: "لم يعد الرد بهذه الطريقة ممكنًا.",
    refused: "رفضه الخادم.",
    invalid_input: "ليس هذا هو المطلوب.",
    invalid_sample: "المثال ليس مدخلًا من هذا النوع.",
    revoked: "أُزيل هذا الجهاز من الخادم.",
  },

  denyReason: {
    wrong_details: "تفاصيل خاطئة",
    not_now: "ليس الآن",
    not_me: "لست أنا",
    other: "سبب آخر",
  },

  popup: {
    position: (index, count) => `${number(index)} من ${number(count)}`,
    previous: "الطلب السابق",
    next: "الطلب التالي",
    openMain: "فتح Waxseal",
    later: "لاحقًا",
    close: "إغلاق",
  },

  locked: {
    title: "Waxseal مقفل",
    waiting: (count) =>
      counted(count, {
        zero: "لا طلبات بانتظار الرد (#)",
        one: "طلب واحد (#) بانتظار الرد",
        two: "طلبان (#) بانتظار الرد",
        few: "# طلبات بانتظار الرد",
        many: "# طلبًا بانتظار الرد",
        other: "# طلب بانتظار الرد",
      }),
    next: (time) => `ينتهي أقربها خلال ${time}`,
    passphrase: "عبارة المرور",
    unlock: "فتح القفل",
    lock: "قفل",
  },

  practice: {
    banner: "تدريب: لا يُرسل شيء إلى أي مكان",
    tag: "تدريب",
    send: "إرسال طلب تدريبي",
    firstTitle: "تم تسجيل هذا الحاسوب",
    firstBody: "تظهر الطلبات هنا فور وصولها. يوضح الطلب التدريبي كيفية الرد عليها، ولا يُرسل شيء إلى أي مكان.",
  },

  batch: {
    open: (count) => `الرد على ${number(count)} معًا`,
    title: (count) =>
      counted(count, { two: "طلبان (#) معًا", few: "# طلبات معًا", many: "# طلبًا معًا", other: "# طلب معًا" }),
    body: "يسري ردّك على كل طلب محدَّد، كلٌّ على حدة.",
    most: (count) => `يمكن الرد معًا على ${number(count)} كحد أقصى.`,
    request: (index, count) => `الطلب ${number(index)} من ${number(count)}`,
    approve: (count) => `الموافقة على ${number(count)}`,
    deny: (count) => `رفض ${number(count)}`,
    none: "حدّد الطلبات التي تريد الرد عليها",
    results: "ما آلت إليه الطلبات",
    notAnswered: "بلا رد",
  },
};
