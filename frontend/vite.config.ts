import { globSync } from "node:fs";
import { basename } from "node:path";
import { defineConfig } from "vitest/config";

// Every script beside this file, and every page's style sheet, is an entry of its own that a template asks for by
// path ({% vite_asset "main.ts" %}, {% vite_asset_url "styles/home.css" %}), so a page loads what it shows and no more.
// These style sheets are no entries: main.ts brings them to every page.
const EVERYWHERE = ["main", "tokens", "base", "layout", "forms", "parts", "print"];

const scripts = globSync("*.ts").filter((file) => file !== "vite.config.ts");
const styles = globSync("styles/*.css").filter((file) => !EVERYWHERE.includes(basename(file, ".css")));

export default defineConfig({
  base: "/static/",
  build: {
    manifest: true,
    // What these can do natively (nesting, light-dark(), popover, :has) is shipped as written.
    target: ["chrome125", "firefox128", "safari17.5"],
    assetsInlineLimit: 0, // the content security policy allows no data: fonts
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
    rolldownOptions: { input: [...scripts, ...styles] },
  },
  test: { environment: "happy-dom" },
});
