# What the host itself says about values. See ../en/details.ftl.

yes = はい
no = いいえ
no-value = 値なし
empty = 空
nothing = なし
no-limit-in = 上限なし（{$currency}）
was = 変更前
now = 変更後
unchanged = 変更なし

# Moments
time-zone-not-given = タイムゾーンの指定なし
relative-now = 今
in-seconds = { $count ->
   *[other] {$n}秒後
}
in-minutes = { $count ->
   *[other] {$n}分後
}
in-hours = { $count ->
   *[other] {$n}時間後
}
in-days = { $count ->
   *[other] {$n}日後
}
in-months = { $count ->
   *[other] {$n}か月後
}
in-years = { $count ->
   *[other] {$n}年後
}
seconds-ago = { $count ->
   *[other] {$n}秒前
}
minutes-ago = { $count ->
   *[other] {$n}分前
}
hours-ago = { $count ->
   *[other] {$n}時間前
}
days-ago = { $count ->
   *[other] {$n}日前
}
months-ago = { $count ->
   *[other] {$n}か月前
}
years-ago = { $count ->
   *[other] {$n}年前
}
began = {$relative}に開始
ended = {$relative}に終了
weekday-and-date = {$date}({$weekday})
date-and-time = {$date} {$time}
with-note = {$text}（{$note}）
range = {$start}～{$end}
short-range = {$start}～{$end}

# Durations
years = { $count ->
   *[other] {$n}年
}
months = { $count ->
   *[other] {$n}か月
}
weeks = { $count ->
   *[other] {$n}週間
}
days = { $count ->
   *[other] {$n}日
}
hours = { $count ->
   *[other] {$n}時間
}
minutes = { $count ->
   *[other] {$n}分
}
seconds = { $count ->
   *[other] {$n}秒
}
duration-parts = {$first}{$rest}
for-until = {$duration}（{$end}まで）

# Sizes
bytes = { $count ->
   *[other] {$n}バイト
}
byte-symbol = B
byte-size = {$n}{"\u00A0"}{$unit}（{$exact}）
