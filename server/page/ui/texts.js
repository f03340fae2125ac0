/** What the page says: the texts of the catalogue, in the language that the browser asks for. */

const PLACE = /\{(\w+)\}/;

let texts = {};
let spoken = "en";

/** Takes in what `GET /v1/texts` gave. Before that, nothing here has a text. */
export function speak(given) {
  texts = given.texts;
  spoken = given.language;
  document.documentElement.lang = spoken;
}

/** A pair says one thing of one, and another of any other number. */
function formOf(key, { count }) {
  const found = texts[key] ?? key;
  return typeof found === "string" ? found : found[count === 1 ? "one" : "other"];
}

/** The text with nodes or texts in the places of its `{placeholders}`, as a list for `el`. */
export function parts(key, values) {
  const pieces = formOf(key, values).split(PLACE);
  return pieces.map((piece, at) => (at % 2 ? values[piece] : piece));
}

/**
 * The text of a key, with `values` in its places; `count`, where there is one, also chooses the
 * form. A key that the catalogue does not have is seen as it is.
 */
export const t = (key, values = {}) => parts(key, values).join("");

/** What people call a name of the wire: "durationMinutes" is "Duration minutes". */
export function words(name) {
  const known = texts[`page.word.${name}`];
  if (known !== undefined) return known;
  const spaced = name
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replace(/[_-]+/g, " ")
    .toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/** What people call a value of a field, where it is called otherwise there than elsewhere. */
export const valueWords = (field, value) => texts[`page.word.${field}_${value}`] ?? words(value);

/** What is to be known of what people call so, or undefined where its name says all. */
export const about = (name) => texts[`page.word.about_${name}`];

/** What a language is called, by its tag (BCP 47). */
export function nameOf(tag) {
  try {
    return new Intl.DisplayNames(spoken, { type: "language" }).of(tag);
  } catch {
    return tag;
  }
}

/** A moment, in ms since 1970 or as ISO 8601 has it, as people write it. */
export function moment(at) {
  const shown = { month: "short", day: "numeric", hour: "numeric", minute: "2-digit" };
  return new Intl.DateTimeFormat(spoken, shown).format(new Date(at));
}

/** A day, in ms since 1970. */
export const day = (ms) => new Intl.DateTimeFormat(spoken, { dateStyle: "long" }).format(ms);

/** A day of ISO 8601 as people write it. */
export const dayName = (iso) => day(new Date(`${iso}T00:00`).getTime());

/** Names as a sentence has them: any one of them may be meant, or ("conjunction") all are. */
export const listed = (names, type = "disjunction") =>
  new Intl.ListFormat(spoken, { type }).format(names);

export const figure = (number) => number.toLocaleString(spoken);

/** One amount of money, or from one to another, of a currency (ISO 4217) where it is known. */
export function money({ currency, min, max }) {
  const amounts = [min, max].filter((one) => typeof one === "number");
  const ways = { maximumFractionDigits: 2, minimumFractionDigits: 0 };
  const style = currency ? { style: "currency", currency, ...ways } : ways;
  const shown = [...new Set(amounts)].map((one) => one.toLocaleString(spoken, style));
  return shown.join(" – ");
}

/** A number of bytes, in the unit that suits it. */
export function size(bytes) {
  const isLarge = bytes >= 1e6;
  const unit = isLarge ? "megabyte" : "kilobyte";
  const number = isLarge ? bytes / 1e6 : Math.ceil(bytes / 1e3);
  return number.toLocaleString(spoken, { style: "unit", unit, maximumFractionDigits: 1 });
}
