/** Fields of a result that are being written as messages: the state's `filling`. */
import { keysOf } from "../client/patch.js";

/** The keys of a place in a result, or undefined where the pointer names none. */
function placeIn(pointer) {
  try {
    const keys = keysOf(pointer);
    return keys.length ? keys : undefined;
  } catch {
    return undefined;
  }
}

/**
 * What `filling` says of messages that are there: `{path, id, text, busy}`, `busy` while the
 * message is being written.
 */
export function fillingOf(fold) {
  const { filling } = fold.state ?? {};
  const messageOf = (entry) => placeIn(entry?.path) && fold.message(entry.message);
  const isShown = (entry) => messageOf(entry)?.role === "assistant";
  return (Array.isArray(filling) ? filling : []).filter(isShown).map((entry) => {
    const { id, content } = messageOf(entry);
    const busy = fold.running && fold.open.has(id);
    return { path: entry.path, id, text: String(content ?? ""), busy };
  });
}

const isIndex = (key) => /^(0|[1-9]\d*)$/.test(key);

/** A copy with the value at the end of the keys, which is made where there is nothing yet. */
function put(node, [key, ...rest], value) {
  if (key === undefined) return value;
  const at = node !== null && typeof node === "object" ? node : isIndex(key) ? [] : {};
  if (!Array.isArray(at)) return { ...at, [key]: put(at[key], rest, value) };
  if (!isIndex(key) || Number(key) > at.length) return at;
  return Object.assign([...at], { [key]: put(at[key], rest, value) });
}

/** The result with the value at each of the paths; the result itself is left as it is. */
export const withAt = (result, paths, value) =>
  paths.reduce((whole, path) => put(whole, placeIn(path), value), result);

/** What the result has at the path, or undefined. */
export const readAt = (result, path) => placeIn(path).reduce((node, key) => node?.[key], result);

/** The texts in the result, each with the name of the field that it is all or a part of. */
export function textsOf(result) {
  const within = (value) =>
    value !== null && typeof value === "object" ? Object.values(value).flatMap(within) : value;
  const named = ([name, value]) => [within(value)].flat().map((text) => [text, name]);
  const texts = Object.entries(result ?? {}).flatMap(named);
  return new Map(texts.filter(([text]) => typeof text === "string" && text !== ""));
}
