import { Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { FormControl, ReactiveFormsModule } from '@angular/forms';
import { AmountField, readAmount } from './amount';
import { UserLocale } from './locale';

const read = (text: string, decimal: string) => {
  const it = readAmount(text, decimal);
  return 'amount' in it ? it.amount : it.wrong;
};

describe('an amount as people write it', () => {
  it.each([
    ['1234.56', '.', '1234.56'], ['1,234.56', '.', '1234.56'], ['1.234,56', ',', '1234.56'], ['1.234,56', '.', '1234.56'], ['1234,5', ',', '1234.5'], ['1,234,567', '.', '1234567'],
    ['1.234.567', ',', '1234567'], ['1 234 567,89', ',', '1234567.89'], ['1’234’567.05', '.', '1234567.05'], ['250000', ',', '250000'], ['0,125', ',', '0.125'], ['0.125', ',', '0.125'],
    ['1,125', ',', '1.125'], ['1.125', '.', '1.125'], ['1234.567', ',', '1234.567'],
  ])('%s is read where %s stands before decimals', (text, decimal, amount) => expect(read(text, decimal)).toBe(amount));

  it.each([['1.234', ','], ['250,000', '.']])('%s where %s stands before decimals could mean two things, a thousandfold apart', (text, decimal) => expect(read(text, decimal)).toBe('ambiguous'));

  it.each(['1,23,456', '1.2.3', '1,234.5678', '12a', '-5', '1.', ',5', '1,234.56.7', '01,234,567'])('%s is no amount', (text) => expect(read(text, '.')).toBe('form'));
});

@Component({ imports: [AmountField, ReactiveFormsModule], template: `<input uiAmount [formControl]="control" />` })
class Field {
  readonly control = new FormControl('1500.5', { nonNullable: true });
}

describe('a field for an amount', () => {
  it('shows it in the user\'s writing and holds it in the API\'s; what could mean two things is invalid', async () => {
    TestBed.inject(UserLocale).language.set('de');
    const field = TestBed.createComponent(Field);
    await field.whenStable();
    const input = (field.nativeElement as HTMLElement).querySelector('input')!;
    const type = (text: string) => {
      input.value = text;
      input.dispatchEvent(new Event('input'));
    };
    const { control } = field.componentInstance;
    expect(input.value).toBe('1500,5');

    type('1.234,56');
    expect([control.value, control.valid]).toEqual(['1234.56', true]);
    type('1.234');
    expect([control.valid, control.hasError('ambiguous')]).toEqual([false, true]);
    type('');
    expect([control.value, control.valid]).toEqual(['', true]);
  });
});
