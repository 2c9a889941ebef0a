/** The albums that photos of the columns belong to. */
export interface LibraryAlbum {
  number: number;
  id: string;
  /** A copy of another album: its photos are shown there only. */
  isCopy: boolean;
}

export interface LibraryAlbums {
  numberOf(id: string): number | undefined;
  isCopy(number: number): boolean;
  /** 1 at the number of each album that is no copy. */
  shown: Uint8Array;
}

export function albumsOf(albums: readonly LibraryAlbum[]): LibraryAlbums {
  const numbers = new Map(albums.map(({ id, number }) => [id, number]));
  const copies = new Set(albums.filter(({ isCopy }) => isCopy).map(({ number }) => number));
  const shown = new Uint8Array(1 + Math.max(0, ...numbers.values()));
  for (const { number, isCopy } of albums) shown[number] = isCopy ? 0 : 1;
  return { numberOf: (id) => numbers.get(id), isCopy: (number) => copies.has(number), shown };
}
