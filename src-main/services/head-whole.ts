/** What a store holds of an object that somebody relies on: a HEAD alone may tell of one whose parts are gone. */
import type { CallOptions, ObjectInfo, ObjectStore } from '../storage/object-store';

/** As `head`; null also when the object was joined of parts that are not all there any more: its bytes cannot be had. */
export async function headWhole(
  store: ObjectStore,
  bucket: string,
  key: string,
  options: CallOptions,
): Promise<ObjectInfo | null> {
  const held = await store.head(bucket, key, options);
  if (held?.etagKind === 'parts' && !(await store.multipart.isWhole(bucket, key, options))) return null;
  return held;
}
