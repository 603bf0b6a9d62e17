/** Light or dark, as the device is set; on paper light. */
export function colors(): void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const show = (night: boolean): void => {
    document.documentElement.className = night ? 'night-mode nightMode night_mode' : '';
  };
  dark.addEventListener('change', () => { show(dark.matches); });
  window.addEventListener('beforeprint', () => { show(false); });
  window.addEventListener('afterprint', () => { show(dark.matches); });
  show(dark.matches);
}
