/** exifr, with its files closed: by itself it leaves a file open when parsing fails, and a media host lives for hundreds of files. */
import { Exifr } from 'exifr';

/** What exifr's own file readers have and its types do not tell. */
interface Closable {
  file?: { close?: () => Promise<void> };
}

/** Gives an opened exifr to `use`; undefined when anything in it fails, since a file without readable EXIF is no failure. */
export async function withExif<T>(
  input: string | Uint8Array,
  options: object,
  use: (exif: Exifr) => Promise<T>,
): Promise<T | undefined> {
  const exif = new Exifr(options);
  try {
    await exif.read(input);
    return await use(exif);
  } catch {
    return undefined;
  } finally {
    await (exif as unknown as Closable).file?.close?.().catch(() => undefined);
  }
}
