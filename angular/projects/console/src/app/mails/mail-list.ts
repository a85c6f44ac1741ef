import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, problemOf, reading } from '@api';
import { MomentPipe, PageTitle, State } from '@ui';

/** What the mails of the house say, by kind and language, and which of them say it in the firm's own words. */
@Component({
  selector: 'app-mail-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, MomentPipe, PageTitle, RouterLink, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="'mails.title' | transloco">
      <a mat-stroked-button routerLink="sent">{{ 'mails.sent.title' | transloco }}</a>
      <a mat-stroked-button routerLink="suppressed">{{ 'mails.sent.suppressed' | transloco }}</a>
    </ui-page-title>
    <p>{{ 'mails.hint' | transloco }}</p>
    <ui-state [of]="read" [read]="problemOf" (again)="read.reload()">
      @for (group of groups(); track group.name) {
        <section class="section" [attr.aria-labelledby]="group.name">
          <h2 [id]="group.name">{{ 'mails.' + group.name | transloco }}</h2>
          <div class="scroll">
            <table class="plain">
              <thead><tr><th scope="col">{{ 'mails.kind' | transloco }}</th><th scope="col">{{ 'mails.language' | transloco }}</th><th scope="col">{{ 'mails.subject' | transloco }}</th><th scope="col">{{ 'mails.version' | transloco }}</th><th scope="col">{{ 'mails.changed' | transloco }}</th></tr></thead>
              <tbody>
                @for (it of group.texts; track it.kind + it.language) {
                  <tr>
                    <th scope="row"><a [routerLink]="[it.kind, it.language]">{{ 'mails.kinds.' + it.kind | transloco }}<span class="visually-hidden">, {{ 'mails.languages.' + it.language | transloco }}</span></a></th>
                    <td>{{ 'mails.languages.' + it.language | transloco }}</td>
                    <td>{{ it.subject }}</td>
                    <td>{{ it.isOwn ? it.version : ('mails.house' | transloco) }}</td>
                    <td>@if (it.changedAt) { {{ it.changedAt | moment }}, {{ it.changedByName }} }</td>
                  </tr>
                }
              </tbody>
            </table>
          </div>
        </section>
      }
    </ui-state>
  `,
  styles: `
    h2 { font: var(--mat-sys-title-medium) }
    th[scope=row] { font-weight: 400 }
    td { overflow-wrap: anywhere }
    .scroll { overflow-x: auto }
  `,
})
export class MailList {
  private readonly api = inject(Api);
  protected readonly problemOf = problemOf;
  protected readonly read = reading({ stream: () => this.api.get('/api/v1/notifications/templates', {}) });
  protected readonly groups = computed(() => {
    const all = this.read.value() ?? [];
    const ofInvestors = (it: { kind: string }): boolean => it.kind.startsWith('Investor');
    return [{ name: 'investors', texts: all.filter(ofInvestors) }, { name: 'users', texts: all.filter((it) => !ofInvestors(it)) }];
  });
}
