/** A video in the viewer: its poster and a button; fetched, opened and played when the person asks for it. */
import type { ShareItem } from '../../src-shared/domain/share-page';
import { h, icon } from './dom';
import { faultOf } from './engine-client';
import type { PageContext } from './screen';

/** The play button over the poster; `element` turns into the player. Ends with `stop`, which also stops the fetch. */
export function drawFilm({ engine, locale: { words } }: PageContext, item: ShareItem) {
  const controller = new AbortController();
  let address: string | undefined;
  const line = h('p', { class: 'film-line', role: 'status' });
  const button = h('button', { type: 'button', class: 'play', 'aria-label': words.play }, icon('play'));
  const element = h('div', { class: 'film-player' }, button, line);
  button.addEventListener('click', async () => {
    if (!item.web) return;
    button.hidden = true;
    line.textContent = words.loadingFilm(0);
    try {
      const film = await engine.film(
        { place: item.web },
        {
          signal: controller.signal,
          onProgress: (progress) => {
            if (progress.stage !== 'bytes') return;
            line.textContent = words.loadingFilm(
              Math.floor((progress.doneBytes / progress.totalBytes) * 100),
            );
          },
        },
      );
      address = URL.createObjectURL(film);
      const player = h('video', { src: address, controls: true, autoplay: true, playsinline: true });
      player.addEventListener('error', () => {
        player.remove();
        element.append(line);
        line.textContent = words.faults.unsupported;
      });
      element.replaceChildren(player);
      player.focus();
    } catch (error) {
      line.textContent = words.faults[faultOf(error).fault];
      button.hidden = false;
    }
  });
  return {
    element,
    stop: () => {
      controller.abort();
      element.querySelector('video')?.pause();
      element.replaceChildren();
      if (address !== undefined) URL.revokeObjectURL(address);
    },
  };
}
