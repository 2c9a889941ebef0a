/** The dialog of what is just done with a share. It asks the store for the share: what it shows is how it is now. */
import type { ShareAct } from '../../stores/dialogs-store';
import { useShare } from '../../stores/shares-store';
import { AddPeople } from './add-people';
import { ApplyPicks } from './apply-picks';
import { ExtendShare } from './extend-share';
import { PicksSheet } from './picks-sheet';
import { RevokeShare } from './revoke-share';
import { ShowCode } from './show-code';

export function ShareDialog({ act, onClose }: { act: ShareAct; onClose: () => void }) {
  const share = useShare(act.shareId);
  if (share === null) return null;
  switch (act.do) {
    case 'code':
      return <ShowCode share={share} recipient={act.recipient} onClose={onClose} />;
    case 'picks':
      return <PicksSheet share={share} recipient={act.recipient} onClose={onClose} />;
    case 'extend':
      return <ExtendShare share={share} onClose={onClose} />;
    case 'add':
      return <AddPeople share={share} onClose={onClose} />;
    case 'revoke':
      return <RevokeShare share={share} recipient={act.recipient} onClose={onClose} />;
    case 'apply':
      return <ApplyPicks share={share} recipient={act.recipient} onClose={onClose} />;
  }
}
