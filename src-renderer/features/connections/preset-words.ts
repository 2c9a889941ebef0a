/** How services are named, and which of them are one's own server. */
import type { TFunction } from 'i18next';
import type { ProviderPreset } from '../../../src-shared/domain/provider-presets';
import { formatList } from '../../ui/format';

/** The preset that stands for any S3 server whose address the person knows. */
export const ownServerId = 'minio';

/** The address is not known beforehand. Amazon’s is known to the driver. */
export const ownServer = (preset: ProviderPreset | null): boolean =>
  preset === null || (preset.address === '' && preset.id !== 'aws');

export const presetName = (preset: ProviderPreset | null, kind: 's3' | 'swift', t: TFunction): string =>
  preset === null || preset.id === ownServerId ? t(`connections.choice.${kind}`) : preset.name;

/** “Needs Account ID, Access key ID and Secret access key”: what to have at hand. */
export const presetNeeds = (preset: ProviderPreset, t: TFunction, locale: string): string =>
  t('connections.choice.needs', {
    things: formatList([preset.accountLabel ?? [], preset.keyLabel, preset.secretLabel].flat(), locale),
  });
