import { ChangeDetectionStrategy, Component, inject, linkedSignal, signal } from '@angular/core';
import { MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatOption, MatSelect } from '@angular/material/select';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, problemOf, reading } from '@api';
import { Session } from '@auth';
import { PageTitle, State } from '@ui';
import { LinkForm, Rules } from './link-form';

/** Ties a fund, or the whole firm, to a general ledger. Fund and connection stay for ever; the rest can be changed. */
@Component({
  selector: 'app-new-link',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [LinkForm, MatFormField, MatHint, MatLabel, MatOption, MatSelect, PageTitle, RouterLink, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="'ledgers.new' | transloco" [crumbs]="[{ label: 'ledgers.title' | transloco, link: '/ledgers' }]" />
    <ui-state [of]="connections" [read]="problemOf" [empty]="!connections.value()?.length" [emptyText]="'ledgers.connectFirst' | transloco" (again)="connections.reload()">
      @if (session.can('plugin:manage')) { <a empty routerLink="/plugins">{{ 'plugins.title' | transloco }}</a> }
      <app-link-form [busy]="doing.busy()" [blocked]="!connectionId()" [refusal]="doing.refusal()" (said)="make($event)">
        <div between class="between">
          <mat-form-field subscriptSizing="dynamic"><mat-label>{{ 'ledgers.connection' | transloco }}</mat-label>
            <mat-select required [value]="connectionId()" (valueChange)="connectionId.set($event)">@for (it of connections.value(); track it.connectionId) { <mat-option [value]="it.connectionId">{{ it.name }}</mat-option> }</mat-select>
          </mat-form-field>
          <mat-form-field subscriptSizing="dynamic"><mat-label>{{ 'ledgers.fund' | transloco }}</mat-label>
            <mat-select [value]="fundId()" (valueChange)="fundId.set($event)">
              <mat-option value="">{{ 'ledgers.everyFund' | transloco }}</mat-option>
              @for (fund of funds.value(); track fund.id) { <mat-option [value]="fund.id">{{ fund.name }}</mat-option> }
            </mat-select>
            <mat-hint>{{ 'ledgers.forEver' | transloco }}</mat-hint>
          </mat-form-field>
        </div>
      </app-link-form>
    </ui-state>
  `,
  styles: '.between { display: flex; flex-direction: column; gap: 0.75rem }',
})
export class NewLink {
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  protected readonly session = inject(Session);
  protected readonly problemOf = problemOf;
  protected readonly doing = new Doing();
  protected readonly connections = reading({ stream: () => this.api.get('/api/v1/accounting/sync/connections', {}) });
  protected readonly funds = reading({ stream: () => this.api.get('/api/v1/funds', { query: { size: 500 } }) });
  /** The only connection that there is needs no choice. */
  protected readonly connectionId = linkedSignal(() => (this.connections.value()?.length === 1 ? this.connections.value()![0]!.connectionId : ''));
  protected readonly fundId = signal('');

  protected make({ name, direction, startDate, everyMinutes, dimensions }: Rules): void {
    const body = { name, direction, startDate, everyMinutes, dimensions, connectionId: this.connectionId(), fundId: this.fundId() || null };
    this.doing.run(this.api.post('/api/v1/accounting/sync/links', { body, key: this.doing.key }), (link) => void this.router.navigate(['/ledgers', link.linkId]));
  }
}
