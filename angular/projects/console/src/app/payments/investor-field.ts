import { ChangeDetectionStrategy, Component, inject, model, signal } from '@angular/core';
import { MatFormField, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, problemOf, reading } from '@api';
import { State } from '@ui';

const MOST = 500;

/** Which investor: first one of his funds, then he. */
@Component({
  selector: 'app-investor-field',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatFormField, MatInput, MatLabel, State, TranslocoPipe],
  template: `
    <ui-state [of]="funds" [read]="problemOf" (again)="funds.reload()">
      <mat-form-field>
        <mat-label>{{ 'calls.fund' | transloco }}</mat-label>
        <select matNativeControl [value]="fundId()" (change)="fundId.set($any($event.target).value); chosen.set('')">
          <option value=""></option>
          @for (fund of funds.value(); track fund.id) { <option [value]="fund.id">{{ fund.name }}</option> }
        </select>
      </mat-form-field>
    </ui-state>
    @if (fundId()) {
      <ui-state [of]="investors" [read]="problemOf" [empty]="!investors.value()?.length" [emptyText]="'positions.none' | transloco" (again)="investors.reload()">
        <mat-form-field>
          <mat-label>{{ 'positions.investor' | transloco }}</mat-label>
          <select matNativeControl [value]="chosen()" (change)="chosen.set($any($event.target).value)">
            <option value=""></option>
            @for (it of investors.value(); track it.investorId) { <option [value]="it.investorId">{{ it.name }}</option> }
          </select>
        </mat-form-field>
      </ui-state>
    }
  `,
  styles: 'mat-form-field { width: 100% }',
})
export class InvestorField {
  private readonly api = inject(Api);
  /** His id; empty while nobody is chosen. */
  readonly chosen = model.required<string>();
  protected readonly problemOf = problemOf;
  protected readonly fundId = signal('');
  protected readonly funds = reading({ stream: () => this.api.get('/api/v1/funds', { query: { size: MOST } }) });
  protected readonly investors = reading({
    params: () => (this.fundId() ? { fundId: this.fundId() } : undefined),
    stream: ({ params }) => this.api.get('/api/v1/funds/{fundId}/investors', { path: params, query: { size: MOST, sort: 'name' } }),
  });
}
