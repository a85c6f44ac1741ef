import { Schemas } from '@api';

export function isUnderWay(state: Schemas['SyncRunState']): boolean {
  return state === 'Ready' || state === 'Running';
}
