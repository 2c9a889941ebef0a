/** The choices of an ingest: what is offered first, what counts as none at all, and how templates are put together. Pure. */
import {
  type Card,
  type Ingest,
  IngestOptions,
  type templateFields,
} from '../../../src-shared/domain/ingest';
import type { Receipt } from '../../../src-shared/domain/receipt';
import type { IngestId } from '../../../src-shared/units';

export const presets = {
  card: null,
  camera: '{date}_{camera}_{seq}',
  shoot: '{shoot}_{seq}',
} as const;
export type Preset = keyof typeof presets | 'own';

export function presetOf(template: string | null): Preset {
  const known = (Object.keys(presets) as Array<keyof typeof presets>).find(
    (name) => presets[name] === template,
  );
  return known ?? 'own';
}

/** A template to begin with that no preset is: what was there, or the name on the card, with something to follow. */
export const ownTemplate = (template: string | null): string =>
  presetOf(template) === 'own' && template !== null ? template : `${template ?? '{date}'}_{name}`;

/** Nothing chosen: the files go into one album, named as they are. */
export const plainOptions: IngestOptions = IngestOptions.parse({});

/** Whether a plain import does the same. */
export const isPlain = (options: IngestOptions): boolean =>
  options.nameTemplate === null &&
  options.splitBy === 'none' &&
  options.copies.length === 0 &&
  !options.skipKnown &&
  !options.eject;

/** As the newest ingest had them. The shoot is another one by now, and numbers go on by themselves. */
export function rememberedOptions(ingests: Readonly<Record<IngestId, Ingest>>): IngestOptions {
  const newest = Object.values(ingests).reduce<Ingest | null>(
    (best, ingest) => (best === null || ingest.id > best.id ? ingest : best),
    null,
  );
  return newest === null ? plainOptions : { ...newest.options, shoot: '', firstSeq: plainOptions.firstSeq };
}

/** What is sent: only what the form shows at that moment counts. */
export function effectiveOptions(options: IngestOptions, canEject: boolean): IngestOptions {
  return { ...options, eject: options.eject && canEject, shoot: options.shoot.trim() };
}

export const usesField = (template: string | null, field: (typeof templateFields)[number]): boolean =>
  template?.includes(`{${field}}`) === true || template?.includes(`{${field}:`) === true;

/** The field in its braces in place of what is selected; answers the template and where the caret stands then. */
export function withField(
  template: string,
  field: string,
  selection: { start: number; end: number },
): { template: string; caret: number } {
  const before = template.slice(0, selection.start);
  const inserted = `{${field}}`;
  return {
    template: `${before}${inserted}${template.slice(selection.end)}`,
    caret: before.length + inserted.length,
  };
}

/** The card on which all of these paths lie; null: they lie elsewhere. */
export function cardOf(paths: readonly string[], cards: readonly Card[]): Card | null {
  const isOn = (card: Card, path: string): boolean => {
    const base = card.path.replace(/[/\\]+$/, '');
    return path === card.path || path === base || path.startsWith(`${base}/`) || path.startsWith(`${base}\\`);
  };
  return cards.find((card) => paths.length > 0 && paths.every((path) => isOn(card, path))) ?? null;
}

/** How many photos of a card no import has stored; null: not looked at, or not counted to the end. */
export const newOn = (card: Card): number | null =>
  card.knownCount === null || card.counted !== 'all' ? null : Math.max(0, card.fileCount - card.knownCount);

/** Only the newest receipt speaks of an ingest that ended just now; when that one failed, no older one stands in for it. */
export function endedSafe(receipts: readonly Receipt[], ingestId: IngestId): boolean {
  const newest = receipts
    .filter((receipt) => receipt.ingestId === ingestId)
    .reduce<Receipt | null>((best, one) => (best === null || one.id > best.id ? one : best), null);
  return newest?.state === 'done' && newest.verdict?.safe === true;
}
