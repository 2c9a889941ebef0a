/** What a connection form must hold before it is sent; pure. */
import { ConnectionConfig } from '../../../src-shared/domain/connection';

export interface ConnectionDraft {
  kind: 's3' | 'local';
  name: string;
  root: string;
  endpoint: string;
  region: string;
  accessKey: string;
  secret: string;
  pathStyle: boolean;
}

export const emptyDraft: ConnectionDraft = {
  kind: 's3',
  name: '',
  root: '',
  endpoint: '',
  region: 'us-east-1',
  accessKey: '',
  secret: '',
  pathStyle: false,
};

type Field = 'name' | 'root' | 'endpoint' | 'region' | 'accessKey' | 'secret';
type Problem =
  | 'nameMissing'
  | 'folderMissing'
  | 'endpointWrong'
  | 'regionMissing'
  | 'accessKeyMissing'
  | 'secretMissing';

/** Problems by field, as keys of `connections.form`; empty when it can be sent. A name is only needed to keep it. */
export function problemsOf(draft: ConnectionDraft, need: 'try' | 'add'): Partial<Record<Field, Problem>> {
  const problems: Partial<Record<Field, Problem>> = {};
  if (need === 'add' && draft.name.trim() === '') problems.name = 'nameMissing';
  if (draft.kind === 'local') {
    if (draft.root === '') problems.root = 'folderMissing';
    return problems;
  }
  const endpoint = draft.endpoint.trim();
  if (endpoint !== '' && !/^https?:\/\/[^\s/]+/.test(endpoint)) problems.endpoint = 'endpointWrong';
  if (draft.region.trim() === '') problems.region = 'regionMissing';
  if (draft.accessKey.trim() === '') problems.accessKey = 'accessKeyMissing';
  if (draft.secret === '') problems.secret = 'secretMissing';
  return problems;
}

/** The contract's form of a draft without problems. Spaces around pasted keys are never meant. */
export function configOf(draft: ConnectionDraft): { config: ConnectionConfig; secret?: string } {
  if (draft.kind === 'local') return { config: ConnectionConfig.parse({ kind: 'local', root: draft.root }) };
  return {
    config: ConnectionConfig.parse({
      kind: 's3',
      endpoint: draft.endpoint.trim().replace(/\/+$/, ''),
      region: draft.region.trim(),
      accessKey: draft.accessKey.trim(),
      pathStyle: draft.pathStyle,
    }),
    secret: draft.secret.trim(),
  };
}
