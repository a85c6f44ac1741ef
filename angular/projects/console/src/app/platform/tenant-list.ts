import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, problemOf, reading } from '@api';
import { Session } from '@auth';
import { MomentPipe, PageTitle, State } from '@ui';
import { Cell, Grid } from '@ui/grid';
import { Texts } from '../shared/texts';

/** The firms of the platform, and messages that failed. No firm's data is shown here. */
@Component({
  selector: 'app-tenant-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, Grid, MatButton, MomentPipe, PageTitle, RouterLink, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="'platform.tenants' | transloco">
      <a mat-flat-button routerLink="new">{{ 'platform.provision' | transloco }}</a>
      @if (session.can('platform:plugins')) { <a mat-stroked-button routerLink="plugins">{{ 'versions.title' | transloco }}</a> }
    </ui-page-title>
    <ui-state [of]="list" [read]="problemOf" [empty]="list.isEmpty()" [emptyText]="'platform.none' | transloco" (again)="list.again()">
      <ui-grid name="tenants" [label]="'platform.tenants' | transloco" [columns]="columns()" [of]="list">
        <ng-template uiCell="name" let-it><a [routerLink]="it.id">{{ it.name }}</a></ng-template>
        <ng-template uiCell="domains" let-it>{{ it.domains.join(', ') }}</ng-template>
        <ng-template uiCell="provisionedAt" let-it>{{ it.provisionedAt | moment }}</ng-template>
        <ng-template uiCell="suspendedAt" let-it>{{ it.suspendedAt ? it.suspendedReason : ('platform.active' | transloco) }}</ng-template>
      </ui-grid>
    </ui-state>
    <section class="section" aria-labelledby="failed">
      <h2 id="failed">{{ 'platform.failed' | transloco }}</h2>
      <ui-state [of]="failed" [read]="problemOf" [empty]="!failed.value()?.items?.length" [emptyText]="'platform.noneFailed' | transloco" (again)="failed.reload()">
        <ul>
          @for (message of failed.value()?.items; track message.id) {
            <li>{{ message.eventType }} · {{ message.reason }} <button mat-button type="button" (click)="replay(message.id)">{{ 'platform.replay' | transloco }}</button></li>
          }
        </ul>
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
  protected readonly failed = reading({ stream: () => this.api.list('/api/v1/platform/messages/failed', {}) });
  protected readonly columns = inject(Texts).columns([
    { key: 'name', text: 'funds.name', grow: 2 },
    { key: 'domains', text: 'platform.domains', sort: null, grow: 2 },
    { key: 'provisionedAt', text: 'platform.since', grow: 1.3 },
    { key: 'suspendedAt', text: 'calls.state', grow: 1.5 },
  ]);

  constructor() {
    this.list.again();
  }

  protected replay(id: string): void {
    this.api.post('/api/v1/platform/messages/failed/{id}/replay', { path: { id } }).subscribe(() => this.failed.reload());
  }
}
