// Looks at the preview of `muniment draft --watch` in a browser while a file changes: node preview.mjs JOB.json
//
// A job is {"executable", "address", "link", "before", "file", "text", "after"}: the page at the address is opened, the
// link with that text followed, the document in the frame must hold "before"; then "text" is written to the file, and
// the document must come to hold "after". Printed are what was said, what axe-core finds, and the scroll position kept.

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import puppeteer from "puppeteer-core";

const PATIENCE = 30_000;
const job = JSON.parse(readFileSync(process.argv[2], "utf8"));
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await puppeteer.launch({
  browser: "chrome",
  executablePath: job.executable,
  protocolTimeout: PATIENCE,
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
});
const tab = await browser.newPage();
const noise = [];
tab.on("console", (message) => noise.push(message.text()));
tab.on("pageerror", (error) => noise.push(String(error)));
tab.on("request", (asked) => asked.url().startsWith(job.address) || asked.url().startsWith("data:") || noise.push(asked.url()));

async function flaws() {
  await tab.evaluate(axe);
  const found = await tab.evaluate(() => axe.run(document, { iframes: false, runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] }));
  return found.violations.map((one) => one.id);
}

const holds = (text) =>
  tab.waitForFunction(
    (wanted) => document.querySelector("iframe").contentDocument?.body?.textContent.includes(wanted),
    { timeout: PATIENCE },
    text,
  );

await tab.goto(job.address, { waitUntil: "domcontentloaded" });
const first = await flaws();
await Promise.all([
  tab.waitForNavigation({ waitUntil: "domcontentloaded" }),
  tab.evaluate((text) => [...document.querySelectorAll("a")].find((link) => link.textContent === text).click(), job.link),
]);
await holds(job.before);
const second = await flaws();
await tab.evaluate(() => document.querySelector("iframe").contentWindow.scrollTo(0, 300));
writeFileSync(job.file, job.text);
await holds(job.after);
await tab.waitForFunction(() => document.querySelector("iframe").contentWindow.scrollY === 300, { timeout: PATIENCE });
const said = await tab.evaluate(() => document.getElementById("said").textContent);
console.log(JSON.stringify({ said, flaws: [...first, ...second], noise }));
await browser.close();
