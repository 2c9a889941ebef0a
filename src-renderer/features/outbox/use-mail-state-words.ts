/** Where a mail stands, in words that stay true while they are looked at. */
import type { Mail } from '../../../src-shared/domain/mail';
import { useLocale, useTranslation } from '../../i18n/use-locale';
import { useAgo } from '../connections/use-ago';
import { useNow } from '../transfers/use-now';
import { mailStateWords } from './mail-words';

/** Says it anew this often (ms). */
const tickMs = 20_000;

export function useMailStateWords(): (mail: Mail) => string {
  const { t } = useTranslation();
  const locale = useLocale();
  const ago = useAgo();
  const nowMs = useNow(tickMs);
  return (mail) => mailStateWords(mail, t, { locale, nowMs, ago });
}
