import { Schemas } from '@api';

/** A run tells nobody that it got further: whoever watches it asks again. */
export const LOOKS_AGAIN_AFTER_MS = 2_000;

export function isUnderWay(state: Schemas['SyncRunState']): boolean {
  return state === 'Ready' || state === 'Running';
}
