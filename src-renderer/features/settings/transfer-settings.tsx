/** Settings of transfers: how fast, when, in which order, and what is told. */
import type { Settings } from '../../../src-shared/ipc-contract';
import { useTranslation } from '../../i18n/use-locale';
import { useNavigationStore } from '../../stores/navigation-store';
import { Button } from '../../ui/button';
import { Section } from '../../ui/page';
import { Select } from '../../ui/select';
import { Switch } from '../../ui/switch';
import { TextField } from '../../ui/text-field';
import { LimitField, type LimitWords } from './limit-field';
import { leastSpeed, parseCount, parseMinutes, parseSpeed, showMinutes, showSpeed } from './limit-numbers';
import styles from './settings-view.module.css';

/** What is offered first when a limit is turned on. */
const firstLimitBps = 5_000_000;
const firstParallel = 8;

type Change = (part: Partial<Settings>) => void;

export function TransferSettings({ settings, change }: { settings: Settings; change: Change }) {
  const { t } = useTranslation();
  const go = useNavigationStore((state) => state.go);
  const speedWords = useSpeedWords();
  return (
    <Section title={t('transferSettings.title')}>
      <LimitField
        words={speedWords(t('transferSettings.uploadLimit'))}
        value={settings.uploadLimitBps}
        start={firstLimitBps}
        show={showSpeed}
        parse={parseSpeed}
        onChange={(uploadLimitBps) => change({ uploadLimitBps })}
      />
      <LimitField
        words={speedWords(t('transferSettings.downloadLimit'))}
        value={settings.downloadLimitBps}
        start={firstLimitBps}
        show={showSpeed}
        parse={parseSpeed}
        onChange={(downloadLimitBps) => change({ downloadLimitBps })}
      />
      <Hours settings={settings} change={change} />
      <LimitField
        words={{
          label: t('transferSettings.atOnce'),
          off: t('transferSettings.atOnceAuto'),
          on: t('transferSettings.atOnceNumber'),
          number: t('transferSettings.atOnceCount'),
          wrong: t('transferSettings.atOnceWrong'),
        }}
        value={settings.maxParallel}
        start={firstParallel}
        show={String}
        parse={parseCount}
        hint={t('transferSettings.atOnceHint')}
        onChange={(maxParallel) => change({ maxParallel })}
      />
      <div className={styles.pair}>
        <Select
          label={t('transferSettings.order')}
          value={settings.uploadOrder}
          onValueChange={(uploadOrder) => change({ uploadOrder })}
          options={[
            { value: 'found', label: t('transferSettings.orderFound') },
            { value: 'small-first', label: t('transferSettings.orderSmall') },
          ]}
        />
        <Select
          label={t('transferSettings.pictures')}
          hint={t('transferSettings.picturesHint')}
          value={settings.picturesFirst ? 'first' : 'later'}
          onValueChange={(chosen) => change({ picturesFirst: chosen === 'first' })}
          options={[
            { value: 'first', label: t('transferSettings.picturesFirst') },
            { value: 'later', label: t('transferSettings.picturesLater') },
          ]}
        />
      </div>
      <Switch
        label={t('transferSettings.onlyPluggedIn')}
        checked={settings.onlyPluggedIn}
        onCheckedChange={(onlyPluggedIn) => change({ onlyPluggedIn })}
      />
      <Switch
        label={t('transferSettings.notMetered')}
        hint={t('transferSettings.notMeteredHint')}
        checked={settings.notMetered}
        onCheckedChange={(notMetered) => change({ notMetered })}
      />
      <Switch
        label={t('transferSettings.notify')}
        hint={t('transferSettings.notifyHint')}
        checked={settings.notifyWhenDone}
        onCheckedChange={(notifyWhenDone) => change({ notifyWhenDone })}
      />
      <div className={styles.path}>
        <span>
          <span className={styles.strong}>{t('transferSettings.activity')}</span>
          <br />
          <span className={styles.quiet}>{t('transferSettings.activityHint')}</span>
        </span>
        <Button
          aria-label={`${t('transferSettings.activityOpen')}: ${t('transferSettings.activity')}`}
          onClick={() => go('activity')}
        >
          {t('transferSettings.activityOpen')}
        </Button>
      </div>
    </Section>
  );
}

function useSpeedWords(): (label: string) => LimitWords {
  const { t } = useTranslation();
  return (label) => ({
    label,
    off: t('transferSettings.unlimited'),
    on: t('transferSettings.limited'),
    number: t('transferSettings.limitOf', { what: label }),
    unit: t('transferSettings.perSecond'),
    wrong: t('transferSettings.limitWrong', { n: String(leastSpeed) }),
  });
}

function Hours({ settings, change }: { settings: Settings; change: Change }) {
  const { t } = useTranslation();
  const { transferHours: hours, uploadLimitBps, downloadLimitBps } = settings;
  const set = (part: Partial<Settings['transferHours']>): void =>
    change({ transferHours: { ...hours, ...part } });
  const hint =
    hours.mode === 'always'
      ? undefined
      : hours.mode === 'limit-between' && uploadLimitBps === null && downloadLimitBps === null
        ? t('transferSettings.noLimit')
        : hours.fromMin === hours.toMin
          ? t('transferSettings.wholeDay')
          : hours.fromMin > hours.toMin
            ? t('transferSettings.overnight')
            : undefined;
  return (
    <div className={styles.pair}>
      <Select
        label={t('transferSettings.hours')}
        value={hours.mode}
        onValueChange={(mode) => set({ mode })}
        {...(hint !== undefined && { hint })}
        options={[
          { value: 'always', label: t('transferSettings.hoursAlways') },
          { value: 'upload-between', label: t('transferSettings.hoursUpload') },
          { value: 'limit-between', label: t('transferSettings.hoursLimit') },
        ]}
      />
      {hours.mode !== 'always' && (
        <div className={styles.hours}>
          <TimeField
            label={t('transferSettings.from')}
            minutes={hours.fromMin}
            onChange={(fromMin) => set({ fromMin })}
          />
          <TimeField
            label={t('transferSettings.to')}
            minutes={hours.toMin}
            onChange={(toMin) => set({ toMin })}
          />
        </div>
      )}
    </div>
  );
}

function TimeField(props: { label: string; minutes: number; onChange: (minutes: number) => void }) {
  return (
    <TextField
      type="time"
      label={props.label}
      value={showMinutes(props.minutes)}
      onValueChange={(text) => {
        const minutes = parseMinutes(text);
        if (minutes !== null) props.onChange(minutes);
      }}
    />
  );
}
