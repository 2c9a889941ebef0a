/** What is written as keywords, and which of the known ones are proposed. Pure. */

/** Keywords that differ in case or composition only are one. */
export const folded = (keyword: string): string => keyword.trim().normalize('NFC').toLowerCase();
const longest = 200;
const mostProposals = 8;

/** `sea, Jeju;sun` -> three, without blanks, repetitions and those that are there. */
export function keywordsIn(text: string, present: readonly string[]): string[] {
  const there = new Set(present.map(folded));
  return text
    .split(/[,;\n]/)
    .map((keyword) => keyword.trim().slice(0, longest).trim())
    .filter((keyword) => {
      const isNew = keyword !== '' && !there.has(folded(keyword));
      there.add(folded(keyword));
      return isNew;
    });
}

/** Those that begin with it first, then those with a word that does; the most used first within each. Nothing for an empty line. */
export function proposalsFor(text: string, known: readonly string[], present: readonly string[]): string[] {
  const wanted = folded(text);
  if (wanted === '') return [];
  const there = new Set(present.map(folded));
  const open = known.filter((keyword) => !there.has(folded(keyword)));
  const begins = open.filter((keyword) => folded(keyword).startsWith(wanted));
  const inside = open.filter(
    (keyword) =>
      !begins.includes(keyword) &&
      folded(keyword)
        .split(/[\s\-_/]+/)
        .some((word) => word.startsWith(wanted)),
  );
  return [...begins, ...inside].slice(0, mostProposals);
}
