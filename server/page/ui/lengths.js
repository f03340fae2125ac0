/** How long a text is, in every unit that forms count in. The server's count is the one that holds. */

const characters = (text) => {
  if (!globalThis.Intl?.Segmenter) return [...text];
  return Array.from(new Intl.Segmenter("und").segment(text), ({ segment }) => segment);
};
const isPlain = (one) => /^[\0-\x7f]+$/.test(one);

/** The lengths of a text, by the names that a result has them under. */
export function lengthsOf(text) {
  const plain = text
    .trim()
    .replace(/\r\n?/g, "\n")
    .normalize("NFC");
  const all = characters(plain);
  return {
    characters: all.length,
    charactersNoSpaces: all.filter((one) => one.trim()).length,
    words: plain.split(/\s+/).filter(Boolean).length,
    bytesUtf8: new TextEncoder().encode(plain).length,
    bytesEucKr: all.reduce((sum, one) => sum + (isPlain(one) ? one.length : 2), 0),
  };
}

/** The name of the length that a limit is about, or undefined where only the server can tell it. */
export function countedBy({ unit, spaces, encoding }) {
  if (unit === "words") return "words";
  if (unit === "characters") return spaces ? "characters" : "charactersNoSpaces";
  return spaces ? (encoding === "euc-kr" ? "bytesEucKr" : "bytesUtf8") : undefined;
}
