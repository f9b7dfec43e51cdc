import { afterEach, describe, expect, it, vi } from "vitest";
import { inWords, LocalTime } from "./local-time";
import { showForTest } from "./show-for-test";

const NOW = Date.parse("2026-04-12T14:00:00Z");
const at = (iso: string): Date => new Date(iso);

describe("what a moment is called", () => {
  it.each([
    ["2026-04-12T13:59:40Z", "now"],
    ["2026-04-12T13:58:00Z", "2 minutes ago"],
    ["2026-04-12T15:30:00Z", "in 1 hour"],
    ["2026-04-11T19:00:00Z", "19 hours ago"],
  ])("%s is said as “%s” while it is near", (iso, words) => {
    expect(inWords(at(iso), NOW, "en", "UTC").text).toBe(words);
  });

  it("names day, hour and zone once it is far", () => {
    expect(inWords(at("2026-04-10T23:30:00Z"), NOW, "en", "UTC").text).toBe("Fri, Apr 10, 23:30 UTC");
  });

  it("shows the reader's zone and puts its full name into the title", () => {
    const words = inWords(at("2026-04-10T23:30:00Z"), NOW, "en", "Asia/Tokyo", "time");
    expect(words.text).toBe("08:30");
    expect(words.title).toContain("Saturday, April 11, 2026");
    expect(words.title).toMatch(/GMT\+9|Japan/);
  });

  it("adds the year when it is another one", () => {
    expect(inWords(at("2013-04-12T14:00:00Z"), NOW, "en", "UTC").text).toContain("2013");
  });

  it("speaks the page's language", () => {
    expect(inWords(at("2026-04-12T13:58:00Z"), NOW, "es", "UTC").text).toBe("hace 2 minutos");
  });

  it("falls back to the browser's zone when the profile's is unknown to it", () => {
    expect(() => inWords(at("2026-04-10T23:30:00Z"), NOW, "en", "Mars/Olympus")).not.toThrow();
  });
});

describe("<local-time>", () => {
  afterEach(() => {
    document.body.replaceChildren();
    delete document.documentElement.dataset.clockOffset;
    vi.useRealTimers();
  });

  const show = (datetime: string, words = "the server's words"): HTMLTimeElement => {
    showForTest(`<local-time><time datetime="${datetime}">${words}</time></local-time>`);
    return document.querySelector("time") as HTMLTimeElement;
  };

  it("keeps up while the page stands open", () => {
    vi.useFakeTimers({ now: NOW });
    const time = show("2026-04-12T13:58:00Z");
    expect(time.textContent).toBe("2 minutes ago");
    vi.advanceTimersByTime(3 * 60_000);
    expect(time.textContent).toBe("5 minutes ago");
  });

  it("goes by the exercise's clock where that differs", () => {
    vi.useFakeTimers({ now: NOW });
    document.documentElement.dataset.clockOffset = "-3600";
    expect(show("2026-04-12T12:58:00Z").textContent).toBe("2 minutes ago");
  });

  it("says date and hour on paper", () => {
    vi.useFakeTimers({ now: NOW });
    const time = show("2026-04-12T13:58:00Z");
    window.dispatchEvent(new Event("beforeprint"));
    expect(time.textContent).toMatch(/Apr 1[23]/);
    window.dispatchEvent(new Event("afterprint"));
    expect(time.textContent).toBe("2 minutes ago");
  });

  it("leaves the server's words when there is no date to read", () => {
    expect(show("yesterday").textContent).toBe("the server's words");
    expect(customElements.get("local-time")).toBe(LocalTime);
  });
});
