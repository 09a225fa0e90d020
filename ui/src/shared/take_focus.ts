/** Takes the focus when it appears: the step before it is gone, and the focus with it. */
export function takeFocus(element: HTMLElement): void {
  element.focus();
}
