import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Live, problemOf, reading } from '@api';
import { Session } from '@auth';
import { MoneyPipe, PageTitle, State } from '@ui';

/** What waits for the user, and the firm's funds at a glance. */
@Component({
  selector: 'app-dashboard',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MoneyPipe, PageTitle, RouterLink, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="'dashboard.hello' | transloco: { name: session.profile()?.name }" />
    <section class="section" aria-labelledby="waiting">
      <h2 id="waiting">{{ 'dashboard.waiting' | transloco }}</h2>
      <ui-state [of]="waiting" [read]="problemOf" [empty]="!waiting.value()?.items?.length" [emptyText]="'dashboard.nothingWaits' | transloco" (again)="waiting.reload()">
        <ul class="list">
          @for (item of waiting.value()?.items; track item.workflowId) {
            <li><a [routerLink]="['/approvals', item.workflowId]">{{ item.title }}</a><span>{{ item.amount | money: 'code' }}</span><small>{{ item.waitingFor?.words }}</small></li>
          }
        </ul>
      </ui-state>
    </section>
    <section class="section" aria-labelledby="funds">
      <h2 id="funds">{{ 'funds.title' | transloco }}</h2>
      <ui-state [of]="funds" [read]="problemOf" [empty]="!funds.value()?.items?.length" [emptyText]="'funds.none' | transloco" (again)="funds.reload()">
        <div class="scroll">
          <table class="plain">
            <thead><tr><th scope="col">{{ 'funds.name' | transloco }}</th>@for (key of figures; track key) { <th scope="col" class="number">{{ 'figures.' + key | transloco }}</th> }</tr></thead>
            <tbody>
              @for (fund of funds.value()?.items; track fund.id) {
                <tr>
                  <th scope="row"><a [routerLink]="['/funds', fund.id]">{{ fund.name }}</a></th>
                  <td class="number">{{ fund.commitment | money: 'code' }}</td>
                  <td class="number">{{ fund.called | money: 'code' }}</td>
                  <td class="number">{{ fund.distributed | money: 'code' }}</td>
                  <td class="number">{{ fund.nav | money: 'code' }}</td>
                </tr>
              }
            </tbody>
          </table>
        </div>
        @if (funds.value()?.next) { <p><a routerLink="/funds">{{ 'dashboard.allFunds' | transloco }}</a></p> }
      </ui-state>
    </section>
  `,
  styles: `
    .list { list-style: none; padding: 0 }
    .list li { display: flex; gap: 1rem; flex-wrap: wrap; padding: 0.5rem 0; border-bottom: 1px solid var(--mat-sys-outline-variant) }
    h2 { font: var(--mat-sys-title-medium) }
  `,
})
export class Dashboard {
  private readonly api = inject(Api);
  protected readonly session = inject(Session);
  protected readonly problemOf = problemOf;
  protected readonly figures = ['commitment', 'called', 'distributed', 'nav'];
  protected readonly waiting = reading({ stream: () => this.api.list('/api/v1/workflows', { query: { waitingFor: 'me', size: 20 } }) });
  protected readonly funds = reading({ stream: () => this.api.list('/api/v1/funds', { query: { size: 10 } }) });

  constructor() {
    inject(Live).of('workflow.').pipe(takeUntilDestroyed()).subscribe(() => this.waiting.reload());
  }
}
