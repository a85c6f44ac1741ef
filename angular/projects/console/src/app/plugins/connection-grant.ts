import { ChangeDetectionStrategy, Component, inject, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, Schemas } from '@api';
import { Session } from '@auth';
import { MomentPipe } from '@ui';
import { Confirm } from '@ui/confirm';
import { Texts } from '../shared/texts';
import { remember } from './granting';

/** Access that somebody grants at the vendor: the browser goes there and comes back. */
@Component({
  selector: 'app-connection-grant',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, MomentPipe, TranslocoPipe],
  template: `
    @let it = grant();
    <p aria-live="polite">{{ it.connected ? ('plugins.grantedBy' | transloco: { name: it.grantedByName, at: (it.grantedAt | moment) }) : ('plugins.notGranted' | transloco) }}
      @if (it.connected && it.refreshEndsAt) { {{ 'plugins.grantEnds' | transloco: { at: (it.refreshEndsAt | moment) } }} }</p>
    <p class="small">{{ 'plugins.redirect' | transloco }} <code>{{ callback }}</code></p>
    @if (session.can('plugin:manage')) {
      <div class="acts">
        <button matButton="filled" type="button" [disabled]="doing.busy()" (click)="begin()">{{ (it.connected ? 'plugins.grantAgain' : 'plugins.grantNow') | transloco: { plugin: plugin() } }}</button>
        @if (it.connected) { <button mat-button type="button" [disabled]="doing.busy()" (click)="end()">{{ 'plugins.endGrant' | transloco }}</button> }
      </div>
    }
    @if (doing.refusal(); as problem) { <p role="alert" class="alert">{{ problem.detail || ('ui.noAnswer' | transloco) }}</p> }
  `,
  styles: `
    .acts { display: flex; gap: 0.75rem; flex-wrap: wrap }
    .small { font: var(--mat-sys-body-small); color: var(--mat-sys-on-surface-variant); overflow-wrap: anywhere }
    .alert { color: var(--mat-sys-error) }
  `,
})
export class ConnectionGrant {
  private readonly api = inject(Api);
  private readonly confirm = inject(Confirm);
  private readonly texts = inject(Texts);
  protected readonly session = inject(Session);
  readonly connectionId = input.required<string>();
  readonly plugin = input.required<string>();
  readonly grant = input.required<Schemas['GrantView']>();
  readonly changed = output();
  protected readonly doing = new Doing();
  /** Where the vendor sends the browser back to, which must be known there. */
  protected readonly callback = `${location.origin}/console/plugins/callback`;

  protected begin(): void {
    this.doing.run(this.api.post('/api/v1/plugins/connections/{connectionId}/oauth', { path: { connectionId: this.connectionId() } }), ({ authorizationUrl }) => {
      remember(this.connectionId());
      location.assign(authorizationUrl);
    });
  }

  protected end(): void {
    const text = (key: string): string => this.texts.of(`plugins.${key}`, { plugin: this.plugin() });
    this.confirm.ask({ title: text('endGrantSure'), text: text('endGrantText'), yes: text('endGrant') }).subscribe(() =>
      this.doing.run(this.api.delete('/api/v1/plugins/connections/{connectionId}/oauth', { path: { connectionId: this.connectionId() } }), () => this.changed.emit()));
  }
}
