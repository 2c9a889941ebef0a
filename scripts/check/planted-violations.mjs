// One planted violation for every rule of .dependency-cruiser.mjs: [rule, importing file, what it imports].
// The check writes them into a folder of its own, never into the real tree, and each must be caught under its rule's name.

export const plantedViolations = [
  ['shared-imports-only-shared', 'src-shared/a.ts', '../src-main/services/target'],
  ['shared-has-no-package-but-zod', 'src-shared/b.ts', 'node:fs'],
  ['leaf-room-storage-stands-alone', 'src-main/storage/a.ts', '../catalogue/target'],
  ['leaf-room-catalogue-stands-alone', 'src-main/catalogue/a.ts', '../storage/target'],
  ['leaf-room-media-stands-alone', 'src-main/media/a.ts', '../services/target'],
  ['leaf-room-mail-stands-alone', 'src-main/mail/a.ts', '../vault/target'],
  ['leaf-room-vault-stands-alone', 'src-main/vault/a.ts', '../catalogue/target'],
  ['leaf-room-workers-stands-alone', 'src-main/workers/pool.ts', '../storage/target'],
  ['worker-programs-import-storage-and-media', 'src-main/workers/upload-worker.ts', '../catalogue/target'],
  ['media-hosts-import-media', 'src-main/workers/media-pool.ts', '../storage/target'],
  ['services-import-leaf-rooms', 'src-main/services/a.ts', '../api/target'],
  ['services-know-only-the-storage-port', 'src-main/services/b.ts', '../storage/drivers/target'],
  ['api-imports-services', 'src-main/api/a.ts', '../catalogue/target', 'type'],
  ['wiring-imports-no-door', 'src-main/app.ts', './electron/target'],
  ['electron-imports-the-app', 'src-main/electron/a.ts', '../catalogue/target'],
  ['cli-imports-the-app', 'src-main/cli/a.ts', '../services/target'],
  ['only-doors-start-the-app', 'src-main/electron/b.ts', '../main'],
  ['only-the-electron-room-imports-electron', 'src-main/services/c.ts', 'electron'],
  ['only-the-electron-room-imports-electron', 'src-renderer/features/b.ts', 'electron-store'],
  ['the-command-line-never-reaches-electron', 'src-main/cli.ts', './reaches-electron'],
  ['main-imports-no-page', 'src-main/services/d.ts', '../../src-renderer/ui/target'],
  ['page-imports-no-main', 'src-renderer/features/a.ts', '../../src-main/services/target', 'type'],
  ['page-has-no-node', 'src-renderer/bridge/a.ts', 'node:path'],
  ['bridge-imports-shared', 'src-renderer/bridge/b.ts', '../stores/target'],
  ['stores-import-bridge', 'src-renderer/stores/a.ts', '../features/target'],
  ['features-import-stores', 'src-renderer/features/c.ts', '../app'],
  ['ui-knows-no-domain', 'src-renderer/ui/a.ts', '../../src-shared/domain/target'],
  ['i18n-imports-bridge', 'src-renderer/i18n/a.ts', '../stores/target'],
  ['guest-imports-shared', 'src-renderer/guest/a.ts', '../ui/target'],
  ['no-cycles', 'src-main/services/cycle.ts', './cycle'],
  ['nothing-unresolved', 'src-main/services/e.ts', './not-there'],
  ['shipped-code-uses-no-dev-package', 'src-main/services/f.ts', 'vitest'],
];

/** Files for the planted ones to import, and the middle of the chain that the reachability rule must see through. */
export const plantedTargets = {
  'src-shared/domain/target.ts': 'export const target = 1;\n',
  ...Object.fromEntries(
    [
      'main/api',
      'main/services',
      'main/storage',
      'main/storage/drivers',
      'main/catalogue',
      'main/media',
      'main/mail',
      'main/vault',
      'main/workers',
      'renderer/ui',
      'renderer/stores',
      'renderer/features',
    ].map((room) => [`src-${room}/target.ts`, 'export const target = 1;\n']),
  ),
  'src-main/electron/target.ts': "import { app } from 'electron';\nexport const target = app;\n",
  'src-main/reaches-electron.ts':
    "import { target } from './electron/target';\nexport const value = target;\n",
  'src-main/main.ts': 'export const target = 1;\n',
  'src-renderer/app.ts': 'export const target = 1;\n',
};
