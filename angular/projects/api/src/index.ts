export { Api, problemOf } from './client';
export type { Data, Money, Page, PathsWith, Problem, Schemas, Versioned } from './client';
export { Doing } from './doing';
export { Live } from './live';
export { Pages } from './pages';
export { reading } from './reading';
export type { ReadingOf } from './reading';
export type { Change } from './live';
