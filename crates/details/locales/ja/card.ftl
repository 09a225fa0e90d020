# What the host itself says about a request.

# Headlines
sign-in = {$client} がサインインを求めています
sign-in-unknown = クライアントがサインインを求めています
headline-more = {$verb}、ほか {$n} 件
generic-verb = 種類 {$type} の要求
# Around words in a sentence that somebody else chose
quoted = 「{$text}」

# Labels
label-requested-by = 要求元
label-for = 対象
label-access = アクセス
label-code = コード
label-type = 種類
unknown-client = 不明なクライアント
other-details = その他の詳細
message-from-requester = 要求元からのメッセージ（未確認）
total = 合計、{$label}：{$text}
member = 項目
rows = { $count ->
   *[other] {$n} 件
}

# Notices
no-template = この種類の要求にはテンプレートがありません。送られた内容をすべて下に示します。
template-failed = この種類の要求のテンプレートが合わないため、送られた内容をそのまま示します：{$reason}。
your-template = この要求はあなたのテンプレートで表示しています。
template-changed = この種類の要求のテンプレートが変わりました。{$changes}
templates-lapsed = {$issuer} のテンプレートは {$day} に期限が切れ、更新できませんでした。送られた内容をすべて下に示します。
template-revoked = この種類の要求のテンプレートは発行者により取り消されました。送られた内容をすべて下に示します。
too-large = 大きすぎて確認できません。4,096 文字を超える値か、255 文字を超える名前があります。拒否はできます。
critical-in-other = この判断にかかわる内容が「その他の詳細」にあります。
beyond-bound = {$label} はこの種類の要求で通常の範囲（{$max}）を超えています。確認してください。
looks-like = この端末が知っている {$name} に似ていますが、同じではありません。一文字ずつ確認してください。
first-request = このクライアントからこの端末への最初の要求です。相手を確認してください。
unnamed-client = サーバーは要求元を示していません。
new-client = このクライアントはこの端末では新しいものです。最初の要求から 30 日たっていません。
same-name = この端末が知っている {$name} と同じ名前ですが、別のクライアントです。
unknown-word = テンプレートにない語です。

# Where a notice comes from
source-verified = この端末で確認
source-reported = サーバーからの情報
source-claimed = 要求元の主張

# Read aloud
requested-by = 要求元：{$client}。
code-is = コード：{$code}。
ending = 末尾 {$text}
was-now = 変更前 {$before}、変更後 {$after}
unchanged-value = {$after}、変更なし
