import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { FormControl, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { Api, Doing, problemOf, reading } from '@api';
import { Observable } from 'rxjs';
import { MomentPipe, PageTitle, State } from '@ui';
import { Confirm } from '@ui/confirm';
import { TenantExports } from './tenant-exports';
import { TenantHealth } from './tenant-health';

/** One firm as the platform knows it; suspended with a reason, and restored. */
@Component({
  selector: 'app-tenant-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, MatFormField, MatHint, MatInput, MatLabel, MomentPipe, PageTitle, ReactiveFormsModule, State, TenantExports, TenantHealth, TranslocoPipe],
  template: `
    <ui-page-title [title]="tenant.value()?.value?.name ?? ''" [crumbs]="[{ label: 'platform.tenants' | transloco, link: '/platform' }]" />
    <ui-state [of]="tenant" [read]="problemOf" (again)="tenant.reload()">
      @if (tenant.value()?.value; as t) {
        <dl class="cards">
          <div class="card"><dt>{{ 'platform.domains' | transloco }}</dt><dd>{{ t.domains.join(', ') }}</dd></div>
          <div class="card"><dt>{{ 'platform.since' | transloco }}</dt><dd>{{ t.provisionedAt | moment }}</dd></div>
          <div class="card"><dt>{{ 'platform.colour' | transloco }}</dt><dd>{{ t.brandColour }}</dd></div>
          <div class="card"><dt>{{ 'health.plan' | transloco }}</dt><dd>@if (t.plan; as plan) { {{ 'health.of' | transloco: { name: plan.name, funds: plan.funds ?? ('health.any' | transloco), users: plan.users ?? ('health.any' | transloco) } }} } @else { {{ 'health.noPlan' | transloco }} }</dd></div>
          <div class="card"><dt>{{ 'calls.state' | transloco }}</dt><dd aria-live="polite">{{ t.suspendedAt ? ('platform.suspended' | transloco) : ('platform.active' | transloco) }}</dd></div>
        </dl>
        @if (t.suspendedAt) {
          <p>{{ t.suspendedAt | moment }}: {{ t.suspendedReason }}</p>
          <button mat-flat-button type="button" [disabled]="doing.busy()" (click)="change(null)">{{ 'platform.restore' | transloco }}</button>
        } @else {
          <form class="suspend" (submit)="$event.preventDefault()">
            <mat-form-field><mat-label>{{ 'approvals.reason' | transloco }}</mat-label><input matInput [formControl]="reason" maxlength="500" /><mat-hint>{{ 'platform.suspendHint' | transloco }}</mat-hint></mat-form-field>
            <button mat-stroked-button type="button" [disabled]="doing.busy() || reason.invalid" (click)="change(reason.value)">{{ 'platform.suspend' | transloco }}</button>
          </form>
        }
        @if (doing.refusal(); as problem) {
          <p role="alert" class="alert">{{ problem.detail }} @if (doing.overtaken()) { <button mat-button type="button" (click)="doing.readAgain(tenant)">{{ 'hurts.readAgain' | transloco }}</button> }</p>
        }
        <app-tenant-exports [tenantId]="tenantId()" />
        <app-tenant-health [tenantId]="tenantId()" />
      }
    </ui-state>
  `,
  styles: `
    .suspend { display: flex; gap: 0.75rem; align-items: flex-start; flex-wrap: wrap; margin-top: 1.5rem }
    mat-form-field { flex: 1 1 20rem; max-width: 40rem }
    .alert { color: var(--mat-sys-error) }
  `,
})
export class TenantPage {
  private readonly api = inject(Api);
  private readonly confirm = inject(Confirm);
  private readonly texts = inject(TranslocoService);
  readonly tenantId = input.required<string>();
  protected readonly problemOf = problemOf;
  protected readonly doing = new Doing();
  protected readonly reason = new FormControl('', { nonNullable: true, validators: [Validators.required, Validators.minLength(3)] });
  private readonly path = computed(() => ({ tenantId: this.tenantId() }));
  protected readonly tenant = reading({ params: this.path, stream: ({ params }) => this.api.read('/api/v1/platform/tenants/{tenantId}', { path: params }) });

  /** Suspends for a reason, when that was confirmed; restores without one. It stands at once, and is taken back when another operator was faster. */
  protected change(reason: string | null): void {
    if (reason === null) {
      this.make({ suspendedAt: null, suspendedReason: null }, (etag) => this.api.post('/api/v1/platform/tenants/{tenantId}/restore', { path: this.path(), etag }));
      return;
    }
    const text = (key: string): string => this.texts.translate(`hurts.${key}`, { firm: this.tenant.value()?.value.name });
    this.confirm.ask({ title: text('suspend'), text: text('suspendText'), yes: text('suspendYes') }).subscribe(() =>
      this.make({ suspendedAt: new Date().toISOString(), suspendedReason: reason }, (etag) => this.api.post('/api/v1/platform/tenants/{tenantId}/suspend', { path: this.path(), body: { reason }, etag })));
  }

  private make(part: { readonly suspendedAt: string | null; readonly suspendedReason: string | null }, work: (etag: string | null) => Observable<unknown>): void {
    const now = this.tenant.value();
    if (now) this.doing.change(this.tenant, { ...now, value: { ...now.value, ...part } }, work(now.etag));
  }
}
