/** On paper nothing can be opened: what is closed is opened to be printed, and closed again. */
export function openForPrint() {
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("main details:not([open])")];
    // One of several with a name would close the others.
    for (const details of opened) details.dataset.name = details.name;
    for (const details of opened) Object.assign(details, { name: "", open: true });
  });
  addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
    for (const details of opened) details.name = details.dataset.name;
    opened = [];
  });
}
