import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormField, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatProgressBar } from '@angular/material/progress-bar';
import { MatOption, MatSelect } from '@angular/material/select';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Problem, Schemas, problemOf, reading } from '@api';
import { Session } from '@auth';
import { MomentPipe, PageTitle, Refusal, State } from '@ui';
import { Cell, Grid } from '@ui/grid';
import { SearchChoice } from '../shared/search-choice';
import { Texts } from '../shared/texts';
import { KINDS, OWN_KINDS } from './document-kinds';
import { FundInvestors } from './fund-investors';

/** A fund's documents, searched and filtered, and adding one. */
@Component({
  selector: 'app-document-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, Grid, MatButton, MatFormField, MatInput, MatLabel, MatOption, MatProgressBar, MatSelect, MomentPipe, PageTitle, ReactiveFormsModule, Refusal, RouterLink, SearchChoice, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="'documents.title' | transloco" [crumbs]="[{ label: 'funds.title' | transloco, link: '/funds' }, { label: fund.value()?.name ?? '', link: '/funds/' + fundId() }]" />
    @if (session.can('document:write')) {
      <form class="fields" [formGroup]="form">
        <mat-form-field class="title"><mat-label>{{ 'documents.name' | transloco }}</mat-label><input matInput formControlName="title" maxlength="200" required /></mat-form-field>
        <mat-form-field>
          <mat-label>{{ 'documents.kind' | transloco }}</mat-label>
          <mat-select formControlName="kind">@for (kind of own; track kind) { <mat-option [value]="kind">{{ 'documents.kinds.' + kind | transloco }}</mat-option> }</mat-select>
        </mat-form-field>
        <app-search-choice formControlName="investorId" [label]="'documents.investor' | transloco" [search]="search" [named]="named" />
        <input #chosen type="file" hidden (change)="add(chosen.files?.[0]); chosen.value = ''" />
        <button mat-flat-button type="button" [disabled]="form.invalid || sent() !== null" (click)="chosen.click()">{{ 'documents.choose' | transloco }}</button>
      </form>
      @if (sent() !== null) { <mat-progress-bar [value]="sent()" [attr.aria-label]="'documents.sending' | transloco" /> }
      <ui-refusal [of]="refusal()" />
    }
    <p>{{ 'documents.searchHint' | transloco }}</p>
    <ui-state [of]="list" [read]="problemOf" [empty]="list.isEmpty()" [emptyText]="'documents.none' | transloco" (again)="list.again()">
      <ui-grid name="documents" [filters]="filters()" [label]="'documents.title' | transloco" [columns]="columns()" [of]="list">
        <ng-template uiCell="title" let-it><a [routerLink]="['/funds', fundId(), 'documents', it.documentId]">{{ it.title }}</a></ng-template>
        <ng-template uiCell="kind" let-it>{{ 'documents.kinds.' + it.kind | transloco }}</ng-template>
        <ng-template uiCell="addedAt" let-it>{{ it.addedAt | moment }}</ng-template>
      </ui-grid>
    </ui-state>
  `,
  styles: `
    .fields { display: flex; gap: 0.75rem; flex-wrap: wrap; align-items: baseline }
    .fields > app-search-choice { flex: 1 1 14rem }
    .title { flex: 2 1 16rem }
  `,
})
export class DocumentList {
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly investors = inject(FundInvestors);
  private readonly texts = inject(Texts);
  readonly fundId = input.required<string>();
  protected readonly session = inject(Session);
  protected readonly problemOf = problemOf;
  protected readonly own = OWN_KINDS;
  protected readonly sent = signal<number | null>(null);
  protected readonly refusal = signal<Problem | null>(null);
  protected readonly form = new FormGroup({
    title: new FormControl('', { nonNullable: true, validators: [Validators.required] }),
    kind: new FormControl<Schemas['DocumentKind']>('Agreement', { nonNullable: true }),
    investorId: new FormControl('', { nonNullable: true }),
  });

  private readonly path = computed(() => ({ fundId: this.fundId() }));
  protected readonly fund = reading({ params: this.path, stream: ({ params }) => this.api.get('/api/v1/funds/{fundId}', { path: params }) });
  protected readonly list = this.api.listed('/api/v1/documents', 'documents', { query: () => this.path(), row: (it) => ({ ...it, id: it.documentId }) });
  protected readonly filters = this.texts.filters([{ key: 'kind', text: 'documents.kind', of: 'documents.kinds', values: KINDS }]);
  protected readonly columns = this.texts.columns([
    { key: 'title', text: 'documents.name', grow: 2.4 },
    { key: 'kind', text: 'documents.kind', grow: 1.2 },
    { key: 'version', text: 'documents.version', number: true, sort: null, grow: 0.6 },
    { key: 'sharedVersion', text: 'documents.sharedVersion', number: true, sort: null, grow: 0.8 },
    { key: 'fileName', text: 'documents.file', grow: 1.4 },
    { key: 'sizeBytes', text: 'documents.size', number: true, grow: 0.8 },
    { key: 'addedAt', text: 'documents.addedAt', grow: 1.2 },
    { key: 'addedByName', text: 'documents.addedBy', grow: 1.2 },
  ]);

  protected readonly search = (text: string) => this.investors.search(this.fundId(), text);
  protected readonly named = (id: string) => this.investors.named(this.fundId(), id);

  constructor() {
    effect(() => {
      this.fundId();
      untracked(() => this.list.again());
    });
  }

  protected add(file: File | undefined): void {
    if (!file || this.sent() !== null) return;
    const { title, kind, investorId } = this.form.getRawValue();
    const query = new URLSearchParams({ fundId: this.fundId(), kind, title, fileName: file.name, ...(investorId ? { investorId } : {}) });
    this.refusal.set(null);
    this.sent.set(0);
    this.api.sendFile<Schemas['DocumentDetail']>(`/api/v1/documents?${query}`, file, crypto.randomUUID()).subscribe({
      next: ({ percent, answer }) => {
        this.sent.set(answer ? null : percent);
        if (answer) void this.router.navigate(['/funds', this.fundId(), 'documents', answer.document.documentId]);
      },
      error: (error: unknown) => {
        this.sent.set(null);
        this.refusal.set(problemOf(error));
      },
    });
  }
}
