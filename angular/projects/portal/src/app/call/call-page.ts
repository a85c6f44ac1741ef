import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, problemOf, reading } from '@api';
import { BrandOfHost } from '@auth';
import { DayPipe, MoneyPipe, PageTitle, State, save } from '@ui';
import { Payment } from './payment';

/** A capital call as the investor gets it: what for, how much, by when, what is paid; the notice; and how to make sure that it is genuine before paying. */
@Component({
  selector: 'app-call-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [DayPipe, MatButton, MoneyPipe, PageTitle, Payment, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="'home.call' | transloco: { number: call.value()?.number ?? '' }" [crumbs]="[{ label: 'home.interests' | transloco, link: '/' }, { label: call.value()?.fundName ?? '', link: ['/funds', call.value()?.fundId ?? ''] }]" />
    <ui-state [of]="call" [read]="problemOf" (again)="call.reload()">
      @if (call.value(); as c) {
        @for (part of c.parts; track part.investorId) {
          <section>
            <h2>{{ part.investorName }}</h2>
            <dl class="cards">
              <div class="card"><dt>{{ 'home.amount' | transloco }}</dt><dd>{{ part.total | money: 'code' }}</dd></div>
              <div class="card"><dt>{{ 'home.due' | transloco }}</dt><dd>{{ c.dueDate | day }}</dd></div>
              <div class="card"><dt>{{ 'home.paid' | transloco }}</dt><dd>{{ part.received | money }}</dd></div>
              <div class="card"><dt>{{ 'home.outstanding' | transloco }}</dt><dd>{{ part.outstanding | money }}</dd></div>
            </dl>
            <div class="scroll section" tabindex="0" role="region" [attr.aria-label]="'call.purposes' | transloco">
              <table class="plain">
                <thead><tr><th scope="col">{{ 'call.purposes' | transloco }}</th><th scope="col">{{ 'call.sharedBy' | transloco }}</th><th scope="col" class="number">{{ 'call.fund' | transloco }}</th><th scope="col" class="number">{{ 'call.yours' | transloco }}</th></tr></thead>
                <tbody>@for (purpose of c.purposes; track $index) { <tr><th scope="row">{{ purpose.description }}</th><td>{{ purpose.sharedBy }}</td><td class="number">{{ purpose.amount | money }}</td><td class="number">{{ part.amounts[$index] | money }}</td></tr> }</tbody>
              </table>
            </div>
            <h3>{{ 'payment.title' | transloco }}</h3>
            <app-payment [callId]="callId()" [investorId]="part.investorId" />
            <button mat-flat-button type="button" (click)="notice(part.investorId)">{{ 'call.notice' | transloco }}</button>
          </section>
        }
        <aside>
          <h2>{{ 'call.genuine' | transloco }}</h2>
          <p>{{ 'call.genuineHow' | transloco: { contact: brand.brand()?.contactLine ?? '' } }}</p>
        </aside>
      }
    </ui-state>
  `,
  styles: `
    h2 { font: var(--mat-sys-title-large) }
    h3 { font: var(--mat-sys-title-medium) }
    aside { margin-top: 2rem; padding: 0.5rem 1rem; border: 1px solid var(--mat-sys-outline-variant); border-radius: 12px }
  `,
})
export class CallPage {
  private readonly api = inject(Api);
  protected readonly brand = inject(BrandOfHost);
  readonly callId = input.required<string>();
  protected readonly problemOf = problemOf;
  private readonly path = computed(() => ({ callId: this.callId() }));
  protected readonly call = reading({ params: this.path, stream: ({ params }) => this.api.get('/api/v1/portal/me/capital-calls/{callId}', { path: params }) });

  protected notice(investorId: string): void {
    this.api.download('/api/v1/portal/me/capital-calls/{callId}/notice', { path: this.path(), query: { investorId } }).subscribe(({ blob, name }) => save(blob, name));
  }
}
