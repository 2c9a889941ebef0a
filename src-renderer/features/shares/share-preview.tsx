/** How the page looks to a guest, drawn with the share's own photos and words; it follows what is chosen beside it. */
import type { TFunction } from 'i18next';
import { Download, Heart, MessageSquareText, X } from 'lucide-react';
import { type CSSProperties, useState } from 'react';
import type { Asset } from '../../../src-shared/domain/asset';
import { DEFAULT_COLOUR, type Identity } from '../../../src-shared/domain/identity';
import { mediaUrl } from '../../../src-shared/ipc-contract';
import { useLocale, useTranslation } from '../../i18n/use-locale';
import { useSignInStore } from '../../stores/sign-in-store';
import { Button } from '../../ui/button';
import { formatCount, formatDate } from '../../ui/format';
import type { ShareForm } from './compose-rules';
import { inkOn } from './ink-on';
import styles from './share-preview.module.css';
import { personName } from './share-words';

type Part = 'code' | 'gallery' | 'photo';
const parts: Part[] = ['code', 'gallery', 'photo'];

export interface PreviewProps {
  form: ShareForm;
  /** The first photos, in order. */
  photos: readonly Asset[];
  photoCount: number;
}

export function SharePreview(props: PreviewProps) {
  const { t, i18n } = useTranslation();
  const identity = useSignInStore((state) => state.identity);
  const [part, setPart] = useState<Part>('gallery');
  const colour = identity?.colour ?? DEFAULT_COLOUR;
  const Shown = { code: CodePart, gallery: GalleryPart, photo: PhotoPart }[part];
  return (
    <section className={styles.preview} aria-label={t('shares.preview.title')}>
      {/* biome-ignore lint/a11y/useSemanticElements: three buttons of which one is pressed */}
      <div className={styles.parts} role="group" aria-label={t('shares.preview.shown')}>
        {parts.map((value) => (
          <Button key={value} tone="quiet" aria-pressed={part === value} onClick={() => setPart(value)}>
            {t(`shares.preview.${value}`)}
          </Button>
        ))}
      </div>
      <div
        className={styles.phone}
        role="img"
        aria-label={t('shares.preview.picture')}
        lang={props.form.language}
        style={{ '--guest-accent': colour, '--guest-ink': inkOn(colour) } as CSSProperties}
      >
        <div className={styles.screen}>
          <Shown {...props} identity={identity} t={i18n.getFixedT(props.form.language)} />
        </div>
      </div>
    </section>
  );
}

type PartProps = PreviewProps & {
  identity: Identity | null;
  /** Speaks the language of the share. */
  t: TFunction;
};

function useUntil({ form, t }: PartProps): string {
  const locale = useLocale();
  const ends = new Date();
  ends.setDate(ends.getDate() + (Number.isFinite(form.days) ? form.days : 0));
  const own = locale.startsWith(form.language) ? locale : form.language;
  return t('shares.preview.until', { date: formatDate(ends.getTime(), own) });
}

/** The photographer's name, the title, and the stroke of their colour under it. */
function Title({ form, t, over }: PartProps & { over: string }) {
  return (
    <>
      <span className={styles.over}>{over}</span>
      <span className={styles.title}>{form.title || t('shares.compose.name')}</span>
      <span className={styles.stroke} />
    </>
  );
}
const nameOf = ({ identity, t }: PartProps): string => identity?.name ?? t('shares.preview.fromYou');

function CodePart(props: PartProps) {
  const { form, identity, t } = props;
  const until = useUntil(props);
  const [first] = form.recipients;
  const person = first === undefined ? '' : personName(first);
  return (
    <div className={styles.door}>
      {identity?.logo && <img className={styles.logo} src={identity.logo} alt="" />}
      <Title {...props} over={t('shares.preview.from', { name: nameOf(props) })} />
      <span className={styles.quiet}>
        {person !== '' && `${t('shares.preview.for', { name: person })} · `}
        {until}
      </span>
      <span className={styles.codeLabel}>{t('shares.preview.yourCode')}</span>
      <span className={styles.code}>•••••-•••••</span>
      <span className={styles.quiet}>{t('shares.preview.codeHint')}</span>
      <span className={styles.main}>{t('shares.preview.open')}</span>
      <span className={styles.small}>{t('shares.preview.small')}</span>
    </div>
  );
}

function GalleryPart(props: PartProps) {
  const { form, photos, photoCount, t } = props;
  const until = useUntil(props);
  const { allow } = form;
  return (
    <div className={styles.gallery}>
      <div className={styles.cover}>
        {photos[0] && <Picture asset={photos[0]} watermark={form.options.watermark} />}
      </div>
      <div className={styles.head}>
        <Title {...props} over={nameOf(props)} />
        <span className={styles.quiet}>
          {t('shares.photos', { count: photoCount, n: formatCount(photoCount, form.language) })} · {until}
        </span>
        {form.message.trim() !== '' && <span className={styles.message}>{form.message}</span>}
      </div>
      {(allow.web || allow.original) && (
        <span className={styles.download}>
          <Download size={13} aria-hidden />
          {t('shares.preview.all')}
        </span>
      )}
      <div className={styles.grid}>
        {photos.slice(1).map((asset, at) => (
          <span key={asset.id} className={styles.cell} style={{ flexGrow: aspectOf(asset) }}>
            <Picture asset={asset} watermark={form.options.watermark} />
            {allow.pick && at === 1 && (
              <span className={styles.mark}>
                <Heart size={11} fill="currentColor" aria-hidden />
              </span>
            )}
          </span>
        ))}
      </div>
      {(allow.pick || allow.comment) && (
        <span className={styles.choice}>
          <span className={styles.main}>{t('shares.preview.sendChoice')}</span>
        </span>
      )}
    </div>
  );
}

const guestColours = ['red', 'yellow', 'green', 'blue', 'purple'] as const;

function PhotoPart(props: PartProps) {
  const { form, photos } = props;
  const { allow } = form;
  const asset = photos[1] ?? photos[0];
  return (
    <div className={styles.single}>
      <div className={styles.tools}>
        <X size={16} aria-hidden />
        <span className={styles.gap} />
        {(allow.web || allow.original) && <Download size={16} aria-hidden />}
      </div>
      <div className={styles.stage}>
        {asset && (
          <span className={styles.framed}>
            <Picture asset={asset} watermark={form.options.watermark} />
          </span>
        )}
      </div>
      {asset && form.options.showFileNames && <span className={styles.singleName}>{asset.fileName}</span>}
      <div className={styles.marks}>
        {allow.pick && (
          <>
            <Heart size={18} fill="currentColor" aria-hidden />
            {guestColours.map((name) => (
              <span key={name} className={styles.dot} data-colour={name} />
            ))}
          </>
        )}
        {allow.comment && <MessageSquareText size={18} aria-hidden />}
      </div>
    </div>
  );
}

/** Width to height; 3:2 while it is not known. */
function aspectOf({ metadata }: Asset): number {
  const { widthPx, heightPx } = metadata;
  return widthPx && heightPx ? widthPx / heightPx : 1.5;
}

function Picture({ asset, watermark }: { asset: Asset; watermark: string | null }) {
  const words = watermark?.trim() ?? '';
  return (
    <>
      {asset.thumbRevision > 0 && (
        <img src={mediaUrl.thumb(asset.id, asset.thumbRevision)} alt="" draggable={false} />
      )}
      {words !== '' && <span className={styles.watermark}>{words}</span>}
    </>
  );
}
