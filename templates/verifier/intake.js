// What was dropped or chosen: which files stand beside which, and what of them is judged by itself.

import { judgeFile, kindOf, MAX_FILE } from "./files.js";
import { MAX_CONTAINER } from "./container.js";
import { refused } from "./judgement.js";
import { readManifest, sealNameOf } from "./manifest.js";
import { Broken, msg } from "./words.js";

export const MAX_FILES = 5000;
const IS_MANIFEST = /(?:^|\/)manifest\.[^/]+\.json$/;
const CERTIFICATE = /\.(?:pem|crt|cer|der|p7b|p12|pfx)$/i;
const LOOKS_SEALED = /\.(?:html?|xhtml|pdf|json|asice|sce|zip)$/i;

/** Judges all files (path → File) and calls `report(result)` for each that is judged by itself. */
export async function judgeAll(files, terms, report) {
  const manifests = [...files.keys()].filter((path) => IS_MANIFEST.test(path) && !path.endsWith(".seal.json"));
  const accounted = new Set();
  for (const path of manifests) {
    const folder = path.slice(0, path.lastIndexOf("/") + 1);
    report(await judgeOne(files, path, terms));
    for (const beside of [path, sealNameOf(path), ...(await listedIn(files, path)).map((name) => folder + name)]) accounted.add(beside);
  }
  const others = [...files.keys()].filter((path) => !accounted.has(path));
  for (const path of others.filter((item) => LOOKS_SEALED.test(item))) report(await judgeOne(files, path, terms));
  const rest = others.filter((item) => !LOOKS_SEALED.test(item));
  for (const path of rest) report(leftOver(path, rest.length === files.size));
}

async function judgeOne(files, path, terms) {
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  // Leaves the page time to answer between one file and the next.
  await new Promise((resolve) => setTimeout(resolve));
  try {
    const read = (beside) => readFile(files, folder + beside);
    const bytes = await readFile(files, path);
    const result = await judgeFile(bytes, path.slice(folder.length), read, terms);
    return { ...result, name: path };
  } catch (error) {
    return refused(error instanceof Broken ? error.sentence : msg("the file cannot be read")).result(path);
  }
}

async function readFile(files, path) {
  const file = files.get(path);
  if (!file) return null;
  const head = new Uint8Array(await file.slice(0, 8).arrayBuffer());
  const limit = kindOf(head) === "pack" ? MAX_CONTAINER : MAX_FILE;
  if (file.size > limit) throw new Broken(msg("the file is larger than {limit} bytes", { limit }));
  return new Uint8Array(await file.arrayBuffer());
}

/** What a manifest lists, whether or not it holds: what it says of its files is said there, and not twice. */
async function listedIn(files, path) {
  try {
    return readManifest(await readFile(files, path)).outputs.map((output) => output.path);
  } catch {
    return [];
  }
}

function leftOver(path, alone) {
  const certificate = CERTIFICATE.test(path);
  const sentence = certificate
    ? msg("this certificate came with the documents and is not trusted; if you got it another way, choose it under “Whom you trust”")
    : msg("nothing is known of this file: no manifest lists it, and it is no document that carries a seal");
  const judgement = refused(sentence);
  if (certificate || !alone) {
    judgement.checks.clear();
    judgement.open("integrity", sentence);
  }
  return judgement.result(path);
}
