/** Signs in by Keystone, Identity API v3: password or application credential; the store's address comes from the service catalogue. */
import { z } from 'zod';
import { AppError } from '../../../../src-shared/app-error';
import type { SwiftConnectionConfig } from '../../../../src-shared/domain/connection';
import type { StoreSession } from '../../session';
import { answerDetails, notASignIn, type SignInCall, signInRefused } from './sign-in-errors';
import type { AskSignIn, SignInAnswer } from './sign-in-request';

const Endpoint = z.object({
  interface: z.string(),
  region: z.string().nullish(),
  region_id: z.string().nullish(),
  url: z.string(),
});
const TokenAnswer = z.object({
  token: z.object({
    expires_at: z.string(),
    issued_at: z.string().optional(),
    project: z.object({ id: z.string() }).optional(),
    catalog: z.array(z.object({ type: z.string(), endpoints: z.array(Endpoint) })).default([]),
  }),
});
type Token = z.infer<typeof TokenAnswer>['token'];
const ProjectsAnswer = z.object({ projects: z.array(z.object({ name: z.string() })) });

interface Asking {
  ask: AskSignIn;
  /** Unix milliseconds. */
  now: () => number;
}

/** Rejects with AppError. */
export async function signInKeystone(
  config: SwiftConnectionConfig,
  secret: string,
  { ask, now }: Asking,
): Promise<StoreSession> {
  const call = callOf(config);
  const answer = await ask({
    method: 'POST',
    url: call.url,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ auth: credentialsOf(config, secret) }),
    caPem: config.caPem,
  });
  if (answer.status < 200 || answer.status >= 300) throw signInRefused(call, answer);
  const { token: held } = parsed(TokenAnswer, answer.text) ?? {};
  const token = answer.headers['x-subject-token'];
  if (!held || typeof token !== 'string') throw notASignIn(call, answer);
  if (!held.project) throw await noProject(config, call, token, ask);
  return {
    token,
    url: endpointOf(held, config, call, answer).replace(/\/+$/, ''),
    expiresAtMs: endOf(held, answer, now()),
  };
}

/** Auth URLs are passed around with and without the version, and as the address of the request itself. */
function tokensUrl(authUrl: string): URL {
  const url = new URL(authUrl);
  const base = url.pathname
    .replace(/\/+$/, '')
    .replace(/\/auth\/tokens$/, '')
    .replace(/\/v(2\.0|3)$/, '');
  return new URL(`${url.origin}${base}/v3/auth/tokens`);
}

function callOf(config: SwiftConnectionConfig): SignInCall {
  const project = config.projectId || config.project;
  const byPassword = `the user or the password${project ? ', or does not know this user in the project' : ''}`;
  const url = tokensUrl(config.authUrl);
  return config.applicationCredentialId
    ? {
        url,
        credentials: 'the application credential',
        remedy: 'Check its ID and its secret; it may have ended or been deleted.',
        usualPath: '/v3',
      }
    : {
        url,
        credentials: byPassword,
        remedy: `Check ${project ? 'user, password, project and domains' : 'both'} in the connection.`,
        usualPath: '/v3',
      };
}

const named = (id: string | undefined, name: string | undefined): { id: string } | { name: string } =>
  id ? { id } : { name: name || 'Default' };

function credentialsOf(config: SwiftConnectionConfig, secret: string): object {
  const { applicationCredentialId, user, project, projectId } = config;
  // Such a credential is bound to its project; a scope beside it is refused.
  if (applicationCredentialId) {
    const credential = { id: applicationCredentialId, secret };
    return { identity: { methods: ['application_credential'], application_credential: credential } };
  }
  const domain = named(config.userDomainId, config.userDomain);
  const identity = { methods: ['password'], password: { user: { name: user, domain, password: secret } } };
  if (projectId) return { identity, scope: { project: { id: projectId } } };
  // Without one the service takes the user's own default project.
  if (!project) return { identity };
  const ofProject =
    config.projectDomainId || config.projectDomain
      ? named(config.projectDomainId, config.projectDomain)
      : domain;
  return { identity, scope: { project: { name: project, domain: ofProject } } };
}

/**
 * By this computer's clock, whatever the service's shows: what is left of the token is measured by the service's own time of the
 * answer.
 */
function endOf(token: Token, { headers }: SignInAnswer, nowMs: number): number | null {
  const endMs = Date.parse(token.expires_at);
  const answeredMs = Date.parse(headers.date ?? token.issued_at ?? '');
  if (Number.isNaN(endMs)) return null;
  return Number.isNaN(answeredMs) ? endMs : nowMs + (endMs - answeredMs);
}

const regionOf = (endpoint: z.infer<typeof Endpoint>): string => endpoint.region_id ?? endpoint.region ?? '';
/** `public` was `publicURL` in version 2, and still is in some catalogues. */
const interfaceOf = (endpoint: z.infer<typeof Endpoint>): string => endpoint.interface.replace(/URL$/, '');
const inWords = (names: Iterable<string>): string =>
  [...new Set(names)].map((name) => `“${name}”`).join(', ');

function endpointOf(
  { catalog }: Token,
  config: SwiftConnectionConfig,
  { url: { host } }: SignInCall,
  answer: SignInAnswer,
): string {
  const details = answerDetails(answer);
  const stores = catalog.filter(({ type }) => type === 'object-store').flatMap(({ endpoints }) => endpoints);
  if (stores.length === 0) {
    const others = catalog.map(({ type }) => type).sort();
    throw new AppError(
      'bad-input',
      `${host} offers no object storage to this project. ${others.length > 0 ? `It offers: ${inWords(others)}. ` : ''}Choose another project, or ask whoever runs the store.`,
      { retry: 'after-user', details, params: { host } },
    );
  }
  const { region, interface: wanted } = config;
  const here = region ? stores.filter((endpoint) => regionOf(endpoint) === region) : stores;
  if (here.length === 0) {
    const offered = [...new Set(stores.map(regionOf))].sort();
    throw new AppError(
      'wrong-region',
      `${host} has no object storage in the region “${region}”. There is: ${inWords(offered)}. Change the region of the connection.`,
      // The right region, where there is no choice.
      { details, params: { host, ...(offered.length === 1 && { region: offered[0] as string }) } },
    );
  }
  const chosen = here.find((endpoint) => interfaceOf(endpoint) === wanted);
  if (!chosen || !/^https?:\/\//.test(chosen.url)) {
    throw new AppError(
      'bad-input',
      `${host} names no ${wanted} address for the object storage${region ? ` in the region “${region}”` : ''}. There is: ${inWords(here.map(interfaceOf).sort())}. Change the interface of the connection.`,
      { retry: 'after-user', details, params: { host } },
    );
  }
  return chosen.url;
}

/** A token for no project opens no store, but it may tell which projects there are. */
async function noProject(
  config: SwiftConnectionConfig,
  { url }: SignInCall,
  token: string,
  ask: AskSignIn,
): Promise<AppError> {
  const names = await ask({
    method: 'GET',
    url: new URL(url.href.replace(/\/tokens$/, '/projects')),
    headers: { 'X-Auth-Token': token },
    caPem: config.caPem,
  }).then(
    ({ text }) =>
      parsed(ProjectsAnswer, text)
        ?.projects.map(({ name }) => name)
        .sort() ?? [],
    () => [],
  );
  return new AppError(
    'bad-input',
    `${url.host} knows this user, but photos need a project. ${names.length > 0 ? `Enter one of these in the connection: ${inWords(names)}.` : 'Enter one in the connection; whoever runs the store knows which.'}`,
    { params: { host: url.host } },
  );
}

function parsed<T>(schema: z.ZodType<T>, text: string): T | null {
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
