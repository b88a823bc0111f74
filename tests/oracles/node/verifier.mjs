// Gives documents to the verifier page in a browser, and prints what it says: node verifier.mjs JOB.json
//
// A job is {"browser": "chromium" | "firefox", "executable", "page", "cases": [{"name", "now", "files", "folder", "trust",
// "fingerprint", "language", "dropped", "frozen"}]}. Printed is one JSON object: case -> {status, judgements, noise}. The
// network is switched off; whatever the page asks for besides itself, and whatever the browser complains of, is noise.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";

const PATIENCE = 30_000;
const job = JSON.parse(readFileSync(process.argv[2], "utf8"));
const address = pathToFileURL(job.page).href;
const ways = {
  chromium: { args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--lang=en"] },
  firefox: {
    extraPrefsFirefox: {
      "intl.accept_languages": "en",
      "browser.cache.disk.enable": false,
      // A proxy that nobody runs: no request leaves the machine.
      "network.proxy.type": 1,
      "network.proxy.http": "127.0.0.1",
      "network.proxy.http_port": 9,
      "network.proxy.ssl": "127.0.0.1",
      "network.proxy.ssl_port": 9,
    },
  },
};
const browser = await puppeteer.launch({
  browser: { chromium: "chrome", firefox: "firefox" }[job.browser],
  executablePath: job.executable,
  protocolTimeout: PATIENCE,
  ...ways[job.browser],
});

/** Runs in the page: what it says, as a reader sees it. */
function readPage() {
  const text = (node, selector) => node.querySelector(selector)?.textContent ?? "";
  const lines = (node, selector) => [...node.querySelectorAll(selector)].map((item) => item.textContent);
  return {
    status: document.getElementById("status").textContent,
    headings: lines(document, "h2"),
    anchors: lines(document, "#anchors p:first-child"),
    markup: document.querySelectorAll("#list img, #list script, #list a, #list b").length,
    judgements: [...document.querySelectorAll("article")].map((article) => ({
      name: article.dataset.name,
      verdict: article.dataset.verdict,
      headline: text(article, ".verdict"),
      summary: text(article, ".summary"),
      checks: Object.fromEntries(
        [...article.querySelectorAll("[data-check]")].map((row) => [row.dataset.check, [row.dataset.result, text(row, ".detail")]]),
      ),
      files: Object.fromEntries([...article.querySelectorAll("[data-file]")].map((row) => [row.dataset.file, row.dataset.result])),
      notes: lines(article, ".notes li"),
      text: article.textContent,
    })),
  };
}

async function settled(tab) {
  await tab.waitForFunction(() => document.getElementById("status").dataset.busy === "false", { timeout: PATIENCE });
}

async function give(tab, id, files) {
  const input = await tab.$(`#${id}`);
  // A browser may tell the page of its files a moment later: until the page has answered, it counts as busy.
  await input.evaluate((field) => {
    field.value = "";
    document.getElementById("status").dataset.busy = "true";
  });
  await input.uploadFile(...files);
  await input.dispose();
  await settled(tab);
}

/** Drops files onto a part of the page, as a hand with a mouse would. */
async function drop(tab, onto, files) {
  const input = await tab.evaluateHandle(() => document.body.appendChild(Object.assign(document.createElement("input"), { type: "file", multiple: true })));
  await input.uploadFile(...files);
  await tab.evaluate(
    (source, area) => {
      const dataTransfer = new DataTransfer();
      for (const file of source.files) dataTransfer.items.add(file);
      source.remove();
      document.getElementById(area).dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    },
    input,
    onto,
  );
  await tab.evaluate(() => new Promise((resolve) => setTimeout(resolve, 50)));
  await settled(tab);
}

/** Returns the page as it stands, without its program and policy, for those who look at pages. */
function freeze() {
  const copy = document.documentElement.cloneNode(true);
  copy.querySelectorAll("script, noscript, meta[http-equiv]").forEach((part) => part.remove());
  return `<!doctype html>\n${copy.outerHTML}`;
}

/** What stays as it is from one case to the next, so that a page need not be opened anew. */
const settingOf = ({ trust = [], fingerprint, language, dropped, folder }) =>
  fingerprint || language || dropped || folder ? null : JSON.stringify(trust);

async function tryCase(tab, noise, one, setting) {
  const { now, files = [], folder, trust = [], fingerprint, language, dropped, frozen } = one;
  noise.length = 0;
  const fresh = setting === null || setting !== settingOf(one);
  if (fresh) await tab.goto(address, { waitUntil: "load" });
  await tab.evaluate((moment) => (globalThis.clock = moment), Date.parse(now));
  if (dropped) {
    await drop(tab, "drop-trust", trust);
    await drop(tab, "drop-documents", files);
  } else {
    if (fresh && trust.length) await give(tab, "choose-trust", trust);
    if (fingerprint) await tab.type("#fingerprint", `${fingerprint}\n`);
    if (folder) await give(tab, "choose-folder", [folder]);
    if (files.length) await give(tab, "choose-files", files);
  }
  if (language) await tab.click(`#languages [lang="${language}"]`);
  await settled(tab);
  const said = await tab.evaluate(readPage);
  return { ...said, noise: [...noise], frozen: frozen ? await tab.evaluate(freeze) : null };
}

const results = {};
try {
  const tab = await browser.newPage();
  const noise = [];
  tab.on("console", (message) => noise.push(`console: ${message.text()}`));
  tab.on("pageerror", (error) => noise.push(`error: ${error.message}`));
  tab.on("request", (request) => {
    const own = [address, "about:", "data:"].some((start) => request.url().startsWith(start));
    if (!own) noise.push(`request: ${request.url()}`);
  });
  if (job.browser === "chromium") await tab.setOfflineMode(true);
  await tab.evaluateOnNewDocument(() => (Date.now = () => globalThis.clock));
  let setting = null;
  for (const one of job.cases) {
    try {
      results[one.name] = await tryCase(tab, noise, one, setting);
    } catch (error) {
      throw new Error(`${one.name}: ${error.message}; the page said: ${noise.join("; ")}`);
    }
    setting = settingOf(one);
  }
} finally {
  await browser.close();
}
process.stdout.write(JSON.stringify(results));
