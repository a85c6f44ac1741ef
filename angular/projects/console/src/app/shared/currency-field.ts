import { ChangeDetectionStrategy, Component, input, output } from '@angular/core';
import { MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { TranslocoPipe } from '@jsverse/transloco';

/** In which currency figures are shown: three letters, or nothing for the fund's own. */
@Component({
  selector: 'app-currency-field',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatFormField, MatHint, MatInput, MatLabel, TranslocoPipe],
  template: `
    <mat-form-field subscriptSizing="dynamic">
      <mat-label>{{ 'rates.in' | transloco }}</mat-label>
      <input #field matInput maxlength="3" autocomplete="off" autocapitalize="characters" spellcheck="false" [value]="currency() ?? ''" (change)="take(field)" />
      <mat-hint>{{ 'rates.inHint' | transloco }}</mat-hint>
    </mat-form-field>
  `,
})
export class CurrencyField {
  readonly currency = input<string>();
  /** Null is the fund's own. */
  readonly turned = output<string | null>();

  protected take(field: HTMLInputElement): void {
    const code = field.value.trim().toUpperCase();
    if (code && !/^[A-Z]{3}$/.test(code)) {
      field.value = this.currency() ?? '';
      return;
    }
    field.value = code;
    this.turned.emit(code || null);
  }
}
