const two = (value: number) => String(value).padStart(2, '0');

/** The local time of the day to the millisecond: `14:03:59.120`. */
export function timeOfDay(unixMs: number): string {
  const date = new Date(unixMs);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** The local date and time: `2026-01-31 14:03:59.120`. */
export function dateAndTime(unixMs: number): string {
  const date = new Date(unixMs);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${timeOfDay(unixMs)}`;
}
