/** The contract: signed web addresses, fetched by a plain client that has nothing but the address. */
import { describe, expect, it } from 'vitest';
import type { AppError } from '../../../src-shared/app-error';
import { codeOf, type Lab, read } from './setting';

/** Names of the signature and of its time in the addresses of S3 (SigV4), Swift (TempURL) and the gateway. */
const SIGNATURE = /^(x-amz-signature|temp_url_sig|sig)$/i;
const EXPIRY = /^(x-amz-expires|temp_url_expires|expires)$/i;

function changed(address: string, name: RegExp, change: (value: string) => string): string {
  const url = new URL(address);
  const found = [...url.searchParams.keys()].find((key) => name.test(key));
  if (found === undefined) throw new Error(`the address has no ${name}`);
  url.searchParams.set(found, change(url.searchParams.get(found) as string));
  return url.href;
}
const otherDigit = (hex: string): string => `${hex.slice(0, -1)}${hex.endsWith('0') ? '1' : '0'}`;
/** Also of a time that is written as a date. */
const longer = (value: string): string => (/^\d+$/.test(value) ? String(Number(value) + 60) : `${value}1`);

export function describeLinks(lab: Lab): void {
  const asked = async (address: string, init: RequestInit = {}) => {
    const answer = await lab.undisturbed(() => fetch(address, init));
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  };
  const statusOf = async (address: string, init?: RequestInit): Promise<number> =>
    (await asked(address, init)).status;
  const refusals = [401, 403];

  describe('signed addresses', () => {
    it('give and take one object, and nothing else', async () => {
      const key = 'signed/Größe 1%41 & co.txt';
      await lab.store.put(lab.bucket, key, Buffer.from('signed'), { contentType: 'text/plain' });
      await lab.store.put(lab.bucket, 'signed/other.txt', Buffer.from('secret'));
      if (!lab.store.capabilities.presign) {
        expect({
          get: await codeOf(lab.store.presignGet(lab.bucket, key, 60)),
          put: await codeOf(lab.store.presignPut(lab.bucket, key, 60)),
        }).toEqual({ get: 'unsupported', put: 'unsupported' });
        return;
      }
      const address = await lab.store.presignGet(lab.bucket, key, 60);
      const other = address.replace(/signed\/[^?]*/, 'signed/other.txt');
      const whole = await asked(address);
      const range = await asked(address, { headers: { range: 'bytes=1-3' } });
      expect({
        whole: [whole.status, whole.text, whole.headers.get('content-type')?.split(';')[0]],
        range: [range.status, range.text],
      }).toEqual({ whole: [200, 'signed', 'text/plain'], range: [206, 'ign'] });
      expect(other).not.toBe(address);
      for (const refused of [
        await statusOf(other),
        await statusOf(changed(address, SIGNATURE, otherDigit)),
        await statusOf(changed(address, EXPIRY, longer)),
        await statusOf(address, { method: 'PUT', body: 'overwritten' }),
        await statusOf(address, { method: 'DELETE' }),
        await statusOf(address.split('?')[0] as string),
      ])
        expect(refusals).toContain(refused);
      expect((await read(lab.store, lab.bucket, key)).toString()).toBe('signed');
    });

    it('take an object that is put there', async () => {
      if (!lab.store.capabilities.presign) return;
      const address = await lab.store.presignPut(lab.bucket, 'signed/put.txt', 60);
      const status = await statusOf(address, { method: 'PUT', body: 'put here' });
      expect([200, 201]).toContain(status);
      expect((await read(lab.store, lab.bucket, 'signed/put.txt')).toString()).toBe('put here');
      expect(refusals).toContain(await statusOf(address));
    });

    it('name the download, or show it in the page', async () => {
      if (!lab.store.capabilities.presign) return;
      const key = 'signed/page.html';
      await lab.store.put(lab.bucket, key, Buffer.from('<p>page'), { contentType: 'text/html' });
      const named = await asked(
        await lab.store.presignGet(lab.bucket, key, 60, { fileName: 'Grüße 1, "so".html' }),
      );
      const shown = await asked(await lab.store.presignGet(lab.bucket, key, 60, { inline: true }));
      const disposition = named.headers.get('content-disposition') ?? '';
      expect({
        named: [named.status, disposition.split(';')[0]],
        carriesName: disposition.includes("filename*=UTF-8''Gr%C3%BC%C3%9Fe%201"),
        shown: shown.status,
      }).toEqual({ named: [200, 'attachment'], carriesName: true, shown: 200 });
      if (!lab.store.capabilities.inlineHtml) return;
      expect([
        shown.headers.get('content-type')?.split(';')[0],
        (shown.headers.get('content-disposition') ?? 'inline').split(';')[0],
      ]).toEqual(['text/html', 'inline']);
    });

    it('end', async () => {
      if (!lab.store.capabilities.presign) return;
      await lab.store.put(lab.bucket, 'signed/ends.txt', Buffer.from('ends'));
      const address = await lab.store.presignGet(lab.bucket, 'signed/ends.txt', 1);
      await expect
        .poll(() => statusOf(address), { timeout: 15_000, interval: 250 })
        .toSatisfy((status: number) => refusals.includes(status));
    });

    it('reach everything below a prefix, under one signature or one each, where the store has such', async () => {
      const addressOf = await lab.store.presignPrefix(lab.bucket, 'share/', 60).catch((error: AppError) => {
        if (lab.store.capabilities.presignPrefix || error.code !== 'unsupported') throw error;
        return null;
      });
      if (addressOf === null) return;
      const keys = ['share/a/Ä 1.txt', 'share/b.txt'];
      for (const key of keys) await lab.store.put(lab.bucket, key, Buffer.from(key));
      await lab.store.put(lab.bucket, 'shared-not/c.txt', Buffer.from('secret'));
      const texts = await Promise.all(keys.map(async (key) => (await asked(addressOf(key))).text));
      const outside = addressOf('share/b.txt').replace('share/b.txt', 'shared-not/c.txt');
      expect(texts).toEqual(keys);
      expect(refusals).toContain(await statusOf(outside));
    });
  });
}
