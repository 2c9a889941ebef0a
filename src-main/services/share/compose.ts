/** Drafts of shares: kept in the catalogue, made and changed offline, nothing of them leaves this computer. */
import { randomUUID } from 'node:crypto';
import { AppError } from '../../../src-shared/app-error';
import { MAX_SHARED, type Share } from '../../../src-shared/domain/share';
import type { CommandArgs } from '../../../src-shared/ipc-contract';
import {
  type AlbumId,
  type AssetId,
  RecipientId,
  type SelectionId,
  ShareId,
} from '../../../src-shared/units';
import type { ItemPosition, RecipientRow, ShareRow } from '../../catalogue/catalogue';
import { albumOr404 } from '../albums';
import { selectionOr404 } from '../library/selections';
import { refuseSharing } from '../received/refuse-received';
import { type ShareDesk, shareOr404 } from './desk';
import { toShare } from './to-share';

type Given = CommandArgs<'shares.create'>;
type Edit = CommandArgs<'shares.edit'>;

export function createDraft(desk: ShareDesk, given: Given): Share {
  const { core } = desk;
  const { title, ids } = contentOf(desk, given.source);
  const photos = photosOf(desk, ids);
  const nowMs = core.now();
  const id = ShareId.parse(randomUUID());
  const row: ShareRow = {
    id,
    title: given.title ?? title,
    message: given.message,
    language: given.language,
    state: 'draft',
    stateAtMs: nowMs,
    reason: null,
    createdAtMs: nowMs,
    days: given.days,
    endsAtMs: null,
    sureUntilMs: null,
    connectionId: given.connectionId ?? connectionOf(desk, ids),
    allow: given.allow,
    options: given.options,
    bucket: '',
    folder: '',
    objectsFolder: '',
    nextObjectsFolder: null,
    revision: 0,
    manifest: null,
    cleanedAtMs: null,
  };
  requireConnection(desk, row.connectionId);
  core.catalogue.transaction(() => {
    core.catalogue.shares.insert(row);
    core.catalogue.shares.putRecipients(id, recipientsOf(given.recipients, []));
    core.catalogue.shares.replacePhotos(id, photos);
  });
  return told(desk, id);
}

export function editDraft(desk: ShareDesk, { id, recipients, assetIds, ...change }: Edit): Share {
  const { core } = desk;
  const share = shareOr404(desk, id);
  if (share.state !== 'draft')
    throw new AppError(
      'bad-input',
      'This share was sent already. Revoke it, or make another one for what should be different.',
    );
  if (change.connectionId) requireConnection(desk, change.connectionId);
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  const photos = assetIds && photosOf(desk, assetIds);
  core.catalogue.transaction(() => {
    core.catalogue.shares.change(id, given);
    if (recipients)
      core.catalogue.shares.putRecipients(id, recipientsOf(recipients, core.catalogue.shares.recipients(id)));
    if (photos) core.catalogue.shares.replacePhotos(id, photos);
  });
  return told(desk, id);
}

function told({ core }: ShareDesk, id: ShareId): Share {
  core.changes.share(id);
  core.changes.flush();
  return toShare(core.catalogue, shareOr404({ core }, id));
}

function contentOf({ core }: ShareDesk, source: Given['source']): { title: string; ids: AssetId[] } {
  if ('assetIds' in source) {
    const [first] = core.catalogue.assets.get(source.assetIds.slice(0, 1));
    const title = first ? albumOr404(core, first.albumId).title : 'Photos';
    return { title, ids: source.assetIds };
  }
  if ('selectionId' in source) {
    const { name } = selectionOr404(core, source.selectionId);
    return { title: name, ids: selected(core, source.selectionId) };
  }
  const album = albumOr404(core, source.albumId);
  return { title: album.title, ids: ofAlbum(core, source.albumId) };
}

function selected({ catalogue }: ShareDesk['core'], id: SelectionId): AssetId[] {
  const ids: AssetId[] = [];
  for (let after: ItemPosition | null = null; ids.length <= MAX_SHARED; ) {
    const page = catalogue.selections.items(id, after, 1000);
    ids.push(...page.filter((item) => !item.trashed).map((item) => item.assetId));
    if (page.length < 1000) break;
    after = page.at(-1) ?? null;
  }
  return ids;
}

export function ofAlbum({ catalogue }: ShareDesk['core'], id: AlbumId): AssetId[] {
  catalogue.assets.settleOrder(id);
  return [...catalogue.assets.index(id).ids].map((asset) => asset as AssetId);
}

/** Each once, in order; those in the trash are no part of it. */
function photosOf({ core }: ShareDesk, given: readonly AssetId[]) {
  const ids = [...new Set(given)];
  refuseSharing(core, ids);
  if (ids.length > MAX_SHARED)
    throw new AppError(
      'bad-input',
      `A share holds ${MAX_SHARED.toLocaleString('en')} photos at most. Choose fewer, or make two.`,
    );
  const assets = [];
  for (let at = 0; at < ids.length; at += 1000)
    assets.push(...core.catalogue.assets.get(ids.slice(at, at + 1000)));
  const byId = new Map(assets.map((asset) => [asset.id, asset]));
  const photos = ids.flatMap((id) => {
    const asset = byId.get(id);
    return asset && asset.trashedAtMs === null
      ? [{ assetId: id, fileName: asset.fileName, itemId: randomUUID().replaceAll('-', '').slice(0, 12) }]
      : [];
  });
  if (photos.length === 0)
    throw new AppError('bad-input', 'There is no photo in it to share. Choose some photos.');
  return photos;
}

function connectionOf({ core }: ShareDesk, ids: readonly AssetId[]): ShareRow['connectionId'] {
  const [first] = core.catalogue.assets.get(ids.slice(0, 1));
  if (!first) throw new AppError('bad-input', 'There is no photo in it to share. Choose some photos.');
  return albumOr404(core, first.albumId).connectionId;
}

function requireConnection({ core }: ShareDesk, id: ShareRow['connectionId']): void {
  if (!core.catalogue.connections.get(id))
    throw new AppError('not-found', 'That connection is not here any more. Choose another one in Storage.');
}

/** An address that is named twice is one person. */
export function recipientsOf(given: Given['recipients'], known: readonly RecipientRow[]): RecipientRow[] {
  const byEmail = new Map(given.map((person) => [person.email.toLowerCase(), person]));
  const knownIds = new Set<string>(known.map((row) => row.id));
  return [...byEmail.values()].map(({ id, email, name, codeWay }) => ({
    id: id && knownIds.has(id) ? id : RecipientId.parse(randomUUID()),
    email,
    name,
    codeWay,
    state: 'waiting',
    openedAtMs: null,
    lastOpenedAtMs: null,
    openedCount: 0,
    pickedAtMs: null,
    pickedCount: 0,
    selectionId: null,
    pageName: '',
    picksName: '',
    pageRevision: 0,
    mailed: false,
    pickedSequence: null,
    pickedNote: '',
  }));
}
