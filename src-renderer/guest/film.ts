/** A video in the viewer: its poster and a button; played while it is fetched, or where that cannot be, once all of it is there. */
import type { ShareItem } from '../../src-shared/domain/share-page';
import { h, icon } from './dom';
import { faultOf } from './engine-client';
import { GuestError } from './engine-protocol';
import { canStream, streamFilm } from './film-stream';
import type { PageContext } from './screen';

/** The play button over the poster; `element` turns into the player. Ends with `stop`, which also stops the fetch. */
export function drawFilm({ engine, locale: { words } }: PageContext, item: ShareItem) {
  const { web, film } = item;
  const controller = new AbortController();
  let address: string | undefined;
  let stopStream: () => void = () => undefined;
  let mayStream = true;
  /** Where the person was when it broke off. */
  let atS = 0;
  const line = h('p', { class: 'film-line', role: 'status' });
  const button = h(
    'button',
    { type: 'button', class: 'play', 'aria-label': words.play, onclick: play },
    icon('play'),
  );
  const element = h('div', { class: 'film-player' }, button, line);

  function play(): void {
    if (!web) return;
    button.hidden = true;
    const streams = mayStream && canStream(film);
    line.textContent = words.loadingFilm(streams ? null : 0);
    if (!streams) return void playWhole();
    const player = drawPlayer();
    player.addEventListener('loadeddata', () => line.remove(), { once: true });
    element.append(player, line);
    stopStream = streamFilm(engine, player, { place: web, film }, (error) => {
      atS = player.currentTime || atS;
      player.remove();
      element.append(button, line);
      if (error instanceof GuestError) return tell(error);
      mayStream = false;
      play();
    });
    player.play().catch(() => undefined);
    player.focus();
  }

  async function playWhole(): Promise<void> {
    if (!web) return;
    try {
      const bytes = await engine.film(
        { place: web },
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
      address = URL.createObjectURL(bytes);
      const player = drawPlayer();
      player.src = address;
      player.addEventListener('error', () => {
        player.remove();
        element.append(line);
        line.textContent = words.faults.unsupported;
      });
      element.replaceChildren(player);
      player.focus();
    } catch (error) {
      tell(error);
    }
  }

  function drawPlayer(): HTMLVideoElement {
    const player = h('video', { controls: true, autoplay: true, playsinline: true });
    player.addEventListener('loadedmetadata', () => {
      if (atS > 0) player.currentTime = atS;
    });
    return player;
  }

  function tell(error: unknown): void {
    line.textContent = words.faults[faultOf(error).fault];
    button.hidden = false;
  }

  return {
    element,
    stop: () => {
      controller.abort();
      stopStream();
      element.querySelector('video')?.pause();
      element.replaceChildren();
      if (address !== undefined) URL.revokeObjectURL(address);
    },
  };
}
