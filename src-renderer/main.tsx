/** Starts the page: language, stores, screen. */
import './base.css';
import { createRoot } from 'react-dom/client';
import { MIRROR_FRAGMENT } from '../src-shared/ipc-contract';
import { App } from './app';
import { desktop } from './bridge/client';
import { Mirror } from './features/viewer/mirror';
import { languageFor, startI18n } from './i18n';
import { startEvents } from './stores/apply-events';
import { beginWhereLeft } from './stores/last-place';
import { useSettingsStore } from './stores/settings-store';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
if (location.hash === MIRROR_FRAGMENT) {
  startI18n(languageFor('system', desktop().systemLocale));
  createRoot(root).render(<Mirror />);
} else {
  const { loaded } = startEvents();
  const { settings } = useSettingsStore.getState();
  startI18n(languageFor(settings.language, desktop().systemLocale));
  // Settings decide language and theme: drawing before they are there would flash.
  void loaded.then(() => {
    beginWhereLeft();
    createRoot(root).render(<App />);
  });
}
