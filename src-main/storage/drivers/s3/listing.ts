/** Listings: every object, one level as a file manager shows it, every version. */
import {
  type _Object as ListedObject,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  type ListObjectsV2CommandOutput,
  ListObjectVersionsCommand,
} from '@aws-sdk/client-s3';
import { compareKeys } from '../../key-order';
import type { ObjectInfo, ObjectStore, ObjectVersion } from '../../object-store';
import type { EtagReader } from './object-facts';
import type { S3Requests } from './requests';
import { decodeListed, KEYS_PER_REQUEST, plainEtag, requestOptions } from './wire';

export type S3Listing = Pick<ObjectStore, 'list' | 'listFolder'> & {
  versions: ObjectStore['admin']['versions'];
};

export function createS3Listing({ ask, callOf }: S3Requests, etags: EtagReader): S3Listing {
  const pageOf = (
    input: ListObjectsV2CommandInput & { Bucket: string },
    signal: AbortSignal | undefined,
  ): Promise<ListObjectsV2CommandOutput> =>
    ask(callOf(input.Bucket), signal, (client) =>
      client.send(
        // XML cannot carry every character a key may have
        new ListObjectsV2Command({ ...input, EncodingType: 'url' }),
        requestOptions(signal),
      ),
    );
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
    let token: string | undefined;
    do {
      const page = await pageOf(
        {
          Bucket: bucket,
          MaxKeys: KEYS_PER_REQUEST,
          ...(options.prefix && { Prefix: options.prefix }),
          ...(token
            ? { ContinuationToken: token }
            : options.startAfter && { StartAfter: options.startAfter }),
        },
        options.signal,
      );
      for (const object of page.Contents ?? []) yield infoOf(bucket, object, page.EncodingType);
      token = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (token !== undefined);
  }

  /** `next` is the store's own continuation token: it holds for a new process, too. Folders and objects come in answers of their own. */
  const listFolder: ObjectStore['listFolder'] = async (bucket, options = {}) => {
    const page = await pageOf(
      {
        Bucket: bucket,
        Delimiter: '/',
        MaxKeys: Math.min(options.limit ?? KEYS_PER_REQUEST, KEYS_PER_REQUEST),
        ...(options.prefix && { Prefix: options.prefix }),
        ...(options.after && { ContinuationToken: options.after }),
      },
      options.signal,
    );
    return {
      folders: (page.CommonPrefixes ?? [])
        .map(({ Prefix = '' }) => decodeListed(Prefix, page.EncodingType))
        .sort(compareKeys),
      objects: (page.Contents ?? [])
        .map((object) => infoOf(bucket, object, page.EncodingType))
        .sort((a, b) => compareKeys(a.key, b.key)),
      next: (page.IsTruncated && page.NextContinuationToken) || null,
    };
  };

  /** The answer has versions and deletions apart from each other, each newest first; a key's may go on in the next page. */
  async function* versions(
    bucket: string,
    options: Parameters<ObjectStore['admin']['versions']>[1] = {},
  ): AsyncGenerator<ObjectVersion> {
    let marker: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
    while (marker) {
      const after: { KeyMarker?: string; VersionIdMarker?: string } = marker;
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
      marker = page.IsTruncated
        ? {
            KeyMarker: decodeListed(page.NextKeyMarker ?? '', page.EncodingType),
            ...(page.NextVersionIdMarker && { VersionIdMarker: page.NextVersionIdMarker }),
          }
        : undefined;
    }
  }

  return { list, listFolder, versions };
}
