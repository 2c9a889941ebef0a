/** The only bridge between the page and the app: exactly `CaosBridge`, nothing of Electron or Node itself. */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type {
  AppEvent,
  CaosBridge,
  CommandName,
  MirroredPhoto,
  SecondDisplay,
} from '../../src-shared/ipc-contract';
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
  dragOut: (ids) => ipcRenderer.invoke(channels.dragOut, ids),
  secondDisplay: (act) => ipcRenderer.invoke(channels.secondDisplay, act),
  onSecondDisplay(listener) {
    const forward = (_event: unknown, state: SecondDisplay): void => listener(state);
    ipcRenderer.on(channels.secondDisplayChanged, forward);
    return () => {
      ipcRenderer.off(channels.secondDisplayChanged, forward);
    };
  },
  showOnSecond: (photo) => ipcRenderer.send(channels.showOnSecond, photo),
  onMirrored(listener) {
    const forward = (_event: unknown, photo: MirroredPhoto | null): void => listener(photo);
    ipcRenderer.on(channels.mirrored, forward);
    ipcRenderer.send(channels.mirrorListening);
    return () => {
      ipcRenderer.off(channels.mirrored, forward);
    };
  },
  platform: process.platform as CaosBridge['platform'],
  systemLocale: locale || 'en',
};

contextBridge.exposeInMainWorld('caos', bridge);
