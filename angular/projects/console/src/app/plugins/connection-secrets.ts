import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { FormControl, ReactiveFormsModule } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormField, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, Schemas } from '@api';
import { Session } from '@auth';
import { MomentPipe } from '@ui';
import { Confirm } from '@ui/confirm';
import { same } from '../shared/same';
import { Texts } from '../shared/texts';

type Secret = Schemas['SecretView'];

/** A connection's secrets: set, replaced and removed. Nobody can look at one, the person who set it included. */
@Component({
  selector: 'app-connection-secrets',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, MatFormField, MatInput, MatLabel, MomentPipe, ReactiveFormsModule, TranslocoPipe],
  template: `
    @for (secret of secrets(); track secret.name) {
      <div class="secret" role="group" [attr.aria-label]="secret.title">
        <p><strong>{{ secret.title }}</strong> @if (!secret.required) { ({{ 'plugins.optional' | transloco }}) }<br />
          <span class="small" aria-live="polite">{{ secret.setAt ? ('plugins.setBy' | transloco: { name: secret.setByName, at: (secret.setAt | moment) }) : ('plugins.notSet' | transloco) }}</span></p>
        @if (session.can('plugin:manage')) {
          @let typed = fields()[secret.name]!;
          <form (submit)="$event.preventDefault(); set(secret, typed)">
            <mat-form-field subscriptSizing="dynamic"><mat-label>{{ (secret.setAt ? 'plugins.newSecret' : 'plugins.secret') | transloco: { title: secret.title } }}</mat-label>
              <input [formControl]="typed" matInput type="password" maxlength="16384" autocomplete="new-password" /></mat-form-field>
            <button mat-stroked-button type="submit" [disabled]="doing.busy() || !typed.value">{{ (secret.setAt ? 'plugins.replace' : 'plugins.set') | transloco }}<span class="visually-hidden">: {{ secret.title }}</span></button>
            @if (secret.setAt) { <button mat-button type="button" [disabled]="doing.busy()" (click)="remove(secret)">{{ 'plugins.remove' | transloco }}<span class="visually-hidden">: {{ secret.title }}</span></button> }
          </form>
        }
      </div>
    }
    @if (doing.refusal(); as problem) { <p role="alert" class="alert">{{ problem.detail || ('ui.noAnswer' | transloco) }}</p> }
  `,
  styles: `
    .secret { border-bottom: 1px solid var(--mat-sys-outline-variant); padding: 0.5rem 0; max-width: 44rem }
    form { display: flex; gap: 0.75rem; align-items: center; flex-wrap: wrap }
    mat-form-field { flex: 1 1 14rem }
    p { margin: 0 0 0.5rem }
    .small { font: var(--mat-sys-body-small); color: var(--mat-sys-on-surface-variant) }
    .alert { color: var(--mat-sys-error) }
  `,
})
export class ConnectionSecrets {
  private readonly api = inject(Api);
  private readonly confirm = inject(Confirm);
  private readonly texts = inject(Texts);
  protected readonly session = inject(Session);
  readonly connectionId = input.required<string>();
  readonly secrets = input.required<readonly Secret[]>();
  readonly changed = output();
  protected readonly doing = new Doing();
  private readonly names = computed(() => this.secrets().map(({ name }) => name), { equal: same });
  /** What is typed for each: it stays until that very one is set. */
  protected readonly fields = computed(() => Object.fromEntries(this.names().map((name) => [name, new FormControl('', { nonNullable: true })])));

  protected set({ name }: Secret, typed: FormControl<string>): void {
    this.doing.run(this.api.put('/api/v1/plugins/connections/{connectionId}/secrets/{name}', { path: { connectionId: this.connectionId(), name }, body: { value: typed.value } }), () => {
      typed.reset();
      this.changed.emit();
    });
  }

  protected remove({ name, title }: Secret): void {
    const text = (key: string): string => this.texts.of(`plugins.${key}`, { title });
    this.confirm.ask({ title: text('removeSecretSure'), text: text('removeSecretText'), yes: text('removeSecret') }).subscribe(() =>
      this.doing.run(this.api.delete('/api/v1/plugins/connections/{connectionId}/secrets/{name}', { path: { connectionId: this.connectionId(), name } }), () => this.changed.emit()));
  }
}
