import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { Api, Doing, Pages, Schemas, problemOf } from '@api';
import { MomentPipe, State } from '@ui';
import { Confirm } from '@ui/confirm';
import { device } from './device';

/** Where one is signed in, and the ways out. */
@Component({
  selector: 'account-session-table',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, MomentPipe, State, TranslocoPipe],
  template: `
    <ui-state [of]="list" [read]="problemOf" [empty]="!list.rows().length" [emptyText]="'account.noSession' | transloco" (again)="list.again()">
      <div class="scroll">
        <table class="plain">
          <thead><tr><th scope="col">{{ 'account.device' | transloco }}</th><th scope="col">{{ 'account.started' | transloco }}</th><th scope="col">{{ 'account.lastUsed' | transloco }}</th><td></td></tr></thead>
          <tbody>
            @for (it of list.rows(); track it.id) {
              <tr>
                <th scope="row">{{ device(it.agent) || ('account.unknownDevice' | transloco) }}<br /><small>{{ it.application }} · {{ it.address }}</small></th>
                <td>{{ it.startedAt | moment }}</td><td>{{ it.lastUsedAt | moment }}</td>
                <td>
                  @if (it.current) { {{ 'account.thisOne' | transloco }} }
                  @else { <button mat-button type="button" [disabled]="doing.busy()" (click)="end(it)">{{ 'account.signOutThere' | transloco }}<span class="visually-hidden">: {{ device(it.agent) }}</span></button> }
                </td>
              </tr>
            }
          </tbody>
        </table>
      </div>
      @if (list.hasMore()) { <button mat-button type="button" (click)="list.more()">{{ 'account.older' | transloco }}</button> }
      @if (list.rows().length > 1) { <button mat-stroked-button type="button" class="all" [disabled]="doing.busy()" (click)="endOthers()">{{ 'account.signOutElsewhere' | transloco }}</button> }
    </ui-state>
    @if (doing.refusal(); as problem) { <p role="alert">{{ problem.detail }}</p> }
  `,
  styles: `
    th { font-weight: 400 }
    small { color: var(--mat-sys-on-surface-variant) }
    .all { margin-top: 0.75rem }
  `,
})
export class SessionTable {
  private readonly api = inject(Api);
  private readonly confirm = inject(Confirm);
  private readonly texts = inject(TranslocoService);
  protected readonly problemOf = problemOf;
  protected readonly device = device;
  protected readonly doing = new Doing();
  protected readonly list = new Pages<Schemas['SessionView']>((cursor) => this.api.list('/api/v1/users/profile/sessions', { query: { cursor } }));

  constructor() {
    this.list.again();
  }

  protected end({ id }: Schemas['SessionView']): void {
    this.doing.run(this.api.delete('/api/v1/users/profile/sessions/{sessionId}', { path: { sessionId: id } }), () => this.list.again());
  }

  protected endOthers(): void {
    const text = (key: string): string => this.texts.translate(`account.${key}`);
    this.confirm.ask({ title: text('endOthersSure'), text: text('endOthersText'), yes: text('signOutElsewhere') }).subscribe(() =>
      this.doing.run(this.api.post('/api/v1/users/profile/sessions/end-others', {}), () => this.list.again()));
  }
}
