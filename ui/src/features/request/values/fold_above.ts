/** Longer lists and tables are folded, unless a decision depends on them. All of it stays reachable. */
export const FOLD_ABOVE = 20;
