import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { FormControl, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormField, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing } from '@api';
import { Session } from '@auth';

interface Code {
  readonly size: number;
  readonly path: string;
}

/** A second factor: the secret as a picture and as text, and the first code that proves it arrived. */
@Component({
  selector: 'account-two-factor',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, MatFormField, MatInput, MatLabel, ReactiveFormsModule, TranslocoPipe],
  template: `
    @if (session.profile()?.twoFactor) {
      <p role="status">{{ 'account.twoFactorOn' | transloco }}</p>
    } @else if (secret(); as it) {
      <ol>
        <li>{{ 'account.scan' | transloco }}
          @if (picture(); as code) { <svg role="img" [attr.aria-label]="'account.picture' | transloco" [attr.viewBox]="'0 0 ' + code.size + ' ' + code.size" width="200" height="200"><path fill="#fff" [attr.d]="'M0 0h' + code.size + 'v' + code.size + 'H0z'" /><path fill="#000" [attr.d]="code.path" /></svg> }
          <p>{{ 'account.orType' | transloco }} <code>{{ it }}</code></p>
        </li>
        <li>
          <form (submit)="$event.preventDefault(); confirm()">
            <mat-form-field><mat-label>{{ 'account.code' | transloco }}</mat-label><input matInput [formControl]="code" inputmode="numeric" autocomplete="one-time-code" maxlength="6" /></mat-form-field>
            <button mat-flat-button type="submit" [disabled]="code.invalid || doing.busy()">{{ 'account.turnOn' | transloco }}</button>
          </form>
        </li>
      </ol>
    } @else {
      <p>{{ 'account.twoFactorOff' | transloco }}</p>
      <button mat-stroked-button type="button" [disabled]="doing.busy()" (click)="begin()">{{ 'account.setUp' | transloco }}</button>
    }
    @if (doing.refusal(); as problem) { <p role="alert" class="alert">{{ problem.detail }}</p> }
  `,
  styles: `
    ol { padding-left: 1.25rem }
    li { margin-bottom: 1rem }
    svg { display: block; margin: 0.75rem 0; max-width: 100% }
    code { overflow-wrap: anywhere }
    form { display: flex; gap: 0.75rem; align-items: flex-start; flex-wrap: wrap; margin-top: 0.5rem }
    .alert { color: var(--mat-sys-error) }
  `,
})
export class TwoFactor {
  private readonly api = inject(Api);
  protected readonly session = inject(Session);
  protected readonly doing = new Doing();
  protected readonly secret = signal<string | null>(null);
  protected readonly picture = signal<Code | null>(null);
  protected readonly code = new FormControl('', { nonNullable: true, validators: [Validators.required, Validators.pattern(/^\d{6}$/)] });

  protected begin(): void {
    this.doing.run(this.api.post('/api/v1/users/profile/two-factor', {}), ({ secret, uri }) => {
      this.secret.set(secret ?? null);
      if (uri) void this.draw(uri);
    });
  }

  protected confirm(): void {
    this.doing.run(this.api.post('/api/v1/users/profile/two-factor/confirm', { body: { code: this.code.value } }), () => {
      this.secret.set(null);
      void this.session.load();
    });
  }

  private async draw(uri: string): Promise<void> {
    const { encode } = await import('uqr');
    const { data, size } = encode(uri, { border: 2 });
    this.picture.set({ size, path: data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('') });
  }
}
