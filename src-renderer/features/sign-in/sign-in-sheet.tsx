/** Saying who one is: name and address, then the code. It stands beside the work, so that the Outbox can be read meanwhile. */
import { useEffect, useRef, useState } from 'react';
import { type PendingSignIn, SIGN_IN_DIGITS, SIGN_IN_MINUTES } from '../../../src-shared/domain/identity';
import { MailAddress } from '../../../src-shared/domain/mail';
import { call } from '../../bridge/client';
import { useDialogAct } from '../../bridge/use-dialog-act';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useNavigationStore } from '../../stores/navigation-store';
import { useOutboxStore } from '../../stores/outbox-store';
import { useSignInStore } from '../../stores/sign-in-store';
import { Button } from '../../ui/button';
import { formatCount } from '../../ui/format';
import { Notice } from '../../ui/notice';
import { Sheet } from '../../ui/sheet';
import { TextField } from '../../ui/text-field';
import { say } from '../../ui/toast';

export function SignInSheet({ onClose }: { onClose: () => void }) {
  const { identity, pending } = useSignInStore();
  const [name, setName] = useState(identity?.name ?? '');
  const [email, setEmail] = useState(pending?.email ?? identity?.email ?? '');
  /** Another address is wanted though a code is on its way. */
  const [again, setAgain] = useState(false);
  if (pending !== null && !again)
    return <EnterCode pending={pending} name={name} onAgain={() => setAgain(true)} onClose={onClose} />;
  return (
    <AskForCode
      name={name}
      email={email}
      onName={setName}
      onEmail={setEmail}
      onSent={() => setAgain(false)}
      onClose={onClose}
    />
  );
}

function AskForCode(props: {
  name: string;
  email: string;
  onName: (name: string) => void;
  onEmail: (email: string) => void;
  onSent: () => void;
  onClose: () => void;
}) {
  const { name, email, onName, onEmail, onSent, onClose } = props;
  const { t, i18n } = useTranslation();
  const sentence = useErrorSentence();
  const [tried, setTried] = useState(false);
  const { busy, error, run } = useDialogAct();
  const first = useRef<HTMLInputElement>(null);
  const wrongEmail = !MailAddress.safeParse(email.trim()).success;
  const wrongName = name.trim() === '';

  async function send(): Promise<void> {
    setTried(true);
    if (wrongEmail || wrongName) return;
    await run(async () => {
      const status = await call('signin.start', {
        email: email.trim(),
        name: name.trim(),
        language: i18n.language === 'ko' ? 'ko' : 'en',
      });
      useSignInStore.getState().applyChanged(status);
      onSent();
    });
  }
  return (
    <Sheet
      open
      onClose={onClose}
      onSubmit={() => void send()}
      initialFocus={first}
      title={t('signIn.title')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" tone="main" disabled={busy} focusableWhenDisabled>
            {t('signIn.send')}
          </Button>
        </>
      }
    >
      <p>{t('signIn.text')}</p>
      <TextField
        label={t('signIn.name')}
        hint={t('signIn.nameHint')}
        inputRef={first}
        maxLength={100}
        value={name}
        error={tried && wrongName ? t('signIn.nameMissing') : null}
        onValueChange={onName}
      />
      <TextField
        label={t('signIn.email')}
        inputMode="email"
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        value={email}
        error={tried && wrongEmail ? t('signIn.emailWrong') : null}
        onValueChange={onEmail}
      />
      {error !== null && <Notice tone="danger" text={sentence(error)} />}
    </Sheet>
  );
}

function EnterCode(props: {
  pending: PendingSignIn;
  name: string;
  onAgain: () => void;
  onClose: () => void;
}) {
  const { pending, name, onAgain, onClose } = props;
  const { t, i18n } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  const [code, setCode] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const { busy, error, run } = useDialogAct();
  const input = useRef<HTMLInputElement>(null);
  const digits = code.replace(/\D/g, '');
  const stuck = pending.mailState !== null && !['sent', 'sending'].includes(pending.mailState);
  useEffect(() => input.current?.focus(), []);

  async function verify(): Promise<void> {
    if (busy) return;
    if (digits.length !== SIGN_IN_DIGITS) {
      setProblem(t('signIn.digits'));
      return;
    }
    setProblem(null);
    await run(async () => {
      const outcome = await call('signin.verify', { code: digits });
      if (outcome.outcome === 'signed-in') {
        const { identity } = outcome;
        useSignInStore.getState().applyChanged({ identity, pending: null });
        onClose();
        say({
          title: t(identity.proof === 'mail' ? 'signIn.done' : 'signIn.doneLocal', { name: identity.name }),
        });
        return;
      }
      const left = outcome.outcome === 'wrong' ? outcome.attemptsLeft : 0;
      setProblem(
        outcome.outcome === 'wrong'
          ? t('signIn.codeWrong', { count: left, n: formatCount(left, locale) })
          : t(
              { expired: 'signIn.expired', 'used-up': 'signIn.usedUp', none: 'signIn.noneAsked' }[
                outcome.outcome
              ] as 'signIn.expired',
            ),
      );
      input.current?.select();
    });
  }
  async function another(): Promise<void> {
    setProblem(null);
    await run(async () => {
      const status = await call('signin.start', {
        email: pending.email,
        ...(name.trim() !== '' && { name: name.trim() }),
        language: i18n.language === 'ko' ? 'ko' : 'en',
      });
      useSignInStore.getState().applyChanged(status);
      setCode('');
      input.current?.focus();
    });
  }
  function showOutbox(): void {
    if (pending.mailId !== null) useOutboxStore.getState().read(pending.mailId);
    useNavigationStore.getState().go('outbox');
  }
  return (
    <Sheet
      open
      onClose={onClose}
      onSubmit={() => void verify()}
      initialFocus={input}
      title={t('signIn.codeTitle')}
      footer={
        <>
          <Button tone="quiet" onClick={onAgain}>
            {t('signIn.anotherAddress')}
          </Button>
          <Button onClick={() => void another()}>{t('signIn.another')}</Button>
          <Button type="submit" tone="main" disabled={busy} focusableWhenDisabled>
            {t('signIn.verify')}
          </Button>
        </>
      }
    >
      <p>
        {pending.readHere
          ? t('signIn.codeHere', { email: pending.email })
          : t(stuck ? 'signIn.codeStuck' : 'signIn.codeText', {
              email: pending.email,
              minutes: formatCount(SIGN_IN_MINUTES, locale),
            })}
      </p>
      {(pending.readHere || stuck) && (
        <div>
          <Button onClick={showOutbox}>{t('signIn.outbox')}</Button>
        </div>
      )}
      <TextField
        label={t('signIn.code')}
        inputRef={input}
        inputMode="numeric"
        autoComplete="one-time-code"
        spellCheck={false}
        maxLength={40}
        value={code}
        error={problem}
        {...(pending.readHere && problem === null && { hint: t('signIn.local') })}
        onValueChange={(typed) => {
          setCode(typed);
          setProblem(null);
        }}
      />
      {error !== null && <Notice tone="danger" text={sentence(error)} />}
    </Sheet>
  );
}
