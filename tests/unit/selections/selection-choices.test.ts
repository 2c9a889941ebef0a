/** What is offered while a person types the name of a selection, and what Enter takes. */
import { expect, it } from 'vitest';
import {
  carriesPhotos,
  dragType,
  readDraggedPhotos,
  writeDraggedPhotos,
} from '../../../src-renderer/features/selections/drag-photos';
import { choicesFor } from '../../../src-renderer/features/selections/selection-choices';
import type { Selection } from '../../../src-shared/domain/selection';
import type { AssetId, SelectionId } from '../../../src-shared/units';

const named = (name: string): Selection => ({ id: name as SelectionId, name }) as Selection;
const all = ['Album picks', 'Höfn', 'Kim & Lee', '앨범 사진'].map(named);
const offered = (text: string, target: string | null = null) => {
  const { choices, proposed } = choicesFor(all, text, target as SelectionId | null);
  const words = choices.map((choice) => (choice.kind === 'new' ? `+${choice.name}` : choice.selection.name));
  return { words, takes: words[proposed] };
};

it('offers all before anything is typed, the one used last first', () => {
  expect(offered('')).toEqual({
    words: ['Album picks', 'Höfn', 'Kim & Lee', '앨범 사진'],
    takes: 'Album picks',
  });
  expect(offered('', 'Kim & Lee').words[0]).toBe('Kim & Lee');
});
it('finds by parts of words, whatever the accents and capitals', () => {
  expect(offered('hofn')).toEqual({ words: ['Höfn'], takes: 'Höfn' });
  expect(offered('PICKS')).toEqual({ words: ['Album picks', '+PICKS'], takes: '+PICKS' });
  expect(offered('앨범')).toEqual({ words: ['앨범 사진', '+앨범'], takes: '앨범 사진' });
});
it('takes what begins like that, and makes a new one of any other name', () => {
  expect(offered('alb').takes).toBe('Album picks');
  expect(offered(' Second edit ')).toEqual({ words: ['+Second edit'], takes: '+Second edit' });
});

it('a drag carries photos of ours in order, and nothing else is taken for some', () => {
  const data = new Map<string, string>();
  writeDraggedPhotos({ setData: (type, text) => void data.set(type, text) }, [3, 1, 2] as AssetId[]);
  const read = (text: string | undefined) => readDraggedPhotos({ getData: () => text ?? '' });
  expect(read(data.get(dragType))).toEqual([3, 1, 2]);
  expect([read(''), read('-1 x 1.5 0'), readDraggedPhotos(null)]).toEqual([[], [], []]);
  expect([
    carriesPhotos({ types: ['Files'] }),
    carriesPhotos({ types: [dragType] }),
    carriesPhotos(null),
  ]).toEqual([false, true, false]);
});
