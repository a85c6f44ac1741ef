import { ChangeDetectionStrategy, Component, inject, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, problemOf, reading } from '@api';
import { BrandOfHost } from '@auth';
import { DayPipe, State } from '@ui';

/** So long a changed account is worth a telephone call. */
const NEW_FOR_DAYS = 180;

/** Where to pay a call: the account whole, since when it stands, and the code by which it is compared with the notice. */
@Component({
  selector: 'app-payment',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [DayPipe, State, TranslocoPipe],
  template: `
    <ui-state [of]="payment" [read]="problemOf" (again)="payment.reload()">
      @if (payment.value(); as p) {
        @if (p.account; as a) {
          @if (p.changedSinceNotice) { <p role="alert" class="warn">{{ (p.noticeCode ? 'payment.changedSince' : 'payment.notOnNotice') | transloco: { code: p.noticeCode ?? '', contact: contact() } }}</p> }
          @else if (!a.isFirst && (p.daysStanding ?? 0) < recent) { <p role="alert" class="warn">{{ 'payment.changed' | transloco: { days: p.daysStanding } }}</p> }
          <dl class="account">
            <dt>{{ 'payment.holder' | transloco }}</dt><dd>{{ a.holder }}</dd>
            <dt>{{ 'payment.bank' | transloco }}</dt><dd>{{ a.bank }}</dd>
            @if (a.iban) { <dt>IBAN</dt><dd class="code">{{ fours(a.iban) }}</dd> }
            @if (a.accountNumber) { <dt>{{ 'payment.number' | transloco }}</dt><dd class="code">{{ a.accountNumber }}</dd> }
            @if (a.routingNumber) { <dt>{{ 'payment.routing' | transloco }}</dt><dd class="code">{{ a.routingNumber }}</dd> }
            @if (a.bic) { <dt>BIC</dt><dd class="code">{{ a.bic }}</dd> }
            <dt>{{ 'payment.reference' | transloco }}</dt><dd>{{ a.reference }}</dd>
            <dt>{{ 'payment.since' | transloco }}</dt><dd>{{ a.since | day }}</dd>
            <dt>{{ 'payment.check' | transloco }}</dt><dd class="code check">{{ a.checkCode }}</dd>
          </dl>
          <p>{{ 'payment.how' | transloco }}</p>
        } @else { <p>{{ 'payment.none' | transloco }}</p> }
      }
    </ui-state>
  `,
  styles: `
    .account { display: grid; grid-template-columns: minmax(8rem, auto) minmax(0, 1fr); gap: 0.375rem 1rem }
    dt { color: var(--mat-sys-on-surface-variant) }
    dd { margin: 0; overflow-wrap: anywhere }
    .code { font-family: monospace; font-size: 1rem }
    .check { font-weight: 700; letter-spacing: 0.05em }
    .warn { border-left: 4px solid var(--mat-sys-error); padding: 0.5rem 0.75rem; background: var(--mat-sys-error-container); color: var(--mat-sys-on-error-container) }
  `,
})
export class Payment {
  private readonly api = inject(Api);
  private readonly brand = inject(BrandOfHost);
  readonly callId = input.required<string>();
  readonly investorId = input.required<string>();
  protected readonly problemOf = problemOf;
  protected readonly recent = NEW_FOR_DAYS;
  protected readonly payment = reading({
    params: () => ({ callId: this.callId(), investorId: this.investorId() }),
    stream: ({ params: { callId, investorId } }) => this.api.get('/api/v1/portal/me/capital-calls/{callId}/payment', { path: { callId }, query: { investorId } }),
  });

  protected contact(): string {
    return this.brand.brand()?.contactLine ?? '';
  }

  protected fours(iban: string): string {
    return iban.replace(/(.{4})(?=.)/g, '$1 ');
  }
}
