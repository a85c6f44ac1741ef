import { ChangeDetectionStrategy, Component } from '@angular/core';

@Component({ selector: 'app-fund-page', changeDetection: ChangeDetectionStrategy.OnPush, template: '' })
export class FundPage {}
