/** Asks main what an ingest would do, a moment after the last change. */
import { useEffect, useState } from 'react';
import { toWire, type WireError } from '../../../src-shared/app-error';
import type { IngestOptions, IngestPreview } from '../../../src-shared/domain/ingest';
import { call } from '../../bridge/client';

/** Typing rests this long (ms) before the card is asked. */
const restMs = 250;

export interface Previewed {
  preview: IngestPreview | null;
  /** Of the template, or of the look at the card. */
  error: WireError | null;
  looking: boolean;
}

export function useIngestPreview(paths: string[], title: string, options: IngestOptions): Previewed {
  const [state, setState] = useState<Previewed>({ preview: null, error: null, looking: true });
  const asked = JSON.stringify([paths, title, options]);
  useEffect(() => {
    let left = false;
    const [askedPaths, askedTitle, askedOptions] = JSON.parse(asked) as [string[], string, IngestOptions];
    setState((old) => ({ ...old, looking: true }));
    const timer = window.setTimeout(() => {
      call('ingests.preview', { paths: askedPaths, title: askedTitle, options: askedOptions }).then(
        (preview) => !left && setState({ preview, error: preview.error, looking: false }),
        (error) => !left && setState({ preview: null, error: toWire(error), looking: false }),
      );
    }, restMs);
    return () => {
      left = true;
      window.clearTimeout(timer);
    };
  }, [asked]);
  return state;
}
