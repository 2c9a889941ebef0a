/** What there is in the trash, asked for again calmly while it changes. */
import { useEffect, useState } from 'react';
import type { TrashFacts } from '../../../src-shared/domain/trash';
import { call } from '../../bridge/client';
import { useAssetsStore } from '../../stores/assets-store';

const calmMs = 300;

export function useTrashFacts(): TrashFacts | null {
  const version = useAssetsStore((state) => state.version);
  const [facts, setFacts] = useState<TrashFacts | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another version of the list is the reason to ask
  useEffect(() => {
    let over = false;
    const ask = async (): Promise<void> => {
      const found = await call('trash.facts', {}).catch(() => null);
      if (!over && found) setFacts(found);
    };
    const timer = window.setTimeout(() => void ask(), facts === null ? 0 : calmMs);
    return () => {
      over = true;
      window.clearTimeout(timer);
    };
  }, [version]);
  return facts;
}
