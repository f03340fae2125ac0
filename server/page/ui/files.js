/** Files that come by a button, by being dropped, or by being pasted. */
import { el } from "./dom.js";

const hasFiles = ({ dataTransfer }) => dataTransfer.types.includes("Files");

/**
 * Gives the files that are dropped or pasted on an element to `onFiles`, as a list. Text that is
 * pasted stays what it is, also where a picture of it comes along.
 * @param signal ends it.
 */
export function takeFiles(target, onFiles, { signal } = {}) {
  const drag = (over) => (event) => {
    if (!hasFiles(event)) return;
    // What is not said to be taken, the browser opens in the place of the page.
    event.preventDefault();
    target.classList?.toggle("over", over);
  };
  const listen = (type, listener) => target.addEventListener(type, listener, { signal });
  listen("dragover", drag(true));
  listen("dragleave", drag(false));
  listen("drop", (event) => {
    drag(false)(event);
    if (hasFiles(event)) onFiles([...event.dataTransfer.files]);
  });
  listen("paste", (event) => {
    const { files, types } = event.clipboardData;
    if (!files.length || types.includes("text/plain")) return;
    event.preventDefault();
    onFiles([...files]);
  });
}

/** Has the browser not open files in the place of the page that miss what takes them. */
export function refuseFiles(target) {
  target.addEventListener("dragover", (event) => {
    if (event.defaultPrevented || !hasFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "none";
  });
}

/** A button that has the user choose files, and the input that it stands for. */
export function fileButton(label, onFiles, { accept, multiple = false, ...attributes } = {}) {
  const onchange = () => {
    const chosen = [...input.files];
    // The same file can be chosen again.
    input.value = "";
    if (chosen.length) onFiles(chosen);
  };
  const input = el("input", { type: "file", accept, multiple, hidden: true, onchange });
  const onclick = () => input.click();
  const button = el("button", { type: "button", class: "quiet", onclick, ...attributes }, label);
  return [button, input];
}
