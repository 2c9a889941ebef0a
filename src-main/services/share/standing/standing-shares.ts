/**
 * Albums that groups see. Rows say what is wanted (who is in which group, which album a group sees); this brings shares in line with them:
 * at once after a person's act, a while after an album changed, and at every start.
 */
import { randomUUID } from 'node:crypto';
import { AppError, toWire } from '../../../../src-shared/app-error';
import { MAX_SHOWN, type Person, type StandingShare } from '../../../../src-shared/domain/album-access';
import type { CommandArgs } from '../../../../src-shared/ipc-contract';
import { type AlbumId, type GroupId, ShareId } from '../../../../src-shared/units';
import type { ShareRow, StandingRow } from '../../../catalogue/catalogue';
import { requireMayChange } from '../../album-owner';
import { albumOr404 } from '../../albums';
import { sharedByOthers } from '../../received/refuse-received';
import { recipientsOf } from '../compose';
import type { ShareDesk } from '../desk';
import type { Shares } from '../shares';
import { photosOfAlbum } from './follow-album';
import { matchAllow, STANDING_DAYS } from './keep-standing';
import { asRecipient, markGone } from './match-people';
import { needsNewKey } from './rekey';

export interface StandingShares {
  list(): StandingShare[];
  share(given: CommandArgs<'groups.share'>): Promise<StandingShare>;
  /** Changes what the group may do. Resolves when it is begun, as `peopleChanged`. */
  allow(given: CommandArgs<'groups.allow'>): Promise<StandingShare>;
  unshare(albumId: AlbumId, groupId: GroupId): Promise<void>;
  /** Rows of groups changed: what they see follows. Resolves when it is begun, not when it is through. */
  peopleChanged(): void;
  /** Brings everything in line; resolves when it is through. */
  settle(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

/** Somebody drags folders in or throws photos away: looked at once that rests. */
const REST_MS = 4000;

export function createStandingShares(
  desk: ShareDesk,
  shares: Pick<Shares, 'send' | 'endStanding' | 'work' | 'interrupt'>,
  options: { restMs?: number } = {},
): StandingShares {
  const { core } = desk;
  const { groups, shares: rows, albums } = core.catalogue;
  const touched = new Set<AlbumId>();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | null = null;
  let again = false;
  let stopped = false;
  let off = (): void => undefined;

  const list = (): StandingShare[] =>
    groups.standing().map(({ albumId, groupId, shareId, composed, ending, rekey, behind }) => ({
      albumId,
      groupId,
      shareId,
      allow: composed.allow,
      ending,
      rekeying: rekey !== null || (shareId !== null && needsNewKey(desk, shareId)),
      behind: behind !== null || (shareId !== null && hasWaiting(shareId)),
      notShown: Math.max(0, (albums.get(albumId)?.storedCount ?? 0) - MAX_SHOWN),
    }));
  const hasWaiting = (id: ShareId): boolean => rows.recipients(id).some((one) => one.state === 'waiting');
  const tell = (): void => core.changes.groups(groups.list(), list());

  /** One after the other; what fails is told on its share and tried again with it. */
  async function settle(): Promise<void> {
    if (running) {
      again = true;
      return running;
    }
    running = (async () => {
      do {
        again = false;
        for (const row of groups.standing()) {
          if (stopped) return;
          await settleOne(row).catch((error: unknown) =>
            core.log.warn('standing-share', { album: row.albumId, error: toWire(error) }),
          );
        }
        tell();
      } while (again && !stopped);
    })().finally(() => {
      running = null;
    });
    return running;
  }

  async function settleOne(row: StandingRow): Promise<void> {
    const { albumId, groupId } = row;
    const members = groups.get(groupId)?.members ?? null;
    if (row.ending || members === null || !albums.get(albumId)) {
      groups.changeStanding(albumId, groupId, { ending: true });
      if (row.shareId === null || (await shares.endStanding(row.shareId)))
        groups.removeStanding(albumId, groupId);
      return;
    }
    if (row.shareId === null) return members.length > 0 ? begin(row, members) : undefined;
    if (members.length === 0) {
      // The next member gets a gallery under new keys.
      await shares.endStanding(row.shareId);
      return;
    }
    markGone(desk, row.shareId, members);
    await shares.work(row.shareId);
  }

  /** Nothing is shown before there is a photo. */
  function begin(row: StandingRow, members: readonly Person[]): void {
    const photos = photosOfAlbum(desk, row.albumId);
    if (photos.length === 0) return;
    const album = albumOr404(core, row.albumId);
    const nowMs = core.now();
    const id = ShareId.parse(randomUUID());
    const share: ShareRow = {
      ...row.composed,
      id,
      title: album.title,
      days: STANDING_DAYS,
      state: 'draft',
      stateAtMs: nowMs,
      reason: null,
      createdAtMs: nowMs,
      endsAtMs: null,
      sureUntilMs: null,
      connectionId: album.connectionId,
      bucket: '',
      folder: '',
      objectsFolder: '',
      nextObjectsFolder: null,
      revision: 0,
      manifest: null,
      cleanedAtMs: null,
    };
    core.catalogue.transaction(() => {
      rows.insert(share);
      rows.putRecipients(id, recipientsOf(members.map(asRecipient), []));
      rows.replacePhotos(
        id,
        photos.map((photo) => ({ ...photo, itemId: randomUUID().replaceAll('-', '').slice(0, 12) })),
      );
      groups.changeStanding(row.albumId, row.groupId, { shareId: id, behind: 'check', rekey: null });
    });
    shares.send(id);
  }

  /** A gallery still shows what its album does not hold any more. */
  function showsWhatWent({ albumId, shareId }: StandingRow): boolean {
    if (shareId === null || rows.get(shareId)?.state !== 'live') return false;
    const shown = rows.photos(shareId).flatMap(({ prepared, assetId }) => (prepared ? assetId : []));
    const held = new Set(photosOfAlbum(desk, albumId, new Set(shown)).map(({ assetId }) => assetId));
    return shown.some((id) => !held.has(id));
  }
  function rested(): void {
    for (const row of groups.standing().filter(({ albumId }) => touched.has(albumId))) {
      const behind = showsWhatWent(row) ? 'less' : (row.behind ?? 'check');
      groups.changeStanding(row.albumId, row.groupId, { behind });
      // What comes in may take hours to prepare: what went does not wait for it. Once, else an album that never rests ends every try.
      if (behind === 'less' && row.behind === 'write' && row.shareId) shares.interrupt(row.shareId);
    }
    touched.clear();
    void settle();
  }

  /** Events of photos cost a reading: they are listened to only while a group sees an album. */
  function listen(): void {
    off();
    off = () => undefined;
    if (groups.standing().length === 0) return;
    off = core.changes.listen(
      (event) => {
        if (event.name === 'assets.patched') touched.add(event.payload.albumId);
        if (event.name === 'albums.changed') for (const { id } of event.payload.albums) touched.add(id);
        if (event.name === 'shares.changed' && !event.payload.shares.some((share) => share.standing)) return;
        clearTimeout(timer);
        timer = setTimeout(rested, options.restMs ?? REST_MS).unref();
      },
      ['assets.patched', 'albums.changed', 'shares.changed'],
    );
  }

  return {
    list,
    async share({ albumId, groupId, ...composed }) {
      const album = albumOr404(core, albumId);
      if (album.origin === 'received') throw sharedByOthers();
      requireMayChange(album);
      if (!groups.get(groupId))
        throw new AppError('not-found', 'That group is not here any more. Choose another one.');
      const known = groups.standing().find((row) => row.albumId === albumId && row.groupId === groupId);
      if (known?.ending)
        throw new AppError('bad-input', 'What the group saw is still being deleted. Try again in a while.', {
          retry: 'later',
        });
      if (!known)
        groups.putStanding({
          ...{ albumId, groupId, composed },
          ...{ shareId: null, ending: false, behind: null, rekey: null },
        });
      listen();
      await settle();
      return list().find((row) => row.albumId === albumId && row.groupId === groupId) as StandingShare;
    },
    async allow({ albumId, groupId, allow }) {
      requireMayChange(albumOr404(core, albumId));
      const row = groups.standing().find((one) => one.albumId === albumId && one.groupId === groupId);
      if (!row || row.ending)
        throw new AppError(
          'not-found',
          'That group does not see the album any more. Show it to the group again.',
        );
      const composed = { ...row.composed, allow };
      groups.changeStanding(albumId, groupId, { composed, behind: row.behind ?? 'check' });
      if (row.shareId !== null && rows.get(row.shareId)?.state !== 'live') matchAllow(desk, row.shareId);
      // Originals that were just withdrawn are not sent to the end first.
      if (row.shareId !== null) shares.interrupt(row.shareId);
      tell();
      void settle();
      return list().find((one) => one.albumId === albumId && one.groupId === groupId) as StandingShare;
    },
    async unshare(albumId, groupId) {
      requireMayChange(albumOr404(core, albumId));
      groups.changeStanding(albumId, groupId, { ending: true });
      await settle();
    },
    peopleChanged() {
      // At once, whatever the network says: nobody who went gets another mail or page.
      for (const row of groups.standing()) {
        const members = groups.get(row.groupId)?.members;
        // What is on its way has them in it.
        if (row.shareId !== null && members && markGone(desk, row.shareId, members))
          shares.interrupt(row.shareId);
      }
      tell();
      void settle();
    },
    settle,
    start() {
      // What changed while nobody listened.
      for (const { albumId, groupId, behind } of groups.standing())
        if (behind === null) groups.changeStanding(albumId, groupId, { behind: 'check' });
      listen();
      if (groups.standing().length > 0) timer = setTimeout(rested, options.restMs ?? REST_MS).unref();
    },
    async stop() {
      stopped = true;
      off();
      clearTimeout(timer);
      await running;
    },
  };
}
