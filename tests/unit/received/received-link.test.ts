/** Links as strangers may write them: what is one of a share, what is refused, and why. */
import { describe, expect, it } from 'vitest';
import { caosLinkOf, MAX_LINK_CHARACTERS, readShareLink } from '../../../src-shared/domain/received-link';

const L = 'A'.repeat(42) + 'E';
const page = 'https://store.example/v1/AUTH_a/shares/pages/1f?temp_url_sig=ab%2Fc&temp_url_expires=1&inline';
const read = (text: string) => {
  const answer = readShareLink(text);
  return answer.ok ? `${answer.link.way} ${answer.link.host}` : answer.fault;
};

describe('the link of a share', () => {
  it('says the same as an ordinary link and as one for this app', () => {
    const link = { page, secret: L, host: 'store.example', way: 'https' };
    expect(readShareLink(`${page}#${L}`)).toEqual({ ok: true, link });
    expect(caosLinkOf(`${page}#${L}`)).toBe(`caos://open?page=${encodeURIComponent(page)}#${L}`);
    for (const text of [
      caosLinkOf(`${page}#${L}`),
      `CAOS://OPEN/?page=${encodeURIComponent(page)}#${L}`, // as systems hand them over
      `  <${page}\n  #${L}>\u200b `, // as mail programs break them
    ])
      expect(readShareLink(text)).toEqual({ ok: true, link });
  });

  it.each([
    ['https://h.example/p', 'cut'],
    [`https://h.example/p#${L.slice(1)}`, 'cut'],
    [`https://h.example/p#${L}x`, 'cut'],
    [`http://h.example/p#${L}`, 'not-encrypted'],
    [`http://192.0.2.1/p#${L}`, 'not-encrypted'],
    [`http://172.32.0.1/p#${L}`, 'not-encrypted'],
    [`http://10.example.com/p#${L}`, 'not-encrypted'],
    [`http://[::ffff:10.0.0.1]/p#${L}`, 'not-encrypted'],
    [`http://192.168.0.7:8000/p#${L}`, 'http 192.168.0.7:8000'],
    [`http://nas.local/p#${L}`, 'http nas.local'],
    [`http://0x7f000001/p#${L}`, 'loopback 127.0.0.1'],
    [`http://[::1]:9/p#${L}`, 'loopback [::1]:9'],
    [`https://user:word@h.example/p#${L}`, 'foreign'],
    [`https:\\\\h.example/p#${L}`, 'foreign'],
    [`javascript:alert(1)#${L}`, 'foreign'],
    [`file:///etc/passwd#${L}`, 'foreign'],
    [`ftp://h.example/p#${L}`, 'foreign'],
    [`data:text/html,x#${L}`, 'foreign'],
    ['', 'foreign'],
    [`caos://open?page=${encodeURIComponent('file:///etc/passwd')}#${L}`, 'foreign'],
    [`caos://open?page=${encodeURIComponent(caosLinkOf(`${page}#${L}`))}#${L}`, 'foreign'],
    [`caos://open?page=${encodeURIComponent(`${page}#${L}`)}`, 'foreign'],
    [`caos://open?page=${encodeURIComponent(page)}&run=1#${L}`, 'foreign'],
    [`caos://open?page=%E0%A4%A#${L}`, 'foreign'],
    [`caos://run?page=${encodeURIComponent(page)}#${L}`, 'foreign'],
    [`caos://open?page=${encodeURIComponent('https://h.example/\u0000')}#${L}`, 'foreign'],
    [`--profile=/tmp ${page}#${L}`, 'foreign'],
    [`https://h.example/${'p'.repeat(MAX_LINK_CHARACTERS)}#${L}`, 'too-long'],
  ])('%s', (text, means) => {
    expect(read(text)).toBe(means);
  });
});
