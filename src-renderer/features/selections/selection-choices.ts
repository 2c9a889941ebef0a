/** Which selections fit what is typed, and what Enter means. */
import type { Selection } from '../../../src-shared/domain/selection';
import type { SelectionId } from '../../../src-shared/units';

export type SelectionChoice = { kind: 'known'; selection: Selection } | { kind: 'new'; name: string };

/** Case, accents and how Unicode puts letters together make no difference. */
const folded = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .normalize('NFC')
    .toLowerCase()
    .trim();

/** The one used last comes first, then as listed. A new one is offered last, unless one has that very name; `proposed` is what Enter takes. */
export function choicesFor(
  selections: readonly Selection[],
  text: string,
  targetId: SelectionId | null,
): { choices: SelectionChoice[]; proposed: number } {
  const words = folded(text).split(/\s+/).filter(Boolean);
  const known = selections
    .filter(({ name }) => words.every((word) => folded(name).includes(word)))
    .sort((a, b) => Number(b.id === targetId) - Number(a.id === targetId))
    .map((selection): SelectionChoice => ({ kind: 'known', selection }));
  const name = text.trim();
  const same = known.findIndex(
    (choice) => choice.kind === 'known' && folded(choice.selection.name) === folded(name),
  );
  if (name === '') return { choices: known, proposed: 0 };
  if (same >= 0) return { choices: known, proposed: same };
  const begins = known.findIndex(
    (choice) => choice.kind === 'known' && folded(choice.selection.name).startsWith(folded(name)),
  );
  return { choices: [...known, { kind: 'new', name }], proposed: begins >= 0 ? begins : known.length };
}
