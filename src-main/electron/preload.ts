/** The only bridge between the page and the app: exactly `CaosBridge`, nothing of Electron or Node itself. */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { AppEvent, CaosBridge, CommandName } from '../../src-shared/ipc-contract';
import { channels, LOCALE_SWITCH } from './channels';

const locale = process.argv.find((word) => word.startsWith(LOCALE_SWITCH))?.slice(LOCALE_SWITCH.length);

const bridge: CaosBridge = {
  call: (name: CommandName, input: unknown) => ipcRenderer.invoke(channels.call, name, input),
  onEvent(listener) {
    const forward = (_event: unknown, appEvent: AppEvent): void => listener(appEvent);
    ipcRenderer.on(channels.event, forward);
    ipcRenderer.send(channels.listening); // paths handed over before the page could hear of them wait for this
    return () => {
      ipcRenderer.off(channels.event, forward);
    };
  },
  pathForFile: (file) => webUtils.getPathForFile(file),
  pickPaths: () => ipcRenderer.invoke(channels.pickPaths),
  pickFolder: () => ipcRenderer.invoke(channels.pickFolder),
  pickSavePath: (suggestedName) => ipcRenderer.invoke(channels.pickSavePath, suggestedName),
  revealPath: (path) => ipcRenderer.invoke(channels.revealPath, path),
  platform: process.platform as CaosBridge['platform'],
  systemLocale: locale || 'en',
};

contextBridge.exposeInMainWorld('caos', bridge);
