/** The inbox of a request: what arrived, marked one by one or all, taken into the album or declined. */
import { Ban, Check, Image } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { AppError } from '../../../src-shared/app-error';
import type { Arrival, PhotoRequest } from '../../../src-shared/domain/photo-request';
import { mediaUrl } from '../../../src-shared/ipc-contract';
import type { ArrivalId } from '../../../src-shared/units';
import { asAppError, call } from '../../bridge/client';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { AskDialog } from '../../ui/ask-dialog';
import { Button } from '../../ui/button';
import { classNames } from '../../ui/class-names';
import { formatBytes, formatCount, formatPercent } from '../../ui/format';
import { Notice } from '../../ui/notice';
import shareStyles from '../shares/share-view.module.css';
import { personName } from '../shares/share-words';
import { emptyInbox, inInbox } from './request-rules';
import { useArrivalReason } from './request-words';
import styles from './requests.module.css';
import { useRequestActs } from './use-request-acts';

/** Asked for again whenever main tells of the request; null until they were told. */
function useArrivals(request: PhotoRequest): { arrivals: Arrival[] | null; error: AppError | null } {
  const [arrivals, setArrivals] = useState<Arrival[] | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  useEffect(() => {
    let left = false;
    call('requests.arrivals', { id: request.id }).then(
      (found) => {
        if (left) return;
        setArrivals(found);
        setError(null);
      },
      (thrown) => !left && setError(asAppError(thrown)),
    );
    return () => {
      left = true;
    };
  }, [request]);
  return { arrivals, error };
}

const decidable = ({ state }: Arrival): boolean => state === 'waiting' || state === 'refused';

export function RequestInbox({ request }: { request: PhotoRequest }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const acts = useRequestActs();
  const sentence = useErrorSentence();
  const { arrivals, error } = useArrivals(request);
  const [unmarked, setUnmarked] = useState<ReadonlySet<ArrivalId>>(new Set());
  /** As they were when it was asked: what arrives meanwhile is not deleted unseen. */
  const [declining, setDeclining] = useState<ArrivalId[] | null>(null);
  const shown = inInbox(arrivals ?? []);
  const empty = arrivals && emptyInbox(request, arrivals);
  const marked = shown.filter((one) => decidable(one) && !unmarked.has(one.id));
  const acceptable = marked.filter(({ state }) => state === 'waiting');
  const counted = (count: number) => ({ count, n: formatCount(count, locale) });
  const names = new Map(request.people.map((person) => [person.id, personName(person)]));
  function toggle(id: ArrivalId): void {
    const next = new Set(unmarked);
    if (!next.delete(id)) next.add(id);
    setUnmarked(next);
  }
  return (
    <section className={shareStyles.section} aria-labelledby="request-inbox">
      <div className={styles.inboxHead}>
        <h2 id="request-inbox" className={shareStyles.heading}>
          {t('requests.inbox.title')}
        </h2>
        {shown.some(decidable) && (
          <>
            <Button
              tone="quiet"
              onClick={() => setUnmarked(marked.length > 0 ? new Set(shown.map(({ id }) => id)) : new Set())}
            >
              {t(marked.length > 0 ? 'requests.inbox.none' : 'requests.inbox.all')}
            </Button>
            <Button
              disabled={marked.length === 0}
              focusableWhenDisabled
              onClick={() => setDeclining(marked.map(({ id }) => id))}
            >
              {t('requests.inbox.decline')}
            </Button>
            <Button
              tone="main"
              disabled={acceptable.length === 0}
              focusableWhenDisabled
              onClick={() =>
                void acts.decide(
                  'accept',
                  request,
                  acceptable.map(({ id }) => id),
                )
              }
            >
              {t('requests.inbox.accept', counted(acceptable.length))}
            </Button>
          </>
        )}
      </div>
      {error !== null && <Notice tone="danger" text={sentence(error)} />}
      {empty && <p className={shareStyles.quiet}>{t(`requests.inbox.empty.${empty}`)}</p>}
      <ul className={styles.inbox}>
        {shown.map((arrival) => (
          <Tile
            key={arrival.id}
            arrival={arrival}
            from={names.get(arrival.personId) ?? ''}
            marked={decidable(arrival) && !unmarked.has(arrival.id)}
            onToggle={() => toggle(arrival.id)}
          />
        ))}
      </ul>
      {declining !== null && (
        <AskDialog
          title={t('requests.inbox.declineTitle', counted(declining.length))}
          text={t('requests.inbox.declineText')}
          action={t('requests.inbox.declineSubmit')}
          onDo={() => acts.decide('decline', request, declining)}
          onClose={() => setDeclining(null)}
        />
      )}
    </section>
  );
}

function Tile(props: { arrival: Arrival; from: string; marked: boolean; onToggle: () => void }) {
  const { arrival, from, marked, onToggle } = props;
  const { t } = useTranslation();
  const locale = useLocale();
  const why = useArrivalReason();
  const { state, sizeBytes, hereBytes, error } = arrival;
  const Sign = state === 'refused' ? Ban : state === 'stored' ? Check : Image;
  const words =
    state === 'waiting'
      ? ''
      : t(`requests.inbox.state.${state}`, {
          percent: formatPercent(sizeBytes === 0 ? 0 : hereBytes / sizeBytes, locale),
        });
  return (
    <li className={styles.tile} data-state={state}>
      <button
        type="button"
        className={classNames(styles.picture, marked && styles.marked)}
        aria-pressed={marked}
        aria-label={[arrival.fileName, from, words].filter(Boolean).join(', ')}
        disabled={!decidable(arrival)}
        onClick={onToggle}
      >
        {arrival.hasThumb && (state === 'waiting' || state === 'accepted') ? (
          <img src={mediaUrl.arrival(arrival.id)} alt="" draggable={false} />
        ) : (
          <Sign size={20} aria-hidden />
        )}
      </button>
      <p className={styles.fileName} title={arrival.fileName} data-selectable>
        {arrival.fileName}
      </p>
      <p className={styles.facts}>{[from, formatBytes(sizeBytes, locale)].filter(Boolean).join(' · ')}</p>
      {words !== '' && <p className={classNames(styles.facts, styles.state)}>{words}</p>}
      {error !== null && <p className={styles.trouble}>{why(error)}</p>}
    </li>
  );
}
