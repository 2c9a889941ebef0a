/** The thread that syncs the catalogue to the disk, so that main need not wait for it. */
import { parentPort, workerData } from 'node:worker_threads';
import { openCheckpointer } from '../catalogue/checkpointer';

if (!parentPort) throw new Error('checkpoint-worker runs only as a worker thread');
const main = parentPort;
const { cataloguePath, lookEveryMs } = workerData as { cataloguePath: string; lookEveryMs: number };

// What fails here ends the thread, and main carries over by itself, later (open-catalogue.ts).
const checkpointer = openCheckpointer(cataloguePath);
const timer = setInterval(() => checkpointer.look(), lookEveryMs);
main.once('message', () => {
  clearInterval(timer);
  checkpointer.close();
  main.close(); // nothing else holds the thread
});
