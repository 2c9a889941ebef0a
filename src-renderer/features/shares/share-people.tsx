/** The people of a share: whether each has opened it, what they chose, and how link and code can be brought to them. */
import { Copy, Ellipsis, KeyRound, UserPlus } from 'lucide-react';
import type { Share, ShareRecipient } from '../../../src-shared/domain/share';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useDialogsStore } from '../../stores/dialogs-store';
import { useNavigationStore } from '../../stores/navigation-store';
import { useOutboxStore } from '../../stores/outbox-store';
import { Button, IconButton } from '../../ui/button';
import { classNames } from '../../ui/class-names';
import { formatCount, formatDateTime } from '../../ui/format';
import { Menu, type MenuEntry } from '../../ui/menu';
import { useAgo } from '../connections/use-ago';
import styles from './share-view.module.css';
import { isOver, personName, stuckMail } from './share-words';
import { useShareActs } from './use-share-acts';

export function People({ share }: { share: Share }) {
  const { t } = useTranslation();
  const open = useDialogsStore((state) => state.open);
  return (
    <section className={styles.section} aria-labelledby="share-people">
      <div className={styles.headingLine}>
        <h2 id="share-people" className={styles.heading}>
          {t('shares.person.title')}
        </h2>
        {share.state === 'live' && (
          <Button
            icon={<UserPlus size={15} aria-hidden />}
            onClick={() => open({ kind: 'share', act: { do: 'add', shareId: share.id } })}
          >
            {t('shares.add')}
          </Button>
        )}
      </div>
      <ul className={styles.people}>
        {share.recipients.map((recipient) => (
          <Person key={recipient.id} share={share} recipient={recipient} />
        ))}
      </ul>
    </section>
  );
}

function Person({ share, recipient }: { share: Share; recipient: ShareRecipient }) {
  const { t } = useTranslation();
  const acts = useShareActs();
  const open = useDialogsStore((state) => state.open);
  const name = personName(recipient);
  const reachable = share.state === 'live' && recipient.state === 'live';
  const act = (kind: 'code' | 'picks' | 'revoke'): void =>
    open({ kind: 'share', act: { do: kind, shareId: share.id, recipient } });
  const entries: MenuEntry[] = [
    {
      id: 'caos-link',
      label: t('received.copyCaosLink'),
      onSelect: () => void acts.copyCaosLink(share, recipient),
    },
    {
      id: 'link',
      label: t('shares.person.sendLink'),
      onSelect: () => void acts.resend(share, recipient, 'link'),
    },
    {
      id: 'code',
      label: t('shares.person.sendCode'),
      onSelect: () => void acts.resend(share, recipient, 'code'),
    },
    {
      id: 'both',
      label: t('shares.person.sendBoth'),
      onSelect: () => void acts.resend(share, recipient, 'both'),
    },
    { id: 'line', separator: true },
    share.standing
      ? { id: 'groups', label: t('groups.edit'), onSelect: () => open({ kind: 'groups' }) }
      : {
          id: 'revoke',
          label: t('shares.person.revoke', { name }),
          tone: 'danger',
          onSelect: () => act('revoke'),
        },
  ];
  return (
    <li className={styles.person} data-state={recipient.state}>
      <div className={styles.personWords}>
        <p className={styles.name}>
          {name}
          {recipient.name !== '' && <span className={styles.email}>{recipient.email}</span>}
        </p>
        <p className={classNames(styles.facts, 'tabular')}>
          <Opened share={share} recipient={recipient} />
          <span>
            {t(recipient.codeWay === 'mail' ? 'shares.person.codeByMail' : 'shares.person.codeByYou')}
          </span>
        </p>
        {!isOver(share) && <MailLine share={share} recipient={recipient} />}
      </div>
      <Chosen recipient={recipient} name={name} onOpen={() => act('picks')} />
      {reachable && (
        <div className={styles.personActions}>
          <Button
            icon={<Copy size={14} aria-hidden />}
            aria-label={`${t('shares.person.copyLink')}: ${name}`}
            onClick={() => void acts.copyLink(share, recipient)}
          >
            {t('shares.person.copyLink')}
          </Button>
          <Button
            icon={<KeyRound size={14} aria-hidden />}
            aria-label={`${t('shares.person.showCode')}: ${name}`}
            onClick={() => act('code')}
          >
            {t('shares.person.showCode')}
          </Button>
          <Menu
            align="end"
            entries={entries}
            trigger={
              <IconButton
                label={t('shares.person.more', { name })}
                icon={<Ellipsis size={16} aria-hidden />}
              />
            }
          />
        </div>
      )}
    </li>
  );
}

function Opened({ share, recipient }: { share: Share; recipient: ShareRecipient }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const ago = useAgo();
  const { state, openedCount, openedAtMs, lastOpenedAtMs } = recipient;
  if (state === 'revoked' && !isOver(share)) return <span>{t('shares.person.revoked')}</span>;
  if (state === 'waiting' && !isOver(share)) return <span>{t('shares.person.waiting')}</span>;
  const last = lastOpenedAtMs ?? openedAtMs;
  if (openedCount === 0 || last === null) return <span>{t('shares.person.notOpened')}</span>;
  return (
    <time dateTime={new Date(last).toISOString()} title={formatDateTime(last, locale)}>
      {t('shares.person.opened', {
        count: openedCount,
        n: formatCount(openedCount, locale),
        ago: ago(last),
      })}
    </time>
  );
}

function Chosen({
  recipient,
  name,
  onOpen,
}: {
  recipient: ShareRecipient;
  name: string;
  onOpen: () => void;
}) {
  const { t } = useTranslation();
  const locale = useLocale();
  const ago = useAgo();
  const { state, pickedAtMs, pickedCount } = recipient;
  if (pickedAtMs === null)
    return <p className={styles.chosen}>{state === 'live' && t('shares.person.picksNone')}</p>;
  const picks = t('shares.person.picks', { count: pickedCount, n: formatCount(pickedCount, locale) });
  return (
    <p className={styles.chosen}>
      <Button aria-label={`${t('shares.person.showPicks', { name })}: ${picks}`} onClick={onOpen}>
        {picks}
      </Button>
      <span className={styles.quiet}>{t('shares.person.pickedAgo', { ago: ago(pickedAtMs) })}</span>
    </p>
  );
}

/** What keeps the mail to that person, with the way to it; nothing when it is through. */
function MailLine({ share, recipient }: { share: Share; recipient: ShareRecipient }) {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const mail = useOutboxStore((state) => stuckMail(state.mails, share.id, recipient.id));
  if (mail === null || mail.state === 'sent' || mail.state === 'sending') return null;
  const bad = mail.state !== 'waiting';
  function look(): void {
    useOutboxStore.getState().read(mail?.id ?? null);
    useNavigationStore.getState().go('outbox');
  }
  return (
    <p className={classNames(styles.mail, bad && styles.bad)}>
      <span>
        {t(`shares.person.mail.${mail.state}`)}
        {bad && mail.error !== null && `: ${sentence(mail.error)}`}
      </span>
      <button
        type="button"
        className={styles.link}
        aria-label={`${t('shares.person.mail.look')}: ${personName(recipient)}`}
        onClick={look}
      >
        {t('shares.person.mail.look')}
      </button>
    </p>
  );
}
