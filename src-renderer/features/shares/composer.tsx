/** Composing a share: for whom, with which words, how long and what guests may; the page beside it, size and cost below. One Ctrl+Enter sends it. */
import { ArrowLeft, Send } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { MAX_SHARED, type Share } from '../../../src-shared/domain/share';
import { inShareOrder } from '../../../src-shared/domain/share-order';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useDialogsStore } from '../../stores/dialogs-store';
import { useNavigationStore } from '../../stores/navigation-store';
import { useOutboxStore } from '../../stores/outbox-store';
import { useSignInStore } from '../../stores/sign-in-store';
import { Button, IconButton } from '../../ui/button';
import { focusInvalid } from '../../ui/focus-invalid';
import { formatCount } from '../../ui/format';
import { Notice } from '../../ui/notice';
import { say } from '../../ui/toast';
import { Tooltip } from '../../ui/tooltip';
import styles from './compose.module.css';
import { EstimateLine, EstimateNotes } from './compose-estimate';
import { Group, Guests, OrderAndCover, Protection, TimeAndPlace, Words } from './compose-options';
import { type FormLack, lacksOf, offeredDays } from './compose-rules';
import { RecipientsField } from './recipients-field';
import { SharePreview } from './share-preview';
import { type Draft, useDraft } from './use-draft';
import { useShareActs } from './use-share-acts';
import { useSharePhotos } from './use-share-photos';

export function Composer({ share }: { share: Share }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  const acts = useShareActs();
  const draft = useDraft(share);
  const { form, change } = draft;
  const asChosen = useSharePhotos(share.id, MAX_SHARED);
  const { order } = form.options;
  const photos = useMemo(() => inShareOrder(asChosen, order), [asChosen, order]);
  const [tried, setTried] = useState(false);
  const [watermarked, setWatermarked] = useState(form.options.watermark !== null);
  const [ownDays, setOwnDays] = useState(!offeredDays.some((days) => days === form.days));
  const [sending, setSending] = useState(false);
  const people = useRef<HTMLInputElement>(null);
  const sendButton = useRef<HTMLButtonElement>(null);
  const lacks: readonly FormLack[] = tried ? lacksOf(form, watermarked) : [];
  useEffect(() => people.current?.focus(), []);

  async function send(): Promise<void> {
    if (sending) return;
    setTried(true);
    if (lacksOf(form, watermarked).length > 0) {
      focusInvalid('main');
      return;
    }
    if (useSignInStore.getState().identity === null) {
      useDialogsStore.getState().open({ kind: 'sign-in' });
      return;
    }
    setSending(true);
    if (await draft.save()) await acts.send(share);
    setSending(false);
  }
  return (
    <form
      noValidate
      className={styles.compose}
      aria-label={t('shares.compose.title')}
      onSubmit={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.nativeEvent.isComposing) {
          event.preventDefault();
          void send();
        }
      }}
    >
      <header className={styles.top}>
        <IconButton
          label={t('shares.back')}
          icon={<ArrowLeft size={16} aria-hidden />}
          onClick={() => useNavigationStore.getState().go('shares')}
        />
        <h1 className={styles.title}>{t('shares.compose.title')}</h1>
        <p className={`${styles.facts} tabular`}>
          {t('shares.photos', { count: share.photoCount, n: formatCount(share.photoCount, locale) })}
        </p>
      </header>
      <div className={styles.columns}>
        <div className={styles.form}>
          <Group title={t('shares.compose.to')}>
            <RecipientsField
              recipients={form.recipients}
              missing={lacks.includes('recipients')}
              inputRef={people}
              onChange={(recipients) => change({ recipients })}
            />
            <From />
          </Group>
          <Words form={form} change={change} lacks={lacks} />
          <TimeAndPlace form={form} change={change} lacks={lacks} own={ownDays} onOwn={setOwnDays} />
          <OrderAndCover form={form} change={change} lacks={lacks} photos={photos} />
          <Guests form={form} change={change} lacks={lacks} />
          <Protection
            form={form}
            change={change}
            lacks={lacks}
            watermarked={watermarked}
            onWatermarked={setWatermarked}
          />
          <EstimateNotes estimate={draft.estimate} />
        </div>
        <aside className={styles.aside} aria-label={t('shares.preview.title')}>
          <SharePreview
            form={form}
            photos={photos}
            onCover={(cover) => change({ options: { ...form.options, cover } })}
            onSkip={() => sendButton.current?.focus()}
          />
        </aside>
      </div>
      <footer className={styles.foot}>
        <EstimateNotes estimate={draft.estimate} />
        {draft.error !== null && (
          <Notice tone="danger" text={`${t('shares.compose.notSaved')}. ${sentence(draft.error)}`} />
        )}
        <div className={styles.bar}>
          <EstimateLine
            estimate={draft.estimate}
            error={draft.estimateError}
            days={form.days}
            connectionId={form.connectionId}
          />
          <Leave share={share} draft={draft} />
          <Tooltip text={t('shares.compose.sendHint')} keys="Mod+Enter" side="top">
            <Button
              ref={sendButton}
              tone="main"
              icon={<Send size={15} aria-hidden />}
              disabled={sending}
              focusableWhenDisabled
              onClick={() => void send()}
            >
              {form.recipients.length === 0
                ? t('shares.compose.sendNobody')
                : t('shares.compose.send', {
                    count: form.recipients.length,
                    n: formatCount(form.recipients.length, locale),
                  })}
            </Button>
          </Tooltip>
        </div>
      </footer>
    </form>
  );
}

/** Who sends it, and how the mails go; both can be mended from here. */
function From() {
  const { t } = useTranslation();
  const open = useDialogsStore((state) => state.open);
  const identity = useSignInStore((state) => state.identity);
  const account = useOutboxStore((state) => state.account);
  return (
    <>
      <div className={styles.from}>
        <p>
          {identity === null ? (
            t('shares.compose.fromNobody')
          ) : (
            <>
              <span className={styles.quiet}>{t('shares.compose.from')}</span> {identity.name}{' '}
              <span className={styles.quiet}>{identity.email}</span>
            </>
          )}
        </p>
        {identity === null && (
          <Button onClick={() => open({ kind: 'sign-in' })}>{t('shares.compose.signIn')}</Button>
        )}
      </div>
      {account !== null && account.settings === null && (
        <div className={styles.from}>
          <p className={styles.quiet}>{t('shares.compose.mailNotSet')}</p>
          <Button onClick={() => open({ kind: 'mail-account' })}>{t('shares.compose.setUpMail')}</Button>
        </div>
      )}
    </>
  );
}

function Leave({ share, draft }: { share: Share; draft: Draft }) {
  const { t } = useTranslation();
  const acts = useShareActs();
  async function keep(): Promise<void> {
    if (!(await draft.save())) return;
    useNavigationStore.getState().go('shares');
    say({ title: t('shares.compose.kept', { title: draft.form.title }) });
  }
  return (
    <>
      <Button tone="quiet" onClick={() => void acts.discard(share)}>
        {t('shares.compose.discard')}
      </Button>
      <Button onClick={() => void keep()}>{t('shares.compose.keep')}</Button>
    </>
  );
}
