// What every page loads: the shared styles, htmx, and the small elements.
import "./styles/main.css";
import "htmx.org";
import "./elements/char-count";
import "./elements/dialog-opener";
import "./elements/draft-keeper";
import "./elements/feed-news";
import "./elements/feed-state";
import "./elements/local-time";
import "./elements/quadrant-feed";
import "./elements/step-keys";
import "./elements/submit-once";
import "./elements/theme-switch";
import { type NoticeList, tell } from "./elements/notice-list";

// htmx itself is configured by <meta name="htmx-config"> in base.html.

// The token goes into a header here and not into hx-headers, which every template would have to inherit.
document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  const token = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content;
  if (token) ctx.request.headers["X-CSRFToken"] = token;
});

// An answer is swapped in when it is a fragment, an error's too (422). A whole page never belongs inside a fragment's
// place: after a redirect (signed out meanwhile, or done and on to the next page) the browser goes there. Any other
// refusal is said as a notice, and the form with what was typed stays.
document.addEventListener("htmx:after:request", (event) => {
  const { response, text = "", target } = event.detail.ctx;
  if (!response || target === document.body) return;
  const page = /^\s*<(!doctype|html)/i.test(text);
  if (page && response.raw.redirected) {
    event.preventDefault();
    location.assign(response.raw.url);
  } else if (response.status >= 400 && !isFragment(response, page)) {
    event.preventDefault();
    tell(sentenceOf(response, text) || unreachable(), "bad");
  }
});

function isFragment({ status, headers }: { status: number; headers: Headers }, page: boolean): boolean {
  return status < 500 && !page && Boolean(headers.get("Content-Type")?.startsWith("text/html"));
}

/** What an answer that is no fragment says: a page's first paragraph, a problem's title (RFC 9457), or plain words. */
function sentenceOf({ headers }: { headers: Headers }, text: string): string {
  const type = headers.get("Content-Type") ?? "";
  if (type.includes("json")) {
    try {
      return String(JSON.parse(text).title ?? "");
    } catch {
      return "";
    }
  }
  if (!type.startsWith("text/html")) return text.slice(0, 300);
  return new DOMParser().parseFromString(text, "text/html").querySelector(".plain > p")?.textContent?.trim() ?? "";
}

function unreachable(): string {
  return document.querySelector<NoticeList>("notice-list")?.dataset.unreachable ?? "";
}

// No answer at all.
document.addEventListener("htmx:error", ({ detail }) => {
  if ("ctx" in detail) tell(unreachable(), "bad");
});
