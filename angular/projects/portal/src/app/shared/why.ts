import { Injectable, Injector, inject } from '@angular/core';
import type { Figure } from '@ui/explanation';
import type { Observable } from 'rxjs';

export interface Question {
  readonly title: string;
  readonly read: () => Observable<Figure>;
  /** Takes the figure asked for out of the tree that was read. */
  readonly part: (tree: Figure) => Figure;
}

/** Opens "where does this number come from?" over the page. What it takes is loaded with the first question. */
@Injectable({ providedIn: 'root' })
export class Why {
  private readonly injector = inject(Injector);

  open(title: string, read: () => Observable<Figure>, part: (tree: Figure) => Figure = (tree) => tree): void {
    void import('./why-dialog').then(({ openWhy }) => openWhy(this.injector, { title, read, part }));
  }
}
