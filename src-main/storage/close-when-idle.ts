/** Closes a store without cutting off what is under way in it. */

import { wrapStore } from './layers/wrap-store';
import type { ObjectStore } from './object-store';

export interface IdleClosing {
  store: ObjectStore;
  /**
   * Closes it as soon as no call is under way and no body is being read. Who still holds it may go on: sockets that a later call
   * opens are closed after that call.
   */
  closeWhenIdle(): void;
}

export function withIdleClosing(inner: ObjectStore): IdleClosing {
  let underWay = 0;
  let closing = false;
  const ended = (): void => {
    underWay -= 1;
    if (closing && underWay === 0) inner.close();
  };
  const counted = wrapStore(inner, async (_call, run) => {
    underWay += 1;
    try {
      return await run();
    } finally {
      ended();
    }
  });
  return {
    store: {
      ...counted,
      get: async (bucket, key, options) => {
        underWay += 1;
        try {
          const opened = await inner.get(bucket, key, options);
          underWay += 1;
          opened.body.once('close', ended);
          return opened;
        } finally {
          ended();
        }
      },
    },
    closeWhenIdle() {
      closing = true;
      if (underWay === 0) inner.close();
    },
  };
}
