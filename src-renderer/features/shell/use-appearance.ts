/** Makes settings visible: theme and language of the page. */
import { useEffect } from 'react';
import { desktop } from '../../bridge/client';
import { languageFor } from '../../i18n';
import { useTranslation } from '../../i18n/use-locale';
import { useSettingsStore } from '../../stores/settings-store';

export function useAppearance(): void {
  const { i18n } = useTranslation();
  const theme = useSettingsStore((state) => state.settings.theme);
  const language = useSettingsStore((state) => languageFor(state.settings.language, desktop().systemLocale));

  useEffect(() => {
    if (i18n.language !== language) void i18n.changeLanguage(language);
    document.documentElement.lang = language;
  }, [i18n, language]);

  useEffect(() => {
    const systemIsLight = window.matchMedia('(prefers-color-scheme: light)');
    const show = (): void => {
      document.documentElement.dataset.theme =
        theme === 'system' ? (systemIsLight.matches ? 'light' : 'dark') : theme;
    };
    show();
    systemIsLight.addEventListener('change', show);
    return () => systemIsLight.removeEventListener('change', show);
  }, [theme]);
}
