import type { FourEyesView } from "../ipc/bindings/FourEyesView";
import type { ItemState } from "../ipc/bindings/ItemState";
import type { ItemView } from "../ipc/bindings/ItemView";
import { approval, fourEyes, item } from "../ipc/fake";
import type { Screen } from "./screens";
import { records, waiting } from "./window_samples";

/** What takes the approvals of two people, at each step and on either side. */

const hanna = approval("Hanna Herwitz", true);
const second: Partial<FourEyesView> = {
  for_you: false,
  second_approvers: [{ text: "Carol Cruz", altered: false }],
};

function asked(state: ItemState, four_eyes: FourEyesView): ItemView {
  const { card, ...others } = item("chosen", state);
  return { ...others, card: card && (waiting[1]?.card ?? card), four_eyes };
}

const request = (state: ItemState, four_eyes: FourEyesView, kind: "main" | "popup" = "main"): Screen => ({
  section: "inbox",
  prepare: (backend) => {
    backend.items = [asked(state, four_eyes), ...waiting];
    backend.kind = kind;
  },
});

const ended = (outcome: "approved" | "denied", given: FourEyesView["given"]): Screen =>
  request(
    { kind: "closed", outcome, by: "Bob's laptop", person: "Bob Brandt", at: "2026-11-20T10:58:00Z" },
    fourEyes({ given }),
  );

const both = [hanna, approval("Bob Brandt", false, "2026-11-20T10:58:00Z")];

export const fourEyesScreens: Record<string, Screen> = {
  four_eyes_person: request({ kind: "ready" }, fourEyes()),
  four_eyes_person_last: request({ kind: "ready" }, fourEyes({ given: [approval("Bob Brandt", false)] })),
  four_eyes_second: request({ kind: "ready" }, fourEyes(second)),
  four_eyes_second_last: request(
    { kind: "ready" },
    fourEyes({ ...second, given: [approval("Hanna Herwitz", false)] }),
  ),
  four_eyes_awaiting: request({ kind: "awaiting" }, fourEyes({ given: [hanna] })),
  four_eyes_taken: request(
    { kind: "awaiting" },
    fourEyes({ ...second, given: [approval("Carol Cruz", false)] }),
  ),
  four_eyes_approved: ended("approved", both),
  four_eyes_denied: ended("denied", [hanna]),
  four_eyes_one_app: {
    section: "inbox",
    prepare: (backend) => {
      const [first] = backend.accounts;
      if (!first) return;
      const bob = { ...first, id: "dev_2", user_id: "auth0|bob" };
      const given = [approval("Hanna Herwitz", false)];
      backend.accounts = [first, bob];
      backend.items = [
        {
          ...asked({ kind: "ready" }, fourEyes({ ...second, given })),
          account_id: bob.id,
          user_id: bob.user_id,
        },
        asked({ kind: "awaiting" }, fourEyes({ given: [hanna] })),
      ];
    },
  },
  four_eyes_popup: request({ kind: "ready" }, fourEyes(second), "popup"),
  four_eyes_popup_awaiting: request({ kind: "awaiting" }, fourEyes({ given: [hanna] }), "popup"),
  four_eyes_history: {
    section: "history",
    prepare: (backend) => {
      const [first, ...others] = records;
      if (!first) return;
      const ended = { outcome: "approved" as const, by: "Bob's laptop", person: "Bob Brandt" };
      backend.records = [{ ...first, ...ended, four_eyes: fourEyes({ given: both }) }, ...others];
    },
  },
};
