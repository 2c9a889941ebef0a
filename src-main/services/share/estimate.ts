/** What a share will upload, keep and cost, and what a person should know before it is sent. Works offline. */
import type { Asset } from '../../../src-shared/domain/asset';
import type { ConnectionConfig } from '../../../src-shared/domain/connection';
import type { ShareEstimate, ShareWay } from '../../../src-shared/domain/share';
import { shownBytesOf } from '../../../src-shared/domain/share-sizes';
import { shareCost } from '../../../src-shared/domain/store-prices';
import { sealedSizeBytes } from '../../../src-shared/sealing/sealed-object';
import type { AssetId, ShareId } from '../../../src-shared/units';
import type { ShareRow } from '../../catalogue/catalogue';
import { planUpload } from '../plan-parts';
import { DAY_MS, type ShareDesk, shareOr404 } from './desk';

/** The page with its envelope, for each person. */
const PAGE_BYTES = 420_000;
/** About so many thumbnails lie in one object (pack-contents.ts). */
const THUMBS_A_PACK = 40;
/** As most stores cut what is large. */
const PARTS = {
  multipart: { minPartBytes: 5 * 1024 * 1024, maxPartBytes: 5 * 1024 ** 3, maxParts: 10_000 },
  maxSinglePutBytes: 5 * 1024 ** 3,
};

export function estimateShare(desk: ShareDesk, id: ShareId): ShareEstimate {
  const { core } = desk;
  const share = shareOr404(desk, id);
  const people = core.catalogue.shares.recipients(id);
  const assets = assetsOf(
    desk,
    core.catalogue.shares.photos(id).map((photo) => photo.assetId),
  );
  const originals = share.allow.original;
  const shownBytes = assets.reduce((sum, asset) => sum + shownBytesOf(asset), 0);
  const uploadBytes =
    people.length * PAGE_BYTES +
    shownBytes +
    (originals ? assets.reduce((sum, asset) => sum + sealedSizeBytes(asset.sizeBytes), 0) : 0);
  const byteDays = uploadBytes * share.days;
  const connection = core.catalogue.connections.get(share.connectionId);
  const config = connection?.config;
  const way = config ? wayOf(config, desk.gatewayReach()) : 'https';
  const maxLinkSeconds = maxLinkSecondsOf(config, knownCapabilities(desk, share)?.maxLinkSeconds);
  const notes: ShareEstimate['notes'] = [];
  if (config?.kind === 'local')
    notes.push(way === 'loopback' ? 'only-this-computer' : 'not-https', 'gateway-must-run');
  else if (way !== 'https') notes.push('not-https');
  if (maxLinkSeconds !== null && share.days * DAY_MS > maxLinkSeconds * 1000)
    notes.push('renewed-while-running');
  if (originals)
    notes.push(share.options.stripLocation ? 'originals-without-location' : 'originals-keep-location');
  if (people.some((person) => person.codeWay === 'mail')) notes.push('codes-by-mail');
  if (assets.some((asset) => asset.state !== 'stored')) notes.push('not-stored-photos');
  return {
    photoCount: assets.filter((asset) => asset.kind === 'photo').length,
    videoCount: assets.filter((asset) => asset.kind === 'video').length,
    uploadBytes,
    byteDays,
    cost: connection
      ? shareCost(connection, {
          byteDays,
          downloadedBytes: people.length * (PAGE_BYTES + shownBytes),
          writes: writesOf(assets, originals) + people.length * WRITES_A_PERSON,
        })
      : { known: 'unknown' },
    way,
    maxLinkSeconds,
    notes,
  };
}

/** Their page, and the receipt that it was opened. */
const WRITES_A_PERSON = 2;

/** Requests that put the objects of a share: pictures, films, originals (in parts where they are large), thumbnails, the manifest. */
function writesOf(assets: readonly Asset[], originals: boolean): number {
  const requests = (bytes: number): number => {
    const plan = planUpload(bytes, PARTS);
    return plan.type === 'parts' ? plan.partCount + 2 : 1;
  };
  return assets.reduce(
    (sum, asset) =>
      sum + (asset.kind === 'video' ? 2 : 1) + (originals ? requests(sealedSizeBytes(asset.sizeBytes)) : 0),
    Math.ceil(assets.length / THUMBS_A_PACK) + 1,
  );
}

function assetsOf({ core }: ShareDesk, ids: readonly AssetId[]): Asset[] {
  const assets: Asset[] = [];
  for (let at = 0; at < ids.length; at += 1000)
    assets.push(...core.catalogue.assets.get(ids.slice(at, at + 1000)));
  return assets;
}

const knownCapabilities = ({ core }: ShareDesk, share: ShareRow) =>
  core.catalogue.connections.get(share.connectionId)?.report?.capabilities;

function wayOf(config: ConnectionConfig, reach: 'loopback' | 'lan'): ShareWay {
  if (config.kind === 'local') return reach === 'loopback' ? 'loopback' : 'http';
  const address = config.kind === 'swift' ? config.authUrl : config.endpoint;
  return address === '' || address.startsWith('https:') ? 'https' : 'http';
}

/** What the protocol promises where nothing was tried yet. */
function maxLinkSecondsOf(
  config: ConnectionConfig | undefined,
  seen: number | null | undefined,
): number | null {
  if (seen !== undefined) return seen;
  return config?.kind === 's3' ? 7 * 86_400 : null;
}
