interface Props<T extends string> {
  readonly label: string;
  readonly tabs: readonly { readonly id: T; readonly title: string; readonly count?: number }[];
  readonly chosen: T;
  readonly onChoose: (tab: T) => void;
}

/** Tabs in the pattern of the ARIA authoring practices: one of them is in the tab order, and arrows go to the others. */
export function Tabs<T extends string>({ label, tabs, chosen, onChoose }: Props<T>) {
  const onKey = (event: KeyboardEvent) => {
    const index = tabs.findIndex(tab => tab.id === chosen);
    const next = event.key === 'ArrowRight' ? index + 1 : event.key === 'ArrowLeft' ? index - 1 : event.key === 'Home' ? 0 : event.key === 'End' ? tabs.length - 1 : null;
    if (next !== null) {
      event.preventDefault();
      const tab = tabs[(next + tabs.length) % tabs.length]!;
      onChoose(tab.id);
      document.getElementById(`tab-${tab.id}`)?.focus();
    }
  };
  return (
    <div class="tabs" role="tablist" aria-label={label} onKeyDown={onKey}>
      {tabs.map(tab => (
        <button key={tab.id} id={`tab-${tab.id}`} type="button" role="tab" aria-selected={tab.id === chosen} aria-controls={tab.id === chosen ? `panel-${tab.id}` : undefined} tabIndex={tab.id === chosen ? 0 : -1} onClick={() => onChoose(tab.id)}>
          {tab.title}{tab.count !== undefined && <span class="count">{tab.count}</span>}
        </button>
      ))}
    </div>
  );
}
