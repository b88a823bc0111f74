// Looks at pages in Chromium and says what is wrong with each: node audit.mjs JOB.json
//
// A job is {"chromium": path, "pages": [{"name", "file", "checks": [...]}]}. Printed is one JSON object: page -> check ->
// problems, each a sentence. A check that finds nothing gives an empty list; one that fails to run ends the program.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";
import { CHECKS } from "./page_checks.mjs";
import { KEYBOARD_CHECKS } from "./keyboard_checks.mjs";
import { validateFile } from "./valid_html.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const ALL = { ...CHECKS, ...KEYBOARD_CHECKS };
const TABS = 1;

const job = JSON.parse(readFileSync(process.argv[2], "utf8"));
const browser = await puppeteer.launch({
  executablePath: job.chromium,
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--font-render-hinting=none", "--lang=en"],
});

/** Opens a page anew for every check, so that none sees what another left behind. */
async function look(tab, { name, file, checks }) {
  const found = {};
  for (const check of checks) {
    if (check === "html") {
      found.html = await validateFile(file);
      continue;
    }
    const noise = [];
    const hear = (message) => noise.push(`the browser says: ${message.text?.() ?? message.message}`);
    tab.on("console", hear).on("pageerror", hear);
    await ALL[check].prepare(tab);
    await tab.goto(pathToFileURL(file).href, { waitUntil: "load" });
    if (ALL[check].axe) await tab.evaluate(AXE);
    const t0 = performance.now();
    found[check] = [...(await ALL[check].run(tab)), ...noise];
    tab.off("console", hear).off("pageerror", hear);
    console.error(JSON.stringify([name, check, performance.now()-t0]));
    await ALL[check].restore?.(tab);
  }
  return [name, found];
}

async function worker(queue, results) {
  const tab = await browser.newPage();
  const session = await tab.createCDPSession();
  await session.send("Emulation.setFocusEmulationEnabled", { enabled: true });
  tab.session = session;
  for (let next = queue.shift(); next; next = queue.shift()) {
    const [name, found] = await look(tab, next);
    results[name] = found;
  }
}

const results = {};
try {
  const queue = [...job.pages];
  await Promise.all(Array.from({ length: TABS }, () => worker(queue, results)));
} finally {
  await browser.close();
}
process.stdout.write(JSON.stringify(results));
