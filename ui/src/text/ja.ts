import type { Text } from "./en";
import { device } from "./ja/device";
import { fourEyes } from "./ja/four_eyes";
import { requests } from "./ja/requests";
import { settings } from "./ja/settings";
import { updates } from "./ja/updates";

/** 日本語。「です・ます」で書く。 */
export const ja: Text = {
  app: "Waxseal",

  backToList: "一覧に戻る",

  nav: {
    inbox: "受信",
    history: "履歴",
    accounts: "アカウント",
    templates: "テンプレート",
    settings: "設定",
  },

  outcomeElsewhere: (outcome, by, at) => `${outcome}（${by}、${at}）`,

  outcomeHere: (outcome, at) => `${outcome}（${at}）`,

  elsewhereBody: "ここですることはもうありません。",

  elsewhereCheck: "心当たりがない場合は、その端末を失効させてください。",

  openAccounts: "アカウントを開く",
  notMe: {
    open: "自分ではない",
    title: "この承認を報告しますか？",
    body: (by) =>
      `${by} での承認があなたによるものではないことをサーバーに伝え、運用者に知らせます。このクライアントの通知は 20 分間止まります。`,
    limits: "許可された内容はこれでは取り消されません。その端末も失効させてください。",
    yes: "報告する",
    done: "報告しました。あなたによる承認ではないことがサーバーに記録されます。",
  },

  fourEyes,

  updates,

  ...requests,
  ...device,
  ...settings,
};
