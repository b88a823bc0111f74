// Works in the form of a questionnaire as somebody does, by keyboard and mouse, in Chromium or Firefox:
// node question_form.mjs JOB.json with {"browser", "executable", "page", "folder", "by", "answers": [{question, place?,
// kind, text, remark?}], "decisions"?: [{id, choice, remark?}], "lists"?: [{question, place?, entries}]}. Prints what
// happened: the name of the file that was saved, what the page says, what it asked of any other place, and the answers
// of a second page into which the file was opened.

import { readFileSync, existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";

const job = JSON.parse(readFileSync(process.argv[2], "utf8"));
const browser = await puppeteer.launch(job.browser === "firefox" ? {
  browser: "firefox",
  executablePath: job.executable,
  extraPrefsFirefox: {
    "browser.download.folderList": 2,
    "browser.download.dir": job.folder,
    "browser.helperApps.neverAsk.saveToDisk": "application/json",
  },
} : {
  executablePath: job.executable,
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--lang=en"],
});
const requests = [];
const noise = [];

async function opened() {
  const tab = await browser.newPage();
  if (job.browser !== "firefox") {
    const session = await tab.createCDPSession();
    await session.send("Browser.setDownloadBehavior", { behavior: "allow", downloadPath: job.folder });
  }
  tab.on("request", (request) => { if (!/^(file|blob|data):/.test(request.url())) requests.push(request.url()); });
  tab.on("console", (message) => noise.push(message.text()));
  tab.on("pageerror", (error) => noise.push(error.message));
  await tab.goto(pathToFileURL(job.page).href, { waitUntil: "load" });
  return tab;
}

async function answer(tab, { question, place = "", kind, text, remark }) {
  if (place) await tab.select(`select[data-alone="${question}"]`, place);
  const at = `.controls[data-question="${question}"][data-place="${place}"]`;
  // By keyboard: to the radio button, and from there to the field that it brings.
  await tab.focus(`${at} input[type=radio][value="${kind}"]`);
  await tab.keyboard.press(" ");
  const field = `${at} [data-for="${kind === "value" ? "value" : "reason"}"]`;
  const named = await tab.$eval(`${field} select, ${field} input, ${field} textarea`, (item) => item.tagName);
  if (named === "SELECT") await tab.select(`${field} select`, text);
  else if (text) await tab.type(`${field} input, ${field} textarea`, text);
  if (remark) await tab.type(`${at} [data-for="remark"] input`, remark);
}

async function decide(tab, { id, choice, remark }) {
  await tab.focus(`.deciding[data-decision="${id}"] input[type=radio][value="${choice}"]`);
  await tab.keyboard.press(" ");
  if (remark) await tab.type(`.deciding[data-decision="${id}"] textarea`, remark);
}

async function list(tab, { question, place = "", entries }) {
  if (place) await tab.select(`select[data-alone="${question}"]`, place);
  const at = `.controls[data-question="${question}"][data-place="${place}"]`;
  await tab.focus(`${at} input[type=radio][value="value"]`);
  await tab.keyboard.press(" ");
  for (const [number, entry] of entries.entries()) {
    if (number) {
      await tab.focus(`${at} [data-more]`);
      await tab.keyboard.press("Enter");
    }
    for (const [key, text] of Object.entries(entry)) {
      const field = `${at} .entry:nth-child(${number + 1}) [data-key="${key}"]`;
      if (await tab.$(`${field} select`)) await tab.select(`${field} select`, text);
      else await tab.type(`${field} input, ${field} textarea`, text);
    }
  }
}

const said = {};
try {
  const tab = await opened();
  for (const one of job.answers ?? []) await answer(tab, one);
  for (const one of job.lists ?? []) await list(tab, one);
  for (const one of job.decisions ?? []) await decide(tab, one);
  if (job.by) await tab.type("#by", job.by);
  // By keyboard, too: a click by place can miss while the page still scrolls.
  await tab.focus("[data-save]");
  await tab.keyboard.press("Enter");
  for (let tries = 0; tries < 600 && !readdirSync(job.folder).some((name) => name.endsWith(".json")); tries += 1) {
    await new Promise((done) => setTimeout(done, 50));
  }
  said.file = readdirSync(job.folder).find((name) => name.endsWith(".json")) ?? "";
  said.said = await tab.$eval("#said", (item) => item.textContent);
  said.done = await tab.$eval("#done", (item) => item.textContent);
  said.problems = await tab.$$eval("#problems a", (links) => links.map((link) => link.textContent));
  said.focused = await tab.evaluate(() => document.activeElement.id);
  said.invalid = await tab.$$eval("[aria-invalid]", (items) => items.map((item) => item.getAttribute("aria-describedby")));
  said.overflow = [];
  for (const width of [320, 768, 1280]) {
    await tab.setViewport({ width, height: 900 });
    const wide = await tab.evaluate(() => document.documentElement.scrollWidth);
    if (wide > width) said.overflow.push(`${width}: ${wide}`);
  }
  if (said.file && existsSync(join(job.folder, said.file))) {
    const again = await opened();
    const chooser = await again.$("#opened");
    await chooser.uploadFile(join(job.folder, said.file));
    await again.waitForFunction(() => document.getElementById("said").textContent);
    said.reopened = await again.$eval("#said", (item) => item.textContent);
    said.again = await again.$$eval(".controls", (all) => all.flatMap((one) => {
      const kind = one.querySelector("input[type=radio]:checked").value;
      if (!kind) return [];
      const field = one.querySelector(`[data-for="${kind === "value" ? "value" : "reason"}"]`);
      const item = field.querySelector("input, select, textarea");
      return [[one.dataset.question, one.dataset.place, kind, item.value, field.hidden]];
    }));
    said.decided = await again.$$eval(".deciding", (all) => all.map((one) => [
      one.dataset.decision, one.querySelector("input[type=radio]:checked").value, one.querySelector("textarea").value,
    ]).filter((one) => one[1]));
  }
} finally {
  await browser.close();
}
process.stdout.write(JSON.stringify({ ...said, requests, noise }));
