/** Whose albums are, and groups of the harness, as the address asks: `?groups=3`. The first album is ours and private, two are Anna's. */
import type { Album } from '../../../src-shared/domain/album';
import type { AlbumAccess, StandingShare } from '../../../src-shared/domain/album-access';
import type { Group } from '../../../src-shared/domain/group';
import type { Share } from '../../../src-shared/domain/share';
import type { AlbumId, GroupId, ShareId } from '../../../src-shared/units';

const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

export function fakeGroups(
  query: URLSearchParams,
  albums: Album[],
  shares: { list: () => Share[] },
): Record<string, (input: never) => unknown> {
  const wanted = Number(query.get('groups') ?? 0);
  const isSigned = query.get('signed') !== 'no';
  if (query.has('groups')) {
    const anna = { email: 'anna@example.org', name: 'Anna Weber' };
    const mine = { email: 'jiyoon@lee.photo', name: 'Jiyoon Lee' };
    const access: AlbumAccess[] = [
      { owner: mine, visibility: 'private', protection: 'store', mine: isSigned },
      { owner: anna, visibility: 'open', protection: 'app', mine: false },
      { owner: anna, visibility: 'private', protection: 'app', mine: false },
    ];
    for (const [at, one] of access.entries()) Object.assign(albums[at] ?? {}, { access: one });
  }
  const people = [
    { email: 'mina.kim@example.com', name: 'Mina Kim' },
    { email: 'lee@studio.example', name: '이준호' },
    { email: 'a.very.long.address.that.somebody.really.has@subdomain.of.a.long.example.org', name: '' },
    { email: 'print@lab.example', name: 'Print lab, orders' },
  ];
  const groups: Group[] = ['Family', '스튜디오', 'Nobody yet'].slice(0, wanted).map((name, n) => ({
    id: uuid(9000 + n) as GroupId,
    name,
    members: n === 2 ? [] : people.slice(0, 4 - 2 * n),
  }));
  const seeing = groups.slice(0, Number(query.get('standing') ?? wanted));
  const standing: StandingShare[] = seeing.map(({ id }, n) => ({
    albumId: albums[0]?.id as AlbumId,
    groupId: id,
    shareId: n === 2 ? null : (shares.list()[n === 0 ? 0 : 1]?.id ?? (null as ShareId | null)),
    ending: false,
    rekeying: n === 0 && query.get('rekey') === 'yes',
    behind: false,
    allow: { view: true, web: true, original: n === 1, pick: true, comment: n === 0 },
    notShown: query.get('large') === 'yes' ? 2345 : 0,
  }));
  return {
    'groups.list': () => groups,
    'groups.standing': () => standing,
    'groups.create': ({ name }: { name: string }) => ({ id: uuid(9100), name, members: [] }),
    'groups.add': () => groups[0],
    'groups.remove': () => groups[0],
    'groups.share': () => standing[0],
    'groups.allow': () => standing[0],
    'groups.unshare': () => ({ ok: true }),
    'albums.setAccess': ({ id }: { id: AlbumId }) => albums.find((album) => album.id === id),
  };
}
