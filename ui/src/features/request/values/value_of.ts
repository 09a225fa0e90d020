import type { Value } from "../../../ipc/bindings/Value";

/** The value of one kind. */
export type ValueOf<Kind extends Value["kind"]> = Extract<Value, { kind: Kind }>;
