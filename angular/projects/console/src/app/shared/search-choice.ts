import { ChangeDetectionStrategy, Component, computed, effect, forwardRef, input, output, signal, untracked } from '@angular/core';
import { toObservable, toSignal } from '@angular/core/rxjs-interop';
import { ControlValueAccessor, NG_VALUE_ACCESSOR } from '@angular/forms';
import { MatAutocomplete, MatAutocompleteTrigger } from '@angular/material/autocomplete';
import { MatButton } from '@angular/material/button';
import { MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatOption } from '@angular/material/select';
import { TranslocoPipe } from '@jsverse/transloco';
import { Observable, debounce, map, of, timer } from 'rxjs';
import { problemOf, reading } from '@api';
import { Refusal } from '@ui';

/** One of what can be chosen. */
export interface Choice {
  readonly id: string;
  readonly name: string;
  /** What is told beside its name. */
  readonly detail?: string;
}

/** Whoever types on within this is not asked for yet. */
const TYPES_ON_MS = 200;

/** Chooses one, or several, out of more than a list can hold: the server looks for what is typed. Its value is the id, or the ids. */
@Component({
  selector: 'app-search-choice',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatAutocomplete, MatAutocompleteTrigger, MatButton, MatFormField, MatHint, MatInput, MatLabel, MatOption, Refusal, TranslocoPipe],
  providers: [{ provide: NG_VALUE_ACCESSOR, useExisting: forwardRef(() => SearchChoice), multi: true }],
  template: `
    <mat-form-field>
      <mat-label>{{ label() }}</mat-label>
      <input #field matInput maxlength="200" autocomplete="off" [disabled]="disabled()" [value]="shown()" [matAutocomplete]="offers" (input)="typed.set(field.value)" (focus)="typed.set('')" (blur)="leave(field)" (keydown.enter)="$event.preventDefault()" />
      @if (hint()) { <mat-hint>{{ hint() }}</mat-hint> }
      <mat-autocomplete #offers="matAutocomplete" [displayWith]="nameOf" (optionSelected)="take($event.option.value, field)">
        @for (it of found.value(); track it.id) { <mat-option [value]="it">{{ it.name }}@if (it.detail) { ({{ it.detail }}) }</mat-option> }
        @if (found.hasValue() && !found.value()?.length) { <mat-option disabled>{{ 'grid.none' | transloco }}</mat-option> }
      </mat-autocomplete>
    </mat-form-field>
    @if (failure(); as failed) { <ui-refusal [of]="failed" /><button mat-button type="button" (click)="found.reload()">{{ 'ui.tryAgain' | transloco }}</button> }
    @if (multiple()) {
      @for (it of chosen(); track it.id) { <button mat-stroked-button type="button" class="one" (click)="drop(it.id)">{{ it.name || '…' }} ×<span class="visually-hidden"> {{ 'choice.remove' | transloco }}</span></button> }
    }
  `,
  styles: ':host { display: block } mat-form-field { width: 100% } .one { margin: 0 0.5rem 0.5rem 0 }',
})
export class SearchChoice implements ControlValueAccessor {
  readonly label = input.required<string>();
  readonly hint = input('');
  readonly multiple = input(false);
  /** Looks for what was typed; the empty text is everything. */
  readonly search = input.required<(text: string) => Observable<readonly Choice[]>>();
  /** The one with an id, which a draft names and nobody looked for. */
  readonly named = input.required<(id: string) => Observable<Choice>>();
  /** What is chosen, with names as far as they are known. */
  readonly names = output<readonly Choice[]>();
  protected readonly typed = signal<string | undefined>(undefined);
  protected readonly disabled = signal(false);
  private readonly ids = signal<readonly string[]>([]);
  private readonly known = signal<ReadonlyMap<string, Choice>>(new Map());
  private readonly asked = toSignal(toObservable(this.typed).pipe(debounce((text) => (text ? timer(TYPES_ON_MS) : of(null)))));
  protected readonly found = reading({ params: () => (this.asked() === undefined ? undefined : { text: this.asked()!.trim(), search: this.search() }), stream: ({ params }) => params.search(params.text) });
  protected readonly chosen = computed(() => this.ids().map((id) => this.known().get(id) ?? { id, name: '' }));
  protected readonly shown = computed(() => (this.multiple() ? '' : (this.chosen()[0]?.name ?? '')));
  protected readonly failure = computed(() => {
    const error = this.found.error();
    return error ? problemOf((error as { cause?: unknown }).cause ?? error) : null;
  });
  private readonly unnamed = computed(() => this.ids().find((id) => !this.known().has(id)));
  private readonly read = reading({ params: () => this.unnamed(), stream: ({ params }) => this.named()(params).pipe(map((choice) => ({ ...choice, id: params }))) });
  private changed: (value: string | readonly string[]) => void = () => undefined;
  private left: () => void = () => undefined;

  constructor() {
    effect(() => {
      const it = this.read.value();
      if (it) untracked(() => this.know([it]));
    });
    effect(() => this.names.emit(this.chosen()));
  }

  writeValue(value: string | readonly string[] | null): void {
    this.ids.set(typeof value === 'string' ? (value ? [value] : []) : [...(value ?? [])]);
  }

  registerOnChange(changed: (value: string | readonly string[]) => void): void {
    this.changed = changed;
  }

  registerOnTouched(left: () => void): void {
    this.left = left;
  }

  setDisabledState(disabled: boolean): void {
    this.disabled.set(disabled);
  }

  protected nameOf(choice: Choice | null): string {
    return choice?.name ?? '';
  }

  protected take(choice: Choice, field: HTMLInputElement): void {
    this.know([choice]);
    this.say(this.multiple() ? [...new Set([...this.ids(), choice.id])] : [choice.id]);
    field.value = this.shown();
    this.typed.set('');
  }

  protected drop(id: string): void {
    this.say(this.ids().filter((it) => it !== id));
  }

  /** What was typed and not chosen is nothing: the field says again what stands. */
  protected leave(field: HTMLInputElement): void {
    this.left();
    field.value = this.shown();
  }

  private say(ids: readonly string[]): void {
    this.ids.set(ids);
    this.changed(this.multiple() ? ids : (ids[0] ?? ''));
  }

  private know(choices: readonly Choice[]): void {
    this.known.update((before) => new Map([...before, ...choices.map((it) => [it.id, it] as const)]));
  }
}
