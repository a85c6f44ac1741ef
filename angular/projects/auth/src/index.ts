export { Session, authInterceptor, known, needs, provideSession, signedIn } from './session';
export type { Profile } from './session';
export { BrandOfHost, contrast, isColour, textOn } from './brand';
export type { Brand } from './brand';
