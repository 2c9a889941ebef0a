/** What a share says, how long it is open, what guests may do with it, and what is left out of the photos. */
import type { ReactNode } from 'react';
import { useId } from 'react';
import type { Asset } from '../../../src-shared/domain/asset';
import type { ShareLanguage } from '../../../src-shared/domain/share';
import type { ConnectionId } from '../../../src-shared/units';
import { useLocale, useTranslation } from '../../i18n/use-locale';
import { useConnectionsStore } from '../../stores/connections-store';
import { useSignInStore } from '../../stores/sign-in-store';
import { Button } from '../../ui/button';
import { formatCount, formatLongDate } from '../../ui/format';
import { Select } from '../../ui/select';
import { Checkbox } from '../../ui/switch';
import { TextField } from '../../ui/text-field';
import { useConnectionName } from '../connections/connection-words';
import styles from './compose.module.css';
import { type FormLack, offeredDays, type ShareForm } from './compose-rules';

export interface OptionsProps {
  form: ShareForm;
  change: (part: Partial<ShareForm>) => void;
  /** What sending found missing. */
  lacks: readonly FormLack[];
}

export function Group({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className={styles.group} aria-labelledby={id}>
      <h2 id={id} className={styles.heading}>
        {title}
      </h2>
      {children}
    </section>
  );
}

export function Words({ form, change, lacks }: OptionsProps) {
  const { t } = useTranslation();
  return (
    <Group title={t('shares.compose.what')}>
      <TextField
        label={t('shares.compose.name')}
        maxLength={200}
        value={form.title}
        error={lacks.includes('title') ? t('shares.compose.nameMissing') : null}
        onValueChange={(title) => change({ title })}
      />
      <TextField
        label={t('shares.compose.message')}
        placeholder={t('shares.compose.messagePlaceholder')}
        multiline
        maxLength={4000}
        value={form.message}
        onValueChange={(message) => change({ message })}
      />
      <div className={styles.pair}>
        <Select<ShareLanguage>
          label={t('shares.compose.language')}
          value={form.language}
          onValueChange={(language) => change({ language })}
          options={[
            { value: 'en', label: 'English' },
            { value: 'ko', label: '한국어' },
          ]}
        />
      </div>
    </Group>
  );
}

/** How long, and where the copies lie. */
export function TimeAndPlace({
  form,
  change,
  lacks,
  own,
  onOwn,
}: OptionsProps & { own: boolean; onOwn: (own: boolean) => void }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const connections = useConnectionsStore((state) => state.connections);
  const nameOf = useConnectionName();
  const ends = new Date();
  ends.setDate(ends.getDate() + (Number.isFinite(form.days) ? form.days : 0));
  const wrong = lacks.includes('days') || !Number.isInteger(form.days) || form.days < 1 || form.days > 730;
  const hint = wrong
    ? undefined
    : t('shares.compose.endsOn', { date: formatLongDate(ends.getTime(), locale) });
  return (
    <Group title={t('shares.compose.timeAndPlace')}>
      <div className={styles.pair}>
        <Select
          label={t('shares.compose.time')}
          value={own ? 'own' : String(form.days)}
          {...(hint !== undefined && !own && { hint })}
          onValueChange={(chosen) => {
            onOwn(chosen === 'own');
            if (chosen !== 'own') change({ days: Number(chosen) });
          }}
          options={[
            ...offeredDays.map((days) => ({
              value: String(days),
              label: t('shares.compose.days', { count: days, n: formatCount(days, locale) }),
            })),
            { value: 'own', label: t('shares.compose.ownDays') },
          ]}
        />
        {own && (
          <TextField
            label={t('shares.compose.daysLabel')}
            inputMode="numeric"
            maxLength={3}
            value={Number.isFinite(form.days) && form.days > 0 ? String(form.days) : ''}
            {...(hint !== undefined && { hint })}
            error={wrong ? t('shares.compose.daysWrong') : null}
            onValueChange={(typed) => change({ days: Number(typed.replace(/\D/g, '') || 0) })}
          />
        )}
        {connections.length > 1 && (
          <Select
            label={t('shares.compose.place')}
            value={form.connectionId as string}
            hint={t('shares.compose.placeHint')}
            onValueChange={(id) => change({ connectionId: id as ConnectionId })}
            options={connections.map(({ id, name }) => ({ value: id as string, label: nameOf(id, name) }))}
          />
        )}
      </div>
    </Group>
  );
}

/** In which order the page shows the photos, and which one stands at its head. */
export function OrderAndCover({ form, change, photos }: OptionsProps & { photos: readonly Asset[] }) {
  const { t } = useTranslation();
  const { cover, ...others } = form.options;
  const shown = photos.find(({ id }) => id === cover);
  return (
    <Group title={t('shares.compose.orderAndCover')}>
      <div className={styles.pair}>
        <Select
          label={t('shares.compose.order')}
          value={form.options.order ?? 'chosen'}
          onValueChange={(order) => change({ options: { ...form.options, order } })}
          options={(['chosen', 'taken', 'name'] as const).map((value) => ({
            value,
            label: t(`shares.compose.orderBy.${value}`),
          }))}
        />
      </div>
      <div className={styles.from}>
        <p>
          <span className={styles.quiet}>{t('shares.compose.cover')}</span>{' '}
          {shown?.fileName ?? t('shares.compose.coverFirst')}
          {shown === undefined && <span className={styles.hint}>{t('shares.compose.coverHint')}</span>}
        </p>
        {shown !== undefined && (
          <Button onClick={() => change({ options: others })}>{t('shares.compose.coverBack')}</Button>
        )}
      </div>
    </Group>
  );
}

export function Guests({ form, change }: OptionsProps) {
  const { t } = useTranslation();
  const { allow } = form;
  const set = (part: Partial<ShareForm['allow']>): void => change({ allow: { ...allow, ...part } });
  return (
    <Group title={t('shares.compose.guest')}>
      <Checkbox
        label={t('shares.compose.web')}
        hint={t('shares.compose.webHint')}
        checked={allow.web}
        onCheckedChange={(web) => set({ web })}
      />
      <Checkbox
        label={t('shares.compose.original')}
        hint={t('shares.compose.originalHint')}
        checked={allow.original}
        onCheckedChange={(original) => set({ original })}
      />
      <Checkbox
        label={t('shares.compose.pick')}
        hint={t('shares.compose.pickHint')}
        checked={allow.pick}
        onCheckedChange={(pick) => set({ pick })}
      />
      <Checkbox
        label={t('shares.compose.comment')}
        checked={allow.comment}
        onCheckedChange={(comment) => set({ comment })}
      />
    </Group>
  );
}

export function Protection({
  form,
  change,
  lacks,
  watermarked,
  onWatermarked,
}: OptionsProps & { watermarked: boolean; onWatermarked: (on: boolean) => void }) {
  const { t } = useTranslation();
  const identity = useSignInStore((state) => state.identity);
  const { options } = form;
  const set = (part: Partial<ShareForm['options']>): void => change({ options: { ...options, ...part } });
  return (
    <Group title={t('shares.compose.protect')}>
      <Checkbox
        label={t('shares.compose.watermark')}
        hint={t('shares.compose.watermarkHint')}
        checked={watermarked}
        onCheckedChange={(on) => {
          onWatermarked(on);
          const words =
            identity === null ? '' : t('shares.compose.watermarkDefault', { name: identity.name });
          set({ watermark: on ? (options.watermark ?? words) : null });
        }}
      />
      {watermarked && (
        <div className={styles.under}>
          <TextField
            label={t('shares.compose.watermarkText')}
            labelHidden
            maxLength={120}
            value={options.watermark ?? ''}
            error={lacks.includes('watermark') ? t('shares.compose.watermarkMissing') : null}
            onValueChange={(watermark) => set({ watermark })}
          />
        </div>
      )}
      <Checkbox
        label={t('shares.compose.location')}
        hint={t('shares.compose.locationHint')}
        checked={options.stripLocation}
        onCheckedChange={(stripLocation) => set({ stripLocation })}
      />
      <Checkbox
        label={t('shares.compose.names')}
        hint={t('shares.compose.namesHint')}
        checked={options.showFileNames}
        onCheckedChange={(showFileNames) => set({ showFileNames })}
      />
    </Group>
  );
}
