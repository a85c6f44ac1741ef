// The house's boundaries: features never import features, ui knows no domain, only api touches HTTP.
import js from '@eslint/js';
import angular from 'angular-eslint';
import ts from 'typescript-eslint';

const noHttp = { group: ['@angular/common/http'], message: 'Only the api library speaks HTTP.' };
const features = ['dashboard', 'funds', 'approvals', 'imports', 'payments', 'people', 'platform', 'brand', 'plugins', 'ledgers'];

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
  { files: ['projects/ui/**/*.ts'], rules: { 'no-restricted-imports': ['error', { patterns: [noHttp, { group: ['@api', '@auth'], message: 'ui knows no domain.' }] }] } },
  { files: ['projects/account/**/*.ts'], rules: { 'no-restricted-imports': ['error', { patterns: [noHttp] }] } },
  { files: ['projects/auth/**/*.ts'], rules: { 'no-restricted-imports': ['error', { patterns: [{ group: ['@ui'], message: 'auth stands below ui.' }] }] } },
  ...features.map((feature) => ({
    files: [`projects/console/src/app/${feature}/**/*.ts`],
    rules: { 'no-restricted-imports': ['error', { patterns: [noHttp, { group: features.filter((f) => f !== feature).map((f) => `**/${f}/**`), message: 'Features do not import features.' }] }] },
  })),
  // A spec answers in the server's place.
  { files: ['projects/**/*.spec.ts'], rules: { 'no-restricted-imports': 'off' } },
);
