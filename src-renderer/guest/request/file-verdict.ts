/** Whether a chosen file may be sent, before anything of it is read. */
import { arrivalKindByName } from '../../../src-shared/domain/arrival-kinds';
import { type ArrivalLimits, MAX_ARRIVAL_NAME } from '../../../src-shared/domain/request-page';

export type Refusal = 'empty' | 'type' | 'not-asked' | 'too-many' | 'too-big' | 'name';

/** `taken`: what was accepted before it, in this browser at any time. */
export function refusalOf(
  { name, sizeBytes }: { name: string; sizeBytes: number },
  { maxBytes, maxFiles, kinds }: ArrivalLimits,
  taken: { files: number; bytes: number },
): Refusal | null {
  if (sizeBytes === 0) return 'empty';
  if (name === '' || name.length > MAX_ARRIVAL_NAME) return 'name';
  const kind = arrivalKindByName(name);
  if (kind === null) return 'type';
  if (!kinds.includes(kind)) return 'not-asked';
  if (taken.files >= maxFiles) return 'too-many';
  if (taken.bytes + sizeBytes > maxBytes) return 'too-big';
  return null;
}
