import type { Gesture } from "../../ipc/bindings/Gesture";

/** A click that the keyboard made has no pointer behind it. */
export function gestureOf(event: MouseEvent): Gesture {
  return event.detail === 0 ? "keyboard" : "pointer";
}
