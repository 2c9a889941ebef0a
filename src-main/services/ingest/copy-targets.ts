/** Finds the connection that each copy of an ingest goes to; a backup folder becomes one of its own, named after it. */
import { realpath, stat } from 'node:fs/promises';
import { basename, isAbsolute, relative, resolve } from 'node:path';
import { AppError } from '../../../src-shared/app-error';
import type { Connection, ConnectionConfig } from '../../../src-shared/domain/connection';
import type { CopyTarget } from '../../../src-shared/domain/ingest';
import { fileError } from '../../../src-shared/file-error';
import type { ConnectionId } from '../../../src-shared/units';
import { listVolumes, type Volume } from '../../host/volumes';
import { connectionOr404 } from '../connections';
import type { Core } from '../core';
import { cardVolumes } from '../receipts/card-volumes';

/** Adds a connection (services/connections.ts, `addConnection`). */
export type Connect = (given: { name: string; config: ConnectionConfig }) => Promise<Connection>;

/**
 * In the order of `targets`. Rejects with `bad-input` when two places are the same one or one lies on the card itself, `file-missing`
 * for a folder that is not there: it is not made, since the disk that it should be on may just not be plugged in.
 */
export async function copyConnections(
  core: Core,
  connect: Connect,
  given: { targets: CopyTarget[]; mainId: ConnectionId; roots: string[]; volumes?: Volume[] },
): Promise<ConnectionId[]> {
  const folders = new Map<CopyTarget, string>();
  for (const target of given.targets)
    if (target.type === 'folder') folders.set(target, await backupFolder(target.path, given.roots));
  const places: Connection[] = [connectionOr404(core, given.mainId)];
  for (const target of given.targets) {
    const place =
      target.type === 'connection'
        ? connectionOr404(core, target.connectionId)
        : await connectionOf(core, connect, folders.get(target) ?? target.path);
    if (places.some((known) => known.id === place.id)) {
      throw new AppError(
        'bad-input',
        `“${place.name}” is chosen twice. A copy in the same place protects from nothing: choose another one.`,
        { params: { name: place.name } },
      );
    }
    places.push(place);
  }
  const copies = places.slice(1);
  if (copies.some((place) => place.config.kind === 'local')) {
    const { isOnCard } = await cardVolumes(core, given.roots, given.volumes ?? (await listVolumes()));
    for (const place of copies) {
      if (!isOnCard(place.id)) continue;
      throw new AppError(
        'bad-input',
        `“${place.name}” lies on the card itself: formatting it would erase the copies too. Choose a place on another disk.`,
        { params: { name: place.name } },
      );
    }
  }
  return copies.map((place) => place.id);
}

async function backupFolder(path: string, roots: string[]): Promise<string> {
  const folder = await realOf(path);
  for (const root of roots) {
    const card = await realOf(root);
    if (isWithin(card, folder) || isWithin(folder, card)) {
      throw new AppError(
        'bad-input',
        `The backup folder “${path}” and “${root}” lie in one another. Choose a folder on another disk.`,
        { params: { path } },
      );
    }
  }
  return folder;
}

async function realOf(path: string): Promise<string> {
  try {
    const real = await realpath(resolve(path));
    await stat(real);
    return real;
  } catch (error) {
    throw fileError(error, path);
  }
}

async function connectionOf(core: Core, connect: Connect, folder: string): Promise<Connection> {
  if (!(await stat(folder)).isDirectory())
    throw new AppError('bad-input', `“${folder}” is no folder. Choose a folder for the copies.`, {
      params: { path: folder },
    });
  const all = core.catalogue.connections.list();
  for (const connection of all) {
    const { config } = connection;
    if (config.kind !== 'local') continue;
    if ((await realpath(config.root).catch(() => config.root)) === folder) return connection;
  }
  const config: ConnectionConfig = { kind: 'local', root: folder };
  return connect({ name: freeName(all, basename(folder) || folder), config });
}

function freeName(all: Connection[], wanted: string): string {
  const taken = new Set(all.map((connection) => connection.name.toLowerCase()));
  const base = wanted.normalize('NFC').trim().slice(0, 100) || 'Backup';
  let name = base;
  for (let n = 2; taken.has(name.toLowerCase()); n += 1) name = `${base} (${n})`;
  return name;
}

function isWithin(folder: string, path: string): boolean {
  const inside = relative(folder, path);
  return inside === '' || (!inside.startsWith('..') && !isAbsolute(inside));
}
