/** One photo request: where it stands, its people with their links and codes, and the inbox of what arrived. */
import { ArrowLeft, Ellipsis, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import type { PhotoRequest, RequestPerson } from '../../../src-shared/domain/photo-request';
import type { ShareId } from '../../../src-shared/units';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useAlbum } from '../../stores/albums-store';
import { useNavigationStore } from '../../stores/navigation-store';
import { useRequestsStore } from '../../stores/requests-store';
import { Button, IconButton } from '../../ui/button';
import { classNames } from '../../ui/class-names';
import { formatBytes, formatCount, formatDate } from '../../ui/format';
import { Menu, type MenuEntry } from '../../ui/menu';
import { Notice } from '../../ui/notice';
import shareStyles from '../shares/share-view.module.css';
import { personName } from '../shares/share-words';
import { SharesView } from '../shares/shares-view';
import { AskSheet } from './ask-sheet';
import { EndRequest } from './end-request';
import { RequestInbox } from './request-inbox';
import { isOver } from './request-rules';
import { useRequestState, waitingIn } from './request-words';
import styles from './requests.module.css';
import { useRequestActs } from './use-request-acts';

const offeredDays = [7, 14, 30] as const;

export function RequestView({ id }: { id: ShareId }) {
  const request = useRequestsStore((state) => state.requests.find((one) => one.id === id));
  return request === undefined ? <SharesView /> : <Shown key={id} request={request} />;
}

function Shown({ request }: { request: PhotoRequest }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  const stateOf = useRequestState();
  const album = useAlbum(request.albumId);
  const { state, limits, reason, sureUntilMs, endsAtMs, cleanedAtMs } = request;
  return (
    <div className={shareStyles.page}>
      <div className={shareStyles.column}>
        <header className={shareStyles.head}>
          <IconButton
            label={t('requests.back')}
            icon={<ArrowLeft size={16} aria-hidden />}
            onClick={() => useNavigationStore.getState().go('shares')}
          />
          <div className={shareStyles.words}>
            <h1 className={shareStyles.title}>{request.title}</h1>
            <p className={shareStyles.facts}>
              <span className={shareStyles.state} data-state={state}>
                {stateOf(request)}
              </span>
              {album && <span>{t('requests.into', { album: album.title })}</span>}
              <span>
                {t('requests.limits', {
                  files: formatCount(limits.maxFiles, locale),
                  size: formatBytes(limits.maxBytes, locale),
                  kinds: limits.kinds.map((kind) => t(`requests.sheet.kind.${kind}`)).join(', '),
                })}
              </span>
            </p>
          </div>
          <Actions request={request} />
        </header>
        {reason !== null && <Notice tone={state === 'failed' ? 'danger' : 'plain'} text={sentence(reason)} />}
        {state === 'live' &&
          sureUntilMs !== null &&
          endsAtMs !== null &&
          sureUntilMs < endsAtMs - 3_600_000 && (
            <Notice text={t('requests.sure', { date: formatDate(sureUntilMs, locale) })} />
          )}
        {isOver(request) && (
          <Notice
            text={[
              t(cleanedAtMs === null ? 'requests.cleaning' : 'requests.cleaned'),
              ...(cleanedAtMs !== null && waitingIn(request) > 0 ? [t('requests.waitsHere')] : []),
            ].join(' ')}
          />
        )}
        {request.message !== '' && <p className={shareStyles.message}>{request.message}</p>}
        <section className={shareStyles.section} aria-labelledby="request-people">
          <h2 id="request-people" className={shareStyles.heading}>
            {t('requests.person.title')}
          </h2>
          <ul className={shareStyles.people}>
            {request.people.map((person) => (
              <Person key={person.id} request={request} person={person} />
            ))}
          </ul>
        </section>
        {state !== 'draft' && <RequestInbox request={request} />}
      </div>
    </div>
  );
}

function Actions({ request }: { request: PhotoRequest }) {
  const { t } = useTranslation();
  const acts = useRequestActs();
  const [busy, setBusy] = useState(false);
  const [ending, setEnding] = useState(false);
  const [editing, setEditing] = useState(false);
  const { state } = request;
  const entries: MenuEntry[] =
    state === 'live'
      ? [
          ...offeredDays.map((days) => ({
            id: `extend-${days}`,
            label: t('requests.extend', { n: days }),
            onSelect: () => void acts.extend(request, days),
          })),
          { id: 'line', separator: true as const },
          { id: 'end', label: t('requests.end'), tone: 'danger' as const, onSelect: () => setEnding(true) },
        ]
      : [
          {
            id: 'discard',
            label: t(state === 'draft' || state === 'failed' ? 'requests.discard' : 'requests.forget'),
            onSelect: () => void acts.discard(request),
          },
        ];
  return (
    <div className={shareStyles.actions}>
      {state === 'draft' && <Button onClick={() => setEditing(true)}>{t('requests.edit')}</Button>}
      {(state === 'draft' || state === 'failed') && (
        <Button tone="main" onClick={() => void acts.send(request)}>
          {t('requests.goOn')}
        </Button>
      )}
      {state === 'live' && (
        <Button
          icon={<RefreshCw size={15} aria-hidden />}
          disabled={busy}
          focusableWhenDisabled
          onClick={() => {
            setBusy(true);
            void acts.collect(request).then(() => setBusy(false));
          }}
        >
          {t(busy ? 'requests.collecting' : 'requests.collect')}
        </Button>
      )}
      <Menu
        align="end"
        entries={entries}
        trigger={<IconButton label={t('requests.more')} icon={<Ellipsis size={16} aria-hidden />} />}
      />
      {ending && <EndRequest request={request} person={null} onClose={() => setEnding(false)} />}
      {editing && <AskSheet draft={request} onClose={() => setEditing(false)} />}
    </div>
  );
}

function Person({ request, person }: { request: PhotoRequest; person: RequestPerson }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const acts = useRequestActs();
  const [code, setCode] = useState<string | null>(null);
  const [leaving, setLeaving] = useState(false);
  const name = personName(person);
  const reachable = request.state === 'live' && person.state === 'live';
  const { arrivedCount: count, arrivedBytes, state } = person;
  return (
    <li className={shareStyles.person} data-state={state}>
      <div className={shareStyles.personWords}>
        <p className={shareStyles.name}>
          {name}
          {person.name !== '' && <span className={shareStyles.email}>{person.email}</span>}
        </p>
        <p className={shareStyles.facts}>
          <span>
            {state === 'revoked' && request.state === 'live'
              ? t('requests.person.revoked')
              : count === 0
                ? t(isOver(request) ? 'requests.person.noneOver' : 'requests.person.none')
                : t('requests.person.sent', {
                    count,
                    n: formatCount(count, locale),
                    size: formatBytes(arrivedBytes, locale),
                  })}
          </span>
        </p>
        {person.words !== '' && (
          <p className={styles.said} data-selectable>
            {person.words}
          </p>
        )}
        {code !== null && (
          <output className={styles.code} aria-label={t('requests.person.code', { name })} data-selectable>
            {code}
          </output>
        )}
      </div>
      {reachable && (
        <div className={classNames(shareStyles.personActions, styles.actions)}>
          <Button
            aria-label={`${t('requests.person.copyLink')}: ${name}`}
            onClick={() => void acts.copyLink(request, person)}
          >
            {t('requests.person.copyLink')}
          </Button>
          <Button
            aria-label={`${t('requests.person.showCode')}: ${name}`}
            onClick={() => (code === null ? void acts.code(request, person).then(setCode) : setCode(null))}
          >
            {t('requests.person.showCode')}
          </Button>
          <Menu
            align="end"
            entries={[
              {
                id: 'resend',
                label: t('requests.person.resend'),
                onSelect: () => void acts.resend(request, person),
              },
              {
                id: 'revoke',
                label: t('requests.person.revoke', { name }),
                tone: 'danger',
                onSelect: () => setLeaving(true),
              },
            ]}
            trigger={
              <IconButton
                label={t('requests.person.more', { name })}
                icon={<Ellipsis size={16} aria-hidden />}
              />
            }
          />
        </div>
      )}
      {leaving && <EndRequest request={request} person={person} onClose={() => setLeaving(false)} />}
    </li>
  );
}
