/** Adding a connection, page by page (choose, bring along, fill in), and changing one. */
import { useRef, useState } from 'react';
import type { Connection, FoundAccount } from '../../../src-shared/domain/connection';
import type { ProviderPreset } from '../../../src-shared/domain/provider-presets';
import { useTranslation } from '../../i18n/use-locale';
import { useConnectionsStore } from '../../stores/connections-store';
import { DialogFrame } from '../../ui/dialog';
import { ChooseStorage } from './choose-storage';
import { useConnectionName } from './connection-words';
import { type ConnectionDraft, draftFromConnection, draftFromPreset, emptyDraft, freeName } from './draft';
import { EnterConnection } from './enter-connection';
import { FoundAccounts } from './found-accounts';
import { presetName } from './preset-words';
import { useFoundAccounts } from './use-found-accounts';

export type StorageChoice = ProviderPreset | 'local' | 'swift' | 'found';
type Page = { at: 'choose' } | { at: 'found' } | { at: 'enter'; title: string; draft: ConnectionDraft };

export function AddConnection({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [page, setPage] = useState<Page>({ at: 'choose' });
  const connections = useConnectionsStore((state) => state.connections);
  const found = useFoundAccounts();
  const search = useRef<HTMLInputElement>(null);

  const taken = connections.map((connection) => connection.name);
  const enter = (title: string, draft: ConnectionDraft): void => setPage({ at: 'enter', title, draft });

  function choose(choice: StorageChoice): void {
    if (choice === 'found') setPage({ at: 'found' });
    else if (choice === 'local' || choice === 'swift') {
      const name = freeName(t(`connections.form.defaultName.${choice}`), taken);
      enter(t(choice === 'local' ? 'connections.choice.folder' : 'connections.choice.swift'), {
        ...emptyDraft,
        kind: choice,
        name,
      });
    } else {
      const title = presetName(choice, choice.kind, t);
      const name = title === choice.name ? shortName(choice.name) : t('connections.form.defaultName.s3');
      enter(title, draftFromPreset(choice, freeName(name, taken)));
    }
  }
  const back = (): void => setPage({ at: 'choose' });

  return (
    <DialogFrame open persistent wide onClose={onClose} initialFocus={search}>
      {page.at === 'choose' && (
        <ChooseStorage searchInput={search} found={usable(found.accounts)} onChoose={choose} />
      )}
      {page.at === 'found' && <FoundAccounts found={found} onBack={back} onDone={onClose} />}
      {page.at === 'enter' && (
        <EnterConnection
          connection={null}
          initial={page.draft}
          title={t('connections.form.titleOf', { name: page.title })}
          onBack={back}
          onClose={onClose}
        />
      )}
    </DialogFrame>
  );
}

export function EditConnection({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const { t } = useTranslation();
  const name = useConnectionName()(connection.id, connection.name);
  return (
    <DialogFrame open persistent wide onClose={onClose}>
      <EnterConnection
        connection={connection}
        initial={draftFromConnection({ ...connection, name })}
        title={t('connections.form.editTitle', { name })}
        onBack={null}
        onClose={onClose}
      />
    </DialogFrame>
  );
}

/** “OVHcloud Object Storage (S3)” is no name that anybody gives. */
const shortName = (name: string): string =>
  name.replace(/ (Object Storage|Public Cloud)?\s*\(.*\)$/, '').trim();

const usable = (accounts: readonly FoundAccount[]): number =>
  accounts.filter((account) => account.config !== null).length;
