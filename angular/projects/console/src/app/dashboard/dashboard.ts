import { ChangeDetectionStrategy, Component } from '@angular/core';

@Component({ selector: 'app-dashboard', changeDetection: ChangeDetectionStrategy.OnPush, template: '' })
export class Dashboard {}
