/** Names that systems and devices leave beside photos: listed as `hidden`, never imported. */

const exact = new Set(
  [
    '.caos', // our own folder in a local album
    '.ds_store',
    '.apdisk',
    '.appledouble',
    '.lsoverride',
    '.localized',
    '.volumeicon.icns',
    '.trashes',
    '.spotlight-v100',
    '.fseventsd',
    '.temporaryitems',
    '.documentrevisions-v100',
    '__macosx',
    'icon\r', // a folder's icon on macOS
    'thumbs.db',
    'ehthumbs.db',
    'desktop.ini',
    '$recycle.bin',
    'system volume information',
    'recycler',
    '.directory',
    '.thumbnails',
    '.nomedia',
    'lost+found',
    '@eadir', // Synology
    '#recycle',
    '.@__thumb', // QNAP
    '.picasa.ini',
    'picasa.ini',
    '.picasaoriginals',
  ].map((name) => name.normalize('NFC')),
);

/** `._name` is macOS's second half of a file on foreign disks; `.Trash-1000` a Linux bin; `.nfs…` and `.fuse_hidden…` deleted files still open. */
const patterns = [/^\._/, /^\.trash-\d+$/, /^\.nfs[0-9a-f]{8,}$/, /^\.fuse_hidden/];

export function isSystemLitter(name: string): boolean {
  const lower = name.toLowerCase();
  return exact.has(lower) || patterns.some((pattern) => pattern.test(lower));
}
