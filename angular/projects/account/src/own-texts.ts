/** The texts of one's own account, for both applications. */
export const ownTexts = (language: string) => (language === 'de' ? import('./i18n/de.json') : import('./i18n/en.json'));
