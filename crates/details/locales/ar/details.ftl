# What the host itself says about values. See ../en/details.ftl.

yes = نعم
no = لا
no-value = بلا قيمة
empty = فارغ
nothing = لا شيء
no-limit-in = بلا حد ({$currency})
was = السابق
now = الجديد
unchanged = دون تغيير

# Moments
time-zone-not-given = المنطقة الزمنية غير محددة
relative-now = الآن
in-seconds = { $count ->
    [zero] خلال {$n} ثانية
    [one] خلال ثانية واحدة
    [two] خلال ثانيتين
    [few] خلال {$n} ثوانٍ
    [many] خلال {$n} ثانية
   *[other] خلال {$n} ثانية
}
in-minutes = { $count ->
    [zero] خلال {$n} دقيقة
    [one] خلال دقيقة واحدة
    [two] خلال دقيقتين
    [few] خلال {$n} دقائق
    [many] خلال {$n} دقيقة
   *[other] خلال {$n} دقيقة
}
in-hours = { $count ->
    [zero] خلال {$n} ساعة
    [one] خلال ساعة واحدة
    [two] خلال ساعتين
    [few] خلال {$n} ساعات
    [many] خلال {$n} ساعة
   *[other] خلال {$n} ساعة
}
in-days = { $count ->
    [zero] خلال {$n} يوم
    [one] خلال يوم واحد
    [two] خلال يومين
    [few] خلال {$n} أيام
    [many] خلال {$n} يومًا
   *[other] خلال {$n} يوم
}
in-months = { $count ->
    [zero] خلال {$n} شهر
    [one] خلال شهر واحد
    [two] خلال شهرين
    [few] خلال {$n} أشهر
    [many] خلال {$n} شهرًا
   *[other] خلال {$n} شهر
}
in-years = { $count ->
    [zero] خلال {$n} سنة
    [one] خلال سنة واحدة
    [two] خلال سنتين
    [few] خلال {$n} سنوات
    [many] خلال {$n} سنة
   *[other] خلال {$n} سنة
}
seconds-ago = { $count ->
    [zero] قبل {$n} ثانية
    [one] قبل ثانية واحدة
    [two] قبل ثانيتين
    [few] قبل {$n} ثوانٍ
    [many] قبل {$n} ثانية
   *[other] قبل {$n} ثانية
}
minutes-ago = { $count ->
    [zero] قبل {$n} دقيقة
    [one] قبل دقيقة واحدة
    [two] قبل دقيقتين
    [few] قبل {$n} دقائق
    [many] قبل {$n} دقيقة
   *[other] قبل {$n} دقيقة
}
hours-ago = { $count ->
    [zero] قبل {$n} ساعة
    [one] قبل ساعة واحدة
    [two] قبل ساعتين
    [few] قبل {$n} ساعات
    [many] قبل {$n} ساعة
   *[other] قبل {$n} ساعة
}
days-ago = { $count ->
    [zero] قبل {$n} يوم
    [one] قبل يوم واحد
    [two] قبل يومين
    [few] قبل {$n} أيام
    [many] قبل {$n} يومًا
   *[other] قبل {$n} يوم
}
months-ago = { $count ->
    [zero] قبل {$n} شهر
    [one] قبل شهر واحد
    [two] قبل شهرين
    [few] قبل {$n} أشهر
    [many] قبل {$n} شهرًا
   *[other] قبل {$n} شهر
}
years-ago = { $count ->
    [zero] قبل {$n} سنة
    [one] قبل سنة واحدة
    [two] قبل سنتين
    [few] قبل {$n} سنوات
    [many] قبل {$n} سنة
   *[other] قبل {$n} سنة
}
began = بدأ {$relative}
ended = انتهى {$relative}
weekday-and-date = {$weekday}، {$date}
date-and-time = {$date}، {$time}
with-note = {$text} ({$note})
range = {$start} – {$end}
short-range = {$start}–{$end}

# Durations
years = { $count ->
    [zero] {$n} سنة
    [one] سنة واحدة
    [two] سنتان
    [few] {$n} سنوات
    [many] {$n} سنة
   *[other] {$n} سنة
}
months = { $count ->
    [zero] {$n} شهر
    [one] شهر واحد
    [two] شهران
    [few] {$n} أشهر
    [many] {$n} شهرًا
   *[other] {$n} شهر
}
weeks = { $count ->
    [zero] {$n} أسبوع
    [one] أسبوع واحد
    [two] أسبوعان
    [few] {$n} أسابيع
    [many] {$n} أسبوعًا
   *[other] {$n} أسبوع
}
days = { $count ->
    [zero] {$n} يوم
    [one] يوم واحد
    [two] يومان
    [few] {$n} أيام
    [many] {$n} يومًا
   *[other] {$n} يوم
}
hours = { $count ->
    [zero] {$n} ساعة
    [one] ساعة واحدة
    [two] ساعتان
    [few] {$n} ساعات
    [many] {$n} ساعة
   *[other] {$n} ساعة
}
minutes = { $count ->
    [zero] {$n} دقيقة
    [one] دقيقة واحدة
    [two] دقيقتان
    [few] {$n} دقائق
    [many] {$n} دقيقة
   *[other] {$n} دقيقة
}
seconds = { $count ->
    [zero] {$n} ثانية
    [one] ثانية واحدة
    [two] ثانيتان
    [few] {$n} ثوانٍ
    [many] {$n} ثانية
   *[other] {$n} ثانية
}
duration-parts = {$first} و{$rest}
for-until = المدة: {$duration} (حتى {$end})

# Sizes
bytes = { $count ->
    [zero] {$n} بايت
    [one] بايت واحد
    [two] بايتان
    [few] {$n} بايت
    [many] {$n} بايت
   *[other] {$n} بايت
}
byte-symbol = B
byte-size = {$n}{"\u00A0"}{$unit} ({$exact})
