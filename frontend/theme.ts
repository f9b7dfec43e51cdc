// Runs before the first paint, as a plain blocking script (the security policy allows no inline one), so that a reader
// who chose light or dark never sees the other for a moment. It must import nothing: it is not loaded as a module.
// The key is also theme-switch.ts's.
try {
  const chosen = localStorage.getItem("quadrant.theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch {
  // A browser may refuse storage altogether; then the system's choice holds.
}
