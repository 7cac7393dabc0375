namespace TracedLlm.Export;

/// <summary>A field of the trace.</summary>
/// <param name="canonical">The canonical attribute.</param>
/// <param name="field">The field's name in <c>update_trace_keys</c>: a joined trace lets a view write only the fields named there.</param>
/// <param name="fields">The fields of the view that write it.</param>
internal sealed class TraceFieldRow(string canonical, string field, params IReadOnlyList<ViewField> fields)
    : ViewRow(canonical, RowAction.TraceField, "", fields)
{
    /// <inheritdoc/>
    public override object? ReadValue(in ViewedSpan span) => span[Slot] is { } value && span.MaySet(field) ? value : null;
}
