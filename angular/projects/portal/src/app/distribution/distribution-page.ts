import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, problemOf, reading } from '@api';
import { DayPipe, MoneyPipe, PageTitle, Refusal, State, save } from '@ui';
import { Explained } from '../shared/explained';
import { PackCheck } from './pack-check';

/** A distribution as the investor gets it: tier by tier, explained down to his own flows, with a pack by which he can work it out himself. */
@Component({
  selector: 'app-distribution-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [DayPipe, Explained, MatButton, MoneyPipe, PackCheck, PageTitle, Refusal, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="'home.distribution' | transloco: { number: it.value()?.number ?? '' }" [crumbs]="[{ label: 'home.interests' | transloco, link: '/' }, { label: it.value()?.fundName ?? '', link: ['/funds', it.value()?.fundId ?? ''] }]" />
    <ui-state [of]="it" [read]="problemOf" (again)="it.reload()">
      @if (it.value(); as d) {
        <p>{{ d.date | day }} @if (d.source) { · {{ d.source }} }</p>
        @for (part of d.parts; track part.investorId) {
          <section>
            <h2>{{ part.investorName }}</h2>
            <table class="plain">
              <tbody>
                @for (tier of tiers; track tier) { <tr><th scope="row">{{ 'tiers.' + tier | transloco }}</th><td class="number">{{ part[tier] | money }}</td></tr> }
              </tbody>
            </table>
            <p class="section">
              <button mat-stroked-button type="button" (click)="notice(part.investorId)">{{ 'call.notice' | transloco }}</button>
              <button mat-flat-button type="button" (click)="pack(part.investorId, d.number)">{{ 'distribution.pack' | transloco }}</button>
            </p>
            <app-pack-check [distributionId]="distributionId()" [investorId]="part.investorId" />
          </section>
        }
        <ui-refusal [of]="taking.refusal()" />
        <p class="note">{{ 'distribution.packHow' | transloco }}</p>
        <section class="section" aria-labelledby="why">
          <h2 id="why">{{ 'fund.why' | transloco }}</h2>
          @for (why of explanations(); track why.investorId) { <app-explained [read]="why.read" /> }
        </section>
      }
    </ui-state>
  `,
  styles: `
    h2 { font: var(--mat-sys-title-large) }
    .note { color: var(--mat-sys-on-surface-variant) }
    button { margin-right: 0.75rem }
  `,
})
export class DistributionPage {
  private readonly api = inject(Api);
  readonly distributionId = input.required<string>();
  protected readonly problemOf = problemOf;
  protected readonly taking = new Doing();
  protected readonly tiers = ['apportioned', 'returnOfCapital', 'preferredReturn', 'catchUp', 'residualSplit', 'carriedInterest', 'withholding', 'payable', 'paid'] as const;
  private readonly path = computed(() => ({ distributionId: this.distributionId() }));
  protected readonly it = reading({ params: this.path, stream: ({ params }) => this.api.get('/api/v1/portal/me/distributions/{distributionId}', { path: params }) });
  protected readonly explanations = computed(() =>
    (this.it.value()?.parts ?? []).map(({ investorId }) => ({
      investorId, read: () => this.api.get('/api/v1/portal/me/distributions/{distributionId}/explanation', { path: this.path(), query: { investorId } }),
    })));

  protected notice(investorId: string): void {
    this.taking.run(this.api.download('/api/v1/portal/me/distributions/{distributionId}/notice', { path: this.path(), query: { investorId } }), ({ blob, name }) => save(blob, name));
  }

  /** The sealed form is in the envelope's data; saved as it is, the verifier reads it. */
  protected pack(investorId: string, number: number): void {
    this.taking.run(this.api.get('/api/v1/portal/me/distributions/{distributionId}/verification-pack', { path: this.path(), query: { investorId } }), (sealed) =>
      save(new Blob([JSON.stringify(sealed, null, 2)], { type: 'application/json' }), `verification-pack-distribution-${number}.json`));
  }
}
