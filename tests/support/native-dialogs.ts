/** Nobody can press the keys of a native dialog in a test: it answers as told. */
import type { AppWindow } from './launch-app';

/** Folders that are asked for. */
export function answerOpenDialog(app: AppWindow, folder: string): Promise<void> {
  return app.electron.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
  }, folder);
}

/** Files to be saved, in this folder and under the name that the app proposes. */
export function answerSaveDialog(app: AppWindow, folder: string): Promise<void> {
  return app.electron.evaluate(({ dialog }, path) => {
    const answer = (...given: unknown[]) => {
      const options = given.at(-1) as { defaultPath?: string };
      return Promise.resolve({ canceled: false, filePath: `${path}/${options.defaultPath ?? 'unnamed'}` });
    };
    dialog.showSaveDialog = answer as typeof dialog.showSaveDialog;
  }, folder);
}
