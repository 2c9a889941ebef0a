import { beforeEach, expect, it } from 'vitest';
import { createFlowControl, type FlowOutcome } from '../../../src-main/services/flow-control';
import { createFlowGate, type FlowGate } from '../../../src-main/services/queue/flow-gate';
import { ConnectionId } from '../../../src-shared/units';

const connectionId = ConnectionId.parse('00000000-0000-4000-8000-000000000001');
let gate: FlowGate;
let answers: number;
let givenUp: number;
let controller: AbortController;
const ok: FlowOutcome = { sentBytes: 10 };
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

beforeEach(() => {
  answers = 0;
  givenUp = 0;
  controller = new AbortController();
  const flow = createFlowControl({ now: () => 0, maxBytes: 1000 });
  flow.setLimits({ maxParallel: 2, ofConnection: new Map() });
  gate = createFlowGate(flow, () => {
    answers += 1;
  });
});
const file = () =>
  gate.flowOf(() => {
    givenUp += 1;
    controller.abort();
  });
/** Entered requests, by the number of their asking. */
async function enter(flow: ReturnType<typeof file>, count: number) {
  const inside = new Map<number, (outcome: FlowOutcome) => void>();
  const refused: string[] = [];
  for (let n = 0; n < count; n += 1) {
    flow.enter(connectionId, 10, controller.signal).then(
      (leave) => inside.set(n, leave),
      (error) => refused.push(error.code),
    );
  }
  await turn();
  return { inside, refused };
}

it('what sends ends its request; then the file gives up its place', async () => {
  const { inside, refused } = await enter(file(), 4);
  expect([...inside.keys()]).toEqual([0, 1]);
  gate.hold(true);
  await turn();
  inside.get(0)?.(ok);
  await turn();
  expect([[...inside.keys()], givenUp, refused]).toEqual([[0, 1], 0, []]);
  inside.get(1)?.(ok);
  await turn();
  expect([givenUp, refused, answers]).toEqual([1, ['cancelled', 'cancelled'], 2]);
});

it('opened again while something sends, all go on', async () => {
  const { inside } = await enter(file(), 4);
  gate.hold(true);
  await turn();
  inside.get(0)?.(ok);
  gate.hold(false);
  await turn();
  expect([[...inside.keys()], givenUp]).toEqual([[0, 1, 2], 0]);
});

it('nothing that comes to the closed gate begins, and a failed request is no answer', async () => {
  gate.hold(true);
  const { inside, refused } = await enter(file(), 1);
  expect([inside.size, refused, givenUp]).toEqual([0, ['cancelled'], 1]);
  gate.hold(false);
  controller = new AbortController();
  const again = await enter(file(), 1);
  again.inside.get(0)?.({ sentBytes: 0, error: 'unreachable' });
  expect(answers).toBe(0);
});
