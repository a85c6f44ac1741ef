import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, problemOf, reading } from '@api';
import { PageTitle, State } from '@ui';
import { AccountName } from '../shared/account-name';

/** By which rules facts of a fund's book are posted to its ledger, kind by kind, with the version of the rules. */
@Component({
  selector: 'app-posting-rules',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [AccountName, PageTitle, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="'postingRules.title' | transloco" [crumbs]="[{ label: 'ledgers.title' | transloco, link: '/ledgers' }]" />
    <ui-state [of]="rules" [read]="problemOf" (again)="rules.reload()">
      @if (rules.value(); as it) {
        <p>{{ 'postingRules.intro' | transloco }} {{ 'postingRules.version' | transloco: { version: it.version } }}</p>
        @for (rule of it.rules; track $index) {
          <section class="section" [attr.aria-labelledby]="'rule' + $index">
            <h2 [id]="'rule' + $index">{{ 'facts.' + snake(rule.factKind) | transloco }}@if (rule.when) { · {{ 'postingRules.when.' + rule.when | transloco }} }</h2>
            @if (rule.mirrors) { <p>{{ 'postingRules.mirrors' | transloco }}</p> } @else {
              <div class="scroll" tabindex="0" role="group" [attr.aria-labelledby]="'rule' + $index">
                <table class="plain">
                  <thead><tr><th scope="col">{{ 'ledger.account' | transloco }}</th><th scope="col">{{ 'entries.side' | transloco }}</th><th scope="col">{{ 'postingRules.of' | transloco }}</th></tr></thead>
                  <tbody>
                    @for (line of rule.lines; track $index) {
                      <tr><th scope="row">{{ line | accountName: ('accounts.' + line.account | transloco) }}@if (line.splitOver.length) { <span class="under">{{ 'chart.splitOver' | transloco: { accounts: line.splitOver.join(', ') } }}</span> }</th><td>{{ 'postingRules.sides.' + line.side | transloco }}</td><td>{{ (line.byPartner ? 'postingRules.byPartner' : 'postingRules.fund') | transloco }}@if (line.byInvestment) {, {{ 'postingRules.byInvestment' | transloco }}}</td></tr>
                    }
                  </tbody>
                </table>
              </div>
            }
          </section>
        }
      }
    </ui-state>
  `,
  styles: `
    h2 { font: var(--mat-sys-title-medium) }
    th[scope='row'] { font-weight: inherit; text-align: start }
    .under { display: block; font: var(--mat-sys-body-small); color: var(--mat-sys-on-surface-variant) }
  `,
})
export class PostingRules {
  private readonly api = inject(Api);
  protected readonly problemOf = problemOf;
  protected readonly rules = reading({ stream: () => this.api.get('/api/v1/accounting/posting-rules') });

  /** A fact's kind as the book names it. */
  protected snake(kind: string): string {
    return kind.replace(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
  }
}
