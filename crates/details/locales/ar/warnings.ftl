# أسباب للتحقّق مرتين، وما لم يعد القالب الجديد يبرزه.

# الأسماء والحسابات والعناوين
suspicion-mixed-scripts = يخلط حروفًا من كتابات مختلفة{ $scripts ->
    [none] {""}
   *[other] : {$scripts}
}.
suspicion-whole-script = حروفه من كتابة {$scripts} مع أنها تبدو لاتينية.
suspicion-disguised = يحتوي على رموز خاصة تبدو كحروف أو أرقام عادية.
suspicion-invisible = يحتوي على محارف لا تُرى أو تغيّر اتجاه النص: {$characters}.
suspicion-blanks = يبدأ أو ينتهي بمسافة، أو فيه عدة مسافات متتالية.
suspicion-emoji = يحتوي على رموز تعبيرية أو صور أخرى، وهي لا تثبت شيئًا.
suspicion-mixed-numbers = يخلط أرقامًا من أنظمة عددية مختلفة.
suspicion-stacked-marks = تتراكم علامات التشكيل على حرف واحد.
suspicion-user-info = ما قبل @ اسم مستخدم وليس العنوان.
suspicion-not-https = العنوان لا يستخدم https.
suspicion-no-host = العنوان لا يذكر أي مضيف.
suspicion-ip-address = العنوان مجرد عنوان شبكة بلا اسم.
suspicion-ambiguous = كُتب العنوان بطريقة غير معتادة قد تقرؤها البرامج بأشكال مختلفة.
suspicion-unreadable = هذا ليس عنوانًا يمكن قراءته.

# تنبيهات
alarm-critical-dropped = لم يعد {$path} معلّمًا على أنه مهم.
alarm-critical-demoted = قد يظهر {$path} الآن ضمن «تفاصيل أخرى».
alarm-critical-relabelled = كان {$path} يُسمّى «{$before}»، ويُسمّى الآن «{$after}».
alarm-critical-reformatted = يُكتب {$path} الآن بطريقة أخرى.
alarm-left-verb = لم يعد السطر الأول يذكر {$path}.
alarm-folded = قد يكون {$path} الآن مطويًّا.
alarm-bound-loosened = قد يكون {$path} الآن أكبر من دون تحذير.
alarm-word-changed = كانت كلمة «{$word}» هي «{$before}»، وأصبحت «{$after}».
alarm-word-dropped = لم تعد لـ«{$word}» كلمة خاصة بها. كانت «{$before}».
alarm-floor-lowered = كان يتطلب عناية { $before ->
    [high] عالية
    [medium] متوسطة
   *[low] منخفضة
}، والآن { $after ->
    [high] عالية
    [medium] متوسطة
   *[low] منخفضة
}.
alarm-action-changed = كان السطر الأول يبدأ بـ«{$before}»، ويبدأ الآن بـ«{$after}».
alarm-button-changed = كان زر الموافقة يحمل «{$before}»، ويحمل الآن «{$after}».
alarm-wording-changed = كان النص «{$before}»، وأصبح «{$after}».
alarm-unmarked = كان {$path} معلّمًا على أنه كلام مقدّم الطلب، ولم يعد كذلك.
