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
