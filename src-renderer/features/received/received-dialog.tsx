/** The dialog of what is just done with a share of somebody else. It asks the store for it: what it shows is how it is now. */
import type { ReceivedAct } from '../../stores/dialogs-store';
import { useReceivedStore } from '../../stores/received-store';
import { OpenLink } from './open-link';
import { RemoveReceived } from './remove-received';
import { SendChoice } from './send-choice';

export function ReceivedDialog({ act, onClose }: { act: ReceivedAct; onClose: () => void }) {
  const all = useReceivedStore((state) => state.received);
  if (act.do === 'open') return <OpenLink key={act.link} given={act.link} onClose={onClose} />;
  const received = all.find(({ id }) => id === act.receivedId);
  if (received === undefined) return null;
  const Shown = act.do === 'send' ? SendChoice : RemoveReceived;
  return <Shown received={received} onClose={onClose} />;
}
