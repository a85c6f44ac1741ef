import { ChangeDetectionStrategy, Component, effect, inject, signal } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormField, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, problemOf, reading } from '@api';
import { Refusal, State } from '@ui';

/** Hours in which one gets no mail, by one's own clock. */
@Component({
  selector: 'account-quiet-hours',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, MatFormField, MatInput, MatLabel, ReactiveFormsModule, Refusal, State, TranslocoPipe],
  template: `
    <p>{{ 'account.quietHint' | transloco }}</p>
    <ui-state [of]="read" [read]="problemOf" (again)="read.reload()">
      <form [formGroup]="form" (ngSubmit)="save()">
        <mat-form-field subscriptSizing="dynamic"><mat-label>{{ 'account.quietFrom' | transloco }}</mat-label><input matInput type="time" formControlName="from" /></mat-form-field>
        <mat-form-field subscriptSizing="dynamic"><mat-label>{{ 'account.quietUntil' | transloco }}</mat-label><input matInput type="time" formControlName="until" /></mat-form-field>
        <button mat-stroked-button type="submit" [disabled]="doing.busy()">{{ 'account.saveQuiet' | transloco }}</button>
        <span role="status">{{ saved() ? ('account.saved' | transloco) : '' }}</span>
      </form>
      <ui-refusal [of]="doing.refusal()" />
    </ui-state>
  `,
  styles: 'form { display: flex; gap: 0.75rem; align-items: center; flex-wrap: wrap }',
})
export class QuietHours {
  private readonly api = inject(Api);
  protected readonly problemOf = problemOf;
  protected readonly doing = new Doing();
  protected readonly saved = signal(false);
  protected readonly read = reading({ stream: () => this.api.get('/api/v1/notifications/quiet-hours', {}) });
  protected readonly form = new FormGroup({ from: new FormControl('', { nonNullable: true }), until: new FormControl('', { nonNullable: true }) });

  constructor() {
    effect(() => {
      const hours = this.read.value();
      // Seconds are not chosen, so they are not shown.
      if (hours && !this.form.dirty) this.form.reset({ from: hours.from?.slice(0, 5) ?? '', until: hours.until?.slice(0, 5) ?? '' });
    });
  }

  protected save(): void {
    const { from, until } = this.form.getRawValue();
    const time = (typed: string): string | null => (typed ? `${typed}:00` : null);
    this.saved.set(false);
    this.doing.run(this.api.put('/api/v1/notifications/quiet-hours', { body: { from: time(from), until: time(until) } }), () => {
      this.form.markAsPristine();
      this.saved.set(true);
      this.read.reload();
    });
  }
}
