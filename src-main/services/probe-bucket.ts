/** Checks of a probe that change settings of a bucket: made on the probe's own bucket only, never on one that is somebody's. */
import { type Check, eventually, type Probing, sampleOf } from './probe-finding';
import { notOurBucket } from './probe-words';

const ORIGIN = 'https://caos-test.invalid';
const HOUR_S = 3600;

export const checkCors: Check = async (probing) => {
  const { store, place, web, signal } = probing;
  if (!place.own) return { outcome: 'untried', message: notOurBucket };
  const key = await writeSample(probing, 'cors.txt');
  await probing
    .believing({ cors: true })
    .admin.updateBucket(place.bucket, { corsOrigins: [ORIGIN] }, { signal });
  const url = await store.presignGet(place.bucket, key, HOUR_S);
  const cors = await eventually(probing, async () => {
    const { headers } = await web(url, { headers: { origin: ORIGIN }, signal });
    return [ORIGIN, '*'].includes(headers['access-control-allow-origin'] ?? '');
  });
  return { outcome: cors ? 'yes' : 'no', seen: { cors } };
};

export const checkPublicRead: Check = async (probing) => {
  const { store, place, web, signal } = probing;
  if (!place.own) return { outcome: 'untried', message: notOurBucket };
  const { admin } = probing.believing({ publicRead: true });
  const key = await writeSample(probing, 'public.txt');
  const url = await store.presignGet(place.bucket, key, HOUR_S);
  const plain = url.split('?')[0] as string;
  await admin.updateBucket(place.bucket, { access: { publicRead: true, readers: [] } }, { signal });
  const publicRead = await eventually(probing, async () => (await web(plain, { signal })).status === 200);
  await admin.updateBucket(place.bucket, { access: { publicRead: false, readers: [] } }, { signal });
  return { outcome: publicRead ? 'yes' : 'no', seen: { publicRead } };
};

/** Last of all: from then on a deletion leaves something behind, which the clean-up then takes away. */
export const checkVersioning: Check = async (probing) => {
  const { place, signal } = probing;
  if (!place.own) return { outcome: 'untried', message: notOurBucket };
  const { admin } = probing.believing({ versioning: true });
  const key = `${place.base}versioned.txt`;
  await admin.updateBucket(place.bucket, { versioning: 'on' }, { signal });
  await writeSample(probing, 'versioned.txt');
  await writeSample(probing, 'versioned.txt');
  let count = 0;
  for await (const version of admin.versions(place.bucket, { prefix: key, signal }))
    if (version.key === key) count += 1;
  await admin.updateBucket(place.bucket, { versioning: 'suspended' }, { signal });
  return { outcome: count >= 2 ? 'yes' : 'no', seen: { versioning: count >= 2 } };
};

/** Whether the store keeps counts itself; a listing is not asked for. */
export const checkUsage: Check = async ({ store, signal }) => {
  const usage = await store.admin.usage({ signal });
  const told = usage.countedBy === 'store' && usage.objectCount !== null && usage.totalBytes !== null;
  return { outcome: told ? 'yes' : 'no', seen: { usage: told } };
};

async function writeSample({ store, place, signal }: Probing, name: string): Promise<string> {
  const key = `${place.base}${name}`;
  await store.put(place.bucket, key, sampleOf(name), { contentType: 'text/plain', signal });
  return key;
}
