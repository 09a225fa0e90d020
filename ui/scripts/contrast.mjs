// Contrast as WCAG 2.2 measures it, from the styles that a page really has.

/**
 * Runs in the page: every text, icon and field that can be seen, against what is painted beneath it.
 * Texts need 4.5 (1.4.3), 3 when they are large; icons and the outlines of fields need 3 (1.4.11).
 */
export function contrast() {
  /** Red, green, blue and alpha from 0 to 1. */
  function parse(text) {
    const parts = text.match(/[\d.]+(?:e-?\d+)?/g)?.map(Number) ?? [];
    if (text.startsWith("color(srgb ")) return [...parts.slice(0, 3), parts[3] ?? 1];
    if (!text.startsWith("rgb")) throw new Error(`a color that is not read: ${text}`);
    return [...parts.slice(0, 3).map((part) => part / 255), parts[3] ?? 1];
  }
  const over = (top, under) => [
    ...[0, 1, 2].map((index) => top[index] * top[3] + under[index] * (1 - top[3])),
    1,
  ];
  function luminance(color) {
    const [red, green, blue] = color
      .slice(0, 3)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }
  function ratio(one, other) {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  }
  const canvas = parse(getComputedStyle(document.documentElement).backgroundColor);
  const paper = over(
    canvas,
    matchMedia("(prefers-color-scheme: dark)").matches ? [0, 0, 0, 1] : [1, 1, 1, 1],
  );

  /** What is painted beneath an element's content: its ancestors, and what lies over them. */
  function beneath(element) {
    const box = element.getBoundingClientRect();
    const layers = [];
    for (let node = element; node; node = node.parentElement) {
      layers.push(parse(getComputedStyle(node).backgroundColor));
      for (let under = node.previousElementSibling; under; under = under.previousElementSibling) {
        if (getComputedStyle(under).position !== "absolute") continue;
        const place = under.getBoundingClientRect();
        const covers = place.left <= box.left && place.right >= box.right && place.top <= box.top;
        if (covers && place.bottom >= box.bottom) layers.push(parse(getComputedStyle(under).backgroundColor));
      }
    }
    return layers.reverse().reduce((under, top) => over(top, under), paper);
  }
  function opacity(element) {
    let whole = 1;
    for (let node = element; node; node = node.parentElement) whole *= Number(getComputedStyle(node).opacity);
    return whole;
  }
  function isSeen(element) {
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    return box.width > 2 && box.height > 2 && style.visibility === "visible";
  }
  const found = [];
  function measure(element, color, least, what) {
    const under = beneath(element);
    const [red, green, blue, alpha] = parse(color);
    const shown = over([red, green, blue, alpha * opacity(element)], under);
    found.push({ ratio: ratio(shown, under), least, what });
  }

  // Behind a dialog nothing is read.
  const top = document.querySelector("dialog[open]") ?? document.querySelector("#app");
  const elements = [top, ...top.querySelectorAll("*")].filter(isSeen);
  for (const element of elements) {
    if (element.closest(".visually-hidden")) continue;
    const style = getComputedStyle(element);
    const name = `${element.tagName.toLowerCase()}.${[...element.classList].join(".")}`;
    const own = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
    const text = own.map((node) => node.textContent.trim()).join("");
    // What cannot be used may be faint (1.4.3), but it has to be said that it is there.
    const inactive = element.closest(":disabled, [aria-disabled='true']") !== null;
    if (text !== "") {
      const size = parseFloat(style.fontSize);
      const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      measure(element, style.color, inactive || large ? 3 : 4.5, `${name} "${text.slice(0, 40)}"`);
    }
    if (element instanceof SVGSVGElement && !inactive) measure(element, style.color, 3, `icon in ${name}`);
    if (element.matches("input:not([type=file], :disabled), select:enabled, textarea:enabled")) {
      if (element.value) measure(element, style.color, 4.5, `value of ${name}`);
      else if (element.placeholder)
        measure(element, getComputedStyle(element, "::placeholder").color, 4.5, `placeholder of ${name}`);
      const outside = element.parentElement;
      const bordered = style.borderTopStyle !== "none" && parseFloat(style.borderTopWidth) > 0;
      if (bordered) measure(outside, style.borderTopColor, 3, `outline of ${name}`);
    }
  }
  return found;
}

/** Runs in the page: puts pairs of a color and a background on it, in the place of everything else. */
export function plant(pairs) {
  const texts = pairs.map(([color, background]) => {
    const text = document.createElement("p");
    text.textContent = `${color} on ${background}`;
    text.style.color = color;
    text.style.background = background;
    return text;
  });
  document.querySelector("#app").replaceChildren(...texts);
}

const fill = (share) => `color-mix(in srgb, var(--approve) ${share}%, var(--surface))`;

/** What stands on each other only for a moment, or in a state that no picture shows. */
export const MOMENTS = [
  // The quiet fill while Approve is armed, and while it is held, at its end.
  ["var(--text)", fill(22)],
  ["var(--text)", fill(40)],
  // Hovered.
  ["var(--on-approve)", "color-mix(in srgb, var(--approve) 88%, var(--text))"],
  ["var(--on-accent)", "color-mix(in srgb, var(--accent) 88%, var(--text))"],
  ["var(--deny)", "var(--danger-bg)"],
  ["var(--muted)", "var(--bg)"],
];
/** A pair that has to be found, or the measure measures nothing. */
export const FAINT = [["#777", "#888"]];
