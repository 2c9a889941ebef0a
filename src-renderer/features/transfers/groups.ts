/** The transfers as a person knows them: imports and downloads, the ones under way first. */
import { type Download, downloadIsOpen } from '../../../src-shared/domain/download';
import type { ImportRun } from '../../../src-shared/domain/transfer';

export type Group =
  | { kind: 'import'; key: string; run: ImportRun }
  | { kind: 'download'; key: string; download: Download };

/** Ended ones beyond these are in the journal. */
const listedGroups = 50;

export const runIsOpen = (run: ImportRun): boolean => run.state === 'scanning' || run.state === 'running';

/** Open ones first, then those that ended last. */
export function groupsOf(runs: readonly ImportRun[], downloads: readonly Download[]): Group[] {
  const all: Group[] = [
    ...runs.map((run) => ({ kind: 'import' as const, key: `import ${run.id}`, run })),
    ...downloads.map((download) => ({
      kind: 'download' as const,
      key: `download ${download.id}`,
      download,
    })),
  ];
  const rank = (group: Group): [open: number, atMs: number] => {
    const { startedAtMs, endedAtMs } = group.kind === 'import' ? group.run : group.download;
    return groupIsOpen(group) ? [1, startedAtMs] : [0, endedAtMs ?? startedAtMs];
  };
  return all
    .map((group) => ({ group, rank: rank(group) }))
    .sort((a, b) => b.rank[0] - a.rank[0] || b.rank[1] - a.rank[1])
    .slice(0, listedGroups)
    .map(({ group }) => group);
}

export const groupIsOpen = (group: Group): boolean =>
  group.kind === 'import' ? runIsOpen(group.run) : downloadIsOpen(group.download.state);

/**
 * The imports that the line speaks of: those under way, or else the newest with all that ran beside it, since "the card" may be any of
 * them.
 */
export function shownRuns(runs: readonly ImportRun[]): ImportRun[] {
  const open = runs.filter(runIsOpen);
  if (open.length > 0) return open;
  const byStart = [...runs].sort((a, b) => b.startedAtMs - a.startedAtMs);
  const shown: ImportRun[] = [];
  let sinceMs = Number.POSITIVE_INFINITY;
  for (const run of byStart) {
    if (shown.length > 0 && (run.endedAtMs ?? run.startedAtMs) < sinceMs) break;
    shown.push(run);
    sinceMs = Math.min(sinceMs, run.startedAtMs);
  }
  return shown;
}

/** The last part of a path, as the name of a card or folder; the folder that every camera makes names nothing. */
export function lastName(path: string): string {
  const parts = path.split(/[/\\]/).filter(Boolean);
  if (parts.length > 1 && parts.at(-1)?.toUpperCase() === 'DCIM') parts.pop();
  return parts.at(-1) ?? path;
}
