import { Injectable, Injector, inject } from '@angular/core';
import { problemOf, reading } from '@api';
import type { Figure } from '@ui/explanation';
import { openWhy } from '@ui/why';
import type { Observable } from 'rxjs';

/** Opens "where does this number come from?" over the page. */
@Injectable({ providedIn: 'root' })
export class Explain {
  private readonly injector = inject(Injector);

  open(title: string, read: () => Observable<Figure>, part: (tree: Figure) => Figure = (tree) => tree): void {
    openWhy(this.injector, { title, part, problemOf, tree: () => reading({ stream: read }) });
  }
}
