/** `caos trash`: what lies in it, throwing photos away, bringing them back, and deleting them for good. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Command } from 'commander';
import type { TrashedPhoto } from '../../src-shared/domain/trash';
import type { AssetId } from '../../src-shared/units';
import { type CommandWork, UsageError } from './command-context';
import { type Column, count, formatTime, tableLines } from './format';
import { choosePhotos, type PhotoChoice } from './photo-choice';
import type { Session } from './session';

/** What the stores are waited for; what is left then goes on by itself whenever CAOS runs. */
const WAIT_AT_MOST_MS = 60_000;
const LOOK_EVERY_MS = 200;

const places: Record<TrashedPhoto['place'], string> = {
  trash: 'in the trash',
  moving: 'waits for its storage',
  hidden: 'only hidden here',
};
const columns: Array<Column<TrashedPhoto>> = [
  { title: 'ID', value: (photo) => String(photo.id), align: 'right' },
  { title: 'FILE', value: (photo) => photo.from },
  { title: 'SINCE', value: (photo) => formatTime(photo.trashedAtMs) },
  { title: 'UNTIL', value: ({ leavesAtMs }) => (leavesAtMs === null ? 'for ever' : formatTime(leavesAtMs)) },
  { title: 'STATE', value: (photo) => places[photo.place] },
];

export function trash(program: Command, run: (work: CommandWork) => void): void {
  const group = program
    .command('trash')
    .description('photos that were thrown away; they are deleted by themselves after 30 days');
  group
    .command('list', { isDefault: true })
    .description('show what lies in it, newest first')
    .action(() => run(listTrash()));
  group
    .command('move')
    .argument('[key...]', 'photos of the album by key; folders end with /')
    .description('move photos to the trash')
    .option('--album <title>', 'title or id of the album')
    .option('--assets <ids>', 'these photos, of any albums, by id: 12,40,41')
    .option('--hide', 'what another program put into its bucket is only hidden here')
    .option('--also-others', 'move that in its bucket, too')
    .action((keys: string[], options: MoveOptions) => run(moveToTrash(keys, options)));
  group
    .command('restore')
    .argument('[id...]', 'photos by id, as `caos trash list` shows them')
    .description('bring photos back into their albums')
    .option('--all', 'all of them')
    .action((ids: string[], options: { all?: boolean }) => run(restore(ids, options.all ?? false)));
  group
    .command('empty')
    .argument('[id...]', 'only these photos, by id')
    .description('delete what lies in it for good, here and in its storage')
    .option('--yes', 'do not ask')
    .action((ids: string[], options: { yes?: boolean }) => run(empty(ids, options.yes ?? false)));
}

interface MoveOptions extends PhotoChoice {
  hide?: boolean;
  alsoOthers?: boolean;
}

function listTrash(): CommandWork {
  return async ({ session, answer }) => {
    const photos = await session.call('trash.list', {});
    answer(photos, photos.length === 0 ? ['The trash is empty.'] : tableLines(columns, photos));
    return 0;
  };
}

function moveToTrash(keys: string[], options: MoveOptions): CommandWork {
  return async ({ session, answer }) => {
    if (options.hide && options.alsoOthers)
      throw new UsageError('--hide and --also-others do not go together.');
    const ids = await choosePhotos(session, keys, options);
    if (ids === null || (keys.length === 0 && options.assets === undefined))
      throw new UsageError('Say which photos: keys with --album TITLE, or --assets IDS.');
    const others = options.hide ? 'hide' : options.alsoOthers ? 'move' : 'ask';
    const done = await session.call('trash.move', { ids, others });
    const waiting = await storesDone(session);
    answer({ ...done, waiting }, [
      `Moved ${count(done.moved, 'photo')} to the trash.`,
      ...(done.others > 0
        ? [
            `${count(done.others, 'photo')} stayed: another program put them into their bucket. Add --hide to hide them here, or --also-others to move them.`,
          ]
        : []),
      ...waitingLines(waiting),
    ]);
    return done.moved > 0 || done.others === 0 ? 0 : 1;
  };
}

function restore(words: string[], all: boolean): CommandWork {
  return async ({ session, answer }) => {
    if (all === words.length > 0) throw new UsageError('Say which photos by id, or --all.');
    const lying = await session.call('trash.list', {});
    const ids = all ? lying.map(({ id }) => id) : idsOf(words, lying);
    if (ids.length === 0) {
      answer({ restored: 0, waiting: 0 }, ['The trash is empty.']);
      return 0;
    }
    const { restored } = await session.call('trash.restore', { ids });
    const waiting = await storesDone(session);
    answer({ restored, waiting }, [`Brought back ${count(restored, 'photo')}.`, ...waitingLines(waiting)]);
    return 0;
  };
}

function empty(words: string[], yes: boolean): CommandWork {
  return async ({ session, answer, confirm }) => {
    const lying = await session.call('trash.list', {});
    const ids = words.length === 0 ? lying.map(({ id }) => id) : idsOf(words, lying);
    if (ids.length === 0) {
      answer({ deleted: 0, kept: 0, waiting: 0 }, ['The trash is empty.']);
      return 0;
    }
    if (
      !yes &&
      !(await confirm(`This deletes ${count(ids.length, 'photo')} for good, here and in storage.`))
    ) {
      answer({ deleted: 0, kept: 0, waiting: 0 }, ['Nothing was deleted.']);
      return 1;
    }
    const done = await session.call('trash.empty', { ids });
    const waiting = await storesDone(session);
    answer({ ...done, waiting }, [
      `Deleted ${count(done.deleted, 'photo')} for good.`,
      ...(done.kept > 0
        ? [`${count(done.kept, 'photo')} that another program put into a bucket stay there, hidden here.`]
        : []),
      ...waitingLines(waiting),
    ]);
    return 0;
  };
}

function idsOf(words: string[], lying: readonly TrashedPhoto[]): AssetId[] {
  return words
    .flatMap((word) => word.split(','))
    .filter(Boolean)
    .map((word) => {
      const photo = lying.find(({ id }) => String(id) === word.trim());
      if (!photo) throw new UsageError(`“${word}” is no photo in the trash. See them with: caos trash list`);
      return photo.id;
    });
}

/** Answers how many acts still wait for a store. */
async function storesDone(session: Session): Promise<number> {
  for (let waitedMs = 0; ; waitedMs += LOOK_EVERY_MS) {
    const { waiting } = await session.call('trash.facts', {});
    if (waiting === 0 || waitedMs >= WAIT_AT_MOST_MS) return waiting;
    await wait(LOOK_EVERY_MS);
  }
}

const waitingLines = (waiting: number): string[] =>
  waiting === 0
    ? []
    : [`${count(waiting, 'photo')} wait for storage that does not answer; CAOS goes on by itself.`];
