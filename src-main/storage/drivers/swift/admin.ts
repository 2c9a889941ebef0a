/** What a person does to a Swift account rarely: usage, settings of containers and objects, versions. */
import type { IncomingHttpHeaders } from 'node:http';
import type { BucketAccess, BucketChange } from '../../../../src-shared/domain/storage';
import type { CallOptions, Capabilities, ObjectChange, StoreAdmin } from '../../object-store';
import type { Containers } from './containers';
import { cannot } from './errors';
import { goesAlong, LANES, type LargeObjects } from './large-objects';
import type { SwiftLinks } from './links';
import { decodeMetadata, encodeMetadata } from './metadata';
import type { SwiftReading } from './read';
import { inParallel, type SwiftRequests } from './requests';
import { createVersions } from './versions';
import { deleteAt, headerOf, isStaticLarge, isTrue, msOfTimestamp, numberOf, objectInfoOf } from './wire';

const PUBLIC_READ = '.r:*';
const PUBLIC_LISTING = '.rlistings';
/** Settings that Swift keeps among the metadata of containers, keys of signed addresses among them. */
const settings = /^(quota-|access-control-|temp-url-key|web-|caos-segments-of$)/;
/** Headers of an object that a POST drops when it does not name them (Swift's allowed_headers). */
const KEPT_HEADERS = [
  'content-disposition',
  'content-encoding',
  'x-object-manifest',
  'x-robots-tag',
  'cache-control',
  'content-language',
  'expires',
];

export function createSwiftAdmin(
  requests: SwiftRequests,
  parts: {
    large: LargeObjects;
    containers: Containers;
    reading: SwiftReading;
    links: SwiftLinks;
    capabilities: Capabilities;
  },
): StoreAdmin {
  const { large, containers, reading, links, capabilities } = parts;

  const host = (): string => requests.callOf().host;

  async function updateBucket(
    bucket: string,
    change: BucketChange,
    options: CallOptions = {},
  ): Promise<void> {
    if (change.expiryRule)
      throw cannot('Swift has no rules for whole containers: each object has its own end.');
    const head = await containers.requireHead(bucket, options);
    if (change.versioning && !capabilities.versioning)
      throw cannot(`${host()} keeps no versions of objects.`);
    if (change.quotaBytes !== undefined && !capabilities.bucketQuota)
      throw cannot(`${host()} cannot bound the size of a container.`);
    containers.forget(bucket);
    await requests.send({
      method: 'POST',
      bucket,
      headers: {
        ...headersOfChange(change),
        ...(change.access && { 'X-Container-Read': aclOf(change.access) }),
        ...(change.access?.writers && { 'X-Container-Write': change.access.writers.join(',') }),
        ...(change.versioning && versioningHeader(change.versioning, head)),
      },
      signal: options.signal,
    });
  }

  /** Swift's POST replaces everything that can be changed, so what is not named is sent again. */
  async function postObject(
    bucket: string,
    key: string,
    head: IncomingHttpHeaders,
    change: ObjectChange,
    options: CallOptions,
  ): Promise<void> {
    const { contentType, metadata, expiresAtMs } = change;
    const now = objectInfoOf(key, head);
    const ends = expiresAtMs === undefined ? now.expiresAtMs : expiresAtMs;
    const kept = KEPT_HEADERS.flatMap((name): Array<[string, string]> => {
      const value = headerOf(head, name);
      return value === undefined ? [] : [[name, value]];
    });
    await requests.send({
      method: 'POST',
      bucket,
      key,
      headers: {
        ...Object.fromEntries(kept),
        ...(contentType !== undefined && { 'Content-Type': contentType }),
        ...encodeMetadata('X-Object-Meta-', metadata ?? now.metadata ?? {}),
        ...(ends !== undefined && ends !== null && { 'X-Delete-At': deleteAt(ends) }),
      },
      signal: options.signal,
    });
  }

  async function updateObject(
    bucket: string,
    key: string,
    change: ObjectChange,
    options: CallOptions = {},
  ): Promise<void> {
    if (change.tier !== undefined)
      throw cannot(
        'Swift keeps a whole container in one storage policy. Copy the object into a container with the other one.',
      );
    const head = await large.headOf(bucket, key, options);
    if (!head) throw await reading.missing(bucket, key, options);
    const whole = () => postObject(bucket, key, head, change, options);
    const { expiresAtMs } = change;
    if (expiresAtMs === undefined || !isStaticLarge(head)) return whole();
    // Segments end with their object. They must never end before it: an earlier end is told to the object first, a later one last.
    const before = objectInfoOf(key, head).expiresAtMs ?? Number.POSITIVE_INFINITY;
    const earlier = (expiresAtMs ?? Number.POSITIVE_INFINITY) < before;
    if (earlier) await whole();
    const segments = (await large.segmentsOf(bucket, key, options)).filter(goesAlong);
    await inParallel(segments, LANES, (segment) =>
      updateObject(segment.bucket, segment.key, { expiresAtMs }, options),
    );
    if (!earlier) await whole();
  }

  const { versions, deleteVersion } = createVersions(requests, large, containers, capabilities);

  return {
    async usage(options = {}) {
      const { headers } = await requests.send({ method: 'HEAD', signal: options.signal });
      const told = (name: string) => numberOf(headerOf(headers, name));
      return {
        bucketCount: told('x-account-container-count'),
        objectCount: told('x-account-object-count'),
        totalBytes: told('x-account-bytes-used'),
        quotaBytes: told('x-account-meta-quota-bytes') ?? told('x-account-quota-bytes'),
        countedBy: 'store',
      };
    },
    async bucketFacts(bucket, options = {}) {
      const head = await containers.requireHead(bucket, options);
      const told = (name: string) => headerOf(head, name);
      const created = told('x-timestamp');
      const versioned = told('x-versions-enabled');
      const metadata = decodeMetadata('x-container-meta-', head) ?? {};
      return {
        name: bucket,
        createdAtMs: created ? msOfTimestamp(created) : null,
        objectCount: numberOf(told('x-container-object-count')),
        totalBytes: numberOf(told('x-container-bytes-used')),
        quotaBytes: numberOf(told('x-container-meta-quota-bytes')),
        tier: told('x-storage-policy') ?? null,
        region: null,
        versioning: versioned === undefined ? 'off' : isTrue(versioned) ? 'on' : 'suspended',
        access: { ...accessOf(told('x-container-read')), writers: entriesOf(told('x-container-write')) },
        corsOrigins: (told('x-container-meta-access-control-allow-origin') ?? '')
          .split(/\s+/)
          .filter(Boolean),
        metadata: Object.fromEntries(Object.entries(metadata).filter(([name]) => !settings.test(name))),
      };
    },
    updateBucket,
    updateObject,
    restore: async () => {
      throw cannot('Swift has no archive: every object can be read at once.');
    },
    versions,
    deleteVersion,
    rotateLinkKey: (options = {}) => links.rotateKey(options.signal),
  };
}

/** An empty value takes a setting away. */
function headersOfChange({ corsOrigins, quotaBytes, metadata }: BucketChange): Record<string, string> {
  const headers: Record<string, string> = {};
  if (corsOrigins) headers['X-Container-Meta-Access-Control-Allow-Origin'] = corsOrigins.join(' ');
  if (quotaBytes !== undefined)
    headers['X-Container-Meta-Quota-Bytes'] = quotaBytes === null ? '' : `${quotaBytes}`;
  for (const [name, value] of Object.entries(metadata ?? {})) {
    if (settings.test(name.toLowerCase()))
      throw cannot(`“${name}” is a setting of the store, not a property.`);
    if (value !== null) Object.assign(headers, encodeMetadata('X-Container-Meta-', { [name]: value }));
    else
      for (const header of Object.keys(encodeMetadata('X-Remove-Container-Meta-', { [name]: 'x' })))
        headers[header] = 'x';
  }
  return headers;
}

const versioningHeader = (wanted: 'on' | 'suspended', head: IncomingHttpHeaders): Record<string, string> =>
  // A container that never had versions cannot pause them.
  wanted === 'on'
    ? { 'X-Versions-Enabled': 'true' }
    : headerOf(head, 'x-versions-enabled') === undefined
      ? {}
      : { 'X-Versions-Enabled': 'false' };

const aclOf = ({ publicRead, readers }: BucketAccess): string =>
  [...(publicRead ? [PUBLIC_READ, PUBLIC_LISTING] : []), ...readers].join(',');

const entriesOf = (acl: string | undefined): string[] =>
  (acl ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);

function accessOf(acl: string | undefined): BucketAccess {
  const entries = entriesOf(acl);
  return {
    publicRead: entries.includes(PUBLIC_READ),
    readers: entries.filter((entry) => entry !== PUBLIC_READ && entry !== PUBLIC_LISTING),
  };
}
