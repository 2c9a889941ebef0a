/** What a store charges: one line on its card, and the sheet to enter it, which the composer of shares opens too. */
import { useEffect, useState } from 'react';
import type { Connection } from '../../../src-shared/domain/connection';
import type { ListPrices } from '../../../src-shared/domain/provider-presets';
import { listPricesOf } from '../../../src-shared/domain/store-prices';
import type { ConnectionId } from '../../../src-shared/units';
import { call } from '../../bridge/client';
import { useDialogAct } from '../../bridge/use-dialog-act';
import { useErrorSentence, useLocale, useTranslation } from '../../i18n/use-locale';
import { useConnectionsStore } from '../../stores/connections-store';
import { useDialogsStore } from '../../stores/dialogs-store';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { focusInvalid } from '../../ui/focus-invalid';
import { formatDate, formatMoney } from '../../ui/format';
import { Notice } from '../../ui/notice';
import { Select } from '../../ui/select';
import { TextField } from '../../ui/text-field';
import styles from './connection-card.module.css';
import { useConnectionName } from './connection-words';
import {
  currencies,
  formOfPrices,
  knownPrices,
  type PriceField,
  priceFields,
  priceProblem,
  pricesOfForm,
} from './price-form';

export function Prices({ connection }: { connection: Connection }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const open = useDialogsStore((state) => state.open);
  // Nobody is charged for this computer.
  if (connection.config.kind === 'local') return null;
  const list = listPricesOf(connection.config);
  const used = connection.prices ?? list;
  const known = used === null ? [] : knownPrices(used);
  const words =
    used === null || known.length === 0
      ? [t('connections.prices.none')]
      : [
          ...known.map(({ field, amount }) =>
            t(`connections.prices.is.${field}`, { price: formatMoney(amount, used.currency, locale) }),
          ),
          ...(connection.prices === null ? [t('connections.prices.isList')] : []),
        ];
  const press = t(used === null ? 'connections.prices.enter' : 'connections.prices.change');
  return (
    <div className={styles.prices}>
      <p className="tabular">
        <span className={styles.pricesLabel}>{t('connections.prices.label')}</span> {words.join(' · ')}
      </p>
      <Button
        tone="quiet"
        aria-label={`${press} ${t('connections.prices.titleOf', { name: connection.name })}`}
        onClick={() => open({ kind: 'prices', connectionId: connection.id })}
      >
        {press}
      </Button>
    </div>
  );
}

export function PricesDialog({ connectionId, onClose }: { connectionId: ConnectionId; onClose: () => void }) {
  const connection = useConnectionsStore((state) => state.connections.find(({ id }) => id === connectionId));
  const isGone = connection === undefined;
  // Removed meanwhile: a sheet that stayed open without being seen would keep others from opening by keys.
  useEffect(() => {
    if (isGone) onClose();
  }, [isGone, onClose]);
  if (isGone) return null;
  return <PricesSheet connection={connection} onClose={onClose} />;
}

function PricesSheet({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const name = useConnectionName()(connection.id, connection.name);
  const list = listPricesOf(connection.config);
  const [form, setForm] = useState(() => formOfPrices(connection.prices ?? list));
  const [tried, setTried] = useState(false);
  const { busy, error, run } = useDialogAct();
  const prices = pricesOfForm(form);

  async function save(): Promise<void> {
    setTried(true);
    if (prices === null) return focusInvalid('[role="dialog"]');
    await run(async () => {
      // What equals the list goes on following it.
      await call('connections.update', { id: connection.id, prices: sameAs(list, prices) ? null : prices });
      onClose();
    });
  }
  function problem(text: string): string | null {
    const found = tried ? priceProblem(text) : null;
    if (found === null) return null;
    return found === 'wrong' ? t('connections.prices.wrong') : t('connections.prices.either', found.either);
  }
  return (
    <Dialog
      open
      persistent
      onClose={onClose}
      onSubmit={() => void save()}
      title={t('connections.prices.titleOf', { name })}
      description={t('connections.prices.text')}
      closeLabel={t('common.close')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" tone="main" disabled={busy} focusableWhenDisabled>
            {t('connections.prices.save')}
          </Button>
        </>
      }
    >
      {priceFields.map((field) => (
        <TextField
          key={field}
          label={t(`connections.prices.${field}`)}
          {...(field === 'writes1000' && { hint: t('connections.prices.writesHint') })}
          inputMode="decimal"
          maxLength={12}
          value={form[field]}
          error={problem(form[field])}
          onValueChange={(text) => setForm((old) => ({ ...old, [field]: text }))}
        />
      ))}
      <Select
        label={t('connections.prices.currency')}
        value={form.currency}
        onValueChange={(currency) => setForm((old) => ({ ...old, currency }))}
        options={currencies(form.currency).map((code) => ({ value: code, label: code }))}
      />
      {list !== null && (
        <ListLine
          list={list}
          differs={prices === null || !sameAs(list, prices)}
          onUse={() => setForm(formOfPrices(list))}
        />
      )}
      {error !== null && <Notice tone="danger" text={sentence(error)} />}
    </Dialog>
  );
}

/** Where the list prices come from, and the way back to them. */
function ListLine({ list, differs, onUse }: { list: ListPrices; differs: boolean; onUse: () => void }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const date = formatDate(new Date(`${list.knownOn}T12:00:00`).getTime(), locale);
  return (
    <div className={styles.listPrices}>
      <p>
        {t('connections.prices.list', { date })} <span className={styles.source}>{list.source}</span>
      </p>
      {differs && <Button onClick={onUse}>{t('connections.prices.useList')}</Button>}
    </div>
  );
}

const sameAs = (
  list: ListPrices | null,
  prices: { currency: string } & Record<PriceField, number | null>,
): boolean =>
  list !== null &&
  list.currency === prices.currency &&
  priceFields.every((field) => list[field] === prices[field]);
