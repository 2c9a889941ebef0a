/** Which camera card a receipt is about as a whole, and which stores lie on that very card. */
import { realpath } from 'node:fs/promises';
import type { ConnectionId } from '../../../src-shared/units';
import { holdingVolume, thisComputer, type Volume } from '../../host/volumes';
import type { Core } from '../core';
import { looksLikeCard } from '../ingest/camera-cards';

export interface CardVolumes {
  /** Mount point of the camera card that this root lies on; null: it lies on none. */
  cardOf(root: string): string | null;
  /** Its store lies on the volume of a root: formatting that one erases both. */
  isOnCard(connectionId: ConnectionId): boolean;
}

/** `volumes`: those that can be taken out, as they are now. */
export async function cardVolumes(
  { catalogue }: Pick<Core, 'catalogue'>,
  roots: readonly string[],
  volumes: readonly Volume[],
): Promise<CardVolumes> {
  const volumeOfRoot = new Map<string, Volume>();
  const stores = new Set<ConnectionId>();
  const volumeAt = async (path: string): Promise<Volume | null> =>
    holdingVolume(path, volumes) ?? holdingVolume(await realpath(path).catch(() => path), volumes);

  const cards = new Set<Volume>();
  if (volumes.length > 0) {
    for (const root of roots) {
      const volume = await volumeAt(root);
      if (volume) volumeOfRoot.set(root, volume);
    }
    const holding = new Set(volumeOfRoot.values());
    for (const volume of holding) if (await looksLikeCard(thisComputer, volume)) cards.add(volume);
    for (const { id, config } of catalogue.connections.list()) {
      if (config.kind !== 'local') continue;
      const volume = await volumeAt(config.root);
      if (volume && holding.has(volume)) stores.add(id);
    }
  }
  return {
    cardOf(root) {
      const volume = volumeOfRoot.get(root);
      return volume && cards.has(volume) ? volume.path : null;
    },
    isOnCard: (connectionId) => stores.has(connectionId),
  };
}
