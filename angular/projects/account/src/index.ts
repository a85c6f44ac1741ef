export { Bell } from './bell';
export { WAYS, followProfile } from './ways';
export type { Target, Ways } from './ways';
export { ownTexts } from './own-texts';
