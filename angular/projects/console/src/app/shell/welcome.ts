import { ChangeDetectionStrategy, Component } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

/** Seen for the moment in which sign-in is completed. */
@Component({ selector: 'app-welcome', changeDetection: ChangeDetectionStrategy.OnPush, imports: [TranslocoPipe], template: `<p role="status">{{ 'shell.signingIn' | transloco }}</p>` })
export class Welcome {}
