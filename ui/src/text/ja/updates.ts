import { counting } from "../counting";
import type { Updates } from "../en/updates";

const { counted, number } = counting("ja");

export const updates: Updates = {
  title: "アップデート",
  off: "アップデートはシステムのパッケージで届きます。",
  unknown: "アップデートはまだ確認されていません。",
  looking: "アップデートを確認しています…",
  latest: "これは最新のバージョンです。",
  fetching: (version) => `バージョン ${version} をダウンロードしています…`,
  percent: (count) => `${number(count)} パーセント`,
  ready: (version) => `バージョン ${version} の準備ができました`,
  verified: "署名は正しいものです。リクエストが開いている間は何もインストールされません。",
  installing: (version) => `バージョン ${version} をインストールしています…`,
  confirm: "システムが専用のウィンドウでパスワードを求めることがあります。",
  installed: (version) => `バージョン ${version} がインストールされました`,
  installedBody: "Waxseal の再起動後に動作します。開いているリクエストは再び表示されます。",
  published: "公開日",
  notes: "配布元による変更点",
  cut: "ここに表示されていない続きがあります。",
  look: "アップデートを確認",
  install: "インストールして Waxseal を再起動",
  restart: "Waxseal を再起動",
  waitsForRequests: (count) => counted(count, { other: "開いているリクエスト # 件を待っています" }),
  waitsForOther: "ほかの処理が終わるのを待っています",
  mode: "Waxseal のアップデート",
  modes: {
    manual: "指示したときだけ確認する",
    ask: "ダウンロードし、インストール前に確認する",
    on_quit: "ダウンロードし、終了時にインストールする",
  },
  problems: {
    unreachable: "アップデートのサーバーに接続できませんでした。",
    unusable: "アップデートのサーバーから使用できない応答が届きました。",
    not_for_here: "このコンピューター向けのものはありません。",
    not_signed: "アップデートはこのプログラムの配布元によって署名されていないため、破棄されました。",
    storage: "アップデートをこのコンピューターに保存できません。",
    not_allowed: "システムが許可しませんでした。何も変更されていません。",
    cannot_ask: "システムにインストールを依頼できません。何も変更されていません。",
    not_installed:
      "システムがインストールを完了できませんでした。Waxseal は動作を続けます。理由は詳細にあります。",
    interrupted: "先にリクエストが届きました。何も変更されていません。",
  },
  retried: "自動的に再試行されます。",
  details: "詳細",
  nearby: "アップデートの準備ができました",
};
