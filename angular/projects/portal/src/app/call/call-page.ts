import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, problemOf, reading } from '@api';
import { BrandOfHost } from '@auth';
import { DayPipe, MoneyPipe, PageTitle, Refusal, State, save } from '@ui';
import { byKey } from '@ui/figures';
import { Opens } from '@ui/opens';
import { Why } from '../shared/why';
import { Payment } from './payment';

interface Part {
  readonly investorId: string;
  readonly investorName: string;
}

/** A capital call as the investor gets it: what for, how much, by when, what is paid; the notice; and how to make sure that it is genuine before paying. */
@Component({
  selector: 'app-call-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [DayPipe, MatButton, MoneyPipe, Opens, PageTitle, Payment, Refusal, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="'home.call' | transloco: { number: call.value()?.number ?? '' }" [crumbs]="[{ label: 'home.interests' | transloco, link: '/' }, { label: call.value()?.fundName ?? '', link: ['/funds', call.value()?.fundId ?? ''] }]" />
    <ui-state [of]="call" [read]="problemOf" (again)="call.reload()">
      @if (call.value(); as c) {
        @for (part of c.parts; track part.investorId) {
          <section>
            <h2>{{ part.investorName }}</h2>
            <dl class="cards">
              <div class="card"><dt>{{ 'home.amount' | transloco }}</dt><dd><button appOpens [of]="('home.amount' | transloco) + ', ' + part.investorName" (click)="explain(part)">{{ part.total | money: 'code' }}</button></dd></div>
              <div class="card"><dt>{{ 'home.due' | transloco }}</dt><dd>{{ c.dueDate | day }}</dd></div>
              <div class="card"><dt>{{ 'home.paid' | transloco }}</dt><dd><button appOpens [of]="('home.paid' | transloco) + ', ' + part.investorName" (click)="stands(part, 'received')">{{ part.received | money }}</button></dd></div>
              <div class="card"><dt>{{ 'home.outstanding' | transloco }}</dt><dd><button appOpens [of]="('home.outstanding' | transloco) + ', ' + part.investorName" (click)="stands(part, 'outstanding')">{{ part.outstanding | money }}</button></dd></div>
            </dl>
            <div class="scroll section" tabindex="0" role="region" [attr.aria-label]="'call.purposes' | transloco">
              <table class="plain">
                <thead><tr><th scope="col">{{ 'call.purposes' | transloco }}</th><th scope="col">{{ 'call.sharedBy' | transloco }}</th><th scope="col" class="number">{{ 'call.fund' | transloco }}</th><th scope="col" class="number">{{ 'call.yours' | transloco }}</th></tr></thead>
                <tbody>@for (purpose of c.purposes; track $index) { <tr><th scope="row">{{ purpose.description }}</th><td>{{ purpose.sharedBy }}</td><td class="number">{{ purpose.amount | money }}</td><td class="number"><button appOpens [of]="purpose.description + ', ' + part.investorName" (click)="explain(part, 'purpose ' + ($index + 1))">{{ part.amounts[$index] | money }}</button></td></tr> }</tbody>
              </table>
            </div>
            <h3>{{ 'payment.title' | transloco }}</h3>
            <app-payment [callId]="callId()" [investorId]="part.investorId" />
            <button mat-flat-button type="button" (click)="notice(part.investorId, 'pdf')">{{ 'call.notice' | transloco }}</button>
            <button mat-stroked-button type="button" (click)="notice(part.investorId, 'xlsx')">{{ 'call.noticeSheet' | transloco }}</button>
          </section>
        }
        <ui-refusal [of]="taking.refusal()" />
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
  private readonly why = inject(Why);
  protected readonly brand = inject(BrandOfHost);
  readonly callId = input.required<string>();
  protected readonly problemOf = problemOf;
  protected readonly taking = new Doing();
  private readonly path = computed(() => ({ callId: this.callId() }));
  protected readonly call = reading({ params: this.path, stream: ({ params }) => this.api.get('/api/v1/portal/me/capital-calls/{callId}', { path: params }) });

  /** One's own amount, or what of it is for one purpose. */
  protected explain(part: Part, purpose?: string): void {
    this.why.open(part.investorName, () => this.tree(part, false), (tree) => (purpose ? byKey(tree, purpose) : tree));
  }

  /** What was paid of it and what is still due. */
  protected stands(part: Part, figure: 'received' | 'outstanding'): void {
    this.why.open(part.investorName, () => this.tree(part, true), (tree) => byKey(tree, figure));
  }

  private tree({ investorId }: Part, standing: boolean) {
    return this.api.get('/api/v1/portal/me/capital-calls/{callId}/explanation', { path: this.path(), query: { investorId, standing } });
  }

  protected notice(investorId: string, format: 'pdf' | 'xlsx'): void {
    this.taking.run(this.api.download('/api/v1/portal/me/capital-calls/{callId}/notice', { path: this.path(), query: { investorId, format } }), ({ blob, name }) => save(blob, name));
  }
}
