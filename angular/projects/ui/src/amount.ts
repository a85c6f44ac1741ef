import { Directive, ElementRef, Injectable, Renderer2, forwardRef, inject, input } from '@angular/core';
import { ControlValueAccessor, NG_VALIDATORS, NG_VALUE_ACCESSOR, ValidationErrors, Validator } from '@angular/forms';
import { UserLocale } from './locale';

/** What a person typed, read: an amount as the API takes it, or why it is none. */
export type ReadAmount = { readonly amount: string } | { readonly wrong: 'ambiguous' | 'form' };

/** Money has at most so many; other figures say how many they may have. */
const MOST_DECIMALS = 3;
const [AMBIGUOUS, FORM]: readonly ReadAmount[] = [{ wrong: 'ambiguous' }, { wrong: 'form' }];

/**
 * Reads an amount by its shape: "1.234,56" and "1,234.56" can mean one thing only. A single separator before three digits is the decimal one where it is the user's own;
 * else it might group, and is refused.
 * @param decimal The separator before decimals where the user lives.
 * @param most How many decimals it may have.
 */
export function readAmount(text: string, decimal: string, most = MOST_DECIMALS): ReadAmount {
  const plain = text.trim().replace(/(?<=\d)[\s\u00a0\u202f'’](?=\d{3}(?!\d))/g, '');
  if (/^\d+$/.test(plain)) return { amount: plain };
  if (!/^\d[\d.,]*\d$/.test(plain)) return FORM!;
  const separators = plain.replace(/\d/g, '');
  const last = separators.at(-1)!;
  const [before, after] = [plain.slice(0, plain.lastIndexOf(last)), plain.slice(plain.lastIndexOf(last) + 1)];
  if (separators.length === 1) return alone(before, after, last === decimal, most);
  const grouping = separators[0]!;
  const grouped = grouping === last ? plain : before;
  if (!new RegExp(`^[1-9]\\d{0,2}(\\${grouping}\\d{3})+$`).test(grouped)) return FORM!;
  const whole = grouped.replaceAll(grouping, '');
  if (grouping === last) return { amount: whole };
  return after.length <= most ? { amount: `${whole}.${after}` } : FORM!;
}

function alone(before: string, after: string, own: boolean, most: number): ReadAmount {
  if (after.length > most) return FORM!;
  const mayGroup = after.length === 3 && /^[1-9]\d{0,2}$/.test(before);
  return mayGroup && !own ? AMBIGUOUS! : { amount: `${before}.${after}` };
}

/** The separator before decimals where the user lives. */
@Injectable({ providedIn: 'root' })
export class Separators {
  private readonly user = inject(UserLocale);

  decimal(): string {
    return new Intl.NumberFormat(this.user.locale()).formatToParts(0.5).find((part) => part.type === 'decimal')?.value ?? '.';
  }
}

/** A field for an amount in the user's own writing; its control holds it as the API takes it. What cannot be read is kept as it was typed, and is invalid. */
@Directive({
  selector: 'input[uiAmount]',
  providers: [
    { provide: NG_VALUE_ACCESSOR, useExisting: forwardRef(() => AmountField), multi: true },
    { provide: NG_VALIDATORS, useExisting: forwardRef(() => AmountField), multi: true },
  ],
  host: { '(input)': 'typed()', '(blur)': 'left()', inputmode: 'decimal', autocomplete: 'off' },
})
export class AmountField implements ControlValueAccessor, Validator {
  private readonly element = inject<ElementRef<HTMLInputElement>>(ElementRef);
  private readonly renderer = inject(Renderer2);
  private readonly separators = inject(Separators);
  /** How many decimals it may have. */
  readonly decimals = input(MOST_DECIMALS);
  private changed: (value: string) => void = () => undefined;
  private wrong: ValidationErrors | null = null;
  protected left: () => void = () => undefined;

  writeValue(value: string | null): void {
    this.wrong = null;
    this.renderer.setProperty(this.element.nativeElement, 'value', (value ?? '').replace('.', this.separators.decimal()));
  }

  registerOnChange(changed: (value: string) => void): void {
    this.changed = changed;
  }

  registerOnTouched(left: () => void): void {
    this.left = left;
  }

  setDisabledState(disabled: boolean): void {
    this.renderer.setProperty(this.element.nativeElement, 'disabled', disabled);
  }

  validate(): ValidationErrors | null {
    return this.wrong;
  }

  protected typed(): void {
    const text = this.element.nativeElement.value;
    const read: ReadAmount = text.trim() ? readAmount(text, this.separators.decimal(), this.decimals()) : { amount: '' };
    this.wrong = 'amount' in read ? null : { [read.wrong]: true };
    // What cannot be read must not look like an amount of the API.
    this.changed('amount' in read ? read.amount : text.replaceAll('.', ','));
  }
}
