// The house's boundaries: features never import features, ui knows no domain, only api touches HTTP.
import { readdirSync } from 'node:fs';
import js from '@eslint/js';
import angular from 'angular-eslint';
import ts from 'typescript-eslint';

const noHttp = { group: ['@angular/common/http'], message: 'Only the api library speaks HTTP.' };

/** Neither by its name nor by a way to its files. */
const noLibrary = (...names) => ({ group: names.flatMap((name) => [`@${name}`, `@${name}/*`, `**/${name}/src`, `**/${name}/src/**`]), message: `This library stands below ${names.join(', ')}.` });

const bounds = (files, ...patterns) => ({ files, rules: { 'no-restricted-imports': ['error', { patterns }] } });

/** Folders of the apps: each is a feature, but for what all of them share. */
const features = Object.fromEntries(
  ['console', 'portal'].map((app) => [app, readdirSync(`projects/${app}/src/app`, { withFileTypes: true }).filter((entry) => entry.isDirectory() && !['shared', 'shell'].includes(entry.name)).map((entry) => entry.name)]),
);

export default ts.config(
  { ignores: ['projects/api/src/schema.d.ts', 'dist/**'] },
  {
    files: ['**/*.ts'],
    extends: [js.configs.recommended, ...ts.configs.strict, ...ts.configs.stylistic, ...angular.configs.tsRecommended],
    processor: angular.processInlineTemplates,
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@angular-eslint/prefer-on-push-component-change-detection': 'error',
      'no-console': ['error', { allow: ['error'] }],
    },
  },
  { files: ['**/*.html'], extends: [...angular.configs.templateRecommended, ...angular.configs.templateAccessibility] },
  bounds(['projects/ui/**/*.ts'], noHttp, noLibrary('api', 'auth', 'account')),
  bounds(['projects/api/**/*.ts'], noLibrary('ui', 'auth', 'account')),
  bounds(['projects/auth/**/*.ts'], noLibrary('ui', 'account')),
  bounds(['projects/account/**/*.ts'], noHttp),
  ...Object.entries(features).flatMap(([app, names]) => [
    bounds([`projects/${app}/src/**/*.ts`], noHttp),
    ...names.map((feature) =>
      bounds([`projects/${app}/src/app/${feature}/**/*.ts`], noHttp, { group: names.filter((f) => f !== feature).map((f) => `**/${f}/**`), message: 'Features do not import features.' }),
    ),
  ]),
  // Where the house is put together, and where requests get their token.
  { files: ['projects/*/src/app/app.config.ts', 'projects/auth/src/session.ts'], rules: { 'no-restricted-imports': 'off' } },
  // A spec answers in the server's place.
  { files: ['projects/**/*.spec.ts', 'projects/*/src/testing/**/*.ts'], rules: { 'no-restricted-imports': 'off' } },
);
