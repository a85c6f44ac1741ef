import { ChangeDetectionStrategy, Component, computed, inject, input, model, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatCheckbox } from '@angular/material/checkbox';
import { MatFormField, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatRadioButton, MatRadioGroup } from '@angular/material/radio';
import { TranslocoPipe } from '@jsverse/transloco';
import { Subject, debounceTime } from 'rxjs';
import { Api, Pages, Schemas, everyPage, problemOf, reading } from '@api';
import { State } from '@ui';

/** As many funds as a page of their list has at most. */
const FUNDS_AT_ONCE = 500;

export interface Investor {
  readonly investorId: string;
  readonly name: string;
}

/** Which investors: one, or several; looked for fund by fund, by name, a page at a time. */
@Component({
  selector: 'app-investor-choice',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, MatCheckbox, MatFormField, MatInput, MatLabel, MatRadioButton, MatRadioGroup, State, TranslocoPipe],
  template: `
    <ui-state [of]="funds" [read]="problemOf" (again)="funds.reload()">
      <mat-form-field subscriptSizing="dynamic">
        <mat-label>{{ 'investorChoice.of' | transloco }}</mat-label>
        <select matNativeControl [value]="fundId()" (change)="open($any($event.target).value)">
          <option value=""></option>
          @for (fund of funds.value(); track fund.id) { <option [value]="fund.id">{{ fund.name }}</option> }
        </select>
      </mat-form-field>
    </ui-state>
    @if (fundId()) {
      <mat-form-field subscriptSizing="dynamic">
        <mat-label>{{ 'investorChoice.search' | transloco }}</mat-label>
        <input matInput type="search" maxlength="200" autocomplete="off" [value]="name()" (keydown.enter)="$event.preventDefault()" (input)="typed.next($any($event.target).value)" />
      </mat-form-field>
      <ui-state [of]="investors" [read]="problemOf" [empty]="!investors.rows().length" [emptyText]="(name() ? 'grid.none' : 'positions.none') | transloco" (again)="investors.again()">
        @if (one()) {
          <mat-radio-group [value]="chosen()[0]?.investorId ?? null" [attr.aria-label]="'positions.investor' | transloco">
            @for (it of investors.rows(); track it.investorId) { <mat-radio-button class="each" [value]="it.investorId" (change)="chosen.set([it])">{{ it.name }}</mat-radio-button> }
          </mat-radio-group>
        } @else {
          @for (it of investors.rows(); track it.investorId) { <mat-checkbox class="each" [checked]="has(it.investorId)" (change)="choose(it, $event.checked)">{{ it.name }}</mat-checkbox> }
        }
        @if (investors.hasMore()) { <button mat-button type="button" (click)="investors.more()">{{ 'investorChoice.more' | transloco }}</button> }
      </ui-state>
    }
    @if (one()) { <p role="status">{{ (chosen().length ? 'investorChoice.chosen' : 'investorChoice.nobody') | transloco: { name: names() } }}</p> }
  `,
  styles: 'mat-form-field { width: min(28rem, 100%); margin-bottom: 0.5rem } .each { display: block }',
})
export class InvestorChoice {
  private readonly api = inject(Api);
  readonly chosen = model.required<readonly Investor[]>();
  /** Only one of them, instead of several. */
  readonly one = input(false);
  protected readonly problemOf = problemOf;
  protected readonly fundId = signal('');
  protected readonly name = signal('');
  protected readonly typed = new Subject<string>();
  protected readonly funds = reading({ stream: () => everyPage((cursor) => this.api.list('/api/v1/funds', { query: { cursor, size: FUNDS_AT_ONCE } })) });
  protected readonly investors = new Pages<Schemas['ListInvestorsLine']>((cursor) => this.api.list('/api/v1/funds/{fundId}/investors', { path: { fundId: this.fundId() }, query: { q: this.name(), sort: 'name', cursor, size: 100 } }));
  protected readonly names = computed(() => this.chosen().map((i) => i.name).join(', '));

  constructor() {
    this.typed.pipe(debounceTime(250), takeUntilDestroyed()).subscribe((text) => this.search(text.trim()));
  }

  protected open(fundId: string): void {
    this.fundId.set(fundId);
    this.search('');
  }

  protected has(investorId: string): boolean {
    return this.chosen().some((i) => i.investorId === investorId);
  }

  protected choose({ investorId, name }: Investor, taken: boolean): void {
    this.chosen.update((all) => (taken ? [...all, { investorId, name }] : all.filter((i) => i.investorId !== investorId)));
  }

  private search(name: string): void {
    this.name.set(name);
    if (this.fundId()) this.investors.again();
  }
}
