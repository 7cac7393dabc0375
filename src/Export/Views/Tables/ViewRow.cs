using TracedLlm.Export.Otlp;
using TracedLlm.Export.Views.Facts;

namespace TracedLlm.Export.Views.Tables;

/// <summary>A row of a view's table: a canonical attribute, and what the view does with it.</summary>
/// <param name="canonical">The canonical attribute.</param>
/// <param name="action">What the view does with it.</param>
/// <param name="target">The backend's attribute, or the name within the backend's metadata; empty if the view writes none at once.</param>
/// <param name="fields">The fields that the value goes to after all attributes of a span are known.</param>
internal class ViewRow(string canonical, RowAction action, string target, params IReadOnlyList<ViewField> fields)
{
    private readonly bool _isCounter = Counters.IsCounter(canonical);

    /// <summary>The canonical attribute.</summary>
    public string Canonical { get; } = canonical;

    /// <summary>What the view does with it.</summary>
    public RowAction Action { get; } = action;

    /// <summary>The backend's attribute, or the name within the backend's metadata.</summary>
    public string Target { get; } = target;

    /// <summary>The backend's attribute, ready to be sent.</summary>
    public OtlpKey? Key { get; } = action is RowAction.Same or RowAction.Text ? new OtlpKey(target) : null;

    /// <summary>The fields that the value goes to after all attributes of a span are known.</summary>
    public IReadOnlyList<ViewField> Fields { get; } = fields;

    /// <summary>The slot of the value in <see cref="ViewedSpan"/>; below 0 if no code needs the value later. The table sets it.</summary>
    public int Slot { get; private set; } = -1;

    /// <summary>Whether a value is a counter that counted nothing, which views leave out.</summary>
    public bool LeavesOut(object value) => _isCounter && value is (0L or 0);

    /// <summary>The slot that the kind of the row has in every view; <see langword="null"/> if the table gives it one.</summary>
    public virtual int? OwnSlot => null;

    /// <summary>The field of the trace that the value is, by its name in <c>update_trace_keys</c>: a joined trace lets views write only the fields named there.</summary>
    public string? TraceField { get; init; }

    public static ViewRow Same(string canonical, string target, params IReadOnlyList<ViewField> fields) => new(canonical, RowAction.Same, target, fields);

    public static ViewRow AsIs(string canonical, params IReadOnlyList<ViewField> fields) => new(canonical, RowAction.Same, canonical, fields);

    public static ViewRow Text(string canonical, string target) => new(canonical, RowAction.Text, target);

    public static ViewRow TraceMetadata(string canonical, string target) => new(canonical, RowAction.TraceMetadata, target);

    public static ViewRow Member(string canonical, string target, params IReadOnlyList<ViewField> fields) => new(canonical, RowAction.Member, target, fields);

    public static ViewRow Made(string canonical, params IReadOnlyList<ViewField> fields) => new(canonical, RowAction.Made, "", fields);

    public static ViewRow OfTrace(string canonical, string traceField, params IReadOnlyList<ViewField> fields) =>
        new(canonical, RowAction.TraceField, "", fields) { TraceField = traceField };

    public static ViewRow Dropped(string canonical) => new(canonical, RowAction.Dropped, "");

    /// <summary>The value that a span has for the fields of this row; <see langword="null"/> if it has none or the view may not write it.</summary>
    public object? ReadValue(in ViewedSpan span) =>
        span[Slot] is { } value && (TraceField is null || span.MaySet(TraceField)) ? value : null;

    /// <summary>Sets the slot.</summary>
    public void Bind(int slot) => Slot = slot;
}
