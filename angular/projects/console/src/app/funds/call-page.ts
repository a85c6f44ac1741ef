import { ChangeDetectionStrategy, Component } from '@angular/core';

@Component({ selector: 'app-call-page', changeDetection: ChangeDetectionStrategy.OnPush, template: '' })
export class CallPage {}
