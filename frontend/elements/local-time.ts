const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const RECENT = 20 * HOUR;

const FORMATS: Record<string, Intl.DateTimeFormatOptions> = {
  full: {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZoneName: "short",
  },
  date: { day: "numeric", month: "long", year: "numeric" },
  time: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
};

/**
 * Puts the server's time into the reader's zone: `<local-time><time datetime="2026-04-12T14:00:00Z">12 Apr, 14:00
 * UTC</time></local-time>`. Recent moments are relative ("2 minutes ago") and stay so; data-format="full|date|time"
 * asks for the clock instead. The title always has the whole of it, with the zone's name. The zone is the one in the
 * reader's profile (data-time-zone on <html>), else the browser's; a rehearsal's clock may be seconds ahead or behind
 * (data-clock-offset there).
 */
export class LocalTime extends HTMLElement {
  connectedCallback(): void {
    this.render();
    showing.add(this);
    ticker ??= setInterval(tick, MINUTE / 2);
  }

  disconnectedCallback(): void {
    showing.delete(this);
    if (showing.size > 0) return;
    clearInterval(ticker);
    ticker = undefined;
  }

  render(now = Date.now(), format = this.dataset.format): void {
    const time = this.querySelector("time");
    const moment = new Date(time?.dateTime ?? "");
    if (!time || Number.isNaN(moment.getTime())) return; // the server's words stay
    const { lang, dataset } = document.documentElement;
    const words = inWords(
      moment,
      now + Number(dataset.clockOffset ?? 0) * 1000,
      lang || undefined,
      dataset.timeZone,
      format,
    );
    // Nothing is touched that has not changed, so that a selection in it survives.
    if (time.textContent !== words.text) time.textContent = words.text;
    if (time.title !== words.title) time.title = words.title;
  }
}

// One timer for all of them, however many stand on a page.
const showing = new Set<LocalTime>();
let ticker: ReturnType<typeof setInterval> | undefined;

function tick(): void {
  const now = Date.now();
  for (const element of showing) element.render(now);
}

// On paper "2 minutes ago" says nothing.
window.addEventListener("beforeprint", () => {
  for (const element of showing) element.render(Date.now(), "full");
});
window.addEventListener("afterprint", tick);

/** What to show and what to put into the title. A zone that the browser does not know counts as none. */
export function inWords(
  moment: Date,
  now: number,
  lang?: string,
  zone?: string,
  format?: string,
): { text: string; title: string } {
  const timeZone = known(zone);
  const title = new Intl.DateTimeFormat(lang, { dateStyle: "full", timeStyle: "long", timeZone }).format(moment);
  const distance = moment.getTime() - now;
  const clock = format && FORMATS[format];
  if (!clock && Math.abs(distance) < RECENT) return { text: relative(distance, lang), title };
  const year = new Date(now).getUTCFullYear() === moment.getUTCFullYear() ? undefined : "numeric";
  return { text: new Intl.DateTimeFormat(lang, { year, ...(clock || FORMATS.full), timeZone }).format(moment), title };
}

function relative(distance: number, lang?: string): string {
  const formatter = new Intl.RelativeTimeFormat(lang, { numeric: "auto" });
  const size = Math.abs(distance);
  if (size < MINUTE) return formatter.format(0, "second");
  if (size < HOUR) return formatter.format(Math.trunc(distance / MINUTE), "minute");
  if (size < DAY) return formatter.format(Math.trunc(distance / HOUR), "hour");
  return formatter.format(Math.trunc(distance / DAY), "day");
}

function known(zone?: string): string | undefined {
  try {
    return zone ? new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone : undefined;
  } catch {
    return undefined;
  }
}

customElements.define("local-time", LocalTime);
