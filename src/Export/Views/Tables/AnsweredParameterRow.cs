using TracedLlm.Export.Views.Facts;

namespace TracedLlm.Export.Views.Tables;

/// <summary>A parameter whose value in the answer replaces the value in the request.</summary>
/// <param name="canonical">The canonical attribute.</param>
/// <param name="name">The member's name.</param>
/// <param name="field">The field that writes the object.</param>
internal sealed class AnsweredParameterRow(string canonical, string name, ViewField field) : ParameterRow(canonical, name, field)
{
    /// <inheritdoc/>
    public override int? OwnSlot => null;

    /// <inheritdoc/>
    public override object? FindValue(in ViewedSpan span) => span[Slot];
}
