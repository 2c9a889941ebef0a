/** Asks main why a media address gives nothing: it answers such an address with the error as JSON. */
import { WireError } from '../../../src-shared/app-error';

/** null: it does give something now, or main did not say. Never rejects. */
export async function whyNot(url: string): Promise<WireError | null> {
  const asking = new AbortController();
  try {
    const answer = await fetch(url, { signal: asking.signal });
    if (answer.ok) return null;
    return WireError.parse(await answer.json());
  } catch {
    return null;
  } finally {
    asking.abort(); // the bytes of a film are not wanted here
  }
}
