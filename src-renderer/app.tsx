/** The whole screen: providers around the shell. */
import { CSPProvider } from '@base-ui/react/csp-provider';
import { ErrorBoundary } from './features/shell/error-boundary';
import { Shell } from './features/shell/shell';
import { useAppearance } from './features/shell/use-appearance';
import { useTranslation } from './i18n/use-locale';
import { ToastArea } from './ui/toast';
import { TooltipProvider } from './ui/tooltip';

export function App() {
  const { t } = useTranslation();
  useAppearance();
  return (
    // The page's policy allows no <style> elements; base.css has the one rule they would bring.
    <CSPProvider disableStyleElements>
      <TooltipProvider delay={500}>
        <ErrorBoundary>
          <Shell />
        </ErrorBoundary>
        <ToastArea closeLabel={t('common.close')} />
      </TooltipProvider>
    </CSPProvider>
  );
}
