import { ChangeDetectionStrategy, Component } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

/** A page that the user may not open. */
@Component({ selector: 'app-refused', changeDetection: ChangeDetectionStrategy.OnPush, imports: [TranslocoPipe], template: `<h1>{{ 'shell.refused' | transloco }}</h1><p>{{ 'shell.refusedWhy' | transloco }}</p>` })
export class Refused {}
