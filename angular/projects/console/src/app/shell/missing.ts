import { ChangeDetectionStrategy, Component } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

/** An address that leads nowhere. */
@Component({
  selector: 'app-missing', changeDetection: ChangeDetectionStrategy.OnPush, imports: [RouterLink, TranslocoPipe],
  template: `<h1>{{ 'shell.missing' | transloco }}</h1><p><a routerLink="/">{{ 'shell.toStart' | transloco }}</a></p>`,
})
export class Missing {}
