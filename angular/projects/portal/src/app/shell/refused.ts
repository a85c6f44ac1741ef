import { ChangeDetectionStrategy, Component } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

/** Seen for the moment in which sign-in is completed. */
@Component({ selector: 'app-welcome', changeDetection: ChangeDetectionStrategy.OnPush, imports: [TranslocoPipe], template: `<h1>{{ 'shell.signingIn' | transloco }}</h1>` })
export class Welcome {}

/** For people of the firm, whose place is the console. */
@Component({
  selector: 'app-refused', changeDetection: ChangeDetectionStrategy.OnPush, imports: [TranslocoPipe],
  template: `<h1>{{ 'shell.refused' | transloco }}</h1><p>{{ 'shell.refusedWhy' | transloco }} <a href="/console/">{{ 'shell.toConsole' | transloco }}</a></p>`,
})
export class Refused {}

/** An address that leads nowhere. */
@Component({
  selector: 'app-missing', changeDetection: ChangeDetectionStrategy.OnPush, imports: [RouterLink, TranslocoPipe],
  template: `<h1>{{ 'shell.missing' | transloco }}</h1><p><a routerLink="/">{{ 'shell.toStart' | transloco }}</a></p>`,
})
export class Missing {}
