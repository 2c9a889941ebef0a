/** Reads the photographer's logo: a small picture of a kind that every mail program shows. */
import { readFile, stat } from 'node:fs/promises';
import { AppError } from '../../../src-shared/app-error';
import { type LogoType, MAX_LOGO_BYTES } from '../../../src-shared/domain/identity';
import { fileError } from '../../../src-shared/file-error';
import type { Logo } from '../../mail/compose';

/** By its first bytes: its name proves nothing. */
function typeOf(bytes: Uint8Array): LogoType | null {
  const head = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (/^GIF8[79]a/.test(head)) return 'image/gif';
  return head.startsWith('RIFF') && head.slice(8) === 'WEBP' ? 'image/webp' : null;
}

export async function readLogo(path: string): Promise<Logo & { type: LogoType }> {
  let bytes: Buffer;
  try {
    const { size } = await stat(path);
    if (size > MAX_LOGO_BYTES)
      throw new AppError(
        'bad-input',
        `The logo is too large for mails: it has ${Math.ceil(size / 1000)} kB, and ${MAX_LOGO_BYTES / 1000} kB is the most. A picture 480 pixels wide is plenty.`,
        { params: { path } },
      );
    bytes = await readFile(path);
  } catch (error) {
    throw fileError(error, path);
  }
  const type = typeOf(bytes);
  if (!type)
    throw new AppError(
      'bad-input',
      'The logo must be a PNG, JPEG, GIF or WebP picture. Choose another file.',
      {
        params: { path },
      },
    );
  return { type, bytes: new Uint8Array(bytes) };
}
