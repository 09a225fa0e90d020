/**
 * Lets arrow keys, Home and End move the focus between the rows of a list. Opening a row takes Enter or
 * a click.
 */
export function arrowKeys(list: HTMLElement): () => void {
  function onkeydown(event: KeyboardEvent) {
    const rows = [...list.querySelectorAll<HTMLElement>("button[data-row]")];
    const at = rows.indexOf(event.target as HTMLElement);
    if (at < 0) return;
    const next = { ArrowDown: rows[at + 1], ArrowUp: rows[at - 1], Home: rows[0], End: rows.at(-1) }[
      event.key
    ];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
  list.addEventListener("keydown", onkeydown);
  return () => list.removeEventListener("keydown", onkeydown);
}
