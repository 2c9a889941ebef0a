/** The desktop door: starts the Electron app. */
import { startDesktop } from './electron/start-desktop';

startDesktop(import.meta.dirname);
