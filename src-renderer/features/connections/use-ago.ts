/** How long ago something was, kept true while it is looked at. */
import { useEffect, useState } from 'react';
import { useLocale, useTranslation } from '../../i18n/use-locale';
import { formatAgo } from '../../ui/format';

export function useAgo(): (atMs: number) => string {
  const { t } = useTranslation();
  const locale = useLocale();
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => setNowMs(Date.now()), 30_000);
    return () => window.clearInterval(timer);
  }, []);
  // What was made after the last tick is new.
  return (atMs) => formatAgo(atMs, Math.max(nowMs, atMs), locale) ?? t('connections.report.justNow');
}
