// The way in: judges one file from its bytes. Says what it is by its content, and hands it to its judge.

import { judgeEdition } from "./edition.js";
import { Judgement, refused } from "./judgement.js";
import { judgeManifest, MAX_MANIFEST } from "./manifest.js";
import { isPack, judgePack } from "./pack.js";
import { MAX_CONTAINER } from "./container.js";
import { judgePdf } from "./pdf.js";
import { Broken, msg } from "./words.js";

export const MAX_FILE = 100_000_000;
const KINDS = { html: "page", htm: "page", xhtml: "page", pdf: "pdf", json: "json", asice: "pack", sce: "pack", zip: "pack" };

/** Judges one file; `read(path)` gives a file beside it, or null. Whatever a hostile file provokes is a verdict. */
export async function judgeFile(bytes, name, read, terms) {
  let judgement;
  try {
    judgement = await judgeByKind(bytes, name, read, terms);
  } catch (error) {
    judgement = refused(error instanceof Broken ? error.sentence : msg("the file cannot be read"));
  }
  return judgement.result(name);
}

async function judgeByKind(bytes, name, read, terms) {
  if (!bytes.length) return refused(msg("the file is empty"));
  const kind = kindOf(bytes);
  const limit = kind === "pack" ? MAX_CONTAINER : MAX_FILE;
  if (bytes.length > limit) return refused(msg("the file is larger than {limit} bytes", { limit }));
  const ending = name.includes(".") ? name.slice(name.lastIndexOf(".") + 1).toLowerCase() : "";
  const named = Object.hasOwn(KINDS, ending) ? KINDS[ending] : null;
  if (kind === "pack" && !isPack(bytes) && !["asice", "sce"].includes(ending)) {
    return refused(msg("the file is a working copy or archive without a seal; verify the manifest that lists it"));
  }
  if (named && named !== kind) return refused(msg("the content is not what the ending of {name} says", { name }));
  if (kind === "pack") return judgePack(bytes, terms);
  if (kind === "pdf") return judgePdf(bytes, terms);
  if (kind === "json") return judgeJson(bytes, name, read, terms);
  return judgeEdition(bytes, terms);
}

export function kindOf(bytes) {
  const head = String.fromCharCode(...bytes.subarray(0, 5));
  if (head === "%PDF-") return "pdf";
  if (head.startsWith("PK\x03\x04")) return "pack";
  return head.startsWith("{") ? "json" : "page";
}

async function judgeJson(bytes, name, read, terms) {
  if (bytes.length > MAX_MANIFEST) return refused(msg("the file is no manifest: it is larger than {limit} bytes", { limit: MAX_MANIFEST }));
  let raw;
  try {
    raw = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return refused(msg("the file is not JSON that can be read"));
  }
  if (raw && Object.hasOwn(raw, "manifest")) return judgeManifest(bytes, name, read, terms);
  if (raw && Object.hasOwn(raw, "seal") && Object.hasOwn(raw, "envelope")) {
    return refused(msg("this is the seal of a manifest: verify the manifest beside it"));
  }
  if (raw && Object.hasOwn(raw, "stamp")) {
    const judgement = new Judgement();
    judgement.open("integrity", msg("this is the stamp of a card, which this page does not read: muniment verify does"));
    return judgement;
  }
  return refused(msg("the file carries no seal; verify the manifest that lists it"));
}
