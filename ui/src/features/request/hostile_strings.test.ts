import { cleanup, render } from "@testing-library/svelte";
import { afterEach, describe, expect, it } from "vitest";
import type { Card } from "../../ipc/bindings/Card";
import type { Notice } from "../../ipc/bindings/Notice";
import type { Row } from "../../ipc/bindings/Row";
import type { Value } from "../../ipc/bindings/Value";
import RequestCard from "./RequestCard.svelte";

afterEach(cleanup);

const PAYLOADS = [
  "<img src=x onerror=alert(1)>",
  '<img src="https://evil.example/pixel.gif">',
  "<script>alert(1)</script>",
  "<script src=//evil.example/x.js></script>",
  "<svg onload=alert(1)>",
  "<svg><script>alert(1)</script></svg>",
  '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
  "<math><mtext><img src=x onerror=alert(1)></mtext></math>",
  "<iframe src=javascript:alert(1)></iframe>",
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  "<object data=javascript:alert(1)></object>",
  "<embed src=javascript:alert(1)>",
  "<video><source onerror=alert(1)></video>",
  "<audio src=x onerror=alert(1)>",
  "<body onload=alert(1)>",
  "<input autofocus onfocus=alert(1)>",
  "<select autofocus onfocus=alert(1)>",
  "<details open ontoggle=alert(1)>",
  "<marquee onstart=alert(1)>",
  "<form action=javascript:alert(1)><button>Approve</button></form>",
  "<button onclick=alert(1)>Approve</button>",
  '<a href="javascript:alert(1)">Approve</a>',
  '<a href="data:text/html,<script>alert(1)</script>">x</a>',
  "<style>*{display:none}</style>",
  '<link rel=stylesheet href="https://evil.example/x.css">',
  '<meta http-equiv=refresh content="0;url=https://evil.example">',
  '<base href="https://evil.example/">',
  "<template><script>alert(1)</script></template>",
  "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
  "<textarea></textarea><img src=x onerror=alert(1)>",
  "<title></title><img src=x onerror=alert(1)>",
  "<x contenteditable onblur=alert(1)>",
  "<div style=position:fixed;inset:0>Approve</div>",
  '<p style="background:url(https://evil.example/x)">',
  "<!-- <img src=x onerror=alert(1)> -->",
  "--><img src=x onerror=alert(1)>",
  "]]><img src=x onerror=alert(1)>",
  "<![CDATA[<img src=x>]]>",
  "<?xml version='1.0'?>",
  '"><img src=x onerror=alert(1)>',
  "'><script>alert(1)</script>",
  '" onmouseover="alert(1)',
  "' autofocus onfocus='alert(1)",
  "</dd></dl></article><h1>Approved</h1>",
  "</bdi><b>Verified</b><bdi>",
  "</pre></code><b>x</b>",
  "<dt>Amount</dt><dd>$1.00</dd>",
  "javascript:alert(1)",
  "JaVaScRiPt:alert(1)",
  "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
  "vbscript:msgbox(1)",
  "file:///etc/passwd",
  "waxseal://decide?approve=1",
  "https://evil.example/?q=<script>",
  "{{7*7}}",
  "{{{raw}}}",
  "{{field amount}}",
  "${7*7}",
  "<%= 7*7 %>",
  "#{7*7}",
  "{@html '<img src=x>'}",
  "{#if true}x{/if}",
  "[Approve](javascript:alert(1))",
  "![x](https://evil.example/x.png)",
  "**Verified** _by your bank_ `ok`",
  "# Approved",
  "| Amount | $1.00 |",
  "&lt;img src=x onerror=alert(1)&gt;",
  "&#60;script&#62;alert(1)&#60;/script&#62;",
  "\\u003cimg src=x onerror=alert(1)\\u003e",
  "%3Cscript%3Ealert(1)%3C/script%3E",
  "＜img src=x＞",
  "\u0000<img src=x>",
  "__proto__",
  "constructor",
];

/** A card in which every text is the same one. */
function filled(text: string): Card {
  const shown = { text, altered: false };
  const notice: Notice = { text, source: "claimed_by_requester" };
  const plain: Value = { kind: "text", text: shown };
  const row = (value: Value): Row => ({
    label: shown,
    paths: [text],
    value,
    critical: false,
    notices: [notice],
  });
  const values: Value[] = [
    plain,
    { kind: "identity", text: shown },
    { kind: "masked", text, ending: text, full: shown },
    { kind: "money", text, amount: text, currency: text, unlimited: true },
    { kind: "quantity", text, sent: text },
    { kind: "time", text, relative: text, sent: [text] },
    { kind: "boolean", value: true, text },
    { kind: "choice", text: shown, sent: { text: `${text} `, altered: false }, known: true },
    { kind: "choice", text: shown, sent: shown, known: false },
    {
      kind: "link",
      text: { text: `x://${text}`, altered: false },
      host: { text: "h", altered: false },
      warning: text,
    },
    { kind: "code", text: shown, lines: 1 },
    { kind: "list", items: [plain, plain] },
    { kind: "table", columns: [shown, shown], rows: [[plain, plain]], totals: [text, null] },
    { kind: "diff", before: plain, after: plain, changed: true },
    { kind: "nested", rows: [row(plain)] },
  ];
  return {
    headline: text,
    tier: "high",
    notices: [notice],
    deny_only: text,
    client_name: shown,
    client_id: shown,
    audience: shown,
    scopes: [shown],
    binding_message: shown,
    entries: [
      {
        detail_type: shown,
        verb: text,
        action: text,
        tier: "high",
        notices: [notice],
        deny_only: text,
        groups: [{ title: shown, rows: values.map(row) }],
        other: [row(plain)],
        other_open: true,
        messages: [row(plain)],
        raw: text,
        template_version: text,
        template_sha256: text,
      },
    ],
    language: "en",
  };
}

function draw(text: string): HTMLElement {
  return render(RequestCard, { props: { card: filled(text), raw: true } }).container as HTMLElement;
}

const elements = (root: HTMLElement) => [...root.querySelectorAll("*")];
const names = (root: HTMLElement) =>
  elements(root)
    .map((element) => element.tagName)
    .join(" ");

describe("a string is text, whatever it looks like", () => {
  const expected = names(draw("harmless"));

  it.each(PAYLOADS)("%s", (payload) => {
    const root = draw(payload);
    expect(names(root)).toBe(expected);
    const attributes = elements(root).flatMap((element) => [...element.attributes]);
    const active = /^(on|src|srcdoc|href|xlink:href|action|formaction|style|srcset|poster|data)/;
    expect(attributes.filter(({ name }) => active.test(name) && name !== "data-critical")).toEqual([]);
    expect(root.querySelector("h1")?.textContent).toBe(payload);
    expect(root.querySelector("dd bdi")?.textContent).toBe(payload);
  });
});
