/** The groups that an album is shown to: how far each gallery is, who has opened it, and one line to show it to another group. */
import { SlidersHorizontal, X } from 'lucide-react';
import { useRef, useState } from 'react';
import type { AppError } from '../../../src-shared/app-error';
import type { Album } from '../../../src-shared/domain/album';
import { MAX_SHOWN, type StandingShare } from '../../../src-shared/domain/album-access';
import type { Group } from '../../../src-shared/domain/group';
import type { Share, ShareAllow } from '../../../src-shared/domain/share';
import type { GroupId } from '../../../src-shared/units';
import { asAppError, call } from '../../bridge/client';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useGroupsStore } from '../../stores/groups-store';
import { useShare } from '../../stores/shares-store';
import { Button, IconButton } from '../../ui/button';
import { formatCount, formatDate, formatDateTime } from '../../ui/format';
import { Notice } from '../../ui/notice';
import { Select } from '../../ui/select';
import { Checkbox } from '../../ui/switch';
import { personName } from '../shares/share-words';
import { AskLine } from './ask-line';
import styles from './groups.module.css';

const offered = ['web', 'original', 'pick', 'comment'] as const;
/** As a new share has it. */
const usual: ShareAllow = { view: true, web: true, original: false, pick: true, comment: true };

export function ShownGroups({ album }: { album: Album }) {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const locale = useLocale();
  const { groups, standing } = useGroupsStore();
  const [error, setError] = useState<AppError | null>(null);
  const [chosen, setChosen] = useState<GroupId | null>(null);
  const [allow, setAllow] = useState<ShareAllow>(usual);
  const shown = standing.filter(({ albumId }) => albumId === album.id);
  const others = groups.filter(({ id }) => !shown.some(({ groupId }) => groupId === id));
  const next = others.find(({ id }) => id === chosen) ?? others[0];

  const act = (work: Promise<unknown>): void => {
    setError(null);
    work.catch((thrown: unknown) => setError(asAppError(thrown)));
  };
  return (
    <section className={styles.section}>
      <h3 className={styles.heading}>{t('groups.shown')}</h3>
      <p className={styles.quiet}>{t('groups.shownText')}</p>
      {shown.length === 0 && (
        <p className={styles.quiet}>{t(groups.length === 0 ? 'groups.noneToShow' : 'groups.none')}</p>
      )}
      <ul className={styles.list}>
        {shown.map((row) => (
          <Shown
            key={row.groupId}
            row={row}
            group={groups.find(({ id }) => id === row.groupId) ?? null}
            onAllow={(wanted) =>
              act(call('groups.allow', { albumId: album.id, groupId: row.groupId, allow: wanted }))
            }
            onStop={() => act(call('groups.unshare', { albumId: album.id, groupId: row.groupId }))}
          />
        ))}
      </ul>
      {next && (
        <div className={styles.line}>
          <Select
            label={t('groups.add')}
            options={others.map(({ id, name }) => ({ value: id, label: name }))}
            value={next.id}
            onValueChange={setChosen}
          />
          <Button
            onClick={() =>
              act(
                call('groups.share', {
                  ...{ albumId: album.id, groupId: next.id },
                  language: locale.startsWith('ko') ? 'ko' : 'en',
                  allow,
                }),
              )
            }
          >
            {t('groups.addAction')}
          </Button>
        </div>
      )}
      {next && <Allowed legend={t('groups.may', { name: next.name })} allow={allow} onChange={setAllow} />}
      {error !== null && <Notice tone="danger" text={sentence(error)} />}
    </section>
  );
}

function Allowed(props: { legend: string; allow: ShareAllow; onChange: (allow: ShareAllow) => void }) {
  const { legend, allow, onChange } = props;
  const { t } = useTranslation();
  return (
    <fieldset className={styles.allowed}>
      <legend>{legend}</legend>
      {offered.map((one) => (
        <Checkbox
          key={one}
          label={t(`shares.compose.${one}`)}
          checked={allow[one]}
          onCheckedChange={(checked) => onChange({ ...allow, [one]: checked })}
        />
      ))}
    </fieldset>
  );
}

/** What is chosen here is done by the button: each change writes every member's page. */
function ChangeAllowed(props: {
  name: string;
  allow: ShareAllow;
  onDone: (allow: ShareAllow | null) => void;
}) {
  const { name, allow: now, onDone } = props;
  const { t } = useTranslation();
  const [allow, setAllow] = useState(now);
  const isSame = offered.every((one) => allow[one] === now[one]);
  return (
    <form
      className={styles.changing}
      onSubmit={(event) => {
        event.preventDefault();
        onDone(isSame ? null : allow);
      }}
    >
      <Allowed legend={t('groups.may', { name })} allow={allow} onChange={setAllow} />
      {now.original && !allow.original && <p className={styles.quiet}>{t('groups.withdrawn')}</p>}
      <div className={styles.buttons}>
        <Button onClick={() => onDone(null)}>{t('common.cancel')}</Button>
        <Button type="submit" disabled={isSame} focusableWhenDisabled>
          {t('groups.changeDo')}
        </Button>
      </div>
    </form>
  );
}

function Shown(props: {
  row: StandingShare;
  group: Group | null;
  onAllow: (allow: ShareAllow) => void;
  onStop: () => void;
}) {
  const { row, group, onAllow, onStop } = props;
  const { t } = useTranslation();
  const locale = useLocale();
  const share = useShare(row.shareId);
  const words = useStateWords();
  const mayWords = (allow: ShareAllow): string =>
    ['view' as const, ...offered]
      .filter((one) => allow[one])
      .map((one) => t(`groups.mayDo.${one}`))
      .join(' · ');
  const [asking, setAsking] = useState<'stop' | 'allow' | null>(null);
  const changeButton = useRef<HTMLButtonElement>(null);
  const stopButton = useRef<HTMLButtonElement>(null);
  const name = group?.name ?? '';
  /** What was asked goes, and with it what had the focus. */
  function answered(button: typeof changeButton): void {
    setAsking(null);
    button.current?.focus();
  }
  return (
    <li>
      <div className={styles.row}>
        <div className={styles.words}>
          <p className={styles.name}>{name}</p>
          <p className={styles.quiet}>{words(row, group, share)}</p>
          <p className={styles.quiet}>{mayWords(row.allow)}</p>
          {row.notShown > 0 && (
            <p>
              {t('groups.notShown', {
                count: row.notShown,
                n: formatCount(row.notShown, locale),
                most: formatCount(MAX_SHOWN, locale),
              })}
            </p>
          )}
        </div>
        {!row.ending && (
          <>
            <IconButton
              ref={changeButton}
              label={t('groups.change', { name })}
              aria-expanded={asking === 'allow'}
              icon={<SlidersHorizontal size={15} aria-hidden />}
              onClick={() => setAsking(asking === 'allow' ? null : 'allow')}
            />
            <IconButton
              ref={stopButton}
              label={t('groups.remove', { name })}
              icon={<X size={15} aria-hidden />}
              onClick={() => setAsking('stop')}
            />
          </>
        )}
      </div>
      {asking === 'allow' && (
        <ChangeAllowed
          name={name}
          allow={row.allow}
          onDone={(allow) => {
            answered(changeButton);
            if (allow) onAllow(allow);
          }}
        />
      )}
      {asking === 'stop' && (
        <AskLine
          text={t('groups.removeAsk', { name })}
          action={t('groups.removeDo')}
          onDo={() => {
            answered(stopButton);
            onStop();
          }}
          onClose={() => answered(stopButton)}
        />
      )}
      {share && (
        <ul className={styles.people}>
          {share.recipients
            .filter(({ state }) => state !== 'revoked')
            .map((person) => (
              <li key={person.id} className={styles.quiet}>
                <span title={person.email}>{personName(person)}</span>
                <span>
                  {person.state === 'waiting'
                    ? t('groups.noPage')
                    : person.lastOpenedAtMs === null
                      ? t('groups.notOpened')
                      : t('groups.opened', { date: formatDateTime(person.lastOpenedAtMs, locale) })}
                </span>
              </li>
            ))}
        </ul>
      )}
    </li>
  );
}

function useStateWords(): (row: StandingShare, group: Group | null, share: Share | null) => string {
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  return (row, group, share) => {
    if (row.ending) return t('groups.state.ending');
    if (group?.members.length === 0) return t('groups.state.empty');
    if (share?.reason) return t('groups.state.failed', { why: sentence(share.reason) });
    if (row.rekeying) return t('groups.state.rekeying');
    if (!share) return t('groups.state.waiting');
    if (share.state !== 'live') return t('groups.state.preparing');
    if (row.behind) return t('groups.state.behind');
    return t('groups.state.live', { date: formatDate(share.sureUntilMs ?? 0, locale) });
  };
}
