// The page itself: takes what is dropped or chosen, judges, shows, and changes its language.

import { judgeAll, MAX_FILES } from "./intake.js";
import { nameOf } from "./certificate.js";
import { LANGUAGES } from "./translations.js";
import { readAnchors } from "./trust.js";
import { element, judgementView } from "./view.js";
import { Broken, msg, say } from "./words.js";

const MAX_CERTIFICATE_FILE = 1_000_000;
const FINGERPRINT = /^[0-9a-f]{64}$/;
const MAX_DEPTH = 12;

const files = new Map();
const state = { language: "en", anchors: [], results: [], notes: { trust: [], documents: [], told: [] }, run: 0, busy: false, told: null };
const place = (id) => document.getElementById(id);
const words = () => LANGUAGES[state.language].words;
const texts = [...document.querySelectorAll("[data-t]")].map((node) => [node, node.textContent]);

function show() {
  document.documentElement.lang = state.language;
  for (const [node, text] of texts) node.textContent = say(msg(text), words());
  for (const button of place("languages").children) {
    button.setAttribute("aria-pressed", String(button.lang === state.language));
  }
  place("anchors").replaceChildren(...state.anchors.map(anchorView));
  place("list").replaceChildren(...state.results.map((result) => judgementView(result, words(), state.told)));
  showStatus();
}

function showStatus() {
  const { results, busy, notes } = state;
  const count = (verdict) => results.filter((result) => result.verdict === verdict).length;
  let sentence = msg("Nothing was given yet.");
  if (busy) sentence = msg("Checking …");
  else if (results.length) {
    sentence = msg("Verified: {verified}. Not verified: {failed}. Could not be checked in full: {open}. Judged by this computer's clock, {now}.", {
      verified: count("verified"),
      failed: count("not_verified"),
      open: count("could_not_check"),
      now: `${new Date(state.now).toISOString().slice(0, 16).replace("T", " ")} UTC`,
    });
  }
  place("status").textContent = [sentence, ...Object.values(notes).flat()].map((item) => say(item, words())).join(" ");
  place("status").dataset.busy = String(busy);
}

function anchorView(anchor) {
  const remove = element("button", { type: "button" }, say(msg("Remove {name}", { name: nameOf(anchor.subject) }), words()));
  remove.addEventListener("click", () => {
    state.anchors = state.anchors.filter((item) => item !== anchor);
    place("choose-trust").focus();
    judge();
  });
  const said = element("div", {}, element("p", {}, say(msg("You trust {name}, issued by {issuer}", { name: nameOf(anchor.subject), issuer: nameOf(anchor.issuer) }), words())));
  said.append(element("p", { class: "code" }, anchor.fingerprint));
  return element("li", {}, said, remove);
}

async function judge() {
  const run = ++state.run;
  Object.assign(state, { results: [], busy: files.size > 0, now: Date.now() });
  show();
  const terms = { anchors: state.anchors, now: state.now };
  const results = [];
  try {
    await judgeAll(files, terms, (result) => results.push(compared(result)));
  } catch {
    state.notes.documents.push(msg("Something could not be read; the results are not complete."));
  }
  // Whatever was given meanwhile has begun a run of its own.
  if (run !== state.run) return;
  Object.assign(state, { results, busy: false });
  show();
}

/** A fingerprint that no signer has fails the identity: the reader was told that it would be there. */
function compared(result) {
  const { signers, checks } = result;
  if (!state.told || !signers.length || signers.some(({ key, certificate }) => [key, certificate].includes(state.told))) return result;
  const detail = msg("nobody signed with the key whose fingerprint you were told");
  const failed = checks.map((check) => (check.name === "identity" ? { ...check, result: "failed", detail } : check));
  return { ...result, verdict: "not_verified", checks: failed, summary: detail };
}

async function trust(chosen) {
  state.notes.trust = [];
  for (const file of [...chosen].slice(0, 50)) {
    try {
      if (file.size > MAX_CERTIFICATE_FILE) throw new Broken(msg("not a certificate that can be read"));
      for (const anchor of await readAnchors(new Uint8Array(await file.arrayBuffer()))) {
        if (!state.anchors.some((item) => item.fingerprint === anchor.fingerprint)) state.anchors.push(anchor);
      }
    } catch {
      state.notes.trust.push(msg("{name} holds no certificate that can be trusted.", { name: file.name }));
    }
  }
  await judge();
}

async function take(pairs) {
  state.notes.documents = [];
  files.clear();
  for (const [path, file] of pairs) {
    if (files.size >= MAX_FILES) {
      state.notes.documents.push(msg("There are more files than this page takes ({limit}); use the command line.", { limit: MAX_FILES }));
      files.clear();
      break;
    }
    files.set(path, file);
  }
  await judge();
}

function chosen(input) {
  return [...input.files].map((file) => [file.webkitRelativePath || file.name, file]);
}

/** Returns what was dropped, folders with all that is in them, as pairs of path and file. */
async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return [...transfer.files].map((file) => [file.name, file]);
  const found = [];
  const walk = async (entry, depth) => {
    if (found.length > MAX_FILES || depth > MAX_DEPTH) return;
    if (entry.isFile) found.push([entry.fullPath.replace(/^\//, ""), await new Promise((resolve, reject) => entry.file(resolve, reject))]);
    else {
      const reader = entry.createReader();
      for (;;) {
        const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
        if (!some.length) break;
        for (const below of some) await walk(below, depth + 1);
      }
    }
  };
  for (const entry of entries) await walk(entry, 0);
  return found;
}

/** Takes the fingerprint the reader was told; complains of an unreadable one only when the field is left. */
function compare(field, left) {
  const digits = field.value.trim().replace(/^sha-?256[:=]?/i, "").replace(/[\s:]/g, "").toLowerCase();
  const told = FINGERPRINT.test(digits) ? `SHA256:${digits}` : null;
  const unreadable = left && digits !== "" && !told;
  field.setAttribute("aria-invalid", String(unreadable));
  state.notes.told = unreadable ? [msg("The fingerprint cannot be read: it has 64 hexadecimal digits.")] : [];
  if (told === state.told) return show();
  state.told = told;
  return judge();
}

function listen() {
  place("choose-files").addEventListener("change", ({ target }) => take(chosen(target)));
  place("choose-folder").addEventListener("change", ({ target }) => take(chosen(target)));
  place("choose-trust").addEventListener("change", ({ target }) => trust(target.files));
  place("fingerprint").addEventListener("input", ({ target }) => compare(target, false));
  place("fingerprint").addEventListener("change", ({ target }) => compare(target, true));
  for (const name of ["dragover", "dragleave", "drop"]) {
    addEventListener(name, (event) => {
      event.preventDefault();
      const onto = event.target.closest?.(".drop");
      for (const area of document.querySelectorAll(".drop")) area.classList.toggle("over", name === "dragover" && area === onto);
      if (name !== "drop") return;
      if (onto?.id === "drop-trust") trust([...event.dataTransfer.files]);
      else dropped(event.dataTransfer).then(take, () => take([]));
    });
  }
}

function start() {
  const preferred = navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => Object.hasOwn(LANGUAGES, tag));
  state.language = preferred ?? "en";
  for (const [tag, { name }] of Object.entries(LANGUAGES)) {
    const button = element("button", { type: "button", lang: tag }, name);
    button.addEventListener("click", () => {
      state.language = tag;
      show();
    });
    place("languages").append(button);
  }
  listen();
  show();
}

start();
