/** Takes what a page opened to into this computer: names, the sealed copy, keys, and the album that shows it. */
import { randomUUID } from 'node:crypto';
import type { ReceivedFacts } from '../../../src-shared/domain/received';
import type { RecipientIds } from '../../../src-shared/sealing/share-keys';
import { AlbumId, ConnectionId, ReceivedId } from '../../../src-shared/units';
import type { ReceivedRow } from '../../catalogue/catalogue';
import { RECEIVED_BUCKET } from '../../storage/received-share';
import type { ReceivedDesk } from './desk';
import type { ReceivedSecret } from './kept-copy';
import { nameNew, plainLine, plainText, shownPlace } from './name-photos';
import type { Envelope, Manifest } from './page-schemas';

export interface OpenedShare {
  ids: RecipientIds;
  pageRevision: number;
  content: Envelope;
  manifest: Manifest;
  recipientName: string;
  secret: ReceivedSecret;
}

function factsOf({ content, manifest, recipientName }: OpenedShare): ReceivedFacts {
  const { photographer, allow } = manifest;
  const name = plainLine(photographer.name, 200) || plainLine(photographer.email, 200);
  return {
    title: plainLine(manifest.title, 200) || name || '…',
    message: plainText(manifest.message, 4000),
    photographer: { name, email: plainLine(photographer.email, 320) },
    recipientName: plainLine(recipientName, 200),
    allow,
    endsAtMs: content.endsAtMs,
    sureUntilMs: content.sureUntilMs,
    photoCount: manifest.items.filter((item) => shownPlace(item, allow.original) !== null).length,
    takesPicks: content.picks !== null && content.picksPublicKey !== null && allow.pick,
  };
}

/** A new one comes to be, a known one becomes what the page says now. Resolves once its album lists it. */
export async function adoptShare(
  desk: ReceivedDesk,
  known: ReceivedRow | null,
  opened: OpenedShare,
): Promise<ReceivedId> {
  const { core, copies, lister } = desk;
  const { catalogue } = core;
  const { ids, content, manifest, pageRevision, secret } = opened;
  const id = known?.id ?? ReceivedId.parse(randomUUID());
  await copies.setSecret(id, secret);
  await copies.write(id, ids, { content, manifest });
  const facts = factsOf(opened);
  const now = { state: 'open', reason: null, refreshedAtMs: core.now(), pageRevision } as const;
  const changed = { ...facts, ...now, manifestRevision: manifest.revision };
  const row: ReceivedRow = known
    ? { ...known, ...changed }
    : {
        ...changed,
        ...{ id, shareId: ids.shareId, recipientId: ids.recipientId },
        albumId: AlbumId.parse(randomUUID()),
        connectionId: ConnectionId.parse(randomUUID()),
        openedAtMs: core.now(),
        ...{ openedCount: 0, nextSlot: 1, sequence: 0, sentAtMs: null, sentCount: 0, notes: {} },
      };
  const { albumId, connectionId } = row;
  catalogue.transaction(() => {
    if (known) {
      catalogue.received.change(id, changed);
      catalogue.albums.edit(albumId, { title: facts.title, note: facts.message });
      catalogue.connections.update(connectionId, {}); // opened anew, by every thread
    } else {
      catalogue.received.insertConnection(connectionId, facts.photographer.name, row.openedAtMs);
      catalogue.albums.insert({
        ...{ id: albumId, title: facts.title, note: facts.message, connectionId },
        ...{ bucket: RECEIVED_BUCKET, prefix: '', createdAtMs: row.openedAtMs, origin: 'received' },
      });
      catalogue.albums.setWritesSidecars(albumId, false);
      catalogue.received.insert(row);
    }
    const names = catalogue.received.names(id);
    catalogue.received.addNames(id, nameNew(manifest.items, manifest.allow.original, names));
  });
  core.stores.forget(connectionId);
  core.changes.album(albumId);
  core.changes.received();
  core.changes.flush();
  lister.refresh(albumId);
  await lister.idle(albumId);
  return id;
}
