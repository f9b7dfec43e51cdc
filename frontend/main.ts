// What every page loads: the shared styles, htmx, and the small elements.
import "./styles/main.css";
import "htmx.org";
import "./elements/char-count";
import "./elements/dialog-opener";
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

// An answer that is a whole page never belongs inside a fragment's place. After a redirect (signed out meanwhile, or
// done and on to the next page) the browser goes there; a page of refusal is said as a notice, and the form stays.
document.addEventListener("htmx:after:request", (event) => {
  const { response, text, target } = event.detail.ctx;
  if (!response || target === document.body || !/^\s*<!doctype/i.test(text ?? "")) return;
  if (response.raw.redirected) {
    event.preventDefault();
    location.assign(response.raw.url);
  } else if (response.status >= 400) {
    event.preventDefault();
    const page = new DOMParser().parseFromString(text ?? "", "text/html");
    tell(page.querySelector("main p")?.textContent?.trim() || page.title, "bad");
  }
});

// No answer at all.
document.addEventListener("htmx:error", ({ detail }) => {
  const unreachable = document.querySelector<NoticeList>("notice-list")?.dataset.unreachable;
  if ("ctx" in detail && unreachable) tell(unreachable, "bad");
});
