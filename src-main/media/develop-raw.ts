/** Develops a camera RAW by LibRaw (WebAssembly), for those that hold no preview or only a stamp. Runs in the media host alone. */
import { readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { AppError } from '../../src-shared/app-error';
import { MAX_PIXELS, type Pixels } from './thumbnail';

/** What of LibRaw's bindings is used. */
interface LibRaw {
  open(bytes: Uint8Array, settings: Record<string, unknown>): void;
  metadata(full: boolean): { raw_width?: number; raw_height?: number };
  imageData(): { width: number; height: number; colors: number; bits: number; data: Uint8Array } | undefined;
  delete(): void;
}
interface LibRawModule {
  LibRaw: new () => LibRaw;
}
type Instantiated = (instance: unknown, module: unknown) => void;
/** The types of Node leave it to those of browsers. */
const { WebAssembly } = globalThis as unknown as {
  WebAssembly: {
    instantiate(bytes: Uint8Array, imports: unknown): Promise<{ instance: unknown; module: unknown }>;
  };
};
type OpenModule = (options: {
  instantiateWasm(imports: unknown, done: Instantiated): Record<string, never>;
  print(text: string): void;
  printErr(text: string): void;
}) => Promise<LibRawModule>;

/** The file lies in memory twice, and WebAssembly has 2 GB for everything. */
const MAX_FILE_BYTES = 400 * 1024 * 1024;
/** A quarter of the pixels is four times faster, and still above a preview's size; the camera's white balance; sRGB, 8 bits, upright. */
const settings = { halfSize: true, useCameraWb: true, outputColor: 1, outputBps: 8, userQual: 0 };

/** Upright, sRGB, 8 bits; `full`: every pixel of the sensor, else a quarter of them. Throws `unsupported` for what LibRaw does not know, `media-broken` for what it cannot finish. */
export async function developRaw(path: string, full = false): Promise<Pixels> {
  if ((await stat(path)).size > MAX_FILE_BYTES) throw undevelopable('too large');
  const bytes = await readFile(path);
  let isCutOff = false;
  const { LibRaw } = await loadLibRaw((complaint) => {
    isCutOff ||= /unexpected end of file|corrupted/i.test(complaint);
  });
  const raw = new LibRaw();
  try {
    raw.open(bytes, { ...settings, halfSize: !full });
    const { raw_width = 0, raw_height = 0 } = raw.metadata(false);
    if (raw_width * raw_height > MAX_PIXELS) throw new Error(`${raw_width} x ${raw_height}`);
    const made = raw.imageData();
    // What is missing it leaves black or full of noise.
    if (isCutOff) throw endsEarly();
    if (made?.bits !== 8 || (made.colors !== 3 && made.colors !== 1)) throw new Error('no picture');
    if (made.data.length !== made.width * made.height * made.colors) throw new Error('a part of a picture');
    return {
      data: Buffer.from(made.data),
      raw: { width: made.width, height: made.height, channels: made.colors },
    };
  } catch (error) {
    if (isCutOff) throw endsEarly();
    // What its C++ throws says nothing here.
    throw undevelopable(error instanceof Error ? error.message : 'LibRaw refused it');
  } finally {
    raw.delete();
  }
}

/** A host develops few files: the module's memory goes with each, and with it whatever a broken file left there. */
async function loadLibRaw(onComplaint: (text: string) => void): Promise<LibRawModule> {
  const require = createRequire(import.meta.url);
  const program = require.resolve('libraw-wasm/dist/libraw.js');
  const wasm = await readFile(require.resolve('libraw-wasm/dist/libraw.wasm'));
  const { default: open } = (await import(/* @vite-ignore */ pathToFileURL(program).href)) as {
    default: OpenModule;
  };
  return open({
    // Its own loader knows browsers only.
    instantiateWasm(imports, done) {
      void WebAssembly.instantiate(wasm, imports).then(({ instance, module }) => done(instance, module));
      return {};
    },
    print: () => undefined,
    printErr: onComplaint,
  });
}

const endsEarly = (): AppError =>
  new AppError(
    'media-broken',
    'The file ends too early: a part of the picture is missing. Copy it from the camera or card again.',
  );
const undevelopable = (details: string): AppError =>
  new AppError(
    'unsupported',
    'CAOS keeps this RAW file whole, but cannot show it: there is no preview in it, and its kind cannot be developed here.',
    { details: details.slice(0, 500) },
  );
