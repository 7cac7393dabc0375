using TracedLlm.Export.Views.Facts;

namespace TracedLlm.Export.Views.Tables;

/// <summary>A piece of captured content.</summary>
internal sealed class ContentRow(string canonical, ContentKind kind, params IReadOnlyList<ViewField> fields)
    : ViewRow(canonical, RowAction.Content, "", fields)
{
    /// <summary>The piece.</summary>
    public ContentKind Kind { get; } = kind;

    /// <summary>Whether the piece is input of a request; a joined trace lets views show it on the root by the key <c>input</c>.</summary>
    public bool IsInput => (SpanSlots.Input & (1UL << SpanSlots.Find(Kind))) != 0;

    /// <summary>Whether the piece belongs to a request: the root repeats it, but no raw bodies and no guardrail's response.</summary>
    public bool IsOfRequest => ((SpanSlots.Input | SpanSlots.Output) & (1UL << SpanSlots.Find(Kind))) != 0;

    /// <inheritdoc/>
    public override int? OwnSlot => SpanSlots.Find(Kind);
}
