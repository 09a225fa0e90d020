import { counting } from "./counting";
import type { Text } from "./en";

const { number, counted } = counting("ja");

/** 日本語。「です・ます」で書く。 */
export const ja: Text = {
  app: "Waxseal",
  nav: { inbox: "受信", history: "履歴", accounts: "アカウント" },

  inbox: {
    title: "回答待ち",
    recent: "最近",
    emptyTitle: "回答待ちの要求はありません",
    emptyBody: "要求は届くとすぐここに表示されます。",
    select: "読みたい要求を選んでください。",
    noDetails: "詳細のない要求",
    checking: "署名を確認しています…",
    unverifiable: "この要求は確認できません",
  },

  request: {
    software: "ソフトウェア",
    unknownClient: "サーバーはクライアントを示していません",
    for: "対象",
    access: "アクセス",
    code: "コード",
    codeHint: "要求の発生元に表示されているコードと比べてください。",
    type: "種類",
    otherDetails: (count) => `その他の詳細（${number(count)}）`,
    message: "要求元からのメッセージ・未確認",
    showRaw: "送られた内容を表示",
    hideRaw: "送られた内容を隠す",
    details: "要求の詳細",
    raw: "受け取ったままの内容です。見えない文字は \\u で書き表しています",
    copy: "コピー",
    copied: "コピーしました",
    notCopied: "コピーできませんでした",
    denyOnly: "この要求は拒否だけできます",
    later: "Esc：あとで決める",
    expiresIn: (time) => `期限まで ${time}`,
    entryOf: (index, count) => `${number(count)} 件中 ${number(index)} 件目`,
  },

  tier: { low: "リスク低", medium: "リスク中", high: "リスク高" },

  source: {
    verified: "確認済み",
    reported_by_server: "サーバーからの情報",
    claimed_by_requester: "要求元の主張",
  },

  values: {
    altered: "見えない文字は ⟦…⟧ で書き表しています",
    empty: "空",
    nothing: "値なし（null）",
    notGiven: "指定なし",
    show: "表示",
    hide: "隠す",
    ending: (end) => `末尾 ${end}`,
    showLess: "折りたたむ",
    showAll: (count) => `${number(count)} 件すべて表示`,
    showAllCharacters: (count) => counted(count, { other: "# 文字すべて表示" }),
    showAllLines: (count) => counted(count, { other: "# 行すべて表示" }),
    showAllRows: (count) => counted(count, { other: "# 件すべて表示" }),
    rows: (count) => counted(count, { other: "# 件" }),
    total: "合計",
    unlimited: "上限がありません。",
    leadsTo: "リンク先",
    was: "変更前",
    now: "変更後",
    unchanged: "変更なし",
  },

  decide: {
    title: "回答",
    approve: "承認",
    deny: "拒否",
    report: "報告",
    reportTitle: "この要求を報告しますか？",
    reportBody: "要求は拒否され、心当たりがないことがサーバーに伝わります。",
    reportYes: "拒否して報告",
    cancel: "戻る",
    sending: "回答を送っています…",
    armedIn: "まもなく回答できます",
    ready: "回答できます",
    notFocused: "回答するには、このウィンドウをクリックしてください",
    notSeen: "承認するには、すべての詳細をスクロールして確認してください",
    pressAgain: "承認するにはもう一度押してください",
    denyOnly: "承認できません",
    failedTitle: "回答は届きませんでした",
    offlineTitle: "オフラインです",
    offlineBody: "再接続するまで要求に回答できません。あとから自動で送られることはありません。",
    next: "次の要求",
  },

  outcome: {
    approved: "承認済み",
    denied: "拒否済み",
    reported: "報告済み",
    expired: "期限切れ",
    cancelled: "取り下げ",
    ended_away: "終了",
  },

  outcomeBody: {
    approved: "要求元は、ここに表示されているとおりのことだけを実行できます。",
    denied: "要求元に拒否を伝えました。何も許可していません。",
    reported: "要求元に拒否を伝え、心当たりがないことをサーバーに知らせました。",
    expired: "回答は送られていません。",
    cancelled: "要求元が取り下げました。回答は送られていません。",
    ended_away: "この端末が接続していない間に終了しました。ここから回答は送られていません。",
  },

  outcomeElsewhere: (outcome, by, at) => `${outcome}（${by}、${at}）`,
  outcomeHere: (outcome, at) => `${outcome}（${at}）`,
  elsewhereBody: "ここですることはもうありません。",

  history: {
    title: "履歴",
    emptyTitle: "要求はまだありません",
    emptyBody: "すべての要求とその結果がここに残ります。",
    notShown: "表示される前に終了しました",
  },

  accounts: {
    title: "アカウント",
    add: "アカウントを追加",
    device: "この端末",
    key: "鍵",
    since: "登録日時",
    connection: "接続",
    remove: "削除",
    removeTitle: "このアカウントを削除しますか？",
    removeBody: "サーバーに通知し、このコンピューターから鍵を消去します。要求はここに届かなくなります。",
    removeYes: "削除して鍵を消去",
    protection: {
      os_keyring: "システムのキーリングの中",
      passphrase_file: "パスフレーズで守られたファイルの中",
    },
  },

  connection: {
    connecting: "接続中…",
    online: "接続済み",
    offline: "オフライン",
    noKey: "鍵を使えません",
    retry: "再試行",
    none: "アカウントはまだありません",
  },

  enroll: {
    welcome: "エージェントがあなたの名前で行うことを承認",
    intro:
      "Waxseal はソフトウェアエージェントが何をしようとしているかを正確に表示し、見た内容に対してあなたの回答に署名します。まず、このコンピューターを登録してください。",
    link: "登録用のリンクまたはコード",
    linkHint: "waxseal:// または otpauth:// で始まり、所属組織から届きます。",
    server: "サーバーのアドレス",
    serverHint: "リンクではなくコードだけの場合に必要です。",
    next: "続ける",
    checkTitle: "登録する前に確認してください",
    host: "サーバー",
    hostHint: "要求はここから届きます。知っているサーバーであることを確かめてください。",
    keyKept: "あなたの鍵",
    already: "ここに登録済み",
    deviceName: "この端末の名前",
    confirm: "この端末を登録",
    enrolling: "登録しています…",
    back: "戻る",
  },
};
