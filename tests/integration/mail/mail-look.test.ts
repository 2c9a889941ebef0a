/** What arrives in a mailbox: the photographer's name, logo, colour and words, in both languages, and nothing that a typed text could smuggle in. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NewMail } from '../../../src-main/services/mail/queue-mail';
import { type MailDesk, openMailDesk, START_MS } from '../../support/mail-desk';
import { type MailServer, startMailServer, USER } from '../../support/mail-server';

let desk: MailDesk;
let server: MailServer;
beforeEach(async () => {
  desk = openMailDesk();
  server = await startMailServer();
  await desk.setUp(server);
});
afterEach(async () => {
  await desk.close();
  await server.close();
});

const link = 'https://store.test/page?a=1&b=2#secret';
const linkMail = (change: Partial<NewMail> = {}): NewMail => ({
  kind: 'share-link',
  to: { email: 'mina@example.test', name: 'Mina' },
  language: 'en',
  params: { title: 'Wedding', photoCount: 1, codeWay: 'show' },
  ownSecrets: { link },
  ...change,
});

async function received(mail: NewMail) {
  await desk.outbox.queue(mail);
  await desk.outbox.settled();
  const last = server.mails.at(-1);
  if (!last) throw new Error('nothing arrived');
  return last;
}
const headOf = (raw: string): string => raw.slice(0, raw.indexOf('\r\n\r\n'));
const namesIn = (raw: string): string[] =>
  headOf(raw)
    .split('\r\n')
    .filter((line) => !/^\s/.test(line))
    .map((line) => line.slice(0, line.indexOf(':')));

async function signIn(): Promise<void> {
  desk.codes.push(12_345_678);
  await desk.signIn.start({ email: 'kim@kimstudio.test', name: '김 스튜디오 “Kim”' });
  await desk.outbox.settled();
  await desk.signIn.verify('12345678');
}

describe('a text that tries to be more', () => {
  const evil = 'x\r\nBcc: spy@evil.test\r\nX-Evil: 1\r\n\r\n<script>alert(1)</script>\u2028\u0000';

  it('cannot break out of a header, whatever was typed where', async () => {
    const plain = namesIn((await received(linkMail())).raw).sort();
    const arrived = await received(
      linkMail({ to: { email: 'mina@example.test', name: evil }, params: { title: evil, message: evil } }),
    );
    expect(arrived.to).toEqual(['mina@example.test']);
    expect(namesIn(arrived.raw).sort()).toEqual(plain);
    expect(arrived.mail.bcc).toBeUndefined();
    expect(arrived.mail.to).toEqual([
      { address: 'mina@example.test', name: 'x Bcc: spy@evil.test X-Evil: 1 <script>alert(1)</script>' },
    ]);
    expect(desk.outbox.list()[0]?.subject).toBe(arrived.mail.subject);
    expect(arrived.mail.subject).toBe(
      `x Bcc: spy@evil.test X-Evil: 1 <script>alert(1)</script> : photos from ${USER}`,
    );
  });

  it('is text in the HTML: no tag, no attribute, no address of its own', async () => {
    await signIn();
    await desk.signIn.edit({ name: '<b onclick=x>&"\'', signature: '<img src=x onerror=alert(1)>\nline 2' });
    const { mail } = await received(
      linkMail({
        to: { email: 'mina@example.test', name: '"><svg/onload=1>' },
        params: { title: '</title><script>1</script>', message: '<a href="javascript:1">x</a>\n&amp;' },
      }),
    );
    const html = mail.html ?? '';
    const tags = [...html.matchAll(/<\/?([a-z!][a-z0-9]*)/gi)].map(([, name]) => name?.toLowerCase());
    expect(new Set(tags)).toEqual(
      new Set('!doctype html head meta title body table tr td h1 p br blockquote a span'.split(' ')),
    );
    expect(html).toContain('&lt;a href=&quot;javascript:1&quot;&gt;x&lt;/a&gt;<br>&amp;amp;');
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;<br>line 2');
    expect([...html.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, to]) => to)).toEqual([
      link.replace('&', '&amp;'),
      // The same one for who has CAOS.
      `caos://open?page=${encodeURIComponent(link.split('#')[0] ?? '')}#${link.split('#')[1]}`,
    ]);
    expect(html).not.toMatch(/<[^>]*\son\w+=/i);
  });

  it('a link that is none opens nothing: the mail is not sent', async () => {
    const id = await desk.outbox.queue(linkMail({ ownSecrets: { link: 'javascript:alert(1)' } }));
    await desk.outbox.settled();
    expect(desk.mail(id)).toMatchObject({ state: 'failed', error: { code: 'mail-gone' } });
  });
});

describe('the photographer’s own', () => {
  it('name, words and colour; answers go to their address', async () => {
    await signIn();
    await desk.signIn.edit({ colour: '#7a1f5c', signature: 'Kim Studio\nSeoul' });
    const { mail } = await received(linkMail());
    expect(mail.from).toEqual({ address: USER, name: '김 스튜디오 “Kim”' });
    expect(mail.replyTo).toEqual([{ address: 'kim@kimstudio.test', name: '' }]);
    expect(mail.subject).toBe('Wedding: photos from 김 스튜디오 “Kim”');
    expect(mail.text?.trimEnd()).toBe(
      'Hello Mina,\n\n김 스튜디오 “Kim” has 1 photo for you.\n\n' +
        `${link}\n\nIt asks for a code. 김 스튜디오 “Kim” tells you the code.\n\n-- \nKim Studio\nSeoul`,
    );
    expect(mail.html).toContain('border-top:4px solid #7a1f5c');
    expect(mail.html).toMatch(/background:#7a1f5c;[^"]*color:#ffffff/);
  });

  it('a logo travels inside, shown by cid; one that is too large or no picture is refused with a sentence', async () => {
    await signIn();
    const logo = await sharp({ create: { width: 60, height: 20, channels: 3, background: '#123456' } })
      .png()
      .toBuffer();
    const path = join(desk.folder, 'logo.png');
    writeFileSync(path, logo);
    expect(await desk.signIn.edit({ logoPath: path })).toMatchObject({
      logo: `data:image/png;base64,${logo.toString('base64')}`,
    });
    const { mail } = await received(linkMail());
    const [inside] = mail.attachments;
    expect(inside).toMatchObject({ mimeType: 'image/png', disposition: 'inline', contentId: '<logo@caos>' });
    expect(Buffer.from(inside?.content as ArrayBuffer)).toEqual(logo);
    expect(mail.html).toContain('<img src="cid:logo@caos"');

    writeFileSync(path, Buffer.alloc(150_001, 1));
    await expect(desk.signIn.edit({ logoPath: path })).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining('too large for mails'),
    });
    writeFileSync(path, '<svg onload="alert(1)"/>');
    await expect(desk.signIn.edit({ logoPath: path })).rejects.toMatchObject({ code: 'bad-input' });
    expect(await desk.signIn.edit({ logoPath: null })).toMatchObject({ logo: null });
  });

  it('a light colour gets dark words on it', async () => {
    await signIn();
    await desk.signIn.edit({ colour: '#ffe08a' });
    const { mail } = await received(linkMail());
    expect(mail.html).toMatch(/background:#ffe08a;[^"]*color:#000000/);
  });
});

describe('Korean', () => {
  it('reads as Korean from subject to signature', async () => {
    const { mail } = await received(
      linkMail({
        language: 'ko',
        to: { email: 'mina@example.test', name: '박미나' },
        params: {
          title: '김민수 결혼식',
          photoCount: 1200,
          codeWay: 'mail',
          message: '축하합니다!',
          untilMs: START_MS,
        },
      }),
    );
    expect(mail.subject).toBe(`김민수 결혼식 – ${USER} 님이 보낸 사진`);
    expect(mail.text?.trimEnd().replace(/2026년 11월 2\d일 .*(?=까지)/, 'UNTIL')).toBe(
      `박미나 님, 안녕하세요.\n\n${USER} 님이 사진 1,200장을 보냈습니다.\n\n> 축하합니다!\n\n${link}\n\n` +
        `여실 때 코드가 필요합니다. 코드는 다른 메일로 보내 드립니다.\n\n링크는 UNTIL까지 열립니다.\n\n-- \n${USER}`,
    );
    expect(mail.html).toContain('<html lang="ko">');
  });

  it.each(['test', 'sign-in', 'share-link', 'share-fresh-link', 'share-code'] as const)(
    '%s has no word of English in Korean, and no Korean in English',
    async (kind) => {
      const { mail: ko } = await received(
        linkMail({
          kind,
          language: 'ko',
          ownSecrets: { link, code: '12345-67890' },
          params: { title: '제주' },
        }),
      );
      const bare = `${ko.subject} ${ko.text}`.replaceAll(link, '').replaceAll(USER, '');
      expect(bare.replace(/CAOS|Mina/g, '')).not.toMatch(/[A-Za-z]{2,}/);
      const { mail: en } = await received(
        linkMail({ kind, ownSecrets: { link, code: '12345-67890' }, params: { title: 'Jeju' } }),
      );
      expect(`${en.subject} ${en.text}`).not.toMatch(/\p{Script=Hangul}/u);
    },
  );
});
