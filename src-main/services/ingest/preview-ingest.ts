/** What an ingest would do, told before anything happens: the first names, and the albums that a split would fill. */
import { AppError, toWire } from '../../../src-shared/app-error';
import type { IngestOptions, IngestPreview } from '../../../src-shared/domain/ingest';
import { parseNameTemplate } from '../../media/name-template';
import { disambiguate } from '../../media/object-key';
import { scanFolder } from '../../media/scan-folder';
import type { Core } from '../core';
import { type Naming, plainKeys } from './decide-names';
import { batchesOf } from './group-files';
import { type Entry, newEntry } from './ingest-notes';
import { readGroupFacts, unreadFacts } from './photo-facts';
import { entryFor, titleOf } from './split-albums';

const SHOWN_NAMES = 12;
/** A preview answers while a person looks at it; a card that takes longer shows what was read so far. */
const LIMITS = { files: 4000, ms: 6000 };
const BATCH_FILES = 48;
/** Length of keys on S3 and Swift; a place that takes less cuts long names further. */
const KEY_LIMITS = { maxKeyBytes: 1024 };

/** A template that cannot be used is an answer, not a failure. Rejects with `file-missing` when no path is there. */
export async function previewIngest(
  core: Core,
  { paths, title, options }: { paths: string[]; title: string; options: IngestOptions },
  signal: AbortSignal,
): Promise<IngestPreview> {
  let naming: Naming;
  try {
    const { nameTemplate, shoot } = options;
    naming = { template: nameTemplate === null ? null : parseNameTemplate(nameTemplate, { shoot }), shoot };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { names: [], albums: [], error: toWire(error) };
  }
  const split = options.splitBy !== 'none';
  const reads = split || naming.template?.readsPhotos === true;
  const names: IngestPreview['names'] = [];
  const entries: Entry[] = [newEntry('', 0)];
  const counts = new Map<Entry, number>();
  const given = new Set<string>();
  const untilMs = core.now() + LIMITS.ms;
  let seq = options.firstSeq;
  let fileCount = 0;

  const sizes = { first: SHOWN_NAMES, most: BATCH_FILES };
  for await (const batch of batchesOf(scanFolder(paths, { signal }), sizes)) {
    const facts = await Promise.all(
      batch.groups.map((group) => (reads ? readGroupFacts(core, group, signal) : unreadFacts(group))),
    );
    for (const [index, group] of batch.groups.entries()) {
      const known = facts[index] ?? unreadFacts(group);
      const entry = entryFor(entries, options, known.wallClock, 0);
      counts.set(entry, (counts.get(entry) ?? 0) + group.files.length);
      fileCount += group.files.length;
      if (names.length < SHOWN_NAMES) {
        const keys = plainKeys(naming, group, { facts: known, seq, companionKey: null, limits: KEY_LIMITS });
        for (const [at, file] of group.files.entries())
          names.push({ from: file.relativePath, to: apart(given, `${entry.label}\n`, keys[at] ?? '') });
      }
      seq += 1;
    }
    const enough = split ? fileCount >= LIMITS.files || core.now() >= untilMs : names.length >= SHOWN_NAMES;
    if (enough) break;
  }
  const albums = [...counts].map(([entry, count]) => ({
    title: titleOf(title, entry.label),
    fileCount: count,
  }));
  return { names: names.slice(0, SHOWN_NAMES), albums: split ? albums : [], error: null };
}

/** As the import would number names that are the same. */
function apart(given: Set<string>, album: string, key: string): string {
  let free = key;
  for (let n = 2; given.has(album + free); n += 1) free = disambiguate(key, n, KEY_LIMITS);
  given.add(album + free);
  return free;
}
