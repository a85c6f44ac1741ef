import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, problemOf, reading } from '@api';
import { DayPipe, MoneyPipe, RatioPipe, State } from '@ui';
import { Chart, ChartSeries } from '@ui/chart';
import { byKey } from '@ui/figures';
import { Opens } from '@ui/opens';
import { map } from 'rxjs';
import { Explain } from '../shared/explain';
import { Texts } from '../shared/texts';

const decimal = (value: string) => new FormControl(value, { nonNullable: true, validators: [Validators.required, Validators.pattern(/^-?\d*\.?\d+$/)] });

/** How fast a fund called and distributed so far, and what the years to come bring under assumptions that the user sets. */
@Component({
  selector: 'app-fund-pacing',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Chart, DayPipe, MatButton, MatFormField, MatHint, MatInput, MatLabel, MoneyPipe, Opens, RatioPipe, ReactiveFormsModule, State, TranslocoPipe],
  providers: [DayPipe],
  template: `
    <section class="section" aria-labelledby="pacing">
      <h2 id="pacing">{{ 'pacing.title' | transloco }}</h2>
      <p>{{ 'pacing.what' | transloco }}</p>
      <form class="fields" [formGroup]="form" (ngSubmit)="project()">
        <mat-form-field class="wide"><mat-label>{{ 'pacing.contributions' | transloco }}</mat-label><input matInput formControlName="contributions" /><mat-hint>{{ 'pacing.contributionsHint' | transloco }}</mat-hint></mat-form-field>
        @for (key of numbers; track key) { <mat-form-field><mat-label>{{ 'pacing.' + key | transloco }}</mat-label><input matInput inputmode="decimal" [formControlName]="key" /></mat-form-field> }
        <button mat-stroked-button type="submit" [disabled]="form.invalid">{{ 'pacing.project' | transloco }}</button>
      </form>
      <ui-state [of]="pacing" [read]="problemOf" (again)="pacing.reload()">
        @if (pacing.value(); as it) {
          <ui-chart [label]="'pacing.chart' | transloco: { name: it.fundName }" [axis]="'pacing.end' | transloco" [categories]="days()" [series]="series()" />
          <div class="scroll" tabindex="0" role="group" aria-labelledby="pacing">
            <table class="plain">
              <thead><tr><th scope="col">{{ 'pacing.end' | transloco }}</th><th scope="col" class="number">{{ 'pacing.called' | transloco }}</th><th scope="col" class="number">{{ 'pacing.distributed' | transloco }}</th><th scope="col" class="number">{{ 'figures.nav' | transloco }}</th><th scope="col" class="number">{{ 'pacing.calledPart' | transloco }}</th><th scope="col" class="number">{{ 'figures.unfunded' | transloco }}</th></tr></thead>
              <tbody>
                @for (year of it.past; track year.end) { <tr><th scope="row">{{ year.end | day }}</th><td class="number">{{ year.called | money }}</td><td class="number">{{ year.distributed | money }}</td><td class="number">{{ year.nav | money }}</td><td class="number">{{ year.calledPart | ratio: 'percent' }}</td><td></td></tr> }
                @for (year of it.projected; track year.end) {
                  <tr class="projected">
                    <th scope="row">{{ year.end | day }} <small>{{ 'pacing.projected' | transloco: { age: year.age } }}</small></th>
                    @for (key of figures; track key) { <td class="number"><button appOpens [of]="('pacing.' + key | transloco) + ', ' + (year.end | day)" (click)="explain(year.end, key)">{{ year[key] | money }}</button></td> }
                    <td></td><td class="number">{{ year.unfunded | money }}</td>
                  </tr>
                }
              </tbody>
            </table>
          </div>
        }
      </ui-state>
    </section>
  `,
  styles: `
    h2 { font: var(--mat-sys-title-medium) }
    .fields { display: flex; gap: 0.75rem; flex-wrap: wrap; align-items: baseline }
    .fields > mat-form-field { flex: 0 1 9rem }
    .fields > .wide { flex: 1 1 18rem }
    th[scope='row'] { font-weight: inherit; text-align: start }
    .projected { font-style: italic }
  `,
})
export class FundPacing {
  private readonly api = inject(Api);
  private readonly explainer = inject(Explain);
  private readonly texts = inject(Texts);
  private readonly day = inject(DayPipe);
  readonly fundId = input.required<string>();
  protected readonly problemOf = problemOf;
  protected readonly numbers = ['growth', 'yield', 'bow', 'life'] as const;
  protected readonly figures = ['contributions', 'distributions', 'nav'] as const;
  protected readonly form = new FormGroup({
    contributions: new FormControl('0.25, 0.3333, 0.5', { nonNullable: true, validators: [Validators.required, Validators.pattern(/^\s*\d*\.?\d+(\s*,\s*\d*\.?\d+)*\s*$/)] }),
    growth: decimal('0.13'),
    yield: decimal('0'),
    bow: decimal('2.5'),
    life: new FormControl('12', { nonNullable: true, validators: [Validators.required, Validators.pattern(/^\d{1,2}$/)] }),
  });
  private readonly assumed = signal(this.form.getRawValue());
  private readonly asked = computed(() => ({ path: { fundId: this.fundId() }, query: { ...this.assumed(), life: Number(this.assumed().life) } }));
  protected readonly pacing = reading({ params: this.asked, stream: ({ params }) => this.api.get('/api/v1/dashboards/funds/{fundId}/pacing', params) });
  protected readonly days = computed(() => {
    const it = this.pacing.value();
    this.texts.of('pacing.end');
    return it ? [...it.past, ...it.projected].map((year) => this.day.transform(year.end)) : [];
  });
  protected readonly series = computed((): readonly ChartSeries[] => {
    const it = this.pacing.value();
    if (!it) return [];
    return [
      { name: this.texts.of('pacing.called'), shape: 'bar', values: [...it.past.map((y) => y.called), ...it.projected.map((y) => y.contributions)] },
      { name: this.texts.of('pacing.distributed'), shape: 'bar', values: [...it.past.map((y) => y.distributed), ...it.projected.map((y) => y.distributions)] },
      { name: this.texts.of('figures.nav'), shape: 'line', values: [...it.past, ...it.projected].map((y) => y.nav) },
    ];
  });

  protected project(): void {
    if (this.form.valid) this.assumed.set(this.form.getRawValue());
  }

  protected explain(end: string, key: (typeof this.figures)[number]): void {
    const { path, query } = this.asked();
    const year = this.api.get('/api/v1/dashboards/funds/{fundId}/pacing', { path, query: { ...query, explain: true } }).pipe(map((it) => it.projected.find((y) => y.end === end)!.explanation!));
    this.explainer.open('', () => year, (tree) => (key === 'nav' ? tree : byKey(tree, key)));
  }
}
