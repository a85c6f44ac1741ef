import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatCheckbox } from '@angular/material/checkbox';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, Schemas, problemOf, reading } from '@api';
import { State } from '@ui';

type Preference = Schemas['PreferenceView'];

/** How one wants to be told, kind by kind. Each choice is kept as it is made. */
@Component({
  selector: 'account-preference-table',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatCheckbox, State, TranslocoPipe],
  template: `
    <ui-state [of]="list" [read]="problemOf" [empty]="!list.value()?.length" [emptyText]="'account.noKinds' | transloco" (again)="list.reload()">
      <table class="plain">
        <thead><tr><th scope="col">{{ 'account.kind' | transloco }}</th><th scope="col">{{ 'account.inApp' | transloco }}</th><th scope="col">{{ 'account.email' | transloco }}</th></tr></thead>
        <tbody>
          @for (it of list.value(); track it.kind) {
            @let kind = 'account.kinds.' + it.kind | transloco;
            <tr>
              <th scope="row">{{ kind }}</th>
              <td><mat-checkbox [aria-label]="kind + ': ' + ('account.inApp' | transloco)" [checked]="it.inApp" [disabled]="doing.busy()" (change)="choose({ kind: it.kind, inApp: $event.checked, email: it.email })" /></td>
              <td><mat-checkbox [aria-label]="kind + ': ' + ('account.email' | transloco)" [checked]="it.email" [disabled]="doing.busy()" (change)="choose({ kind: it.kind, inApp: it.inApp, email: $event.checked })" /></td>
            </tr>
          }
        </tbody>
      </table>
    </ui-state>
    @if (doing.refusal(); as problem) { <p role="alert">{{ problem.detail }}</p> }
  `,
  styles: 'th { font-weight: 400 } thead th { font-weight: 500 }',
})
export class PreferenceTable {
  private readonly api = inject(Api);
  protected readonly problemOf = problemOf;
  protected readonly doing = new Doing();
  protected readonly list = reading({ stream: () => this.api.get('/api/v1/notifications/preferences', {}) });

  protected choose(preference: Preference): void {
    const next = (this.list.value() ?? []).map((it) => (it.kind === preference.kind ? preference : it));
    this.doing.change(this.list, next, this.api.put('/api/v1/notifications/preferences', { body: { preferences: [preference] } }));
  }
}
