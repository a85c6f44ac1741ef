import { ChangeDetectionStrategy, Component, Injectable, computed, effect, forwardRef, inject, input, signal } from '@angular/core';
import { MatTooltip } from '@angular/material/tooltip';
import { TranslocoPipe } from '@jsverse/transloco';
import { Icon } from './icon';
import { DigitsPipe } from './locale';

/** A figure with where it comes from; the form of the API, without its domain. */
export interface Figure {
  readonly label: string;
  readonly value: string;
  readonly formula?: string | null;
  readonly clause?: string | null;
  readonly rounding?: string | null;
  readonly operation?: string;
  readonly key?: string | null;
  readonly of?: string | null;
  readonly ownKeys?: boolean;
  readonly facts?: readonly string[] | null;
  readonly parts?: readonly Figure[] | null;
}

/** The figures of a tree by their keys, so that one that is repeated opens where it stands. */
@Injectable()
export class Figures {
  private readonly byKey = new Map<string, Figure>();

  within(root: Figure): this {
    this.byKey.clear();
    this.name(root);
    return this;
  }

  find(key: string | null | undefined): Figure | undefined {
    return key ? this.byKey.get(key) : undefined;
  }

  private name(figure: Figure): void {
    if (figure.key) this.byKey.set(figure.key, figure);
    for (const part of figure.parts ?? []) if (!part.ownKeys) this.name(part);
  }
}

/** One figure of the tree; its parts are drawn when it is opened. Keyboard: the line is a button. */
@Component({
  selector: 'ui-figure',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [DigitsPipe, Icon, MatTooltip, TranslocoPipe, forwardRef(() => FigureLine)],
  template: `
    <div class="line" [class.leaf]="!hasParts()">
      @if (hasParts()) {
        <button type="button" class="turn" [class.open]="open()" [attr.aria-expanded]="open()" (click)="open.set(!open())">
          <ui-icon name="expand" /><span>{{ figure().label }}</span>
        </button>
      } @else {
        <span class="words">{{ figure().label }}</span>
      }
      <span class="value">{{ figure().value | digits }}</span>
    </div>
    @if (open() || !hasParts()) {
      @if (told().formula) { <p class="why">= {{ told().formula }}</p> }
      @if (told().clause) { <p class="why">§ {{ told().clause }}</p> }
      @if (told().rounding) { <p class="why">≈ {{ told().rounding }}</p> }
      @for (fact of told().facts; track fact) {
        <p class="why"><span [matTooltip]="fact">{{ 'ui.fact' | transloco }} {{ fact.slice(0, 8) }}</span></p>
      }
    }
    @if (open()) {
      <ul>
        @for (part of told().parts; track $index) { <li><ui-figure [figure]="part" [scope]="figures()" /></li> }
      </ul>
    }
  `,
  styles: `
    .line { display: flex; gap: 1rem; align-items: baseline; justify-content: space-between; border-bottom: 1px solid var(--mat-sys-outline-variant); padding: 0.25rem 0 }
    .turn { all: unset; cursor: pointer; display: flex; gap: 0.25rem; align-items: center }
    .turn:focus-visible { outline: 2px solid var(--mat-sys-primary); border-radius: 4px }
    .turn ui-icon { transition: transform 100ms }
    .turn.open ui-icon { transform: rotate(90deg) }
    .words { padding-left: 1.5rem }
    .value { font-variant-numeric: tabular-nums; white-space: nowrap }
    .why { margin: 0.125rem 0 0.125rem 1.5rem; font-size: 0.8125rem; color: var(--mat-sys-on-surface-variant) }
    ul { list-style: none; margin: 0; padding-left: 1rem }
    @media (prefers-reduced-motion: reduce) { .turn ui-icon { transition: none } }
  `,
})
export class FigureLine {
  readonly figure = input.required<Figure>();
  readonly opened = input(false);
  /** The figures by key of what it is a part of. */
  readonly scope = input<Figures | null>(null);
  private readonly turned = signal<boolean | null>(null);
  private readonly all = inject(Figures);
  /** Keys under a figure that has its own say nothing outside it, and nothing outside says anything of them. */
  protected readonly figures = computed(() => (this.scope() && this.figure().ownKeys ? new Figures().within(this.figure()) : (this.scope() ?? this.all)));
  /** The figure, or the one that it repeats. */
  protected readonly told = computed(() => (this.figure().operation === 'SameAs' ? (this.figures().find(this.figure().of) ?? this.figure()) : this.figure()));
  protected readonly hasParts = computed(() => !!this.told().parts?.length);
  protected readonly open = Object.assign(computed(() => this.turned() ?? this.opened()), { set: (value: boolean) => this.turned.set(value) });
}

/** The whole tree under a figure. */
@Component({
  selector: 'ui-explanation',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [FigureLine],
  providers: [Figures],
  template: `<ui-figure [figure]="figure()" [opened]="true" />`,
})
export class ExplanationTree {
  readonly figure = input.required<Figure>();
  /** The tree that the figure was taken from, where it is only a part. */
  readonly within = input<Figure | null>(null);

  constructor() {
    const figures = inject(Figures);
    effect(() => figures.within(this.within() ?? this.figure()));
  }
}
