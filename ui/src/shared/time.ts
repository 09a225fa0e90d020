/** `4:07`, or `1:02:07` from an hour on. */
export function countdown(millis: number): string {
  const seconds = Math.ceil(millis / 1000);
  const two = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = two(seconds % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/** Whole minutes, begun ones included. */
export function minutesOf(millis: number): number {
  return Math.ceil(millis / 60_000);
}

const DAY = { day: "numeric", month: "short", year: "numeric" } as const;

/** A day as it is written in a place. */
export function day(iso: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, DAY).format(new Date(iso));
}

/** A moment as it is written in a place: the day only when it is not today. */
export function moment(iso: string, locale: string, today = new Date()): string {
  const at = new Date(iso);
  const sameDay = at.toDateString() === today.toDateString();
  const time = { hour: "2-digit", minute: "2-digit" } as const;
  return new Intl.DateTimeFormat(locale, sameDay ? time : { ...DAY, ...time }).format(at);
}

/** A moment with its day, also today. */
export function dayAndTime(iso: string, locale: string): string {
  return moment(iso, locale, new Date(0));
}

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

/** How far a moment is from now: `3 days ago`, `in 20 minutes`. Less than half a minute is now. */
export function distance(millis: number, locale: string): string {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  for (const [unit, size] of UNITS) {
    const count = Math.round(millis / size);
    if (Math.abs(millis) >= size) return format.format(count, unit);
  }
  return format.format(Math.round(millis / 60_000), "minute");
}

/** Whole minutes until eight in the morning of the next day. */
export function minutesUntilTomorrow(now: Date): number {
  const morning = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, 8);
  return Math.ceil((morning.getTime() - now.getTime()) / 60_000);
}

/** Whether a text is a time of day: `07:30`. */
export function isTimeOfDay(text: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
}
