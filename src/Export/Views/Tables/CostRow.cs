using System.Text;
using TracedLlm.Export.Views.Facts;

namespace TracedLlm.Export.Views.Tables;

/// <summary>A part of the cost.</summary>
/// <param name="canonical">The canonical attribute.</param>
/// <param name="part">The part.</param>
/// <param name="name">The member in the JSON object of the field, <c>input</c> or <c>details.cache_read</c>; empty if the field writes no JSON.</param>
/// <param name="field">The field that writes the part.</param>
internal sealed class CostRow(string canonical, CostPart part, string name, ViewField field) : ViewRow(canonical, RowAction.Cost, "", field)
{
    /// <summary>The part.</summary>
    public CostPart Part { get; } = part;

    /// <summary>The member, with the object around it in front.</summary>
    public string Name { get; } = name;

    /// <summary>The object that the member stands in; <see langword="null"/> if it stands in the field's own object.</summary>
    public byte[]? Utf8Group { get; } = name.Contains('.') ? Encoding.UTF8.GetBytes(name[..name.IndexOf('.')]) : null;

    /// <summary>The member's name in UTF-8.</summary>
    public byte[] Utf8Name { get; } = Encoding.UTF8.GetBytes(name[(name.IndexOf('.') + 1)..]);

    /// <inheritdoc/>
    public override int? OwnSlot => SpanSlots.Find(Part);
}
