namespace TracedLlm.Export;

/// <summary>A piece of captured content.</summary>
internal sealed class ContentRow(string canonical, ContentKind kind, params IReadOnlyList<ViewField> fields)
    : ViewRow(canonical, RowAction.Content, "", fields)
{
    /// <summary>The piece.</summary>
    public ContentKind Kind { get; } = kind;
}
