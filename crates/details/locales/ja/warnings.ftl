# もう一度確かめるべき理由と、新しいテンプレートが示さなくなったこと。

# 名前、口座、アドレス
suspicion-mixed-scripts = 異なる文字体系の文字が混ざっています{ $scripts ->
    [none] {""}
   *[other] （{$scripts}）
}。
suspicion-whole-script = {$scripts}の文字ですが、ラテン文字のように見えます。
suspicion-disguised = 通常の文字や数字に見える特殊な文字が含まれています。
suspicion-invisible = 見えない文字、または文字の向きを変える文字が含まれています：{$characters}。
suspicion-blanks = 先頭か末尾に空白があるか、空白が連続しています。
suspicion-emoji = 絵文字などの画像が含まれています。何の証明にもなりません。
suspicion-mixed-numbers = 異なる体系の数字が混ざっています。
suspicion-stacked-marks = 一つの文字に記号が重ねられています。
suspicion-user-info = @ の前にあるのはユーザー名で、アドレスではありません。
suspicion-not-https = アドレスが https を使っていません。
suspicion-no-host = アドレスにホスト名がありません。
suspicion-ip-address = アドレスは名前のないネットワークアドレスです。
suspicion-ambiguous = アドレスの書き方が特殊で、プログラムによって読み方が異なるおそれがあります。
suspicion-unreadable = 読み取れるアドレスではありません。

# 警告
alarm-critical-dropped = {$path} は重要な項目ではなくなりました。
alarm-critical-demoted = {$path} は「その他の詳細」に表示されることがあります。
alarm-critical-relabelled = {$path} の表示名が「{$before}」から「{$after}」に変わりました。
alarm-critical-reformatted = {$path} の書き方が変わりました。
alarm-left-verb = 最初の行に {$path} が表示されなくなりました。
alarm-folded = {$path} は折りたたまれることがあります。
alarm-bound-loosened = {$path} は、より大きな値でも警告されなくなりました。
alarm-word-changed = 「{$word}」を表す語が「{$before}」から「{$after}」に変わりました。
alarm-word-dropped = 「{$word}」を表す語がなくなりました。以前は「{$before}」でした。
alarm-floor-lowered = 求められる注意が{ $before ->
    [high] 高
    [medium] 中
   *[low] 低
}から{ $after ->
    [high] 高
    [medium] 中
   *[low] 低
}に下がりました。
alarm-action-changed = 最初の行の書き出しが「{$before}」から「{$after}」に変わりました。
alarm-button-changed = 承認ボタンの表示が「{$before}」から「{$after}」に変わりました。
alarm-wording-changed = 「{$before}」が「{$after}」に変わりました。
alarm-unmarked = {$path} は要求者自身の言葉として示されていましたが、示されなくなりました。
