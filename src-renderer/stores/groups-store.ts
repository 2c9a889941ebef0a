/** Groups of people, and which albums they see, as main tells of them. */
import { create } from 'zustand';
import type { StandingShare } from '../../src-shared/domain/album-access';
import type { Group } from '../../src-shared/domain/group';
import type { EventPayload } from '../../src-shared/ipc-contract';
import { call } from '../bridge/client';

interface GroupsState {
  groups: Group[];
  standing: StandingShare[];
  load(): Promise<void>;
  applyChanged(event: EventPayload<'groups.changed'>): void;
}

export const useGroupsStore = create<GroupsState>()((set) => ({
  groups: [],
  standing: [],
  async load() {
    const [groups, standing] = await Promise.all([call('groups.list', {}), call('groups.standing', {})]);
    set({ groups, standing });
  },
  applyChanged: ({ groups, standing }) => set({ groups, standing }),
}));
