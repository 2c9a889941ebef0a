// Who may import whom. The rooms and their order are in docs/architecture.md; `npm run check` proves every rule here by
// planting a violation of it (scripts/check/planted-violations.mjs), so a rule that catches nothing fails the check.

const leafRooms = ['storage', 'catalogue', 'library', 'media', 'mail', 'vault', 'workers', 'host'];
const leaf = `^src-main/(${leafRooms.join('|')})/`;
/** Programs of their own (a worker thread, a child process): they wire the leaf rooms which they need. */
const workerPrograms = '^src-main/workers/([^/]+-worker|media-host)\\.ts$';
const mediaHosts = '^src-main/workers/media-(pool|host-process)\\.ts$';
/** The contracts that the pools in workers/ speak: the port of the stores, their sessions, and the language of the media host. */
const contractsForWorkers = [
  '^src-main/storage/(object-store|session)\\.ts$',
  '^src-main/media/media-protocol\\.ts$',
];
const doors = '^src-main/(main|cli)\\.ts$';
/** app.ts and what stands beside it: the wiring that both doors share. */
const wiring = '^src-main/[^/]+\\.ts$';
const anyCode = '^(src-main|src-renderer|src-shared)/';

/** A rule that forbids `room` everything of ours but what `mayImport` lists. */
function onlyImports(name, room, mayImport) {
  return forbid(name, { path: room }, { path: anyCode, pathNot: mayImport });
}

function forbid(name, from, to) {
  return { name, severity: 'error', from, to };
}

const mainRooms = [
  onlyImports('shared-imports-only-shared', '^src-shared/', ['^src-shared/']),
  forbid(
    'shared-has-no-package-but-zod',
    { path: '^src-shared/' },
    { dependencyTypes: ['npm', 'npm-dev', 'core'], pathNot: '(^|/)zod/' },
  ),
  ...leafRooms.map((room) =>
    forbid(
      `leaf-room-${room}-stands-alone`,
      { path: `^src-main/${room}/`, pathNot: [workerPrograms, mediaHosts] },
      {
        path: anyCode,
        pathNot: ['^src-shared/', `^src-main/${room}/`, ...(room === 'workers' ? contractsForWorkers : [])],
      },
    ),
  ),
  onlyImports('worker-programs-import-leaf-rooms-of-bytes-and-rows', workerPrograms, [
    '^src-shared/',
    '^src-main/(workers|storage|media|catalogue|library)/',
  ]),
  // Only main writes the catalogue: threads read it, and carry its log over into its file.
  forbid(
    'threads-only-read-the-catalogue',
    { path: workerPrograms },
    { path: '^src-main/catalogue/', pathNot: '^src-main/catalogue/(library-reader|checkpointer)\\.ts$' },
  ),
  // The pool that runs the media room's hosts speaks their protocol.
  onlyImports('media-hosts-import-media', mediaHosts, ['^src-shared/', '^src-main/(workers|media)/']),
  onlyImports('services-import-leaf-rooms', '^src-main/services/', [
    '^src-shared/',
    '^src-main/services/',
    leaf,
  ]),
  forbid(
    'services-know-only-the-storage-port',
    { path: '^src-main/services/' },
    { path: '^src-main/storage/(drivers|layers)/' },
  ),
  // What two drivers need is the storage room's.
  forbid(
    'drivers-know-no-other-driver',
    { path: '^src-main/storage/drivers/([^/]+)/' },
    { path: '^src-main/storage/drivers/', pathNot: '^src-main/storage/drivers/$1/' },
  ),
  onlyImports('api-imports-services', '^src-main/api/', ['^src-shared/', '^src-main/(api|services)/']),
  forbid(
    'wiring-imports-no-door',
    { path: wiring, pathNot: doors },
    { path: ['^src-main/(electron|cli)/', doors] },
  ),
  forbid(
    'electron-imports-the-app',
    { path: '^src-main/electron/' },
    { path: anyCode, pathNot: ['^src-shared/', '^src-main/(electron|api)/', wiring] },
  ),
  forbid(
    'cli-imports-the-app',
    { path: '^src-main/cli/' },
    { path: anyCode, pathNot: ['^src-shared/', '^src-main/(cli|api)/', wiring] },
  ),
  forbid('only-doors-start-the-app', { pathNot: '^nobody$' }, { path: doors }),
  forbid(
    'only-the-electron-room-imports-electron',
    { path: '^src-', pathNot: '^src-main/electron/' },
    { path: ['(^|/)node_modules/(electron|electron-store)/', '^electron(/|$)'] },
  ),
  forbid(
    'the-command-line-never-reaches-electron',
    { path: '^src-main/cli\\.ts$' },
    {
      path: ['^src-main/electron/', '(^|/)node_modules/(electron|electron-store)/', '^electron(/|$)'],
      reachable: true,
    },
  ),
  forbid('main-imports-no-page', { path: '^src-main/' }, { path: '^src-renderer/' }),
];

const pageRooms = [
  onlyImports('page-imports-no-main', '^src-renderer/', ['^src-renderer/', '^src-shared/']),
  forbid('page-has-no-node', { path: '^src-renderer/' }, { dependencyTypes: ['core'] }),
  onlyImports('bridge-imports-shared', '^src-renderer/bridge/', ['^src-renderer/bridge/', '^src-shared/']),
  onlyImports('stores-import-bridge', '^src-renderer/stores/', [
    '^src-renderer/(stores|bridge)/',
    '^src-shared/',
  ]),
  onlyImports('features-import-stores', '^src-renderer/features/', [
    '^src-renderer/(features|stores|bridge|ui|i18n)/',
    '\\.(css|svg|png)$',
    '^src-shared/',
  ]),
  onlyImports('ui-knows-no-domain', '^src-renderer/ui/', [
    '^src-renderer/(ui|i18n)/',
    '\\.(css|svg|png)$',
    '^src-shared/units\\.ts$',
  ]),
  onlyImports('i18n-imports-bridge', '^src-renderer/i18n/', ['^src-renderer/(i18n|bridge)/', '^src-shared/']),
  onlyImports('guest-imports-shared', '^src-renderer/guest/', [
    '^src-renderer/guest/',
    '^src-renderer/tokens\\.css$',
    '^src-shared/',
  ]),
];

const everywhere = [
  forbid('no-cycles', {}, { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } }),
  forbid('nothing-unresolved', { path: anyCode }, { couldNotResolve: true, pathNot: '^electron(/|$)' }),
  forbid(
    'shipped-code-uses-no-dev-package',
    { path: anyCode },
    { dependencyTypes: ['npm-dev'], pathNot: ['node_modules/(electron|@types|vite)/'] },
  ),
];

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [...mainRooms, ...pageRooms, ...everywhere],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Imports of types count as well: a direction is a direction.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.options.json' },
    enhancedResolveOptions: {
      conditionNames: ['import', 'node', 'default', 'types'],
      exportsFields: ['exports'],
    },
    skipAnalysisNotInRules: false,
  },
};
