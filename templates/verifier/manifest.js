// A manifest: its detached seal, and every output it lists, byte by byte and seal by seal.

import { sha256 } from "./bytes.js";
import { fits, readCanonical } from "./canonical.js";
import { judgeEdition, splitEdition } from "./edition.js";
import { Judgement } from "./judgement.js";
import { judgePdf } from "./pdf.js";
import { describeRecord, draftSentence, partSentence } from "./record.js";
import { judgeSeal } from "./seal.js";
import { SHAPES } from "./shapes.js";
import { Broken, joined, msg, printable } from "./words.js";

export const MAX_MANIFEST = 8_000_000;
const MANIFEST_TYPE = "application/vnd.muniment.manifest+json";
const MAX_OUTPUTS = 20_000;

/** Judges a manifest, its seal beside it, and each of its outputs; `read(path)` gives the bytes beside it, or null. */
export async function judgeManifest(bytes, name, read, terms) {
  const judgement = new Judgement();
  let manifest;
  try {
    const seal = await read(sealNameOf(name));
    if (!seal) throw new Broken(msg("the manifest carries no seal: {name} is not beside it", { name: sealNameOf(name) }));
    await judgeSeal(judgement, seal, bytes, MANIFEST_TYPE, terms);
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    judgement.failed("integrity", error.sentence);
  }
  if (judgement.fails()) return judgement;
  try {
    manifest = readManifest(bytes);
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    judgement.failed("completeness", error.sentence);
    return judgement;
  }
  for (const output of manifest.outputs) await judgeOutput(judgement, output, read, terms);
  // A file that stays open keeps the whole open: the note that all are there stands only where nothing else does.
  judgement.passed("completeness", msg("all {count} files of the manifest are there, as built", { count: manifest.outputs.length }));
  return judgement;
}

/** The name of a manifest's seal: `manifest.public.json` → `manifest.public.seal.json`. */
export function sealNameOf(name) {
  return `${name.replace(/\.json$/, "")}.seal.json`;
}

/** Throws Broken unless a path is a plain relative one: no way up, no root, no drive, nothing odd in it. */
export function checkPath(path) {
  const parts = path.split("/");
  if (!path || parts.some((part) => ["", ".", ".."].includes(part))) {
    throw new Broken(msg("the path {path} leaves the folder of the manifest", { path }));
  }
  if (/[\\:]|\p{C}|[\p{Zl}\p{Zp}]|(?! )\p{Zs}/u.test(path)) {
    throw new Broken(msg("the path {path} has characters that are not allowed", { path }));
  }
}

export function readManifest(bytes) {
  const manifest = readCanonical(bytes);
  if (manifest === undefined || manifest?.manifest !== 1 || !fits(SHAPES.manifest, manifest)) {
    throw new Broken(msg("the manifest cannot be read, or is not of a form known here"));
  }
  const { outputs } = manifest;
  if (!outputs.length || outputs.length > MAX_OUTPUTS) throw new Broken(msg("the manifest lists no files, or too many"));
  for (const { path } of outputs) checkPath(path);
  // Compared without case, because some file systems would take two such names for one file.
  if (new Set(outputs.map(({ path }) => path.toUpperCase().toLowerCase())).size < outputs.length) {
    throw new Broken(msg("the manifest lists a file twice"));
  }
  return manifest;
}

async function judgeOutput(judgement, output, read, terms) {
  let part;
  try {
    const bytes = await read(output.path);
    if (!bytes) throw new Broken(msg("is missing"));
    part = await judgeBytes(output, bytes, terms);
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    judgement.failed("completeness", msg("{path} {detail}", { path: output.path, detail: error.sentence }));
    judgement.files.push({ path: printable(output.path), result: "failed", detail: error.sentence, document: null });
    return;
  }
  const failures = part.failures();
  const identity = part.checks.get("identity");
  const open = identity && identity.result !== "passed" ? [identity.detail] : [];
  const undecided = [...open, ...part.limits];
  const sentences = failures.length ? failures : undecided.length ? undecided : [msg("as built")];
  const said = part.document ? [draftSentence(part.document), partSentence(part.document)].filter(Boolean) : [];
  judgement.files.push({
    path: printable(output.path),
    result: failures.length ? "failed" : undecided.length ? "not established" : "passed",
    detail: joined([...sentences, ...said]),
    document: part.document,
  });
  judgement.absorb(part, output.path);
}

async function judgeBytes(output, bytes, terms) {
  const { size } = output;
  if (size < 0 || bytes.length < size) {
    throw new Broken(msg("is shorter than the {size} bytes it was built as", { size }));
  }
  const unsigned = bytes.subarray(0, size);
  const more = bytes.length - size;
  if (`sha256:${await sha256(unsigned)}` !== output.sha256) {
    throw new Broken(msg("is not the file that was built: the digest is another one"));
  }
  const sealable = ["text/html", "application/pdf"].includes(output.media_type);
  if (!sealable && more) throw new Broken(msg("has {more} bytes more than it was built with", { more }));
  if (!sealable) return judgeUnsealed(output, bytes);
  if (!more) throw new Broken(msg("carries no seal of its own"));
  if (output.media_type === "application/pdf") return judgePdf(bytes, terms, size);
  if (splitEdition(bytes)[0].length !== size) {
    throw new Broken(msg("has something between the bytes it was built with and its seal"));
  }
  const part = await judgeEdition(bytes, terms);
  if (part.document) checkRecord(part.document, output);
  return part;
}

/** Judges a file that the manifest's seal alone vouches for. */
async function judgeUnsealed(output, bytes) {
  const judgement = new Judgement();
  judgement.passed("integrity", msg("as built"));
  if (output.record_sha256 === output.sha256) {
    judgement.document = await describeRecord(bytes);
    checkRecord(judgement.document, output);
  }
  return judgement;
}

function checkRecord(document, output) {
  if (document.digest !== output.record_sha256) throw new Broken(msg("carries another record than the manifest says"));
  if (Boolean(document.draft) !== Object.hasOwn(output, "draft")) {
    throw new Broken(msg("is a draft by its record or by the manifest, and not by the other"));
  }
  if (document.supersedes !== (output.supersedes ?? "")) {
    throw new Broken(msg("replaces another edition by its record than by the manifest"));
  }
}
