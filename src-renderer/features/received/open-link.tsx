/** Opening a share that somebody sent: link and code. Nothing is fetched before the person says so, whoever handed the link over. */
import { useEffect, useRef, useState } from 'react';
import type { ReceivedId } from '../../../src-shared/units';
import { call } from '../../bridge/client';
import { useDialogAct } from '../../bridge/use-dialog-act';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useNavigationStore } from '../../stores/navigation-store';
import { useReceivedStore } from '../../stores/received-store';
import { Button } from '../../ui/button';
import { formatCount } from '../../ui/format';
import { Notice } from '../../ui/notice';
import { Sheet } from '../../ui/sheet';
import { TextField } from '../../ui/text-field';
import { say } from '../../ui/toast';
import { tidyCode, wordOfCode, wordOfLink } from './link-rules';

export function OpenLink({ given, onClose }: { given: string; onClose: () => void }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const sentence = useErrorSentence();
  const [text, setText] = useState(given);
  const [code, setCode] = useState('');
  const [tried, setTried] = useState(false);
  const { busy, error, run, clear } = useDialogAct();
  const [known, setKnown] = useState<ReceivedId | null>(null);
  const linkField = useRef<HTMLInputElement>(null);
  const codeField = useRef<HTMLInputElement>(null);
  const { link, word } = wordOfLink(text);
  const codeWord = code === '' && known !== null ? null : wordOfCode(code);

  const secret = link?.secret;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another secret is another link
  useEffect(() => {
    setKnown(null);
    if (link === null) return;
    let left = false;
    call('received.look', { link: text }).then(
      (answer) => !left && setKnown(answer.known),
      () => undefined, // opening it says why
    );
    return () => {
      left = true;
    };
  }, [secret]);

  async function open(): Promise<void> {
    setTried(true);
    if (busy) return;
    if (link === null) return linkField.current?.focus();
    if (codeWord !== null) return codeField.current?.focus();
    const done = await run(async () => {
      const received = await call('received.open', { link: text, ...(code !== '' && { code }) });
      const others = useReceivedStore.getState().received.filter(({ id }) => id !== received.id);
      useReceivedStore.getState().applyChanged({ received: [received, ...others] });
      onClose();
      useNavigationStore.getState().openAlbum(received.albumId);
      const count = received.photoCount;
      const from = received.photographer.name || t('received.someone');
      say({
        title: t('received.sheet.done', { title: received.title }),
        text: t('received.sheet.doneText', { count, n: formatCount(count, locale), from }),
      });
    });
    if (!done) {
      codeField.current?.focus();
      codeField.current?.select();
    }
  }
  const wrongLink =
    word !== null ? t(`received.sheet.${word}`) : tried && link === null ? t('received.sheet.foreign') : null;
  return (
    <Sheet
      open
      onClose={onClose}
      onSubmit={() => void open()}
      initialFocus={wordOfLink(given).link === null ? linkField : codeField}
      title={t('received.sheet.title')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" tone="main" disabled={busy} focusableWhenDisabled>
            {t(known !== null && code === '' ? 'received.sheet.refresh' : 'received.sheet.open')}
          </Button>
        </>
      }
    >
      <p>{t('received.sheet.text')}</p>
      <TextField
        label={t('received.sheet.link')}
        hint={link === null ? t('received.sheet.linkHint') : t('received.sheet.from', { host: link.host })}
        inputRef={linkField}
        type="text"
        inputMode="url"
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        value={text}
        error={wrongLink}
        onValueChange={(next) => {
          setText(next);
          clear();
        }}
      />
      {link?.way === 'http' && <Notice text={t('received.sheet.http', { host: link.host })} />}
      <TextField
        label={t('received.sheet.code')}
        hint={t(known !== null ? 'received.sheet.codeKnown' : 'received.sheet.codeHint')}
        inputRef={codeField}
        maxLength={40}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        placeholder="•••••-•••••"
        value={code}
        error={codeWord !== null && (tried || codeWord.kind !== 'left') ? codeSentence() : null}
        onValueChange={(next) => {
          setCode(next.length > code.length ? tidyCode(next) : next);
          clear();
        }}
      />
      {busy && <Notice text={t('received.sheet.opening')} />}
      {error !== null && <Notice tone="danger" text={sentence(error)} />}
    </Sheet>
  );

  function codeSentence(): string | null {
    if (codeWord === null) return null;
    if (codeWord.kind === 'tooLong') return t('received.sheet.codeTooLong');
    if (codeWord.kind === 'foreign')
      return t('received.sheet.codeForeign', { characters: codeWord.characters });
    const { count } = codeWord;
    return t('received.sheet.codeLeft', { count, n: formatCount(count, locale) });
  }
}
