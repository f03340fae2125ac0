/** Reads JSON Schemas, as far as forms and views need to. Where there is none, it is `{}`. */

/** A definition's title is its type's name, which says nothing about the place where it is used. */
const untitled = ({ title: _, ...definition }) => definition;

function followed(reference, root) {
  const keys = reference.split("/").slice(1);
  return untitled(keys.reduce((node, key) => node?.[key], root) ?? {});
}

/**
 * The schema with its `$ref` followed and "or null" taken off.
 * @param root the whole that references point into.
 */
export function plain(schema, root) {
  const { $ref: reference, anyOf: either, ...own } = schema;
  if (reference) return plain({ ...followed(reference, root), ...own }, root);
  const options = either?.filter((option) => option.type !== "null");
  if (options?.length === 1) return plain({ ...options[0], ...own }, root);
  if (Array.isArray(schema.type)) return { ...schema, type: schema.type.find((t) => t !== "null") };
  return schema;
}

const optionsOf = (schema, root) => schema.anyOf?.map((option) => plain(option, root)) ?? [];

/**
 * The same for a form's field: where a schema takes text or something else, it is the text's. Of
 * something that one has stored, its `x-stored` names the collection that one may choose from.
 */
export function writable(schema, root) {
  const whole = plain(schema, root);
  const { anyOf: _, ...own } = whole;
  const text = optionsOf(whole, root).find(({ type }) => type === "string");
  return text ? { ...text, ...own } : whole;
}

const TYPES = {
  array: Array.isArray,
  object: (value) => value !== null && typeof value === "object" && !Array.isArray(value),
  integer: Number.isInteger,
  number: (value) => typeof value === "number",
  string: (value) => typeof value === "string",
  boolean: (value) => typeof value === "boolean",
};

function fits({ type, required = [] }, value) {
  if (type && !TYPES[type]?.(value)) return false;
  return type !== "object" || required.every((name) => Object.hasOwn(value, name));
}

/** The schema of a value; of several that it may have, the first that it looks like. */
function schemaFor(value, schema, root) {
  const found = plain(schema ?? {}, root);
  return optionsOf(found, root).find((option) => fits(option, value)) ?? found;
}

/**
 * The schema of what an object or a list has under a key.
 * @param schema the object's or list's own, as this function or `plain` gave it.
 */
export function schemaAt(schema, key, value, root) {
  const { properties = {}, additionalProperties, items, prefixItems } = schema;
  const found = Object.hasOwn(properties, key) ? properties[key] : undefined;
  const rest = typeof additionalProperties === "object" ? additionalProperties : undefined;
  return schemaFor(value, found ?? prefixItems?.[key] ?? items ?? rest, root);
}

/** An object's own keys, those that its schema has in the schema's order, and then all others. */
export function keysOf(value, { properties = {} }) {
  const known = Object.keys(properties).filter((key) => Object.hasOwn(value, key));
  return [...known, ...Object.keys(value).filter((key) => !Object.hasOwn(properties, key))];
}
