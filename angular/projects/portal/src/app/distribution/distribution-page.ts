import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, problemOf, reading } from '@api';
import { DayPipe, MoneyPipe, PageTitle, Refusal, State, save } from '@ui';
import { Opens } from '@ui/opens';
import { Explained } from '../shared/explained';
import { Why } from '../shared/why';
import { PackCheck } from './pack-check';

/** The rows of a waterfall, as the server names them. */
const ROWS = { returnOfCapital: 'ReturnOfCapital', preferredReturn: 'PreferredReturn', catchUp: 'CatchUp', residualSplit: 'ResidualSplit', carriedInterest: 'CarriedInterest' } as const;

/** A distribution as the investor gets it: tier by tier, explained down to his own flows, with a pack by which he can work it out himself. */
@Component({
  selector: 'app-distribution-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [DayPipe, Explained, MatButton, MoneyPipe, Opens, PackCheck, PageTitle, Refusal, State, TranslocoPipe],
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
                @for (tier of tiers; track tier) {
                  <tr><th scope="row">{{ 'tiers.' + tier | transloco }}</th><td class="number"><button appOpens [of]="('tiers.' + tier | transloco) + ', ' + part.investorName" (click)="explain(part, tier)">{{ part[tier] | money }}</button></td></tr>
                }
                @for (amount of amounts; track amount) { <tr><th scope="row">{{ 'tiers.' + amount | transloco }}</th><td class="number">{{ part[amount] | money }}</td></tr> }
              </tbody>
            </table>
            <p class="section">
              <button mat-stroked-button type="button" (click)="notice(part.investorId, 'pdf')">{{ 'call.notice' | transloco }}</button>
              <button mat-stroked-button type="button" (click)="notice(part.investorId, 'xlsx')">{{ 'call.noticeSheet' | transloco }}</button>
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
  private readonly why = inject(Why);
  readonly distributionId = input.required<string>();
  protected readonly problemOf = problemOf;
  protected readonly taking = new Doing();
  /** Each opens its own part of where the figures come from; the share is all of it. */
  protected readonly tiers = ['apportioned', 'returnOfCapital', 'preferredReturn', 'catchUp', 'residualSplit', 'carriedInterest'] as const;
  protected readonly amounts = ['withholding', 'payable', 'paid'] as const;
  private readonly path = computed(() => ({ distributionId: this.distributionId() }));
  protected readonly it = reading({ params: this.path, stream: ({ params }) => this.api.get('/api/v1/portal/me/distributions/{distributionId}', { path: params }) });
  protected readonly explanations = computed(() =>
    (this.it.value()?.parts ?? []).map(({ investorId }) => ({
      investorId, read: () => this.api.get('/api/v1/portal/me/distributions/{distributionId}/explanation', { path: this.path(), query: { investorId } }),
    })));

  protected explain({ investorId, investorName }: { readonly investorId: string; readonly investorName: string }, figure: (typeof this.tiers)[number]): void {
    const tier = figure === 'apportioned' ? undefined : ROWS[figure];
    this.why.open(investorName, () => this.api.get('/api/v1/portal/me/distributions/{distributionId}/explanation', { path: this.path(), query: { investorId, tier } }));
  }

  protected notice(investorId: string, format: 'pdf' | 'xlsx'): void {
    this.taking.run(this.api.download('/api/v1/portal/me/distributions/{distributionId}/notice', { path: this.path(), query: { investorId, format } }), ({ blob, name }) => save(blob, name));
  }

  /** The sealed form is in the envelope's data; saved as it is, the verifier reads it. */
  protected pack(investorId: string, number: number): void {
    this.taking.run(this.api.get('/api/v1/portal/me/distributions/{distributionId}/verification-pack', { path: this.path(), query: { investorId } }), (sealed) =>
      save(new Blob([JSON.stringify(sealed, null, 2)], { type: 'application/json' }), `verification-pack-distribution-${number}.json`));
  }
}
