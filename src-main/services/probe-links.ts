/** Checks of a probe on signed addresses, asked for as a guest's browser does. */
import { AppError } from '../../src-shared/app-error';
import { throwIfCancelled } from '../storage/cancellation';
import { type Check, type Probing, sampleOf } from './probe-finding';

const HOUR_S = 3600;
const WEEK_S = 7 * 86_400;
/** Longer than any store with a bound allows. */
const LONG_S = 400 * 86_400;

export const noLinks = {
  presign: false,
  presignPrefix: false,
  inlineHtml: false,
  maxLinkSeconds: 0,
} as const;

/** The address gives the object; the same signature on another object of the bucket gives nothing. */
export const checkLink: Check = async (probing) => {
  const { store, place, web, signal } = probing;
  const body = sampleOf('link');
  for (const name of ['link-a.txt', 'link-b.txt'])
    await store.put(place.bucket, `${place.base}${name}`, body, { contentType: 'text/plain', signal });
  const url = await store
    .presignGet(place.bucket, `${place.base}link-a.txt`, HOUR_S)
    .catch((error: unknown) => {
      // One that promises none says best why.
      if (error instanceof AppError && error.code === 'unsupported' && !store.capabilities.presign)
        return error;
      throw error;
    });
  if (url instanceof AppError) return { outcome: 'no', message: url.message, seen: noLinks, error: url };
  const answer = await web(url, { signal }).catch((error: unknown) => {
    throwIfCancelled(signal);
    return { status: 0, body: Buffer.alloc(0), error };
  });
  if (answer.status !== 200 || !answer.body.equals(body)) {
    const error =
      'error' in answer
        ? answer.error
        : new AppError(
            'unsupported',
            `A signed address was answered with status ${answer.status}, without the photo.`,
            { params: { status: answer.status } },
          );
    return { outcome: 'no', params: { status: answer.status }, seen: noLinks, error };
  }
  const changed = await web(withOtherName(url, 'link-a.txt', 'link-b.txt'), { signal });
  if (changed.status < 400) {
    return {
      outcome: 'no',
      params: { status: changed.status },
      seen: noLinks,
      message:
        'The store gives its objects to everyone, with whatever signature: nothing may be shared from it. Make the account private first.',
    };
  }
  return { outcome: 'yes', seen: { presign: true, presignPrefix: await prefixWorks(probing, body) } };
};

async function prefixWorks({ store, place, web, signal }: Probing, body: Buffer): Promise<boolean> {
  if (!store.capabilities.presignPrefix) return false;
  const addressOf = await store.presignPrefix(place.bucket, place.base, HOUR_S);
  const answer = await web(addressOf(`${place.base}link-b.txt`), { signal });
  return answer.status === 200 && answer.body.equals(body);
}

/** The address of another object under the same signature; without its signature where the name is not part of the path. */
function withOtherName(url: string, name: string, other: string): string {
  const changed = new URL(url);
  const path = changed.pathname.replace(name, other);
  if (path === changed.pathname) changed.search = '';
  changed.pathname = path;
  return changed.href;
}

const page = '<!doctype html><meta charset="utf-8"><title>CAOS</title><p>A page to try this store.</p>\n';

export const checkInlineHtml: Check = async ({ store, place, web, signal }) => {
  const key = `${place.base}page.html`;
  await store.put(place.bucket, key, Buffer.from(page), { contentType: 'text/html; charset=utf-8', signal });
  const url = await store.presignGet(place.bucket, key, HOUR_S, { inline: true });
  const { status, headers, body } = await web(url, { signal });
  const hindrance = hindranceOf(headers);
  const inlineHtml = status === 200 && body.toString() === page && hindrance === null;
  if (inlineHtml) return { outcome: 'yes', seen: { inlineHtml } };
  return { outcome: 'no', params: { reason: hindrance ?? `status ${status}` }, seen: { inlineHtml } };
};

/** The header that keeps a browser from showing and running a self-contained page; null when none does. */
function hindranceOf(headers: Record<string, string>): string | null {
  const type = headers['content-type'] ?? '';
  if (!type.startsWith('text/html')) return `content-type: ${type}`;
  if (/^\s*attachment/i.test(headers['content-disposition'] ?? '')) return 'content-disposition: attachment';
  const policy = headers['content-security-policy'] ?? '';
  return policyAllowsPages(policy) ? null : `content-security-policy: ${policy}`;
}

/** A gallery runs its own inline script and fetches what lies beside it (Content Security Policy Level 3, `sandbox` of HTML). */
function policyAllowsPages(policy: string): boolean {
  const directives = new Map(
    policy.split(';').map((directive) => {
      const [name = '', ...values] = directive.trim().toLowerCase().split(/\s+/);
      return [name, values] as const;
    }),
  );
  const allows = (name: string, fallback: string, needed: string[]): boolean => {
    const values = directives.get(name) ?? directives.get(fallback);
    return values === undefined || needed.some((value) => values.includes(value));
  };
  const sandbox = directives.get('sandbox');
  return (
    (sandbox === undefined || ['allow-scripts', 'allow-same-origin'].every((one) => sandbox.includes(one))) &&
    allows('script-src', 'default-src', ["'unsafe-inline'"]) &&
    allows('connect-src', 'default-src', ["'self'", '*', 'https:'])
  );
}

/** Asked for more than a year, then for a week; what is left is what the link check itself used. */
export const checkLinkLifetime: Check = async ({ store, place, web, signal }) => {
  const key = `${place.base}link-a.txt`;
  const taken = async (seconds: number): Promise<boolean> => {
    const url = await store.presignGet(place.bucket, key, seconds).catch(() => null);
    return url !== null && (await web(url, { signal })).status === 200;
  };
  if (await taken(LONG_S)) return { outcome: 'yes', seen: { maxLinkSeconds: null } };
  if (await taken(WEEK_S)) return { outcome: 'no', params: { days: 7 }, seen: { maxLinkSeconds: WEEK_S } };
  return {
    outcome: 'no',
    params: { hours: 1 },
    seen: { maxLinkSeconds: HOUR_S },
    message:
      'Links last one hour only, as far as could be seen: nothing can be shared for days from this store.',
  };
};
