import type { Alarm } from "../../ipc/bindings/Alarm";
import type { TemplateOrigin } from "../../ipc/bindings/TemplateOrigin";
import type { Filled } from "../../shared/Sentence.svelte";
import type { Text } from "../../text/en";

/** Where a template comes from, in words. */
export function originText(origin: TemplateOrigin | null, { templates }: Text): string {
  if (origin === null) return templates.origins.none;
  return origin.kind === "publisher"
    ? templates.origins.publisher(origin.pack_version)
    : templates.origins[origin.kind];
}

/** In which way a template points out less than it did, in a sentence. */
export function alarmText(alarm: Alarm, { templates, tier }: Text): Filled {
  switch (alarm.kind) {
    case "critical_dropped":
    case "critical_demoted":
    case "critical_reformatted":
    case "folded":
    case "bound_loosened":
    case "left_verb":
    case "unmarked":
      return { say: templates.alarm[alarm.kind], given: [alarm.path] };
    case "critical_relabelled":
      return { say: templates.alarm.critical_relabelled, given: [alarm.path, alarm.before, alarm.after] };
    case "word_changed":
      return alarm.after === null
        ? { say: templates.alarm.word_dropped, given: [alarm.word, alarm.before] }
        : { say: templates.alarm.word_changed, given: [alarm.word, alarm.before, alarm.after] };
    case "floor_lowered":
      return { say: templates.alarm.floor_lowered, given: [tier[alarm.before], tier[alarm.after]] };
    case "action_changed":
    case "button_changed":
    case "wording_changed":
      return { say: templates.alarm[alarm.kind], given: [alarm.before, alarm.after] };
  }
}
