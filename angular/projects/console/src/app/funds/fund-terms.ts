import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { Api, problemOf, reading } from '@api';
import { State } from '@ui';

/** A fund's terms in words, clause by clause. */
@Component({
  selector: 'app-fund-terms',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [State],
  template: `
    <ui-state [of]="terms" [read]="problemOf" (again)="terms.reload()">
      <dl>
        @for (line of terms.value()?.inPlainEnglish; track $index) { <dt>{{ line.clause }}</dt><dd>{{ line.sentence }}</dd> }
      </dl>
    </ui-state>
  `,
  styles: `
    dl { display: grid; grid-template-columns: minmax(10rem, 1fr) 3fr; gap: 0.5rem 1rem; margin-top: 1rem }
    dt { color: var(--mat-sys-on-surface-variant) }
    dd { margin: 0 }
    @media (max-width: 600px) { dl { grid-template-columns: 1fr } }
  `,
})
export class FundTermsInWords {
  private readonly api = inject(Api);
  readonly fundId = input.required<string>();
  protected readonly problemOf = problemOf;
  private readonly path = computed(() => ({ fundId: this.fundId() }));
  protected readonly terms = reading({ params: this.path, stream: ({ params }) => this.api.get('/api/v1/funds/{fundId}/terms', { path: params }) });
}
