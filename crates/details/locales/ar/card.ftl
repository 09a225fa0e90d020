# What the host itself says about a request.

# Headlines
sign-in = يطلب منك {$client} تسجيل الدخول
sign-in-unknown = يطلب منك عميل تسجيل الدخول
headline-more = {$verb}، و{$n} غيره
generic-verb = طلب من النوع {$type}
# Around words in a sentence that somebody else chose
quoted = «{$text}»

# Labels
label-requested-by = مقدّم الطلب
label-for = إلى
label-access = الوصول
label-code = الرمز
label-type = النوع
unknown-client = عميل غير معروف
other-details = تفاصيل أخرى
message-from-requester = رسالة من مقدّم الطلب، غير متحقَّق منها
total = المجموع، {$label}: {$text}
member = الحقل
rows = { $count ->
    [zero] {$n} بند
    [one] بند واحد ({$n})
    [two] بندان ({$n})
    [few] {$n} بنود
    [many] {$n} بندًا
   *[other] {$n} بند
}

# Notices
no-template = لا يوجد قالب لهذا النوع من الطلبات. كل ما أُرسل مذكور أدناه.
template-failed = قالب هذا النوع من الطلبات لا يناسبه، لذلك يُعرض كل شيء كما ورد: {$reason}.
your-template = يعرض قالبك الخاص هذا الطلب.
template-changed = تغيّر قالب هذا النوع من الطلبات. {$changes}
templates-lapsed = انتهت صلاحية قوالب {$issuer} في {$day} وتعذّر تجديدها. كل ما أُرسل مذكور أدناه.
template-revoked = ألغى الناشر قالب هذا النوع من الطلبات. كل ما أُرسل مذكور أدناه.
too-large = أكبر من أن يُراجَع: توجد قيمة تزيد على 4,096 حرفًا أو اسم يزيد على 255. يمكنك الرفض.
critical-in-other = يوجد ضمن «تفاصيل أخرى» ما يعتمد عليه هذا القرار.
beyond-bound = يتجاوز {$label} المعتاد لهذا النوع من الطلبات ({$max}). تحقّق منه.
looks-like = يشبه {$name} الذي يعرفه هذا الجهاز، لكنه ليس هو. تحقّق حرفًا حرفًا.
first-request = أول طلب من هذا العميل على هذا الجهاز. تحقّق من هويته.
unnamed-client = لا يذكر الخادم من يطلب.
new-client = هذا العميل جديد على هذا الجهاز: ورد أول طلب منه قبل أقل من 30 يومًا.
same-name = يحمل اسم {$name} الذي يعرفه هذا الجهاز، لكنه عميل آخر.
unknown-word = هذه الكلمة لا يعرفها القالب.

# Where a notice comes from
source-verified = متحقَّق منه على هذا الجهاز
source-reported = أفاد به الخادم
source-claimed = ادّعاه مقدّم الطلب

# Read aloud
requested-by = مقدّم الطلب: {$client}.
code-is = الرمز: {$code}.
ending = ينتهي بـ {$text}
was-now = كان {$before}، والآن {$after}
unchanged-value = {$after}، بلا تغيير
