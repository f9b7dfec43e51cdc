import { globSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { defineConfig } from "vitest/config";

// Every script beside this file, and every page's style sheet, is an entry of its own that a template asks for by
// path ({% vite_asset "main.ts" %}, {% vite_asset_url "styles/home.css" %}), so a page loads what it shows and no more.
// These style sheets are no entries: main.ts brings them to every page.
const EVERYWHERE = ["main", "tokens", "base", "layout", "forms", "parts", "print"];

const scripts = globSync("*.ts").filter((file) => file !== "vite.config.ts");
const styles = globSync("styles/*.css").filter((file) => !EVERYWHERE.includes(basename(file, ".css")));

// What compresses lies beside each file as .br and .gz: whitenoise sends the one that a browser takes.
const compressed = {
  name: "compressed",
  writeBundle({ dir = "dist" }: { dir?: string }, bundle: Record<string, unknown>) {
    for (const name of Object.keys(bundle).filter((file) => /\.(css|js|svg)$/.test(file))) {
      const plain = readFileSync(join(dir, name));
      const forms = { br: brotliCompressSync(plain), gz: gzipSync(plain, { level: 9 }) };
      for (const [ending, form] of Object.entries(forms)) {
        if (form.length < plain.length) writeFileSync(join(dir, `${name}.${ending}`), form);
      }
    }
  },
};

export default defineConfig({
  base: "/static/",
  plugins: [compressed],
  build: {
    manifest: true,
    // What these can do natively (nesting, light-dark(), popover, :has) is shipped as written.
    target: ["chrome125", "firefox128", "safari17.5"],
    assetsInlineLimit: 0, // the content security policy allows no data: fonts
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
    rolldownOptions: { input: [...scripts, ...styles], checks: { pluginTimings: false } },
  },
  // A page of its own for each file, in a thread: a process each cost five times as much.
  test: { environment: "happy-dom", pool: "vmThreads" },
});
