/** Connections in words: their names (the built-in one's in the person's language) and their addresses. */
import type { Connection } from '../../../src-shared/domain/connection';
import type { ConnectionId } from '../../../src-shared/units';
import { useTranslation } from '../../i18n/use-locale';
import { useConnectionsStore } from '../../stores/connections-store';

/** Host and region, or the folder. */
export function useConnectionAddress(): (connection: Connection) => string {
  const { t } = useTranslation();
  return ({ config }) => {
    if (config.kind === 'local') return config.root;
    if (config.endpoint === '') return t('connections.amazon', { region: config.region });
    return `${config.endpoint.replace(/^https:\/\//, '').replace(/\/$/, '')} · ${config.region}`;
  };
}

/** Name of a connection; `fallback` for one that is not known (any more). */
export function useConnectionName(): (id: ConnectionId | null, fallback: string) => string {
  const { t } = useTranslation();
  const connections = useConnectionsStore((state) => state.connections);
  return (id, fallback) => {
    const connection = connections.find((one) => one.id === id);
    return connection?.builtIn ? t('connections.thisComputer') : (connection?.name ?? fallback);
  };
}
