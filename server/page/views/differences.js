/** Where two JSON values differ, place by place. */
import { words } from "../ui/texts.js";

const isObject = (value) => value !== null && typeof value === "object";

/** Every text and number in a value, with the names that lead there. */
function leaves(value, path = []) {
  if (!isObject(value)) return [[path, value]];
  return Object.entries(value).flatMap(([key, one]) => leaves(one, [...path, key]));
}

const numbered = (key) => (/^\d+$/.test(key) ? String(Number(key) + 1) : words(key));

/** The places, as `{where, mine, theirs}`: in words, and what each has there, or undefined. */
export function differences(mine, theirs) {
  const read = (value) => new Map(leaves(value).map(([path, one]) => [path.join("\0"), one]));
  const [ours, others] = [read(mine), read(theirs)];
  const places = [...new Set([...ours.keys(), ...others.keys()])];
  return places
    .filter((place) => ours.get(place) !== others.get(place))
    .map((place) => ({
      where: place.split("\0").map(numbered).join(" › "),
      mine: ours.get(place),
      theirs: others.get(place),
    }));
}
