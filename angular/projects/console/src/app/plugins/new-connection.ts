import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { Router } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, problemOf, reading } from '@api';
import { PageTitle, State } from '@ui';
import { ConnectionForm, Said } from './connection-form';

/** Makes a connection of a plugin that is switched on. Secrets and grants come after it, on its own page. */
@Component({
  selector: 'app-new-connection',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ConnectionForm, PageTitle, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="'plugins.connectTo' | transloco: { plugin: detail.value()?.plugin?.name ?? '' }" [crumbs]="[{ label: 'plugins.title' | transloco, link: '/plugins' }, { label: detail.value()?.plugin?.name ?? '', link: ['/plugins', plugin()] }]" />
    <ui-state [of]="detail" [read]="problemOf" (again)="detail.reload()">
      @if (detail.value(); as it) {
        <p>{{ (it.grantNeed ? 'plugins.thenGrant' : 'plugins.thenSecrets') | transloco }}</p>
        <app-connection-form [schema]="it.schema" [busy]="doing.busy()" [refusal]="doing.refusal()" (said)="make($event)" />
      }
    </ui-state>
  `,
})
export class NewConnection {
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  readonly plugin = input.required<string>();
  protected readonly problemOf = problemOf;
  protected readonly doing = new Doing();
  private readonly path = computed(() => ({ plugin: this.plugin() }));
  protected readonly detail = reading({ params: this.path, stream: ({ params }) => this.api.get('/api/v1/plugins/{plugin}', { path: params }) });

  protected make({ name, fundId, settings }: Said): void {
    const body = { plugin: this.plugin(), name, fundId, settings };
    this.doing.run(this.api.post('/api/v1/plugins/connections', { body, key: this.doing.key }), (made) => void this.router.navigate(['/plugins/connections', made.connection.connectionId]));
  }
}
