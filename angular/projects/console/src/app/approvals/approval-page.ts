import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { FormControl, ReactiveFormsModule } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, Live, Money, Schemas, problemOf, reading } from '@api';
import { Session } from '@auth';
import { DayPipe, MomentPipe, MoneyPipe, PageTitle, State } from '@ui';
import { Confirm } from '@ui/confirm';
import { Explain } from '../shared/explain';
import { FigureCard } from '../shared/figure';
import { Proposals, proposalLink } from '../shared/proposal';
import { Texts } from '../shared/texts';
import { Changes } from './changes';

type Proposed = Pick<Schemas['WorkflowView'], 'kind' | 'fundId' | 'proposalId'>;

/** One process: what it is about, its steps, and the decision where it waits for the user. Moves by itself when somebody else moves it. */
@Component({
  selector: 'app-approval-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Changes, DayPipe, FigureCard, MatButton, MatFormField, MatHint, MatInput, MatLabel, MomentPipe, MoneyPipe, PageTitle, ReactiveFormsModule, RouterLink, State, TranslocoPipe],
  providers: [MoneyPipe],
  template: `
    <ui-page-title [title]="workflow()?.title ?? ''" [crumbs]="[{ label: 'nav.approvals' | transloco, link: '/approvals' }]" />
    <ui-state [of]="status" [read]="problemOf" (again)="status.reload()">
      @if (workflow(); as w) {
        <dl class="cards">
          <div appFigure [label]="(w.kind === 'Valuation' ? 'flows.fairValue' : 'calls.amount') | transloco" [value]="w.amount | money: 'code'" (explain)="explain(w)"></div>
          <div class="card"><dt>{{ 'calls.state' | transloco }}</dt><dd aria-live="polite">{{ 'states.' + w.state | transloco }}</dd></div>
          <div class="card"><dt>{{ (w.kind === 'Valuation' ? 'valuations.date' : 'calls.dueDate') | transloco }}</dt><dd>{{ w.dueDate | day }}</dd></div>
          <div class="card"><dt>{{ 'approvals.by' | transloco }}</dt><dd>{{ w.submittedByName }}</dd></div>
        </dl>
        <p><a [routerLink]="content(w)">{{ 'approvals.open' | transloco }}</a></p>
        @if (note(); as words) { <p>{{ 'flows.note' | transloco }} “{{ words }}”</p> }
        <app-changes [kind]="w.kind" [fundId]="w.fundId" [proposalId]="w.proposalId" [news]="w.version" />
        @if (w.state === 'AwaitingApproval' && session.can('capital_call:approve')) {
          @if (w.submittedBy === session.profile()?.id || w.preparedBy === session.profile()?.id) {
            <p class="note">{{ 'approvals.notOwn' | transloco }}</p>
          } @else {
            <form class="decision" (submit)="$event.preventDefault()" [attr.aria-label]="'flows.decision' | transloco">
              <mat-form-field>
                <mat-label>{{ 'approvals.reason' | transloco }}</mat-label>
                <textarea matInput rows="2" [formControl]="reason" maxlength="1000"></textarea>
                <mat-hint>{{ 'flows.reasonHint' | transloco }}</mat-hint>
              </mat-form-field>
              <button mat-flat-button type="button" [disabled]="doing.busy()" (click)="approve(w)">{{ 'approvals.approve' | transloco }}</button>
              <button mat-stroked-button type="button" [disabled]="doing.busy() || !reason.value.trim()" (click)="decide('reject')">{{ 'flows.askForChange' | transloco }}</button>
            </form>
          }
        }
        @if (doing.refusal(); as problem) { <p role="alert" class="alert">{{ problem.detail }}</p> }
        <h2>{{ 'approvals.steps' | transloco }}</h2>
        <ol>
          @for (step of status.value()!.value.steps; track step.number) {
            <li><strong>{{ 'states.' + step.state | transloco }}</strong> – {{ step.enteredAt | moment }}, {{ step.actorName }} @if (step.why) { <em>“{{ step.why }}”</em> }</li>
          }
        </ol>
      }
    </ui-state>
  `,
  styles: `
    .decision { display: flex; gap: 0.75rem; align-items: flex-start; flex-wrap: wrap; margin: 1rem 0 }
    mat-form-field { flex: 1 1 20rem }
    .alert { color: var(--mat-sys-error) }
    h2 { font: var(--mat-sys-title-medium) }
  `,
})
export class ApprovalPage {
  private readonly api = inject(Api);
  private readonly explainer = inject(Explain);
  private readonly proposals = inject(Proposals);
  private readonly confirm = inject(Confirm);
  private readonly texts = inject(Texts);
  private readonly money = inject(MoneyPipe);
  protected readonly session = inject(Session);
  readonly workflowId = input.required<string>();
  protected readonly problemOf = problemOf;
  private readonly path = computed(() => ({ workflowId: this.workflowId() }));
  protected readonly status = reading({ params: this.path, stream: ({ params }) => this.api.read('/api/v1/workflows/status/{workflowId}', { path: params }) });
  protected readonly workflow = computed(() => this.status.value()?.value.workflow);
  /** What the maker wrote for whoever decides. */
  protected readonly note = computed(() => this.status.value()?.value.steps[0]?.why);
  protected readonly reason = new FormControl('', { nonNullable: true });
  protected readonly doing = new Doing();

  constructor() {
    inject(Live).of('workflow.').pipe(takeUntilDestroyed()).subscribe((change) => {
      if (change.what === '*' || change.data['workflowId'] === this.workflowId()) this.status.reload();
    });
  }

  protected content({ kind, fundId, proposalId }: Proposed): string[] {
    return proposalLink(kind, fundId, proposalId);
  }

  protected explain({ kind, fundId, proposalId }: Proposed): void {
    this.explainer.open('', () => this.proposals.explanation(kind, fundId, proposalId));
  }

  /** Approves it, once that was asked: of calls and distributions investors hear by mail. What was seen when it was asked is what is approved. */
  protected approve(workflow: { readonly kind: string; readonly title: string; readonly amount: Money }): void {
    const etag = this.status.value()?.etag;
    const text = (key: string): string => this.texts.of(`approvals.sure.${workflow.kind}.${key}`, { title: workflow.title, amount: this.money.transform(workflow.amount, 'code') });
    this.confirm.ask({ title: text('title'), text: text('text'), yes: this.texts.of('approvals.approve') }).subscribe(() => this.decide('approve', etag));
  }

  protected decide(decision: 'approve' | 'reject', etag = this.status.value()?.etag): void {
    const show = () => this.status.reload();
    this.doing.run(this.api.put('/api/v1/workflows/approve/{workflowId}', { path: this.path(), etag, body: { decision, reason: this.reason.value.trim() || null } }), show, show);
  }
}
