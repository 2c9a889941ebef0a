/** How a card or folder is taken in: names, albums, copies, and what happens at the end. Part of the import sheet. */
import { FolderOpen, X } from 'lucide-react';
import { type ReactNode, useId, useRef } from 'react';
import type { CopyTarget, IngestOptions } from '../../../src-shared/domain/ingest';
import { templateFields } from '../../../src-shared/domain/ingest';
import type { ConnectionId } from '../../../src-shared/units';
import { desktop } from '../../bridge/client';
import { errorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useConnectionsStore } from '../../stores/connections-store';
import { Button, IconButton } from '../../ui/button';
import { formatCount } from '../../ui/format';
import { Menu } from '../../ui/menu';
import { Notice } from '../../ui/notice';
import { Select } from '../../ui/select';
import { Checkbox } from '../../ui/switch';
import { TextField } from '../../ui/text-field';
import { useConnectionName } from '../connections/connection-words';
import styles from './ingest.module.css';
import { ownTemplate, presetOf, presets, usesField, withField } from './ingest-rules';
import type { Previewed } from './use-ingest-preview';

export interface IngestFieldsProps {
  options: IngestOptions;
  onChange: (change: Partial<IngestOptions>) => void;
  previewed: Previewed;
  /** Where the album itself goes: no place for a copy. */
  mainConnectionId: ConnectionId | null;
  canEject: boolean;
}

export function IngestFields(props: IngestFieldsProps) {
  return (
    <div className={styles.groups}>
      <Names {...props} />
      <Split {...props} />
      <Copies {...props} />
      <Extras {...props} />
    </div>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset's legend cannot be laid out like the other headings
    <div role="group" aria-labelledby={id} className={styles.group}>
      <h3 id={id} className={styles.heading}>
        {title}
      </h3>
      {children}
    </div>
  );
}

function Names({ options, onChange, previewed }: IngestFieldsProps) {
  const { t, i18n } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const { nameTemplate: template } = options;
  const preset = presetOf(template);
  const { error } = previewed;
  // Main knows best what is wrong with a template, but it says so in English.
  const wrong =
    template === null || error === null || error.code !== 'bad-input'
      ? null
      : i18n.language === 'en'
        ? errorSentence(error, t, 'en')
        : t('ingest.names.bad');

  function put(field: string): void {
    const element = input.current;
    const text = template ?? '';
    const start = element?.selectionStart ?? text.length;
    const next = withField(text, field, { start, end: element?.selectionEnd ?? start });
    onChange({ nameTemplate: next.template });
    // The caret goes behind the field once the input holds the new words.
    requestAnimationFrame(() => {
      element?.focus();
      element?.setSelectionRange(next.caret, next.caret);
    });
  }
  return (
    <Group title={t('ingest.names.heading')}>
      <div className={styles.pair}>
        <Select
          label={t('ingest.names.preset')}
          options={(['card', 'camera', 'shoot', 'own'] as const).map((value) => ({
            value,
            label: t(`ingest.names.presets.${value}`),
            ...(value !== 'card' && value !== 'own' && { hint: presets[value] }),
          }))}
          value={preset}
          onValueChange={(next) =>
            onChange({ nameTemplate: next === 'own' ? ownTemplate(template) : presets[next] })
          }
        />
        {usesField(template, 'shoot') && (
          <TextField
            label={t('ingest.names.shoot')}
            maxLength={100}
            value={options.shoot}
            onValueChange={(shoot) => onChange({ shoot })}
          />
        )}
        {usesField(template, 'seq') && (
          <TextField
            label={t('ingest.names.firstSeq')}
            inputMode="numeric"
            maxLength={7}
            value={String(options.firstSeq)}
            onValueChange={(typed) => onChange({ firstSeq: Number(typed.replace(/\D/g, '') || 0) })}
          />
        )}
      </div>
      {template !== null && (
        <>
          <TextField
            label={t('ingest.names.template')}
            inputRef={input}
            maxLength={200}
            spellCheck={false}
            autoComplete="off"
            value={template}
            onValueChange={(nameTemplate) => onChange({ nameTemplate })}
            error={template.trim() === '' ? t('ingest.names.emptyTemplate') : wrong}
          />
          <ul className={styles.chips} aria-label={t('ingest.names.fields')}>
            {templateFields.map((field) => (
              <li key={field}>
                <button type="button" className={styles.chip} title={`{${field}}`} onClick={() => put(field)}>
                  {t(`ingest.names.field.${field}`)}
                </button>
              </li>
            ))}
          </ul>
          <p className={styles.quiet}>{t('ingest.names.templateHint')}</p>
        </>
      )}
      {template !== null && template.trim() !== '' && wrong === null && <FirstNames previewed={previewed} />}
      {error !== null && wrong === null && error.code !== 'bad-input' && (
        <Notice tone="danger" text={errorSentence(error, t, i18n.language)} />
      )}
    </Group>
  );
}

function FirstNames({ previewed }: { previewed: Previewed }) {
  const { t } = useTranslation();
  const { preview, looking, error } = previewed;
  if (preview === null)
    return error === null ? <p className={styles.quiet}>{t('ingest.names.looking')}</p> : null;
  if (preview.names.length === 0)
    return looking ? null : <p className={styles.quiet}>{t('ingest.names.none')}</p>;
  return (
    <ul className={styles.preview} aria-label={t('ingest.names.preview')} data-old={looking}>
      {preview.names.slice(0, 4).map(({ from, to }) => (
        <li key={from} aria-label={t('ingest.names.previewOf', { from, to })}>
          <span className={styles.from} title={from}>
            {from.slice(from.lastIndexOf('/') + 1)}
          </span>
          <span aria-hidden>→</span>
          <span className={styles.toName} title={to}>
            {to}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Albums named before the rest is counted. */
const listedAlbums = 6;

function Split({ options, onChange, previewed }: IngestFieldsProps) {
  const { t } = useTranslation();
  const locale = useLocale();
  const albums = options.splitBy === 'none' ? [] : (previewed.preview?.albums ?? []);
  const rest = albums.length - listedAlbums;
  return (
    <Group title={t('ingest.split.heading')}>
      <div className={styles.pair}>
        <Select
          label={t('ingest.split.label')}
          options={(['none', 'day', 'shoot'] as const).map((value) => ({
            value,
            label: t(`ingest.split.${value}`),
          }))}
          value={options.splitBy}
          onValueChange={(splitBy) => onChange({ splitBy })}
        />
        {options.splitBy === 'shoot' && (
          <TextField
            label={t('ingest.split.gap')}
            type="number"
            min={0.5}
            max={72}
            step={0.5}
            value={String(options.shootGapHours)}
            onValueChange={(typed) => {
              const hours = Number(typed);
              if (hours >= 0.5 && hours <= 72) onChange({ shootGapHours: hours });
            }}
          />
        )}
      </div>
      {albums.length > 0 && (
        <ul className={styles.albums} aria-label={t('ingest.split.albums')} data-old={previewed.looking}>
          {albums.slice(0, listedAlbums).map((album) => (
            <li key={album.title}>
              <span title={album.title}>{album.title}</span>
              <span className="tabular">
                {t('common.files', {
                  count: album.fileCount,
                  formatted: formatCount(album.fileCount, locale),
                })}
              </span>
            </li>
          ))}
          {rest > 0 && <li>{t('ingest.split.albumsMore', { count: rest, n: formatCount(rest, locale) })}</li>}
        </ul>
      )}
    </Group>
  );
}

/** Second and third place (domain/ingest.ts). */
const mostCopies = 2;

function Copies({ options, onChange, mainConnectionId }: IngestFieldsProps) {
  const { t } = useTranslation();
  const connections = useConnectionsStore((state) => state.connections);
  const connectionName = useConnectionName();
  const { copies } = options;
  const chosen = new Set(copies.map((copy) => (copy.type === 'connection' ? copy.connectionId : copy.path)));
  const free = connections.filter(
    (connection) => connection.id !== mainConnectionId && !chosen.has(connection.id),
  );
  const placeOf = (copy: CopyTarget): string =>
    copy.type === 'folder' ? copy.path : connectionName(copy.connectionId, '');
  async function addFolder(): Promise<void> {
    const path = await desktop().pickFolder();
    if (path !== null && !chosen.has(path)) onChange({ copies: [...copies, { type: 'folder', path }] });
  }
  return (
    <Group title={t('ingest.copies.heading')}>
      <p className={styles.quiet}>{t('ingest.copies.text')}</p>
      {copies.length > 0 && (
        <ul className={styles.copies}>
          {copies.map((copy) => (
            <li key={placeOf(copy)}>
              <span className={styles.kind}>{t(`ingest.copies.${copy.type}`)}</span>
              <span className={styles.copyPlace} title={placeOf(copy)}>
                {placeOf(copy)}
              </span>
              <IconButton
                label={t('ingest.copies.remove', { place: placeOf(copy) })}
                size="small"
                icon={<X size={14} aria-hidden />}
                onClick={() => onChange({ copies: copies.filter((one) => one !== copy) })}
              />
            </li>
          ))}
        </ul>
      )}
      {copies.length >= mostCopies ? (
        <p className={styles.quiet}>{t('ingest.copies.full')}</p>
      ) : (
        <div className={styles.buttons}>
          <Button
            icon={<FolderOpen size={15} aria-hidden />}
            onClick={() => void addFolder().catch(() => undefined)}
          >
            {t('ingest.copies.addFolder')}
          </Button>
          {free.length > 0 && (
            <Menu
              trigger={<Button>{t('ingest.copies.addConnection')}</Button>}
              entries={free.map((connection) => ({
                id: connection.id,
                label: connectionName(connection.id, connection.name),
                onSelect: () =>
                  onChange({ copies: [...copies, { type: 'connection', connectionId: connection.id }] }),
              }))}
            />
          )}
        </div>
      )}
    </Group>
  );
}

function Extras({ options, onChange, canEject }: IngestFieldsProps) {
  const { t } = useTranslation();
  return (
    <Group title={t('ingest.extra.heading')}>
      <Checkbox
        label={t('ingest.extra.skipKnown')}
        hint={t('ingest.extra.skipKnownHint')}
        checked={options.skipKnown}
        onCheckedChange={(skipKnown) => onChange({ skipKnown })}
      />
      {canEject && (
        <Checkbox
          label={t('ingest.extra.eject')}
          hint={t('ingest.extra.ejectHint')}
          checked={options.eject}
          onCheckedChange={(eject) => onChange({ eject })}
        />
      )}
    </Group>
  );
}
