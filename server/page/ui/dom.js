/** Makes elements. Text goes in as text nodes only: nothing here ever parses HTML. */

/**
 * An element with its properties and children. `on…` functions listen, `true` and `false` set and
 * leave out an attribute, undefined and null leave it out, all else is the attribute's text.
 */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child != null && child !== false));
  return element;
}

/** Changes the text only where it differs, so that screen readers hear what is new alone. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Makes the nodes the parent's children, in that order. Those that are in their place are not
 * touched, and one that is moved keeps the focus.
 */
export function arrange(parent, nodes) {
  const focused = document.activeElement;
  const wanted = new Set(nodes);
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
  nodes.forEach((node, at) => {
    const there = parent.children[at] ?? null;
    if (there !== node) parent.insertBefore(node, there);
  });
  const lost = focused !== document.activeElement && parent.contains(focused);
  if (lost) focused.focus({ preventScroll: true });
}

/** A button that does something here and now. */
export const button = (label, onclick, attributes = {}) =>
  el("button", { type: "button", class: "quiet", onclick, ...attributes }, label);
