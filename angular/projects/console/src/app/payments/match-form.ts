import { ChangeDetectionStrategy, Component, computed, input, model, output, signal } from '@angular/core';
import { FormsModule } from '@angular/forms';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatFormField, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { TranslocoPipe } from '@jsverse/transloco';
import { Schemas } from '@api';
import { Icon, MoneyPipe } from '@ui';
import { AmountField } from '@ui/amount';
import { isDecimal, least, minus, sign, sum } from '../shared/exact';
import { TargetChoice } from './target-choice';

type Target = Schemas['MatchTarget'];

/** Something that a part of a line can be for. */
export interface Choice {
  readonly target: Target;
  readonly who: string;
  readonly amount: string;
  readonly callId: string | null;
  readonly investorId: string | null;
  readonly instructionId: string | null;
}

/** A part as it is being written. */
export interface Part extends Choice {
  readonly reason: string;
}

const CERTAIN: readonly Target[] = ['Payment', 'PaymentReturned'];

/** Says what a bank line is for, in one part or several, and shows live what of it is still unexplained. */
@Component({
  selector: 'app-match-form',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [AmountField, FormsModule, Icon, MatButton, MatFormField, MatIconButton, MatInput, MatLabel, MoneyPipe, TargetChoice, TranslocoPipe],
  template: `
    @if (proposals().length) {
      <h3>{{ 'money.match.proposals' | transloco }}</h3>
      <div class="scroll">
        <table class="plain">
          <caption class="visually-hidden">{{ 'money.match.proposals' | transloco }}</caption>
          <thead><tr><th scope="col">{{ 'money.match.who' | transloco }}</th><th scope="col">{{ 'money.match.target' | transloco }}</th><th scope="col" class="number">{{ 'calls.amount' | transloco }}</th><th scope="col">{{ 'money.match.why' | transloco }}</th><th scope="col">{{ 'money.match.compares' | transloco }}</th><th scope="col"><span class="visually-hidden">{{ 'money.match.take' | transloco }}</span></th></tr></thead>
          <tbody>
            @for (p of proposals(); track $index) {
              <tr>
                <th scope="row">{{ p.who }}</th><td>{{ 'money.match.targets.' + p.target | transloco }}</td><td class="number">{{ p.amount | money }}</td>
                <td>{{ 'money.match.rules.' + p.rule | transloco }}</td><td>{{ 'money.match.outcomes.' + p.outcome | transloco }}</td>
                <td><button mat-stroked-button type="button" [disabled]="has(proposed(p))" (click)="add(proposed(p))" [attr.aria-label]="'money.match.takeOf' | transloco: { name: p.who }">{{ 'money.match.take' | transloco }}</button></td>
              </tr>
            }
          </tbody>
        </table>
      </div>
    }
    <h3>{{ 'money.match.parts' | transloco }}</h3>
    @for (part of parts(); track $index; let i = $index) {
      <fieldset>
        <legend>{{ 'money.match.targets.' + part.target | transloco }}@if (part.who) { · {{ part.who }} }</legend>
        <mat-form-field subscriptSizing="dynamic">
          <mat-label>{{ 'calls.amount' | transloco }}</mat-label>
          <input matInput uiAmount [readonly]="whole(part.target)" [ngModel]="part.amount" (ngModelChange)="change(i, { amount: $event })" [ngModelOptions]="{ standalone: true }" />
        </mat-form-field>
        <mat-form-field subscriptSizing="dynamic" class="reason">
          <mat-label>{{ (part.target === 'Other' ? 'money.match.whatIsIt' : 'money.match.note') | transloco }}</mat-label>
          <input matInput maxlength="500" autocomplete="off" [ngModel]="part.reason" (ngModelChange)="change(i, { reason: $event })" [ngModelOptions]="{ standalone: true }" />
        </mat-form-field>
        <button mat-icon-button type="button" (click)="drop(i)" [attr.aria-label]="'money.match.drop' | transloco: { number: i + 1 }"><ui-icon name="close" /></button>
      </fieldset>
    } @empty { <p>{{ 'money.match.noParts' | transloco }}</p> }
    <div class="acts">
      <button mat-stroked-button type="button" [attr.aria-expanded]="choosing()" (click)="choosing.set(!choosing())">{{ 'money.match.addTarget' | transloco }}</button>
      <button mat-stroked-button type="button" (click)="add(plain('Fee'))">{{ 'money.match.addFee' | transloco }}</button>
      <button mat-stroked-button type="button" (click)="add(plain('Other'))">{{ 'money.match.addOther' | transloco }}</button>
    </div>
    @if (choosing()) { <app-target-choice [fundId]="fundId()" [incoming]="incoming()" (chosen)="add($event)" /> }
    <p role="status" [class.alert]="overdrawn()">
      @if (remaining(); as left) { {{ (overdrawn() ? 'money.match.tooMuch' : 'money.match.remaining') | transloco }} <strong>{{ { amount: left, currency: line().left.currency } | money: 'code' }}</strong> }
      @else { {{ 'money.match.amountForm' | transloco }} }
    </p>
    <button mat-flat-button type="button" [disabled]="busy() || !ready()" (click)="said.emit(body())">{{ 'money.match.say' | transloco }}</button>
  `,
  styles: `
    h3 { font: var(--mat-sys-title-small); margin: 1rem 0 0.5rem }
    fieldset { display: flex; gap: 0.75rem; flex-wrap: wrap; align-items: center; border: 1px solid var(--mat-sys-outline-variant); border-radius: 12px; margin: 0 0 0.75rem; padding: 0.5rem 1rem 0.75rem }
    .reason { flex: 1 1 16rem }
    .acts { display: flex; gap: 0.75rem; flex-wrap: wrap; margin: 0.75rem 0 }
    .alert { color: var(--mat-sys-error) }
  `,
})
export class MatchForm {
  readonly line = input.required<Schemas['BankLineView']>();
  readonly fundId = input.required<string>();
  readonly proposals = input.required<readonly Schemas['ProposalView'][]>();
  readonly busy = input(false);
  readonly said = output<Schemas['MatchLineRequest']>();
  protected readonly choosing = signal(false);
  /** What is being written; the page keeps it while the line is read again. */
  readonly parts = model.required<readonly Part[]>();
  protected readonly incoming = computed(() => sign(this.line().amount.amount) > 0);
  /** Of the line; null while an amount is no number. */
  protected readonly remaining = computed(() => {
    const amounts = this.parts().map((part) => part.amount);
    return amounts.every(isDecimal) ? minus(this.line().left.amount, sum(amounts)) : null;
  });
  protected readonly overdrawn = computed(() => this.remaining() !== null && sign(this.remaining()!) < 0);
  protected readonly ready = computed(() => this.parts().length > 0 && this.remaining() !== null && !this.overdrawn()
    && this.parts().every((part) => sign(part.amount) > 0 && (part.target !== 'Other' || part.reason.trim())));
  protected readonly body = computed((): Schemas['MatchLineRequest'] => ({
    parts: this.parts().map(({ target, amount, callId, investorId, instructionId, reason }) => ({ target, amount, callId, investorId, instructionId, reason: reason.trim() || null })),
  }));

  protected proposed(p: Schemas['ProposalView']): Choice {
    return { target: p.target, who: p.who, amount: p.amount.amount, callId: p.callId, investorId: p.investorId, instructionId: p.instructionId };
  }

  protected plain(target: 'Fee' | 'Other'): Choice {
    return { target, who: '', amount: this.rest(), callId: null, investorId: null, instructionId: null };
  }

  protected has(choice: Choice): boolean {
    return this.parts().some((p) => p.target === choice.target && p.callId === choice.callId && p.investorId === choice.investorId && p.instructionId === choice.instructionId && !!(p.callId || p.instructionId));
  }

  /** A payment is matched whole; of anything else as much as is left of the line. */
  protected add(choice: Choice): void {
    if (this.has(choice)) return;
    const amount = this.whole(choice.target) ? choice.amount : least(choice.amount, this.rest());
    this.parts.update((all) => [...all, { ...choice, amount, reason: '' }]);
    this.choosing.set(false);
  }

  protected whole(target: Target): boolean {
    return CERTAIN.includes(target);
  }

  protected change(index: number, change: Partial<Part>): void {
    this.parts.update((all) => all.map((part, i) => (i === index ? { ...part, ...change } : part)));
  }

  protected drop(index: number): void {
    this.parts.update((all) => all.filter((_, i) => i !== index));
  }

  private rest(): string {
    const left = this.remaining();
    return left === null || sign(left) < 0 ? '0' : left;
  }
}
