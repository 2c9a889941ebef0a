/** Connections in words: their names (the built-in one's in the person's language) and their addresses. */
import type { Connection, ConnectionConfig } from '../../../src-shared/domain/connection';
import type { ConnectionId } from '../../../src-shared/units';
import { useTranslation } from '../../i18n/use-locale';
import { useConnectionsStore } from '../../stores/connections-store';

/** What the built-in store is called until somebody renames it (src-main/app.ts). */
const BUILT_IN_NAME = 'This computer';

/** Host and region, or the folder. */
export function useConfigAddress(): (config: ConnectionConfig) => string {
  const { t } = useTranslation();
  return (config) => {
    if (config.kind === 'local') return config.root;
    const host = hostOf(config.kind === 's3' ? config.endpoint : config.authUrl);
    if (host === '') return t('connections.amazon', { region: config.region ?? '' });
    return [host, config.region].filter(Boolean).join(' · ');
  };
}

const hostOf = (address: string): string =>
  URL.canParse(address) ? new URL(address).host : address.replace(/^https?:\/\//, '');

/** Name of a connection; `fallback` for one that is not known (any more). */
export function useConnectionName(): (id: ConnectionId | null, fallback: string) => string {
  const { t } = useTranslation();
  const connections = useConnectionsStore((state) => state.connections);
  return (id, fallback) => {
    const connection: Connection | undefined = connections.find((one) => one.id === id);
    if (connection?.builtIn && connection.name === BUILT_IN_NAME) return t('connections.thisComputer');
    return connection?.name ?? fallback;
  };
}
