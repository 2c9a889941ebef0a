/** Profiles of the AWS tools: `~/.aws/credentials` and `~/.aws/config` (AWS CLI user guide, “Configuration and credential file settings”). */
import { accountOf, type ReadAccount } from './account';
import { readIni } from './ini';

/** In `config` a profile's section is `profile NAME`, except `default`; in `credentials` it is its bare name. */
export function readAwsProfiles(credentials: string, config: string): ReadAccount[] {
  const keys = readIni(credentials);
  const settings = new Map(
    [...readIni(config)].flatMap(([section, values]) => {
      const name = section === 'default' ? section : /^profile\s+(.+)$/.exec(section)?.[1];
      return name === undefined ? [] : [[name.trim(), values] as const];
    }),
  );
  return [...new Set([...keys.keys(), ...settings.keys()])].map((name) => {
    const value = (field: string): string =>
      keys.get(name)?.get(field) ?? settings.get(name)?.get(field) ?? '';
    const place = {
      kind: 's3',
      endpoint: value('endpoint_url'),
      region: value('region') || 'us-east-1',
      pathStyle: value('endpoint_url') !== '',
    } as const;
    const secret = value('aws_secret_access_key');
    const lasting = value('aws_access_key_id') !== '' && secret !== '' && value('aws_session_token') === '';
    if (lasting) return accountOf(name, { ...place, accessKey: value('aws_access_key_id') }, { secret });
    // Temporary keys and keys that another program fetches change; they are read in place at each use.
    const dynamic =
      value('aws_session_token') ||
      value('role_arn') ||
      value('credential_process') ||
      value('sso_session') ||
      value('sso_start_url');
    if (dynamic) {
      return accountOf(
        name,
        { ...place, accessKey: '', profile: name },
        {},
        'Its keys change by themselves; CAOS reads them from this profile each time.',
      );
    }
    return { name, config: null, secret: {}, note: 'This profile has no access key.' };
  });
}
