/** The dialog of what is just done with a selection. */
import type { SelectionAct } from '../../stores/dialogs-store';
import { ChooseSelection } from './choose-selection';
import { ExportSheet } from './export-sheet';
import { CompareForm, MergeForm, SelectionForm } from './selection-forms';

export function SelectionDialog({ act, onClose }: { act: SelectionAct; onClose: () => void }) {
  switch (act.do) {
    case 'add':
      return <ChooseSelection assetIds={act.assetIds} onClose={onClose} />;
    case 'new':
      return <SelectionForm selection={null} assetIds={act.assetIds} onClose={onClose} />;
    case 'edit':
      return <SelectionForm selection={act.selection} assetIds={[]} onClose={onClose} />;
    case 'merge':
      return <MergeForm selection={act.selection} onClose={onClose} />;
    case 'compare':
      return <CompareForm selection={act.selection} onClose={onClose} />;
    case 'export':
      return <ExportSheet selection={act.selection} form={act.form ?? 'names'} onClose={onClose} />;
  }
}
