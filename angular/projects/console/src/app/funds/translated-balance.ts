import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { of } from 'rxjs';
import { Api, Schemas, problemOf, reading } from '@api';
import { DayPipe, Icon, MoneyPipe, State } from '@ui';
import { AccountName } from '../shared/account-name';
import { Explain } from '../shared/explain';

type Why = Schemas['ReadTranslatedBalanceRow']['explanation'];

/** A fund's trial balance in another currency: every figure opens to the rates behind it, the translation difference too. */
@Component({
  selector: 'app-translated-balance',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [AccountName, DayPipe, Icon, MatIconButton, MoneyPipe, RouterLink, State, TranslocoPipe],
  template: `
    <section class="section" aria-labelledby="translated">
      <h2 id="translated">{{ 'rates.translated' | transloco: { currency: currency() } }}@if (balance.value(); as it) { · {{ it.asOf | day }} }</h2>
      <ui-state [of]="balance" [read]="problemOf" [empty]="!balance.value()?.rows?.length" [emptyText]="'ledger.none' | transloco" (again)="balance.reload()">
        @if (balance.value(); as it) {
          <p class="small">{{ 'rates.method' | transloco: { own: it.fundCurrency } }}</p>
          <div class="scroll" tabindex="0" role="group" aria-labelledby="translated">
            <table class="plain">
              <thead><tr><th scope="col">{{ 'ledger.account' | transloco }}</th><th scope="col" class="number">{{ it.fundCurrency }}</th><th scope="col" class="number">{{ 'ledgers.debit' | transloco }}</th><th scope="col" class="number">{{ 'ledgers.credit' | transloco }}</th><th scope="col"><span class="visually-hidden">{{ 'rates.why' | transloco }}</span></th></tr></thead>
              <tbody>
                @for (row of it.rows; track row.account) {
                  @let name = row | accountName: ('accounts.' + row.standard | transloco);
                  <tr>
                    <th scope="row">{{ name }}</th>
                    <td class="number">{{ row.own | money }}</td><td class="number">{{ row.debit ? (row.debit | money) : '' }}</td><td class="number">{{ row.credit ? (row.credit | money) : '' }}</td>
                    <td><button mat-icon-button type="button" (click)="open(name, row.explanation)" [attr.aria-label]="'explain.of' | transloco: { figure: name }"><ui-icon name="explain" /></button></td>
                  </tr>
                }
                @let difference = 'rates.difference' | transloco;
                <tr>
                  <th scope="row">{{ difference }}</th><td></td>
                  <td class="number">{{ isDebit() ? (opposite() | money) : '' }}</td><td class="number">{{ isDebit() ? '' : (it.difference | money) }}</td>
                  <td><button mat-icon-button type="button" (click)="open(difference, it.differenceExplained)" [attr.aria-label]="'explain.of' | transloco: { figure: difference }"><ui-icon name="explain" /></button></td>
                </tr>
              </tbody>
              <tfoot><tr><th scope="row">{{ 'ledger.total' | transloco }}</th><td></td><td class="number">{{ it.totalDebit | money }}</td><td class="number">{{ it.totalCredit | money }}</td><td></td></tr></tfoot>
            </table>
          </div>
        }
      </ui-state>
      <p class="small"><a routerLink="/ledgers/rates">{{ 'rates.title' | transloco }}</a></p>
    </section>
  `,
  styles: `
    h2 { font: var(--mat-sys-title-medium) }
    th[scope='row'] { font-weight: inherit; text-align: start }
    tfoot { font-weight: 500 }
    .small { font: var(--mat-sys-body-small); color: var(--mat-sys-on-surface-variant) }
  `,
})
export class TranslatedBalance {
  private readonly api = inject(Api);
  private readonly explain = inject(Explain);
  readonly fundId = input.required<string>();
  readonly currency = input.required<string>();
  /** A third currency to convert through. */
  readonly via = input<string>();
  readonly asOf = input<string>();
  protected readonly problemOf = problemOf;
  protected readonly balance = reading({
    params: () => ({ query: { fundId: this.fundId(), currency: this.currency(), via: this.via(), asOf: this.asOf() } }),
    stream: ({ params }) => this.api.get('/api/v1/accounting/trial-balance/translated', params),
  });
  protected readonly isDebit = computed(() => this.balance.value()?.difference.amount.startsWith('-') ?? false);
  /** On the side on which it stands an amount has no sign. */
  protected readonly opposite = computed(() => {
    const { amount, currency } = this.balance.value()!.difference;
    return { amount: amount.slice(1), currency };
  });

  protected open(figure: string, why: Why): void {
    this.explain.open(figure, () => of(why));
  }
}
