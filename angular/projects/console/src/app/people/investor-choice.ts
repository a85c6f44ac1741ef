import { ChangeDetectionStrategy, Component, computed, inject, model, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatCheckbox } from '@angular/material/checkbox';
import { MatFormField, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Pages, Schemas, problemOf, reading } from '@api';
import { State } from '@ui';

export interface Investor {
  readonly investorId: string;
  readonly name: string;
}

/** For which investors somebody looks in the portal: chosen fund by fund. */
@Component({
  selector: 'app-investor-choice',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, MatCheckbox, MatFormField, MatInput, MatLabel, State, TranslocoPipe],
  template: `
    <p>{{ (chosen().length ? 'people.looksFor' : 'people.looksForNobody') | transloco: { names: names() } }}</p>
    <mat-form-field subscriptSizing="dynamic">
      <mat-label>{{ 'people.investorsOf' | transloco }}</mat-label>
      <select matNativeControl [value]="fundId()" (change)="open($any($event.target).value)">
        <option value=""></option>
        @for (fund of funds.value(); track fund.id) { <option [value]="fund.id">{{ fund.name }}</option> }
      </select>
    </mat-form-field>
    @if (fundId()) {
      <ui-state [of]="investors" [read]="problemOf" [empty]="!investors.rows().length" [emptyText]="'positions.none' | transloco" (again)="investors.again()">
        @for (it of investors.rows(); track it.investorId) {
          <mat-checkbox class="one" [checked]="has(it.investorId)" (change)="choose(it, $event.checked)">{{ it.name }}</mat-checkbox>
        }
        @if (investors.hasMore()) { <button mat-button type="button" (click)="investors.more()">{{ 'people.more' | transloco }}</button> }
      </ui-state>
    }
  `,
  styles: '.one { display: block }',
})
export class InvestorChoice {
  private readonly api = inject(Api);
  readonly chosen = model.required<readonly Investor[]>();
  protected readonly problemOf = problemOf;
  protected readonly fundId = signal('');
  protected readonly funds = reading({ stream: () => this.api.get('/api/v1/funds', { query: { size: 500 } }) });
  protected readonly investors = new Pages<Schemas['ListInvestorsLine']>((cursor) => this.api.list('/api/v1/funds/{fundId}/investors', { path: { fundId: this.fundId() }, query: { cursor, size: 100 } }));
  protected readonly names = computed(() => this.chosen().map((i) => i.name).join(', '));

  protected open(fundId: string): void {
    this.fundId.set(fundId);
    if (fundId) this.investors.again();
  }

  protected has(investorId: string): boolean {
    return this.chosen().some((i) => i.investorId === investorId);
  }

  protected choose({ investorId, name }: Investor, looks: boolean): void {
    this.chosen.update((all) => (looks ? [...all, { investorId, name }] : all.filter((i) => i.investorId !== investorId)));
  }
}
