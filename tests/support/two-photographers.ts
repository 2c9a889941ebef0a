/** Two photographers, each with a profile of their own, on one connection. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Album } from '../../src-shared/domain/album';
import type { Share } from '../../src-shared/domain/share';
import type { AlbumId } from '../../src-shared/units';
import { makePhoto } from './make-photos';
import { type Guest, openAsGuest, type ShareWorld } from './share-world';

/** Without a mail account the code is read in the Outbox: a local identity. */
export async function signInAs({ call }: ShareWorld, email: string, name: string): Promise<void> {
  const { pending } = await call('signin.start', { email, name });
  const { rendered } = await call('outbox.show', { id: pending?.mailId as never });
  const { outcome } = await call('signin.verify', { code: rendered?.code ?? '' });
  if (outcome !== 'signed-in') throw new Error(`It says ${outcome}.`);
}

export const albumOf = (world: ShareWorld, id: AlbumId = world.albumId): Promise<Album> =>
  world.call('albums.get', { id });

/** What is said when an act is refused. */
export async function refusal(work: Promise<unknown>): Promise<{ code: string; message: string }> {
  const error = await work.then(
    () => null,
    (thrown: { wire?: { code: string; message: string } }) => thrown.wire,
  );
  return { code: error?.code ?? 'nothing', message: error?.message ?? '' };
}

/** One photo more in the world's album, stored. */
export async function addPhoto(world: ShareWorld, name: string, seed: number): Promise<void> {
  const folder = join(world.photosFolder, '..', `more-${name}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  await makePhoto({ path: join(folder, name), width: 1800, height: 1200, seed });
  const stored = new Promise<void>((resolve) => {
    const off = world.app.onEvent((event) => {
      if (event.name !== 'imports.changed' || event.payload.run.state !== 'done') return;
      off();
      resolve();
    });
  });
  await world.call('imports.start', { albumId: world.albumId, paths: [folder] });
  await stored;
}

/** The gallery that shows the world's album, as soon as it is so. */
export function untilStanding(world: ShareWorld, test: (share: Share) => boolean): Promise<Share> {
  return new Promise((resolve) => {
    const look = (share: Share): void => {
      if (!share.standing || !test(share)) return;
      off();
      resolve(share);
    };
    const off = world.app.onEvent((event) => {
      if (event.name === 'shares.changed') for (const share of event.payload.shares) look(share);
    });
    void world.call('shares.list', {}).then((shares) => shares.forEach(look));
  });
}

export interface Member {
  link: string;
  code: string;
  guest: Guest;
  /** All that they can ask the store for. */
  addresses: string[];
}

export async function memberOf(world: ShareWorld, share: Share, email: string): Promise<Member> {
  const person = share.recipients.find((one) => one.email === email && one.state === 'live');
  if (!person) throw new Error(`${email} has no page.`);
  const { link, code } = await world.call('shares.secrets', { id: share.id, recipientId: person.id });
  const guest = await openAsGuest(link ?? '', code);
  if (!link || !guest) throw new Error('it must open');
  const objects = [guest.content.manifest, ...guest.manifest.objects];
  return { link, code, guest, addresses: [link, ...objects.map((object) => guest.address(object))] };
}

export const statusOf = async (address: string): Promise<number> => {
  const answer = await fetch(address);
  await answer.arrayBuffer();
  return answer.status;
};
