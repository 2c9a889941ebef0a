/** Settings of the photographer: who they are to guests, and how mails and pages look that come from them. */
import { ImagePlus } from 'lucide-react';
import { useEffect, useId, useState } from 'react';
import type { Identity } from '../../../src-shared/domain/identity';
import type { MailLanguage } from '../../../src-shared/domain/mail';
import type { CommandInput } from '../../../src-shared/ipc-contract';
import { asAppError, call, desktop } from '../../bridge/client';
import { useErrorSentence, useTranslation } from '../../i18n/use-locale';
import { useDialogsStore } from '../../stores/dialogs-store';
import { useSignInStore } from '../../stores/sign-in-store';
import { Button } from '../../ui/button';
import { FileButton } from '../../ui/file-button';
import { Section } from '../../ui/page';
import { Select } from '../../ui/select';
import { TextField } from '../../ui/text-field';
import { say } from '../../ui/toast';
import styles from './identity-settings.module.css';

type Change = Omit<CommandInput<'signin.edit'>, never>;

export function IdentitySettings() {
  const { t } = useTranslation();
  const identity = useSignInStore((state) => state.identity);
  const open = useDialogsStore((state) => state.open);
  return (
    <Section title={t('signIn.you')}>
      {identity === null ? (
        <div className={styles.line}>
          <p>{t('signIn.nobody')}</p>
          <Button onClick={() => open({ kind: 'sign-in' })}>{t('signIn.signIn')}</Button>
        </div>
      ) : (
        <Signed key={identity.email} identity={identity} />
      )}
    </Section>
  );
}

function Signed({ identity }: { identity: Identity }) {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const open = useDialogsStore((state) => state.open);
  const { applyChanged } = useSignInStore.getState();
  const failed = (thrown: unknown): void =>
    void say({ title: t('signIn.failed'), text: sentence(asAppError(thrown)), error: true });
  const change = (part: Change): void => {
    call('signin.edit', part).then((changed) => applyChanged({ identity: changed, pending: null }), failed);
  };
  const leave = (): void => {
    call('signin.out', {}).then((status) => {
      applyChanged(status);
      say({ title: t('signIn.signedOut') });
    }, failed);
  };
  return (
    <>
      <div className={styles.line}>
        <p className={styles.who}>
          <span className={styles.strong} data-selectable>
            {identity.email}
          </span>
          <br />
          <span className={styles.quiet}>{t(`signIn.proof.${identity.proof}`)}</span>
        </p>
        {identity.proof === 'local' && (
          <Button onClick={() => open({ kind: 'sign-in' })}>{t('signIn.prove')}</Button>
        )}
        <Button onClick={leave}>{t('signIn.signOut')}</Button>
      </div>
      <div className={styles.pair}>
        <LeftText
          label={t('signIn.name')}
          hint={t('signIn.nameHint')}
          maxLength={100}
          value={identity.name}
          onLeave={(name) => name.trim() !== '' && change({ name })}
        />
        <Select<MailLanguage>
          label={t('signIn.language')}
          value={identity.language}
          onValueChange={(language) => change({ language })}
          options={[
            { value: 'en', label: 'English' },
            { value: 'ko', label: '한국어' },
          ]}
        />
      </div>
      <div className={styles.pair}>
        <Colour colour={identity.colour} onChange={(colour) => change({ colour })} />
        <Logo identity={identity} onChange={(logoPath) => change({ logoPath })} />
      </div>
      <LeftText
        label={t('signIn.signature')}
        hint={t('signIn.signatureHint')}
        multiline
        maxLength={1000}
        value={identity.signature}
        onLeave={(signature) => change({ signature })}
      />
    </>
  );
}

/** A line that is taken when it is left, or with Enter. */
function LeftText(props: {
  label: string;
  hint: string;
  value: string;
  maxLength: number;
  multiline?: boolean;
  onLeave: (value: string) => void;
}) {
  const { value, onLeave, multiline = false, ...rest } = props;
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const leave = (): void => void (text !== value && onLeave(text));
  return (
    <TextField
      {...rest}
      multiline={multiline}
      value={text}
      onValueChange={setText}
      onBlur={leave}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !multiline && !event.nativeEvent.isComposing) leave();
      }}
    />
  );
}

function Colour({ colour, onChange }: { colour: string; onChange: (colour: string) => void }) {
  const { t } = useTranslation();
  const id = useId();
  const [shown, setShown] = useState(colour);
  useEffect(() => setShown(colour), [colour]);
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {t('signIn.colour')}
      </label>
      <input
        id={id}
        type="color"
        className={styles.colour}
        aria-describedby={`${id}-hint`}
        value={shown}
        onChange={(event) => setShown(event.target.value)}
        onBlur={() => shown !== colour && onChange(shown)}
      />
      <span id={`${id}-hint`} className={styles.quiet}>
        {t('signIn.colourHint')}
      </span>
    </div>
  );
}

function Logo({ identity, onChange }: { identity: Identity; onChange: (path: string | null) => void }) {
  const { t } = useTranslation();
  return (
    <div className={styles.field}>
      <span className={styles.label}>{t('signIn.logo')}</span>
      <span className={styles.logo}>
        {identity.logo !== null && <img src={identity.logo} alt={t('signIn.logo')} />}
        <FileButton
          icon={<ImagePlus size={15} aria-hidden />}
          onFile={(file) => onChange(desktop().pathForFile(file))}
        >
          {t('signIn.logoChoose')}
        </FileButton>
        {identity.logo !== null && (
          <Button tone="quiet" onClick={() => onChange(null)}>
            {t('signIn.logoRemove')}
          </Button>
        )}
      </span>
      <span className={styles.quiet}>{t('signIn.logoHint')}</span>
    </div>
  );
}
