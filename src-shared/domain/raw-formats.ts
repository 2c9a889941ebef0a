/** Camera RAW by the name of the file: many of them look like TIFF from inside. */
const rawExtensions = new Set(
  'cr2 cr3 crw nef nrw arw srf sr2 raf dng orf rw2 rwl pef srw 3fr fff iiq x3f'.split(' '),
);

/** `name`: a file name or a whole key. */
export function isRawName(name: string): boolean {
  const dot = name.lastIndexOf('.');
  return dot > 0 && rawExtensions.has(name.slice(dot + 1).toLowerCase());
}
