/** The first page of adding storage: a service by its name, or one of the four other ways. */
import { Cloud, FileKey, HardDrive, Search, Server } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, type RefObject, useRef, useState } from 'react';
import { type ProviderPreset, providerPresets } from '../../../src-shared/domain/provider-presets';
import { useLocale, useTranslation } from '../../i18n/use-locale';
import { DialogContent } from '../../ui/dialog';
import { formatCount } from '../../ui/format';
import { TextField } from '../../ui/text-field';
import styles from './choose-storage.module.css';
import type { StorageChoice } from './connection-form';
import { ownServerId, presetNeeds } from './preset-words';

interface Way {
  id: string;
  name: string;
  line: string;
  icon: ReactNode;
  choice: StorageChoice;
}

export function ChooseStorage({
  searchInput,
  found,
  onChoose,
}: {
  searchInput: RefObject<HTMLInputElement | null>;
  /** How many accounts other programs have here. */
  found: number;
  onChoose: (choice: StorageChoice) => void;
}) {
  const { t } = useTranslation();
  const locale = useLocale();
  const [search, setSearch] = useState('');
  const lists = useRef<HTMLDivElement>(null);
  const own = providerPresets.find((preset) => preset.id === ownServerId);
  const others: Way[] = [
    {
      id: 'found',
      name: t('connections.choice.found'),
      line:
        found > 0
          ? t('connections.choice.foundCount', { count: found, formatted: formatCount(found, locale) })
          : t('connections.choice.foundLine'),
      icon: <FileKey size={18} aria-hidden />,
      choice: 'found',
    },
    {
      id: 'local',
      name: t('connections.choice.folder'),
      line: t('connections.choice.folderLine'),
      icon: <HardDrive size={18} aria-hidden />,
      choice: 'local',
    },
    ...(own === undefined
      ? []
      : [
          {
            id: 's3',
            name: t('connections.choice.s3'),
            line: t('connections.choice.s3Line'),
            icon: <Server size={18} aria-hidden />,
            choice: own,
          },
        ]),
    {
      id: 'swift',
      name: t('connections.choice.swift'),
      line: t('connections.choice.swiftLine'),
      icon: <Cloud size={18} aria-hidden />,
      choice: 'swift',
    },
  ];
  const services: Way[] = providerPresets
    .filter((preset) => preset.id !== ownServerId)
    .map((preset: ProviderPreset) => ({
      id: preset.id,
      name: preset.name,
      line: presetNeeds(preset, t, locale),
      icon: null,
      choice: preset,
    }));
  const asked = search.trim().toLocaleLowerCase(locale);
  const matches = (way: Way): boolean => way.name.toLocaleLowerCase(locale).includes(asked);
  const matchesAll = (way: Way): boolean =>
    matches(way) || way.line.toLocaleLowerCase(locale).includes(asked);
  const shownServices = services.filter(matches);
  const shownOthers = others.filter(matchesAll);
  const first = shownServices[0] ?? shownOthers[0];

  /** Arrows walk through the choices, as in a list. */
  function walk(event: KeyboardEvent): void {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const buttons: Element[] = [...(lists.current?.querySelectorAll('button') ?? [])];
    if (step === 0 || buttons.length === 0) return;
    event.preventDefault();
    const at = document.activeElement === null ? -1 : buttons.indexOf(document.activeElement);
    if (at + step < 0) searchInput.current?.focus();
    else (buttons[Math.min(buttons.length - 1, at + step)] as HTMLElement | undefined)?.focus();
  }

  return (
    <DialogContent
      title={t('connections.choice.title')}
      description={t('connections.choice.text')}
      closeLabel={t('common.close')}
      onSubmit={() => first !== undefined && asked !== '' && onChoose(first.choice)}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrows only move the focus between the buttons inside */}
      <div className={styles.choose} onKeyDown={walk}>
        <div className={styles.search}>
          <Search size={15} aria-hidden />
          <TextField
            label={t('connections.choice.search')}
            labelHidden
            inputRef={searchInput}
            placeholder={t('connections.choice.searchPlaceholder')}
            autoComplete="off"
            spellCheck={false}
            value={search}
            onValueChange={setSearch}
          />
        </div>
        <div ref={lists} className={styles.lists}>
          {shownServices.length > 0 && (
            <Ways title={t('connections.choice.providers')} ways={shownServices} onChoose={onChoose} />
          )}
          {shownServices.length === 0 && <p className={styles.none}>{t('connections.choice.none')}</p>}
          <Ways
            title={t('connections.choice.others')}
            ways={shownServices.length === 0 && shownOthers.length === 0 ? others : shownOthers}
            onChoose={onChoose}
          />
        </div>
      </div>
    </DialogContent>
  );
}

function Ways({
  title,
  ways,
  onChoose,
}: {
  title: string;
  ways: readonly Way[];
  onChoose: (choice: StorageChoice) => void;
}) {
  if (ways.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3 className={styles.heading}>{title}</h3>
      <ul className={styles.ways}>
        {ways.map((way) => (
          <li key={way.id}>
            <button type="button" className={styles.way} onClick={() => onChoose(way.choice)}>
              {way.icon}
              <span className={styles.words}>
                <span className={styles.name}>{way.name}</span>
                <span className={styles.line}>{way.line}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
