/**
 * JSON Patch (RFC 6902) that copies what it changes and shares the rest, so that a patch either
 * applies whole or leaves the document as it was, and costs no more than the paths it names.
 */

/** Keys of a JSON Pointer (RFC 6901). Throws on what is not one. */
export function keysOf(pointer) {
  if (pointer === "") return [];
  if (typeof pointer !== "string" || pointer[0] !== "/") {
    throw new Error(`not a pointer: ${pointer}`);
  }
  const unescape = (key) => key.replaceAll("~1", "/").replaceAll("~0", "~");
  const keys = pointer.slice(1).split("/").map(unescape);
  // Assigning to this key would change an object's prototype rather than add a member.
  if (keys.includes("__proto__")) throw new Error("the key __proto__ is refused");
  return keys;
}

/** The place in an array that a key names; `last` is the highest that is allowed. */
function indexOf(key, last) {
  if (!/^(0|[1-9]\d*)$/.test(key) || Number(key) > last) throw new Error(`no such index: ${key}`);
  return Number(key);
}

function member(node, key) {
  if (Array.isArray(node)) return node[indexOf(key, node.length - 1)];
  if (node === null || typeof node !== "object" || !Object.hasOwn(node, key)) {
    throw new Error(`no such member: ${key}`);
  }
  return node[key];
}

const read = (doc, pointer) => keysOf(pointer).reduce(member, doc);

/** A copy of `node` in which `change(parent, key)` was done at the end of the path. */
function edit(node, [key, ...rest], change) {
  if (node === null || typeof node !== "object") throw new Error(`no such member: ${key}`);
  const copy = Array.isArray(node) ? [...node] : { ...node };
  if (rest.length === 0) change(copy, key);
  else copy[key] = edit(member(node, key), rest, change);
  return copy;
}

function add(doc, pointer, value) {
  if (pointer === "") return value;
  return edit(doc, keysOf(pointer), (parent, key) => {
    if (!Array.isArray(parent)) parent[key] = value;
    else parent.splice(key === "-" ? parent.length : indexOf(key, parent.length), 0, value);
  });
}

function remove(doc, pointer) {
  read(doc, pointer);
  if (pointer === "") return null;
  return edit(doc, keysOf(pointer), (parent, key) => {
    if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else delete parent[key];
  });
}

function replace(doc, pointer, value) {
  read(doc, pointer);
  if (pointer === "") return value;
  return edit(doc, keysOf(pointer), (parent, key) => {
    parent[key] = value;
  });
}

/** Equality of JSON values (RFC 6902, 4.6): the order of an object's members does not count. */
function equal(a, b) {
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return a === b;
  const keys = Object.keys(a);
  return (
    Array.isArray(a) === Array.isArray(b) &&
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && equal(a[key], b[key]))
  );
}

const OPERATIONS = {
  add: (doc, { path, value }) => add(doc, path, value),
  remove: (doc, { path }) => remove(doc, path),
  replace: (doc, { path, value }) => replace(doc, path, value),
  copy: (doc, { from, path }) => add(doc, path, read(doc, from)),
  move(doc, { from, path }) {
    if (path.startsWith(`${from}/`)) throw new Error("a value cannot move into itself");
    return add(remove(doc, from), path, read(doc, from));
  },
  test(doc, { path, value }) {
    if (!equal(read(doc, path), value)) throw new Error(`test failed at ${path}`);
    return doc;
  },
};

/** `doc` after the operations of `patch`. Throws, with none applied, where one cannot be. */
export function applyPatch(doc, patch) {
  return patch.reduce((result, operation) => {
    if (!Object.hasOwn(OPERATIONS, operation.op)) throw new Error(`no operation: ${operation.op}`);
    return OPERATIONS[operation.op](result, operation);
  }, doc);
}
