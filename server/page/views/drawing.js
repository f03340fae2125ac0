/** A file as people see it, drawn while the browser still has it. */
import { el } from "../ui/dom.js";
import { t } from "../ui/texts.js";

/** Px that a picture is drawn with at most, each way. */
const MAX_PX = 1600;

/**
 * On a canvas: an address of the picture would have to be allowed to all pictures of the page, and
 * this way nothing but its pixels is ever made of the file.
 */
async function picture(file) {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, MAX_PX / Math.max(bitmap.width, bitmap.height));
  const width = Math.round(bitmap.width * scale);
  const height = Math.round(bitmap.height * scale);
  const canvas = el("canvas", { width, height, role: "img", "aria-label": file.name });
  canvas.getContext("2d").drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  return canvas;
}

/** In the browser's own viewer. `signal` lets go of it. */
function pdf(file, signal) {
  // By this type alone, whatever the file says that it is: the browser runs nothing of it as ours.
  const src = URL.createObjectURL(new Blob([file], { type: "application/pdf" }));
  signal.addEventListener("abort", () => URL.revokeObjectURL(src), { once: true });
  return el("iframe", { src, title: file.name });
}

async function plainText(file) {
  return el("pre", { tabindex: "0", dir: "auto" }, await file.text());
}

/** By what it is called, as far as types go that browsers know no name for. */
function makerOf({ type, name }) {
  if (type === "application/pdf") return pdf;
  if (type.startsWith("image/")) return picture;
  if (type === "text/plain" || /\.(md|txt|json)$/i.test(name)) return plainText;
  return undefined;
}

/**
 * The file as a node, or why it can't be shown.
 * @param file undefined where the browser does not have it.
 * @param signal ends what the node needs.
 */
export async function drawn(file, signal) {
  if (!file) return el("p", { class: "hint" }, t("page.drawing.gone"));
  const unknown = () => el("p", { class: "hint" }, t("page.drawing.unknown"));
  const make = makerOf(file) ?? unknown;
  return Promise.resolve(make(file, signal)).catch(unknown);
}
