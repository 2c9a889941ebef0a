/** A connection's address as a person knows it: host and region, or the folder. */
import type { Connection } from '../../../src-shared/domain/connection';
import { useTranslation } from '../../i18n/use-locale';

export function useConnectionAddress(): (connection: Connection) => string {
  const { t } = useTranslation();
  return ({ config }) => {
    if (config.kind === 'local') return config.root;
    if (config.endpoint === '') return t('connections.amazon', { region: config.region });
    return `${config.endpoint.replace(/^https:\/\//, '').replace(/\/$/, '')} · ${config.region}`;
  };
}
