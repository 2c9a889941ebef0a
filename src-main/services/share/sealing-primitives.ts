/** Where services find them; they lie in the room of stores, whose threads open what was received. */
export { sealingPrimitives } from '../../storage/sealing-primitives';
