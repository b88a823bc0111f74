// What the reader sees of a judgement. Foreign text becomes text nodes, never markup.

import { AUDIENCES, KIND_NAMES } from "./codes.js";
import { draftSentence, factsSentence } from "./record.js";
import { joined, msg, say } from "./words.js";

const VERDICTS = {
  verified: msg("Verified"),
  not_verified: msg("Not verified"),
  could_not_check: msg("Could not be checked in full"),
};
const RESULTS = {
  passed: msg("passed"),
  failed: msg("failed"),
  "not established": msg("not established"),
};
const NAMES = {
  integrity: msg("Unchanged"),
  signature: msg("Signature"),
  identity: msg("Who signed"),
  time: msg("Time"),
  completeness: msg("Complete"),
};
const ROLES = { seal: msg("Sealed by"), signature: msg("Also signed by"), pack: msg("Pack signed by") };
const MOST_FILES = 500;

/** Makes an element; children are sentences, texts or elements. */
export function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** Returns an article on one judgement, in the words of a language. */
export function judgementView(result, words, told) {
  const text = (sentence) => say(sentence, words);
  const title = element("h3", {}, text(result.name));
  const verdict = element("p", { class: "verdict" }, element("span", { class: "sign", "aria-hidden": "true" }), text(VERDICTS[result.verdict]));
  const article = element("article", { class: `judgement ${result.verdict}`, "data-verdict": result.verdict, "data-name": text(result.name) });
  article.append(title, verdict, element("p", { class: "summary" }, text(result.summary)));
  const draft = result.document && draftSentence(result.document);
  if (draft) article.append(element("p", { class: "stamped" }, text(msg("this is {draft}", { draft }))));
  article.append(heading(text(msg("The five checks"))), checksView(result, text));
  if (result.limits.length) article.append(heading(text(msg("Not checked by this page"))), notes([...new Set(result.limits.map(text))]));
  for (const signer of oneEach(result.signers)) article.append(...signerView(signer, text, told));
  if (result.document) article.append(heading(text(msg("What the document says it is"))), documentView(result.document, text));
  if (result.files.length) article.append(heading(text(msg("Files"))), filesView(result.files, text));
  if (result.remarks.length) article.append(heading(text(msg("Remarks"))), notes([...new Set(result.remarks.map(text))]));
  return article;
}

function heading(text) {
  return element("h4", {}, text);
}

function notes(lines) {
  return element("ul", { class: "notes" }, ...lines.map((line) => element("li", {}, line)));
}

function rows(pairs, text) {
  const shown = pairs.filter(([, value]) => value);
  return element("dl", { class: "rows" }, ...shown.map(([name, value, kind]) => element("div", {}, element("dt", {}, text(name)), element("dd", { class: kind ?? null }, text(value)))));
}

function checksView(result, text) {
  const list = element("dl", { class: "rows checks" });
  for (const { name, result: outcome, detail } of result.checks) {
    const said = element("dd", {}, element("span", { class: "outcome" }, text(RESULTS[outcome])), " – ", element("span", { class: "detail" }, text(detail)));
    const kind = outcome === "not established" ? "open" : outcome;
    list.append(element("div", { class: kind, "data-check": name, "data-result": outcome }, element("dt", {}, text(NAMES[name])), said));
  }
  return list;
}

/** One signer a certificate and role: a manifest and its editions are mostly sealed by the same. */
function oneEach(signers) {
  const found = new Map();
  for (const signer of signers) {
    const name = [signer.role, signer.certificate, signer.trusted].join();
    const times = [...(found.get(name)?.signedAt.split(", ") ?? []), signer.signedAt].filter(Boolean);
    found.set(name, { ...signer, signedAt: [...new Set(times)].join(", ") });
  }
  return [...found.values()];
}

function signerView(signer, text, told) {
  const agrees = told && [signer.key, signer.certificate].includes(told);
  const pairs = [
    [msg("Name in the certificate"), signer.name],
    [msg("Organisation"), signer.organisation],
    [msg("Issued by"), signer.issuer],
    [msg("Backed by a certificate you trust"), signer.trusted ? msg("yes") : msg("no")],
    [msg("Kind of key"), signer.development ? msg("a development key: nobody vouches for the name") : ""],
    [msg("Time, by the signer's own word"), signer.signedAt],
    [msg("Time, by a timestamp"), signer.provenAt],
    [msg("Key"), signer.key, "code"],
    [msg("Certificate"), signer.certificate, "code"],
  ];
  if (told) pairs.push([msg("The fingerprint you were told"), agrees ? msg("is that of this signer") : msg("is another one")]);
  return [heading(text(ROLES[signer.role])), rows(pairs, text)];
}

/** A word of ours for a code, or the code itself where a stranger made one up. */
function named(names, code) {
  return Object.hasOwn(names, code) ? msg(names[code]) : code;
}

function documentView(document, text) {
  const { subject } = document;
  return rows(
    [
      [msg("Kind"), named(KIND_NAMES, document.kind)],
      [msg("About"), joined([subject.title, `${subject.kind}/${subject.name}@${subject.version}`], ", ")],
      [msg("About these parts of the set only"), document.part.join(", ")],
      [msg("Audience"), named(AUDIENCES, document.audience)],
      [msg("Recipient"), document.recipient],
      [msg("Date of the document"), document.document_date],
      [msg("Its facts"), factsSentence(document)],
      [msg("Digest of its record"), document.digest, "code"],
      [msg("Says that it replaces the edition with the record"), document.supersedes, "code"],
    ],
    text,
  );
}

function filesView(files, text) {
  const list = element("dl", { class: "rows files" });
  for (const file of files.slice(0, MOST_FILES)) {
    const kind = file.result === "not established" ? "open" : file.result;
    const said = element("dd", {}, element("span", { class: "outcome" }, text(RESULTS[file.result])), " – ", text(file.detail));
    list.append(element("div", { class: kind, "data-file": file.path, "data-result": file.result }, element("dt", {}, file.path), said));
  }
  if (files.length > MOST_FILES) list.append(element("div", {}, element("dt", {}, "…"), element("dd", {}, text(msg("and {count} more", { count: files.length - MOST_FILES })))));
  return list;
}

