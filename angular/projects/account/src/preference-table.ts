import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatCheckbox } from '@angular/material/checkbox';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, Schemas, problemOf, reading } from '@api';
import { State } from '@ui';

type Preference = Schemas['PreferenceView'];

/** What cannot wait comes at once, whatever is chosen. */
const AT_ONCE: readonly string[] = ['AccountChanged'];
const RHYTHMS = ['AtOnce', 'Daily', 'Weekly'] as const;

/** How one wants to be told, kind by kind. Each choice is kept as it is made. */
@Component({
  selector: 'account-preference-table',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatCheckbox, State, TranslocoPipe],
  template: `
    <ui-state [of]="list" [read]="problemOf" [empty]="!list.value()?.length" [emptyText]="'account.noKinds' | transloco" (again)="list.reload()">
      <table class="plain">
        <thead><tr><th scope="col">{{ 'account.kind' | transloco }}</th><th scope="col">{{ 'account.inApp' | transloco }}</th><th scope="col">{{ 'account.email' | transloco }}</th><th scope="col">{{ 'account.rhythm' | transloco }}</th></tr></thead>
        <tbody>
          @for (it of list.value(); track it.kind) {
            @let kind = 'account.kinds.' + it.kind | transloco;
            <tr>
              <th scope="row">{{ kind }}</th>
              <td><mat-checkbox [aria-label]="kind + ': ' + ('account.inApp' | transloco)" [checked]="it.inApp" [disabled]="doing.busy()" (change)="choose({ kind: it.kind, inApp: $event.checked, email: it.email, rhythm: it.rhythm })" /></td>
              <td><mat-checkbox [aria-label]="kind + ': ' + ('account.email' | transloco)" [checked]="it.email" [disabled]="doing.busy()" (change)="choose({ kind: it.kind, inApp: it.inApp, email: $event.checked, rhythm: it.rhythm })" /></td>
              <td>
                @if (!it.email) { – } @else if (atOnce.includes(it.kind)) { {{ 'account.rhythms.AtOnce' | transloco }} }
                @else {
                  <select [attr.aria-label]="kind + ': ' + ('account.rhythm' | transloco)" [disabled]="doing.busy()" (change)="pace(it, $any($event.target).value)">
                    @for (rhythm of rhythms; track rhythm) { <option [value]="rhythm" [selected]="rhythm === it.rhythm">{{ 'account.rhythms.' + rhythm | transloco }}</option> }
                  </select>
                }
              </td>
            </tr>
          }
        </tbody>
      </table>
    </ui-state>
    @if (doing.refusal(); as problem) { <p role="alert">{{ problem.detail }}</p> }
  `,
  styles: 'th { font-weight: 400 } thead th { font-weight: 500 } select { font: inherit; color: inherit; background: var(--mat-sys-surface); border: 1px solid var(--mat-sys-outline); border-radius: 4px; padding: 0.25rem; min-height: 2rem }',
})
export class PreferenceTable {
  private readonly api = inject(Api);
  protected readonly problemOf = problemOf;
  protected readonly atOnce = AT_ONCE;
  protected readonly rhythms = RHYTHMS;
  protected readonly doing = new Doing();
  protected readonly list = reading({ stream: () => this.api.get('/api/v1/notifications/preferences', {}) });

  protected pace(it: Preference, rhythm: Preference['rhythm']): void {
    this.choose({ kind: it.kind, inApp: it.inApp, email: it.email, rhythm });
  }

  protected choose(preference: Preference): void {
    const next = (this.list.value() ?? []).map((it) => (it.kind === preference.kind ? preference : it));
    this.doing.change(this.list, next, this.api.put('/api/v1/notifications/preferences', { body: { preferences: [preference] } }));
  }
}
