/** What there is to filter by. For a field with a filter of its own: as if that filter were not there, so that more of it can be chosen. */
import { useEffect, useState } from 'react';
import type { PhotoFacets, PhotoQuery, PhotoScope } from '../../../src-shared/domain/photo-list';
import { call } from '../../bridge/client';

export type FacetField = 'ratings' | 'flags' | 'colours' | 'cameras' | 'lenses' | 'kinds' | 'stored';
export type Facets = { all: PhotoFacets; of: (field: FacetField) => PhotoFacets };

const fields: readonly FacetField[] = ['ratings', 'flags', 'colours', 'cameras', 'lenses', 'kinds', 'stored'];

/** null until they are there, and when they could not be read: then filters are offered without counts. */
export function useFacets(scope: PhotoScope, query: PhotoQuery): Facets | null {
  const [facets, setFacets] = useState<Facets | null>(null);
  useEffect(() => {
    let isCurrent = true;
    const ask = (asked: PhotoQuery): Promise<PhotoFacets> => call('assets.facets', { scope, query: asked });
    const narrowed = fields.filter((field) => query[field] !== undefined);
    const all = [query, ...narrowed.map((field) => ({ ...query, [field]: undefined }))].map(ask);
    void Promise.all(all)
      .then(([whole, ...others]) => {
        if (!isCurrent || whole === undefined) return;
        setFacets({ all: whole, of: (field) => others[narrowed.indexOf(field)] ?? whole });
      })
      .catch(() => undefined);
    return () => {
      isCurrent = false;
    };
  }, [scope, query]);
  return facets;
}
