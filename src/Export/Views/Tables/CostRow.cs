using System.Text;
using TracedLlm.Export.Views.Facts;

namespace TracedLlm.Export.Views.Tables;

/// <summary>A part of the cost.</summary>
/// <param name="canonical">The canonical attribute.</param>
/// <param name="part">The part.</param>
/// <param name="name">The member in the JSON object of the field; empty if the field writes no JSON.</param>
/// <param name="field">The field that writes the part.</param>
internal sealed class CostRow(string canonical, CostPart part, string name, ViewField field) : ViewRow(canonical, RowAction.Cost, "", field)
{
    /// <summary>The part.</summary>
    public CostPart Part { get; } = part;

    /// <summary>The member's name.</summary>
    public string Name { get; } = name;

    /// <summary>The member's name in UTF-8.</summary>
    public byte[] Utf8Name { get; } = Encoding.UTF8.GetBytes(name);

    /// <inheritdoc/>
    public override int? OwnSlot => SpanSlots.Find(Part);
}
