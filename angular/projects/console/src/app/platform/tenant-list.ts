import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, Pages, problemOf } from '@api';
import { Session } from '@auth';
import { MomentPipe, PageTitle, Refusal, State } from '@ui';
import { Cell, Grid } from '@ui/grid';
import { Texts } from '../shared/texts';

/** The firms of the platform, and messages that failed. No firm's data is shown here. */
@Component({
  selector: 'app-tenant-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, Grid, MatButton, MomentPipe, PageTitle, Refusal, RouterLink, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="'platform.tenants' | transloco">
      <a mat-flat-button routerLink="new">{{ 'platform.provision' | transloco }}</a>
      @if (session.can('platform:plugins')) { <a mat-stroked-button routerLink="plugins">{{ 'versions.title' | transloco }}</a> }
    </ui-page-title>
    <ui-state [of]="list" [read]="problemOf" [empty]="list.isEmpty()" [emptyText]="'platform.none' | transloco" (again)="list.again()">
      <ui-grid name="tenants" [filters]="filters()" [label]="'platform.tenants' | transloco" [columns]="columns()" [of]="list">
        <ng-template uiCell="name" let-it><a [routerLink]="it.id">{{ it.name }}</a></ng-template>
        <ng-template uiCell="domains" let-it>{{ it.domains.join(', ') }}</ng-template>
        <ng-template uiCell="provisionedAt" let-it>{{ it.provisionedAt | moment }}</ng-template>
        <ng-template uiCell="suspendedAt" let-it>{{ it.suspendedAt ? it.suspendedReason : ('platform.active' | transloco) }}</ng-template>
      </ui-grid>
    </ui-state>
    <section class="section" aria-labelledby="failed">
      <h2 id="failed">{{ 'platform.failed' | transloco }}</h2>
      <ui-refusal [of]="doing.refusal()" />
      <ui-state [of]="failed" [read]="problemOf" [empty]="!failed.rows().length" [emptyText]="'platform.noneFailed' | transloco" (again)="failed.again()">
        <ul>
          @for (message of failed.rows(); track message.id) {
            <li>{{ message.eventType }} · {{ message.reason }} <button mat-button type="button" [disabled]="doing.busy()" (click)="replay(message.id)">{{ 'platform.replay' | transloco }}</button></li>
          }
        </ul>
        @if (failed.hasMore()) { <button mat-button type="button" [disabled]="failed.isLoading()" (click)="failed.more()">{{ 'platform.moreFailed' | transloco }}</button> }
      </ui-state>
    </section>
  `,
  styles: 'h2 { font: var(--mat-sys-title-medium) }',
})
export class TenantList {
  private readonly api = inject(Api);
  protected readonly session = inject(Session);
  protected readonly problemOf = problemOf;
  protected readonly list = this.api.listed('/api/v1/platform/tenants', 'tenants');
  protected readonly doing = new Doing();
  protected readonly failed = new Pages((cursor) => this.api.list('/api/v1/platform/messages/failed', { query: { cursor } }));
  protected readonly filters = inject(Texts).filters([{ key: 'suspended', text: 'calls.state', of: 'platform.suspendeds', values: ['false', 'true'] }]);
  protected readonly columns = inject(Texts).columns([
    { key: 'name', text: 'funds.name', grow: 2 },
    { key: 'domains', text: 'platform.domains', sort: null, grow: 2 },
    { key: 'provisionedAt', text: 'platform.since', grow: 1.3 },
    { key: 'suspendedAt', text: 'calls.state', grow: 1.5 },
  ]);

  constructor() {
    this.list.again();
    this.failed.again();
  }

  protected replay(id: string): void {
    const again = () => this.failed.again();
    this.doing.run(this.api.post('/api/v1/platform/messages/failed/{id}/replay', { path: { id } }), again, again);
  }
}
