// A pack: an ASiC-E container with CAdES, or a plain ZIP of the same files; every file accounted for, judged jointly.

import { bytesOf, digestOf, fromBase64, sameBytes, sha256, textOf } from "./bytes.js";
import { fits, readCanonical } from "./canonical.js";
import { ATTRIBUTES, checkSigned, claimedTime, readSigned } from "./cms.js";
import { openContainer } from "./container.js";
import { splitEdition } from "./edition.js";
import { Judgement } from "./judgement.js";
import { judgeManifest, readManifest, sealNameOf } from "./manifest.js";
import { judgeIdentity } from "./seal.js";
import { SHAPES } from "./shapes.js";
import { readToken, walkBack } from "./timestamp.js";
import { Broken, joined, msg, Unsupported } from "./words.js";

const PACK_TYPE = "application/vnd.etsi.asic-e+zip";
const ASIC = "http://uri.etsi.org/02918/v1.2.1#";
const DIGITAL = "http://www.w3.org/2000/09/xmldsig#";
const METHODS = {
  "http://www.w3.org/2001/04/xmlenc#sha256": "SHA-256",
  "http://www.w3.org/2001/04/xmldsig-more#sha384": "SHA-384",
  "http://www.w3.org/2001/04/xmlenc#sha512": "SHA-512",
};
const MAX_XML = 16_000_000;
const META = "META-INF/";
const [LIST, PACK_SIGNATURE] = ["META-INF/ASiCManifest001.xml", "META-INF/signature001.p7s"];
const [DESCRIPTION, CHECKSUMS] = ["pack.json", "checksums.sha256"];
const LATER = /^META-INF\/(?:ASiCArchiveManifest(\d{3})\.xml|timestamp(\d{3})\.tst)$/;
const MAX_ARCHIVES = 30;
const PACKED_MANIFEST = /(?:^|\/)manifest\.[^/]*\.json$/;
const LOOKS_BUILT = /\.(?:html?|xhtml|pdf|json)$/i;
const BESIDE = /^(?:evidence|reviews)\//;
const ROLES_THERE_ARE = ["seal", "data-owner", "legal", "bias-reviewer"];

/** Judges a pack: the container, its signature over every file, then each manifest inside with what it lists. */
export async function judgePack(bytes, terms) {
  const judgement = new Judgement();
  let opened, clock, description;
  try {
    opened = await openPack(bytes);
    clock = await judgePackSignature(judgement, opened, terms);
    if (judgement.fails() || !clock) return judgement;
    description = await checkFiles(opened);
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    judgement.failed("integrity", error.sentence);
    return judgement;
  }
  judgement.passed("integrity", msg("unchanged since it was sealed: all {count} files of the pack", { count: opened.payload.length }));
  await judgeInside(judgement, opened, description, clock, terms);
  judgeMissing(judgement, description);
  return judgement;
}

/** Whether a ZIP means to be a pack, by its first entry. */
export function isPack(bytes) {
  const head = new TextDecoder("windows-1252").decode(bytes.subarray(30, 50));
  return head.startsWith("mimetype") || head.startsWith("index.html") || head.startsWith(CHECKSUMS);
}

async function openPack(bytes) {
  const marked = new TextDecoder("windows-1252").decode(bytes.subarray(30, 38)) === "mimetype";
  const container = await openContainer(bytes, marked ? PACK_TYPE : null);
  const names = [...container.entries.keys()].filter((name) => name !== "mimetype");
  for (const name of [LIST, PACK_SIGNATURE, DESCRIPTION, CHECKSUMS]) {
    if (!names.includes(name)) throw new Broken(msg("the pack holds no {name}", { name }));
  }
  const meta = names.filter((name) => name.toUpperCase().startsWith(META));
  const foreign = meta.find((name) => ![LIST, PACK_SIGNATURE].includes(name) && !LATER.test(name));
  if (foreign) throw new Broken(msg("the pack holds a file that does not belong there: {name}", { name: foreign }));
  const payload = names.filter((name) => !meta.includes(name)).sort();
  const list = await container.read(LIST);
  const references = readList(list, LIST, PACK_SIGNATURE);
  const missing = references.find(({ path }) => !payload.includes(path));
  if (missing) throw new Broken(msg("a file that was signed is missing from the pack: {name}", { name: missing.path }));
  const unsigned = payload.find((name) => !references.some(({ path }) => path === name));
  if (unsigned) throw new Broken(msg("the pack holds a file that nobody signed: {name}", { name: unsigned }));
  return { container, payload, list, references, later: meta.filter((name) => LATER.test(name)) };
}

/** Reads a list that a signature or a timestamp covers: which files with which digests. */
function readList(xml, name, signature) {
  const wrong = new Broken(msg("{name} cannot be read", { name }));
  let text;
  try {
    text = textOf(xml);
  } catch {
    throw wrong;
  }
  // A document type could define entities without end, and an instruction could style; a list needs neither.
  if (xml.length > MAX_XML || text.includes("\x3c!") || text.lastIndexOf("\x3c?") > 0) throw wrong;
  const root = new DOMParser().parseFromString(text, "application/xml").documentElement;
  if (root.namespaceURI !== ASIC || root.localName !== "ASiCManifest") throw wrong;
  const [reference, ...objects] = root.children;
  const named = (element, tag) => element?.namespaceURI === ASIC && element.localName === tag;
  if (!named(reference, "SigReference") || reference.children.length || pathOf(reference, wrong) !== signature) throw wrong;
  if (!objects.length || !objects.every((object) => named(object, "DataObjectReference"))) throw wrong;
  const found = objects.map((object) => readReference(object, wrong));
  if (new Set(found.map(({ path }) => path)).size < found.length) throw wrong;
  return found;
}

function readReference(object, wrong) {
  const [method, value, ...more] = object.children;
  const named = (element, name) => element?.namespaceURI === DIGITAL && element.localName === name && !element.children.length;
  if (!named(method, "DigestMethod") || !named(value, "DigestValue") || more.length) throw wrong;
  const hash = METHODS[method.getAttribute("Algorithm")];
  const digest = fromBase64(value.textContent.replace(/\s/g, ""));
  if (!hash || !digest) throw wrong;
  return { path: pathOf(object, wrong), hash, digest };
}

function pathOf(element, wrong) {
  try {
    return decodeURIComponent(element.getAttribute("URI") ?? "");
  } catch {
    throw wrong;
  }
}

/** Returns the archive timestamps in the order in which they were made, each checked to cover all before it. */
async function readArchives({ container, payload, later }) {
  const numbers = (place) => later.map((name) => LATER.exec(name)[place]).filter(Boolean).sort();
  const [lists, tokens] = [numbers(1), numbers(2)];
  const complete = lists.join() === tokens.join() && lists.every((number, at) => Number(number) === at + 1);
  if (!complete || lists.length > MAX_ARCHIVES) throw new Broken(msg("the archive timestamps of the pack are not complete"));
  const needed = new Set([LIST, PACK_SIGNATURE, ...payload]);
  const found = [];
  for (const number of lists) {
    const [name, token] = [`${META}ASiCArchiveManifest${number}.xml`, `${META}timestamp${number}.tst`];
    const covered = await container.read(name);
    const references = readList(covered, name, token);
    if (references.length !== needed.size || !references.every(({ path }) => needed.has(path))) {
      throw new Broken(msg("{name} does not cover what it must", { name }));
    }
    for (const reference of references) await checkReference(container, reference);
    const der = await container.read(token);
    found.push(() => readToken(der, async () => covered));
    needed.add(name).add(token);
  }
  return found;
}

async function checkReference(container, { path, hash, digest }) {
  const content = await container.read(path);
  if (!sameBytes(await digestOf(content, hash), digest)) {
    throw new Broken(msg("{name} was changed since the pack was sealed: its digest is another one", { name: path }));
  }
  return content;
}

/** Judges the signature over the list; returns the clock for what it covers, or null where it could not be judged. */
async function judgePackSignature(judgement, opened, terms) {
  const { container, list } = opened;
  const archives = await readArchives(opened);
  let signed, standing;
  try {
    signed = await readSigned(await container.read(PACK_SIGNATURE));
    standing = signed.content ? "foreign" : await checkSigned(signed, list);
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    if (error instanceof Unsupported) judgement.open("signature", error.sentence);
    else judgement.failed("signature", error.sentence);
    return null;
  }
  if (standing === "changed") throw new Broken(msg("changed since it was sealed: the digest is another one"));
  if (standing === "foreign") {
    judgement.failed("signature", msg("a signature does not belong to the key it names"));
    return null;
  }
  judgement.passed("signature", msg("made with key {key}", { key: signed.certificates[0].keyId }));
  const own = (signed.unsigned.get(ATTRIBUTES.timestamp) ?? []).map((token) => () => readToken(token.raw, async () => signed.signature));
  const clock = await walkBack(judgement, [...own, ...archives], signed.answers, signed.certificates, terms);
  await judgeIdentity(judgement, "pack", signed.certificates, claimedTime(signed), clock, terms);
  return clock;
}

/** Compares every file with the list, the checksums and the description of the pack. */
async function checkFiles({ container, references }) {
  const found = new Map();
  for (const reference of references) {
    const content = await checkReference(container, reference);
    found.set(reference.path, { size: content.length, digest: await sha256(content) });
  }
  const order = [...found.keys()].filter((path) => path !== CHECKSUMS).sort(byCodePoint);
  const lines = order.map((path) => `${found.get(path).digest}  ${path}\n`);
  if (!sameBytes(await container.read(CHECKSUMS), bytesOf(lines.join("")))) {
    throw new Broken(msg("{name} does not agree with the files of the pack", { name: CHECKSUMS }));
  }
  const description = readCanonical(await container.read(DESCRIPTION));
  if (description === undefined || description?.pack !== 1 || !fits(SHAPES.pack, description)) {
    throw new Broken(msg("{name} cannot be read", { name: DESCRIPTION }));
  }
  checkDescription(description, found);
  return description;
}

function byCodePoint(one, other) {
  const [first, second] = [[...one], [...other]].map((text) => text.map((letter) => letter.codePointAt(0)));
  const at = first.findIndex((point, place) => point !== second[place]);
  if (at < 0) return first.length - second.length;
  return first[at] - (second[at] ?? -1);
}

function checkDescription({ files }, found) {
  const there = new Set([...found.keys()].filter((path) => ![DESCRIPTION, CHECKSUMS].includes(path)));
  const told = new Set(files.map(({ path }) => path));
  const odd = [...there].find((path) => !told.has(path)) ?? [...told].find((path) => !there.has(path));
  if (odd !== undefined || told.size < files.length) {
    throw new Broken(msg("{name} is in the pack or in {list}, and not in both", { name: odd ?? DESCRIPTION, list: DESCRIPTION }));
  }
  for (const { path, size, sha256: digest, roles, missing } of files) {
    if (size !== found.get(path).size || digest.replace(/^sha256:/, "") !== found.get(path).digest) {
      throw new Broken(msg("{name} is not the file that {list} tells of: its size or digest is another one", { name: path, list: DESCRIPTION }));
    }
    if (!missing.every((role) => roles.includes(role)) || !roles.every((role) => ROLES_THERE_ARE.includes(role))) {
      throw new Broken(msg("{name} cannot be read", { name: DESCRIPTION }));
    }
  }
}

/** Judges every manifest with its editions, as of the time that is proven for the pack (now, where none is). */
async function judgeInside(judgement, { container, payload }, description, clock, terms) {
  const then = clock.proven ? { ...terms, now: clock.at } : terms;
  const listed = new Set();
  for (const path of payload.filter((name) => PACKED_MANIFEST.test(name) && !name.endsWith(".seal.json"))) {
    const folder = path.slice(0, path.lastIndexOf("/") + 1);
    const name = path.slice(folder.length);
    const bytes = await container.read(path);
    const part = await judgeManifest(bytes, name, (beside) => container.read(folder + beside), then);
    part.files = part.files.map((file) => ({ ...file, path: folder + file.path }));
    if (!part.fails()) for (const one of checkListed(judgement, description, path, folder, bytes)) listed.add(one);
    if (clock.proven && part.outcome("time") !== "failed") part.checks.delete("time");
    judgement.absorb(part, path);
    judgement.files.push(...part.files);
  }
  for (const file of description.files) {
    if (listed.has(file.path)) await judgeRoles(judgement, container, file);
    else if (LOOKS_BUILT.test(file.path) && file.path.includes("/") && !BESIDE.test(file.path)) {
      judgement.failed("completeness", msg("{name} is in no manifest", { name: file.path }));
    }
  }
}

/** Returns what a manifest accounts for; fails one that is for somebody else than the pack. */
function checkListed(judgement, description, path, folder, bytes) {
  const { audience, recipient, outputs } = readManifest(bytes);
  if (audience !== description.audience || !["", description.recipient].includes(recipient)) {
    judgement.failed("completeness", msg("{name} is for another audience or recipient than the pack", { name: path }));
  }
  if (outputs.some((output) => output.draft) && !description.drafts) {
    judgement.failed("completeness", msg("{name} lists drafts, and the pack says that it holds none", { name: path }));
  }
  return [path, sealNameOf(path), ...outputs.map((output) => folder + output.path)];
}

/** Fails a page that lacks the seal it must have; who signed a PDF in which role is not read here. */
async function judgeRoles(judgement, container, { path, media_type: kind, roles, missing }) {
  const needed = roles.filter((role) => !missing.includes(role));
  if (!needed.length) return;
  if (kind === "application/pdf") {
    judgement.limit(msg("{path}: {detail}", { path, detail: msg("who had to sign the PDF, and in which role") }));
    return;
  }
  let there = [];
  try {
    if (kind === "text/html" && splitEdition(await container.read(path))) there = ["seal"];
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
  }
  const lacking = needed.filter((role) => !there.includes(role));
  if (lacking.length) {
    judgement.failed("completeness", msg("{path} must be signed by {roles}, and is not", { path, roles: joined(lacking, ", ") }));
  }
}

function judgeMissing(judgement, { files, audience, recipient }) {
  const missing = files.flatMap((file) => file.missing.map((role) => `${role}: ${file.path}`));
  if (missing.length) {
    judgement.failed("completeness", msg("the pack says itself that signatures are missing: {missing}", { missing: joined(missing.slice(0, 3), ", ") }));
    return;
  }
  const whom = recipient ? `${audience}, ${recipient}` : audience;
  judgement.passed("completeness", msg("all {count} files are there as they were sent, for {whom}", { count: files.length, whom }));
}
