import { ChangeDetectionStrategy, Component, Injector, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialog, MatDialogActions, MatDialogClose, MatDialogContent, MatDialogTitle } from '@angular/material/dialog';
import { TranslocoPipe } from '@jsverse/transloco';
import { ExplanationTree, Figure } from './explanation-tree';
import { Failure } from './failed';
import { Reading, State } from './state';

/** What is asked of a figure. */
export interface Question {
  readonly title: string;
  /** Begins to read the tree that holds the figure; called where an injector is. */
  readonly tree: () => Reading & { value(): Figure | undefined; reload(): unknown };
  /** Takes the figure asked for out of the tree that was read. */
  readonly part: (tree: Figure) => Figure;
  /** Reads a failure out of whatever was thrown. */
  readonly problemOf: (error: unknown) => Failure;
}

@Component({
  selector: 'ui-why',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ExplanationTree, MatButton, MatDialogActions, MatDialogClose, MatDialogContent, MatDialogTitle, State, TranslocoPipe],
  template: `
    <h2 mat-dialog-title>{{ 'explain.title' | transloco }} {{ question.title }}</h2>
    <mat-dialog-content>
      <ui-state [of]="tree" [read]="question.problemOf" (again)="tree.reload()">
        @if (tree.value(); as value) { <ui-explanation [figure]="question.part(value)" [within]="value" /> }
      </ui-state>
    </mat-dialog-content>
    <mat-dialog-actions align="end"><button mat-button mat-dialog-close type="button">{{ 'explain.close' | transloco }}</button></mat-dialog-actions>
  `,
})
class WhyDialog {
  protected readonly question = inject<Question>(MAT_DIALOG_DATA);
  protected readonly tree = this.question.tree();
}

/** Opens "where does this number come from?" over the page. */
export function openWhy(injector: Injector, question: Question): void {
  injector.get(MatDialog).open(WhyDialog, { data: question, width: '60rem', maxWidth: '95vw' });
}
