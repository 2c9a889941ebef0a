/** Listings: every object, one level as a file manager shows it, every version. */
import { type _Object as ListedObject, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { compareKeys } from '../../key-order';
import type { ObjectInfo, ObjectStore, ObjectVersion } from '../../object-store';
import { createPageOf, mustMoveBehind } from './listing-pages';
import type { EtagReader } from './object-facts';
import type { S3Requests } from './requests';
import { decodeListed, KEYS_PER_REQUEST, plainEtag, requestOptions } from './wire';

export type S3Listing = Pick<ObjectStore, 'list' | 'listFolder'> & {
  versions: ObjectStore['admin']['versions'];
};

export function createS3Listing(requests: S3Requests, etags: EtagReader): S3Listing {
  const { ask, callOf } = requests;
  const pageOf = createPageOf(requests);
  const infoOf = (
    bucket: string,
    { Key, Size, ETag, LastModified, StorageClass }: ListedObject,
    encodingType: string | undefined,
  ): ObjectInfo => {
    const etag = plainEtag(ETag);
    return {
      key: decodeListed(Key ?? '', encodingType),
      sizeBytes: Size ?? 0,
      etag,
      ...etags.listedKind(bucket, etag),
      modifiedAtMs: LastModified?.getTime() ?? 0,
      ...(StorageClass && { tier: StorageClass }),
    };
  };

  async function* list(
    bucket: string,
    options: Parameters<ObjectStore['list']>[1] = {},
  ): AsyncGenerator<ObjectInfo> {
    let after: string | undefined;
    do {
      const { prefix, startAfter, signal } = options;
      const page = await pageOf({ bucket, maxKeys: KEYS_PER_REQUEST, prefix, startAfter, after }, signal);
      for (const object of page.contents) yield infoOf(bucket, object, page.encodingType);
      after = page.next;
    } while (after !== undefined);
  }

  /** `next` holds for a new process, too (see `ListedPage`). Folders and objects come in answers of their own. */
  const listFolder: ObjectStore['listFolder'] = async (bucket, options = {}) => {
    const page = await pageOf(
      {
        bucket,
        delimiter: '/',
        maxKeys: Math.min(options.limit ?? KEYS_PER_REQUEST, KEYS_PER_REQUEST),
        prefix: options.prefix,
        after: options.after,
      },
      options.signal,
    );
    return {
      folders: page.prefixes
        .map(({ Prefix = '' }) => decodeListed(Prefix, page.encodingType))
        .sort(compareKeys),
      objects: page.contents
        .map((object) => infoOf(bucket, object, page.encodingType))
        .sort((a, b) => compareKeys(a.key, b.key)),
      next: page.next ?? null,
    };
  };

  /** The answer has versions and deletions apart from each other, each newest first; a key's may go on in the next page. */
  async function* versions(
    bucket: string,
    options: Parameters<ObjectStore['admin']['versions']>[1] = {},
  ): AsyncGenerator<ObjectVersion> {
    type Markers = { KeyMarker?: string; VersionIdMarker?: string };
    let marker: Markers | undefined = {};
    while (marker) {
      const after: Markers = marker;
      const page = await ask(callOf(bucket), options.signal, (client) =>
        client.send(
          new ListObjectVersionsCommand({
            Bucket: bucket,
            EncodingType: 'url',
            MaxKeys: KEYS_PER_REQUEST,
            ...(options.prefix && { Prefix: options.prefix }),
            ...after,
          }),
          requestOptions(options.signal),
        ),
      );
      const of = (
        deleted: boolean,
        entry: ListedObject & { VersionId?: string | undefined; IsLatest?: boolean | undefined },
      ): ObjectVersion => ({
        ...infoOf(bucket, entry, page.EncodingType),
        versionId: entry.VersionId ?? 'null', // what was stored before versioning was switched on
        latest: entry.IsLatest ?? false,
        deleted,
      });
      const merged = [
        ...(page.Versions ?? []).map((entry) => of(false, entry as ListedObject)),
        ...(page.DeleteMarkers ?? []).map((entry) => of(true, entry)),
      ];
      yield* merged.sort(
        (a, b) =>
          compareKeys(a.key, b.key) || Number(b.latest) - Number(a.latest) || b.modifiedAtMs - a.modifiedAtMs,
      );
      const next = {
        KeyMarker: decodeListed(page.NextKeyMarker ?? '', page.EncodingType),
        ...(page.NextVersionIdMarker && { VersionIdMarker: page.NextVersionIdMarker }),
      };
      marker = page.IsTruncated ? mustMoveBehind<Markers>(next, after, callOf(bucket)) : undefined;
    }
  }

  return { list, listFolder, versions };
}
