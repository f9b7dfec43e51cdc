// An option with its discussion.
import "./elements/new-comments";

// A form that was asked for in a thread is written in at once.
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const target = ctx.target;
  if (!(target instanceof Element) || !target.matches(".comment-answer, .comment-change")) return;
  target.querySelector<HTMLElement>("input:not([type=hidden]), select, textarea")?.focus();
});
