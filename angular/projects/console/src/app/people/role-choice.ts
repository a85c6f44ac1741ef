import { ChangeDetectionStrategy, Component, computed, inject, input, model } from '@angular/core';
import { MatCheckbox } from '@angular/material/checkbox';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, problemOf, reading } from '@api';
import { State } from '@ui';

/** Roles to choose from, each said in words, with what it allows. */
@Component({
  selector: 'app-role-choice',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatCheckbox, State, TranslocoPipe],
  template: `
    <ui-state [of]="roles" [read]="problemOf" (again)="roles.reload()">
      <fieldset>
        <legend>{{ label() }}</legend>
        @for (it of roles.value(); track it.role) {
          <div class="role">
            <mat-checkbox [checked]="chosen().includes(it.role)" (change)="choose(it.role, $event.checked)">{{ 'people.roles.' + it.role + '.name' | transloco }}</mat-checkbox>
            <p>{{ 'people.roles.' + it.role + '.what' | transloco }}</p>
          </div>
        }
      </fieldset>
    </ui-state>
    @if (allowed().length) {
      <details>
        <summary>{{ 'people.allows' | transloco }}</summary>
        <ul>@for (permission of allowed(); track permission) { <li>{{ 'people.permissions.' + permission | transloco }}</li> }</ul>
      </details>
    }
  `,
  styles: `
    fieldset { border: 0; margin: 0; padding: 0 }
    legend { font: var(--mat-sys-title-small); padding: 0 }
    p { margin: 0 0 0.25rem 2.75rem; font: var(--mat-sys-body-small); color: var(--mat-sys-on-surface-variant) }
    details { margin: 0.5rem 0 }
    summary { cursor: pointer; color: var(--mat-sys-primary) }
  `,
})
export class RoleChoice {
  private readonly api = inject(Api);
  readonly label = input.required<string>();
  readonly chosen = model.required<readonly string[]>();
  protected readonly problemOf = problemOf;
  protected readonly roles = reading({ stream: () => this.api.get('/api/v1/users/roles', {}) });
  protected readonly allowed = computed(() => [...new Set((this.roles.value() ?? []).filter((r) => this.chosen().includes(r.role)).flatMap((r) => r.permissions))]);

  protected choose(role: string, held: boolean): void {
    this.chosen.update((roles) => (held ? [...roles, role] : roles.filter((r) => r !== role)));
  }
}
