// A ZIP from a stranger: one layout, in which every program reads the same, or nothing. Rules as in `muniment verify`.
//
// Entries one after another from the first byte, the directory right behind, the end right behind that; only inflating is
// left to the browser, with a bound on what comes out.

import { bytesOf, textOf } from "./bytes.js";
import { Broken, msg } from "./words.js";

export const MAX_CONTAINER = 300_000_000;
const MAX_ENTRIES = 20_000;
const MAX_ENTRY = 100_000_000;
const MAX_TOTAL = 1_000_000_000;
/** How many times its packed size an entry may have, beyond the first megabyte; deflate reaches 1,032. */
const MAX_RATIO = 100;
const FREE_SIZE = 1_000_000;
const MAX_NAME = 240;
const [LOCAL, CENTRAL, LAST] = [30, 46, 22];
const [STORED, DEFLATED] = [0, 8];
const UTF8 = 0x800;
/** Bits 1 and 2 tell how hard a packer tried; nothing depends on them. */
const HARMLESS = 0x6 | UTF8;
const DEVICES = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?$/i;

/** Reads a container's layout; with a media type, the first entry must be `mimetype`, stored, holding exactly that. */
export async function openContainer(bytes, mediaType = null) {
  if (bytes.length > MAX_CONTAINER) throw new Broken(msg("the container is larger than {limit} bytes", { limit: MAX_CONTAINER }));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [count, directory] = endOf(bytes, view);
  const entries = new Map();
  const names = new Names();
  let [at, expected, total] = [directory, 0, 0];
  for (let number = 0; number < count; number++) {
    const entry = centralEntry(bytes, view, at, directory);
    names.add(entry.name);
    if (entry.offset !== expected) throw new Broken(msg("{name} overlaps another entry, or stands behind bytes that no entry holds", entry));
    expected = entry.start + entry.packed;
    if (expected > directory) throw new Broken(msg("{name} runs into the directory of the container", entry));
    total += entry.size;
    if (total > MAX_TOTAL) throw new Broken(msg("the container unpacks to more than {limit} bytes", { limit: MAX_TOTAL }));
    entries.set(entry.name, entry);
    at = entry.next;
  }
  if (at !== bytes.length - LAST || expected !== directory) {
    throw new Broken(msg("bytes stand between the parts of the container that belong to none"));
  }
  const container = new Container(bytes, entries);
  if (mediaType !== null) await checkFirst(container, mediaType);
  return container;
}

/** A container whose layout holds: each name once, every byte accounted for. Contents are unpacked on demand. */
class Container {
  constructor(bytes, entries) {
    Object.assign(this, { bytes, entries });
  }

  /** Returns an entry's content, or null if there is none; throws Broken if it is not what the headers say. */
  async read(name) {
    const entry = this.entries.get(name);
    if (!entry) return null;
    const packed = this.bytes.subarray(entry.start, entry.start + entry.packed);
    const content = entry.method === STORED ? packed : await inflate(packed, entry);
    if (checksum(content) !== entry.crc) {
      throw new Broken(msg("{name} does not unpack to what the container says", entry));
    }
    return content;
  }
}

function endOf(bytes, view) {
  if (bytes.length < LAST || view.getUint32(0, true) !== 0x04034b50) throw new Broken(msg("the container does not begin with an entry"));
  const at = bytes.length - LAST;
  if (view.getUint32(at, true) !== 0x06054b50) {
    throw new Broken(msg("the container does not end where its directory says: something is missing, follows, or comments"));
  }
  const [disk, first, here, count] = [4, 6, 8, 10].map((offset) => view.getUint16(at + offset, true));
  const [size, offset] = [12, 16].map((place) => view.getUint32(at + place, true));
  if ([disk, first, here, count].includes(0xffff) || [size, offset].includes(0xffffffff)) {
    throw new Broken(msg("the container is of the 64-bit form (zip64), which packs do not use"));
  }
  if (disk || first || here !== count || view.getUint16(at + 20, true)) {
    throw new Broken(msg("the container is one part of several, or announces a comment"));
  }
  if (!count || count > MAX_ENTRIES) throw new Broken(msg("the container holds no entries, or too many"));
  if (offset + size !== at) {
    throw new Broken(msg("the directory of the container is not where its end says"));
  }
  return [count, offset];
}

function centralEntry(bytes, view, at, directory) {
  const last = bytes.length - LAST;
  if (at + CENTRAL > last || view.getUint32(at, true) !== 0x02014b50) {
    throw new Broken(msg("the directory of the container is cut off or holds something else than entries"));
  }
  const short = (offset) => view.getUint16(at + offset, true);
  const long = (offset) => view.getUint32(at + offset, true);
  const [madeBy, needed, flags, method] = [4, 6, 8, 10].map(short);
  const [crc, packed, size] = [16, 20, 24].map(long);
  const [nameSize, extra, comment, disk] = [28, 30, 32, 34].map(short);
  const [mode, offset] = [38, 42].map(long);
  const next = at + CENTRAL + nameSize;
  if (next + extra + comment > last) throw new Broken(msg("the directory of the container is cut off or holds something else than entries"));
  const raw = bytes.subarray(at + CENTRAL, next);
  const name = readEntryName(raw, flags);
  if (extra || comment) throw new Broken(msg("{name} has extra fields or a comment, which may say other names and sizes", { name }));
  if (disk || [packed, size, offset].includes(0xffffffff)) {
    throw new Broken(msg("the container is of the 64-bit form (zip64), which packs do not use"));
  }
  checkKind(name, madeBy >> 8, mode);
  checkPacking(name, flags, method, needed, packed, size);
  const start = offset + LOCAL + nameSize;
  if (start > directory) throw new Broken(msg("{name} lies outside of the part that holds entries", { name }));
  // The local header says the same, byte by byte: version to name length, no extra field, the name.
  const same = (one, other, length) => bytes.subarray(one, one + length).every((byte, place) => byte === bytes[other + place]);
  const agrees =
    view.getUint32(offset, true) === 0x04034b50 &&
    same(offset + 4, at + 6, 24) &&
    view.getUint16(offset + 28, true) === 0 &&
    same(offset + LOCAL, at + CENTRAL, nameSize);
  if (!agrees) throw new Broken(msg("{name} is called or described otherwise in its own header than in the directory", { name }));
  return { name, method, crc, packed, size, start, offset, next };
}

function checkKind(name, system, mode) {
  const unix = mode >>> 16;
  const kind = unix & 0xf000;
  if (![0, 0x8000].includes(kind) || unix & 0o7000 || mode & 0x10 || ![0, 3].includes(system)) {
    throw new Broken(msg("{name} is a link, a folder or no ordinary file", { name }));
  }
}

function checkPacking(name, flags, method, needed, packed, size) {
  if (flags & 0x2041) throw new Broken(msg("{name} is encrypted", { name }));
  if (flags & ~HARMLESS || needed > 20 || ![STORED, DEFLATED].includes(method) || (method === STORED && packed !== size)) {
    throw new Broken(msg("{name} is packed in a way that packs do not use", { name }));
  }
  if (size > MAX_ENTRY) throw new Broken(msg("{name} unpacks to more than {limit} bytes", { name, limit: MAX_ENTRY }));
  if (size > FREE_SIZE && size > packed * MAX_RATIO) {
    throw new Broken(msg("{name} unpacks to more than {ratio} times its size", { name, ratio: MAX_RATIO }));
  }
}

function readEntryName(raw, flags) {
  let name;
  try {
    name = textOf(raw);
  } catch {
    throw new Broken(msg("an entry has a name that is not written in UTF-8"));
  }
  if (!(flags & UTF8) && raw.some((byte) => byte > 0x7f)) throw new Broken(msg("an entry has a name that is not written in UTF-8"));
  checkEntryName(name);
  return name;
}

/** Throws Broken unless a name is a plain relative path on every system: no way up, no root, drive or device. */
function checkEntryName(name) {
  const parts = name.split("/");
  if (!name || bytesOf(name).length > MAX_NAME) throw new Broken(msg("an entry has no name, or one that is too long"));
  if (/[\\:]|\p{C}|[\p{Zl}\p{Zp}]|(?! )\p{Zs}/u.test(name)) {
    throw new Broken(msg("the name {name} has characters that are not allowed", { name }));
  }
  if (name.startsWith("/") || parts.includes("..") || parts.includes(".")) {
    throw new Broken(msg("the name {name} leads out of the folder", { name }));
  }
  if (parts.some((part) => !part || part !== part.trim() || part.endsWith(".") || DEVICES.test(part))) {
    throw new Broken(msg("the name {name} is a folder, or another name on some systems", { name }));
  }
}

/** The names so far, as the most forgiving file system sees them: without case, in one Unicode form. */
class Names {
  files = new Set();
  folders = new Set();

  add(name) {
    let key = name.normalize("NFKD").toUpperCase().toLowerCase().normalize("NFKC");
    if (this.files.has(key) || this.folders.has(key)) throw new Broken(msg("two entries go by one name: {name}", { name }));
    if (name.normalize("NFC") !== name) throw new Broken(msg("the name {name} is not in the usual Unicode form", { name }));
    this.files.add(key);
    while (key.includes("/")) {
      key = key.slice(0, key.lastIndexOf("/"));
      if (this.files.has(key)) throw new Broken(msg("two entries go by one name: {name}", { name }));
      this.folders.add(key);
    }
  }
}

async function checkFirst(container, mediaType) {
  const [first] = container.entries.values();
  const right =
    first.name === "mimetype" && first.method === STORED && textOf(await container.read("mimetype")) === mediaType;
  if (!right) throw new Broken(msg("the first entry of the container is not mimetype, or does not say {mediaType}", { mediaType }));
}

/** Unpacks an entry, and stops as soon as more comes out than the container says. */
async function inflate(packed, entry) {
  const content = new Uint8Array(entry.size);
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  let at = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (at + value.length > entry.size) throw new RangeError();
      content.set(value, at);
      at += value.length;
    }
  } catch {
    reader.cancel().catch(() => {});
    at = -1;
  }
  if (at !== entry.size) throw new Broken(msg("{name} does not unpack to what the container says", entry));
  return content;
}

let table = null;

function checksum(bytes) {
  table ??= Uint32Array.from({ length: 256 }, (_, number) => {
    for (let bit = 0; bit < 8; bit++) number = number & 1 ? 0xedb88320 ^ (number >>> 1) : number >>> 1;
    return number;
  });
  let crc = 0xffffffff;
  for (const byte of bytes) crc = table[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
