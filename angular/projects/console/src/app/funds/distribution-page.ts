import { ChangeDetectionStrategy, Component } from '@angular/core';

@Component({ selector: 'app-distribution-page', changeDetection: ChangeDetectionStrategy.OnPush, template: '' })
export class DistributionPage {}
