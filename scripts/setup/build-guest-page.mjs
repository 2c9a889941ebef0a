// Builds the guest page into one self-contained file: worker, WebAssembly, styles and script inside, and a policy that allows only them.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { gzipSync } from 'node:zlib';
import { SetUpError } from './progress.mjs';
import { inProject } from './project-paths.mjs';

const sourceDir = inProject('src-renderer', 'guest');
export const guestPageFile = inProject('out', 'guest', 'guest-page.html');
/** Beside the app's own page, which frames it (src-shared/domain/share-preview.ts). */
const previewFile = inProject('out', 'renderer', 'guest-preview.html');
/** The page opens on a slow phone: whatever is added must fit in here. */
const mostGzippedBytes = 150_000;
/** Five years of phones. */
const target = ['chrome90', 'firefox90', 'safari15', 'edge90'];
/** Filled in by src-shared/sealing/fill-guest-page.ts. */
const dataMark = '"caos-share-data"';

export async function buildGuestPage() {
  const worker = await bundle('worker/engine.ts', {});
  const page = await bundle('main.ts', { __GUEST_WORKER__: JSON.stringify(worker.script) });
  const html = assemble(page, {
    policy: guestPolicy,
    data: `<script type="application/json" id="share">${dataMark}</script>`,
  });
  const gzippedBytes = gzipSync(html, { level: 9 }).length;
  if (gzippedBytes > mostGzippedBytes) {
    throw new SetUpError(
      `The guest page weighs ${gzippedBytes} bytes gzipped; ${mostGzippedBytes} are allowed.`,
    );
  }
  mkdirSync(dirname(guestPageFile), { recursive: true });
  writeFileSync(guestPageFile, html);
  return { gzippedBytes };
}

/** The same screens over another engine: no worker, no network, nothing to fill in. */
export async function buildGuestPreview(file = previewFile) {
  const page = await bundle('preview/main.ts', {});
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, assemble(page, { policy: previewPolicy, data: '' }));
}

async function bundle(entry, define) {
  // Only now: whoever starts the app from a fresh clone has no packages until they are installed.
  const { build } = await import('vite');
  const { output } = await build({
    configFile: false,
    root: sourceDir,
    logLevel: 'warn',
    define,
    build: {
      write: false,
      target,
      cssTarget: target,
      cssCodeSplit: false,
      assetsInlineLimit: 0,
      modulePreload: false,
      reportCompressedSize: false,
      rollupOptions: { input: `${sourceDir}/${entry}`, output: { format: 'iife' } },
    },
  });
  const script = output.find(({ type }) => type === 'chunk').code.trim();
  const style = output.find(({ fileName }) => fileName.endsWith('.css'))?.source ?? '';
  return { script, style: String(style).trim() };
}

function assemble({ script, style }, { policy, data }) {
  const template = readFileSync(`${sourceDir}/guest.html`, 'utf8');
  // Inside a script element only these could end it, or begin a comment; in JavaScript they stand in strings alone.
  const safeScript = script.replace(/<\/(script)/gi, '<\\/$1').replace(/<!--/g, '<\\!--');
  if (/<\/style/i.test(style))
    throw new SetUpError('The styles of the guest page would end their own element.');
  const pieces = {
    '<!--policy-->': `<meta http-equiv="Content-Security-Policy" content="${policy(safeScript, style)}">`,
    '<!--style-->': `<style>${style}</style>`,
    '<!--data-->': data,
    '<!--script-->': `<script>${safeScript}</script>`,
  };
  return template
    .split(/(<!--\w+-->)/)
    .map((piece) => pieces[piece] ?? piece)
    .join('');
}

function guestPolicy(script, style) {
  return [
    "default-src 'none'",
    "connect-src 'self'",
    `script-src ${hashOf(script)} 'wasm-unsafe-eval'`,
    `style-src ${hashOf(style)}`,
    'worker-src blob:',
    'img-src blob: data:',
    'media-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

function previewPolicy(script, style) {
  return [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    'img-src blob: data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

function hashOf(text) {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
