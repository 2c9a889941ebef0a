/** Starts the page: language, stores, screen. */
import './base.css';
import { createRoot } from 'react-dom/client';
import { App } from './app';
import { desktop } from './bridge/client';
import { languageFor, startI18n } from './i18n';
import { startEvents } from './stores/apply-events';
import { useSettingsStore } from './stores/settings-store';

const { loaded } = startEvents();
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
const { settings } = useSettingsStore.getState();
startI18n(languageFor(settings.language, desktop().systemLocale));
// Settings decide language and theme: drawing before they are there would flash.
void loaded.then(() => createRoot(root).render(<App />));
