/** Settings: language, theme, importing, transfers, where things are, how secrets are kept, and what this build is. */
import { Copy } from 'lucide-react';
import type { Doctor, Settings } from '../../../src-shared/ipc-contract';
import { asAppError, desktop } from '../../bridge/client';
import { languageFor } from '../../i18n';
import { useErrorSentence, useTranslation } from '../../i18n/use-locale';
import { useSettingsStore } from '../../stores/settings-store';
import { Button } from '../../ui/button';
import { Notice } from '../../ui/notice';
import { Page, Section } from '../../ui/page';
import { Select } from '../../ui/select';
import { Switch } from '../../ui/switch';
import { say } from '../../ui/toast';
import { TemplateSettings } from '../batch-edit/template-settings';
import { MailSettingsSection } from '../outbox/mail-settings';
import { IdentitySettings } from '../sign-in/identity-settings';
import { CacheSettings } from './cache-settings';
import styles from './settings-view.module.css';
import { TransferSettings } from './transfer-settings';
import { useDoctor } from './use-doctor';

/** Languages are named in themselves, so that everyone finds their own. */
const languageNames = { en: 'English', ko: '한국어' } as const;

export function SettingsView() {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const settings = useSettingsStore((state) => state.settings);
  const { doctor, error } = useDoctor();
  const change = (part: Partial<Settings>): void => {
    useSettingsStore
      .getState()
      .change(part)
      .catch((thrown: unknown) =>
        say({ title: t('settings.notSaved'), text: sentence(asAppError(thrown)), error: true }),
      );
  };
  return (
    <Page title={t('settings.title')}>
      <Section title={t('settings.appearance')}>
        <div className={styles.pair}>
          <Select
            label={t('settings.language')}
            value={settings.language}
            onValueChange={(language) => change({ language })}
            options={[
              {
                value: 'system',
                label: t('settings.languageSystem', {
                  language: languageNames[languageFor('system', desktop().systemLocale)],
                }),
              },
              { value: 'en', label: languageNames.en },
              { value: 'ko', label: languageNames.ko },
            ]}
          />
          <Select
            label={t('settings.theme')}
            value={settings.theme}
            onValueChange={(theme) => change({ theme })}
            options={[
              { value: 'system', label: t('settings.themeSystem') },
              { value: 'dark', label: t('settings.themeDark') },
              { value: 'light', label: t('settings.themeLight') },
            ]}
          />
        </div>
      </Section>
      <IdentitySettings />
      <MailSettingsSection />
      <Section title={t('settings.importing')}>
        <Switch
          label={t('settings.uploadBroken')}
          hint={t('settings.uploadBrokenHint')}
          checked={settings.uploadBroken}
          onCheckedChange={(uploadBroken) => change({ uploadBroken })}
        />
      </Section>
      <Section title={t('settings.viewing')}>
        <Switch
          label={t('viewer.autoAdvance')}
          hint={t('viewer.autoAdvanceHint')}
          checked={settings.autoAdvance}
          onCheckedChange={(autoAdvance) => change({ autoAdvance })}
        />
      </Section>
      <TemplateSettings settings={settings} change={change} />
      <CacheSettings settings={settings} change={change} />
      <TransferSettings settings={settings} change={change} />
      {error !== null && <Notice tone="danger" text={`${t('settings.loadFailed')}. ${sentence(error)}`} />}
      {doctor !== null && <Facts doctor={doctor} />}
    </Page>
  );
}

function Facts({ doctor }: { doctor: Doctor }) {
  const { t } = useTranslation();
  const places: Array<[name: string, path: string]> = [
    [t('settings.pathLocalStore'), doctor.paths.localStore],
    [t('settings.pathCatalogue'), doctor.paths.catalogue],
    [t('settings.pathCache'), doctor.paths.cache],
    [t('settings.pathLog'), doctor.paths.log],
    [t('settings.pathProfile'), doctor.paths.profile],
  ];
  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(JSON.stringify(doctor, null, 2));
    say({ title: t('common.copied') });
  }
  return (
    <>
      <Section title={t('settings.places')}>
        <dl className={styles.facts}>
          {places.map(([name, path]) => (
            <div key={name} className={styles.fact}>
              <dt>{name}</dt>
              <dd className={styles.path}>
                <span>{path}</span>
                <Button
                  aria-label={t('settings.revealFor', { name })}
                  onClick={() => void desktop().revealPath(path)}
                >
                  {t('settings.reveal')}
                </Button>
              </dd>
            </div>
          ))}
        </dl>
      </Section>
      <Section title={t('settings.secrets')}>
        <p>{t(`connections.secrets.${doctor.vault.backend}`)}</p>
      </Section>
      <Section title={t('settings.about')}>
        <dl className={styles.facts}>
          <div className={styles.fact}>
            <dt>{t('settings.version')}</dt>
            <dd className="tabular">
              {doctor.version}{' '}
              {doctor.testBuild && <span className={styles.badge}>{t('settings.testBuild')}</span>}
              {doctor.testBuild && <p className={styles.quiet}>{t('settings.testBuildHint')}</p>}
            </dd>
          </div>
          <div className={styles.fact}>
            <dt>{t('settings.runtime')}</dt>
            <dd className="tabular">
              {Object.entries(doctor.runtime)
                .map(([name, version]) => `${name} ${version}`)
                .join(' · ')}
            </dd>
          </div>
          {doctor.checks.map((check) => (
            <div key={check.name} className={styles.fact}>
              <dt>{check.name}</dt>
              <dd className={check.ok ? undefined : styles.bad}>
                {check.ok ? t('settings.checkOk') : `${t('settings.checkFailed')}: ${check.message}`}
              </dd>
            </div>
          ))}
        </dl>
        <div>
          <Button icon={<Copy size={15} aria-hidden />} onClick={() => void copy()}>
            {t('settings.copyAll')}
          </Button>
        </div>
      </Section>
    </>
  );
}
