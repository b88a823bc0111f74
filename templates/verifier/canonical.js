// JSON in its one canonical form (RFC 8785), and the shapes that our own JSON has.

import { textOf } from "./bytes.js";

const DEEPEST_JSON = 200;

/** Returns JSON read from bytes, or undefined unless they are its canonical form: no key twice, no second spelling. */
export function readCanonical(bytes) {
  try {
    const text = textOf(bytes);
    const value = JSON.parse(text);
    return canonicalText(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Returns a value as RFC 8785 JSON; throws for numbers that are no exact integers and for what is nested too deeply. */
export function canonicalText(value, depth = 0) {
  if (depth > DEEPEST_JSON) throw new RangeError("nested too deeply");
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new RangeError("no exact integer");
    return String(value);
  }
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => canonicalText(item, depth + 1)).join(",")}]`;
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonicalText(value[name], depth + 1)}`).join(",")}}`;
}

/** Tells whether a value is an object with exactly these members. */
export function hasMembers(value, ...names) {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return false;
  return Object.keys(value).length === names.length && names.every((name) => Object.hasOwn(value, name));
}

/** Tells whether a value has a shape: a name of a type, a list of one shape, a tuple of several, an object. */
export function fits(shape, value) {
  if (shape === "any") return true;
  if (shape === "int") return Number.isSafeInteger(value);
  if (shape === "bool") return typeof value === "boolean";
  if (shape === "str") return typeof value === "string";
  if (shape.list) return Array.isArray(value) && value.every((item) => fits(shape.list, item));
  if (shape.tuple) {
    return Array.isArray(value) && value.length === shape.tuple.length && value.every((item, at) => fits(shape.tuple[at], item));
  }
  if (value === null || typeof value !== "object" || Array.isArray(value)) return false;
  const needed = Object.keys(shape.members).filter((name) => !shape.optional.includes(name));
  return (
    needed.every((name) => Object.hasOwn(value, name)) &&
    Object.keys(value).every((name) => Object.hasOwn(shape.members, name) && fits(shape.members[name], value[name]))
  );
}
