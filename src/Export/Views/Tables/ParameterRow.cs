using System.Text;
using TracedLlm.Export.Views.Facts;

namespace TracedLlm.Export.Views.Tables;

/// <summary>A parameter of the model, a member of the JSON object that the fields of the row write.</summary>
/// <param name="canonical">The canonical attribute.</param>
/// <param name="name">The member's name.</param>
/// <param name="fields">The fields that write the object.</param>
internal class ParameterRow(string canonical, string name, params IReadOnlyList<ViewField> fields) : ViewRow(canonical, RowAction.Parameter, "", fields)
{
    /// <summary>The member's name.</summary>
    public string Name { get; } = name;

    /// <summary>The member's name in UTF-8.</summary>
    public byte[] Utf8Name { get; } = Encoding.UTF8.GetBytes(name);

    /// <inheritdoc/>
    public override int? OwnSlot => SpanSlots.AnyParameter;

    /// <summary>The value that a span has.</summary>
    public virtual object? FindValue(in ViewedSpan span) => span.Activity.GetTagItem(Canonical);
}
