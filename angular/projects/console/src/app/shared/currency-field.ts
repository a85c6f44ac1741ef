import { ChangeDetectionStrategy, Component, input, output } from '@angular/core';
import { MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { TranslocoPipe } from '@jsverse/transloco';

/** A currency, and the one that may stand between it and the fund's; null is none. */
export interface CurrencyTurn extends Readonly<Record<string, string | null>> {
  /** Null is the fund's own. */
  readonly currency: string | null;
  readonly via: string | null;
}

/** In which currency figures are shown: three letters, or nothing for the fund's own; and through which third one they are converted where a pair has no rate. */
@Component({
  selector: 'app-currency-field',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatFormField, MatHint, MatInput, MatLabel, TranslocoPipe],
  template: `
    <mat-form-field subscriptSizing="dynamic">
      <mat-label>{{ 'rates.in' | transloco }}</mat-label>
      <input #field matInput maxlength="3" autocomplete="off" autocapitalize="characters" spellcheck="false" [value]="currency() ?? ''" (change)="take(field)" />
      <mat-hint>{{ hint() | transloco }}</mat-hint>
    </mat-form-field>
    @if (currency()) {
      <mat-form-field subscriptSizing="dynamic">
        <mat-label>{{ 'rates.via' | transloco }}</mat-label>
        <input #between matInput maxlength="3" autocomplete="off" autocapitalize="characters" spellcheck="false" [value]="via() ?? ''" (change)="through(between)" />
        <mat-hint>{{ 'rates.viaHint' | transloco }}</mat-hint>
      </mat-form-field>
    }
  `,
  styles: `
    :host { display: inline-flex; gap: 0.75rem; flex-wrap: wrap }
  `,
})
export class CurrencyField {
  readonly currency = input<string>();
  readonly via = input<string>();
  /** What it is where the field is empty. */
  readonly hint = input('rates.inHint');
  readonly turned = output<CurrencyTurn>();

  protected take(field: HTMLInputElement): void {
    const currency = this.read(field, this.currency());
    // Without another currency there is nothing to convert through.
    if (currency !== undefined) this.turned.emit({ currency, via: currency ? (this.via() ?? null) : null });
  }

  protected through(field: HTMLInputElement): void {
    const via = this.read(field, this.via());
    if (via !== undefined) this.turned.emit({ currency: this.currency() ?? null, via });
  }

  /** What is no code is put back as it was. */
  private read(field: HTMLInputElement, before: string | undefined): string | null | undefined {
    const code = field.value.trim().toUpperCase();
    if (code && !/^[A-Z]{3}$/.test(code)) {
      field.value = before ?? '';
      return undefined;
    }
    field.value = code;
    return code || null;
  }
}
