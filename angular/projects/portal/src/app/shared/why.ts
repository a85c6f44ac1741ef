import { Injectable, Injector, inject } from '@angular/core';
import { problemOf, reading } from '@api';
import type { Figure } from '@ui/explanation';
import type { Observable } from 'rxjs';

/** Opens "where does this number come from?" over the page. What it takes is loaded with the first question. */
@Injectable({ providedIn: 'root' })
export class Why {
  private readonly injector = inject(Injector);

  open(title: string, read: () => Observable<Figure>, part: (tree: Figure) => Figure = (tree) => tree): void {
    void import('@ui/why').then(({ openWhy }) => openWhy(this.injector, { title, part, problemOf, tree: () => reading({ stream: read }) }));
  }
}
