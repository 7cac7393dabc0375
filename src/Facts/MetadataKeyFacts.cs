namespace TracedLlm.Facts;

/// <summary>One metadata key: a row of <see cref="MetadataKeyTable"/>.</summary>
/// <param name="Name">The key.</param>
/// <param name="Setter">Who may set it.</param>
/// <param name="Kind">The type of its value.</param>
/// <param name="Attribute">The attribute that carries it; <see langword="null"/> if no attribute does.</param>
/// <param name="Meaning">Its sentence in the documentation.</param>
internal sealed record MetadataKeyFacts(
    string Name,
    MetadataSetter Setter,
    MetadataValueKind Kind,
    string? Attribute,
    string Meaning)
{
    /// <summary>The key's place in the table.</summary>
    public int Index { get; init; }

    /// <summary>The spans that carry the key: those that the attribute belongs to.</summary>
    public MetadataSpans Spans { get; } = Attribute is null ? MetadataSpans.None : AttributeOwners.OwnerOf(Attribute, onCall: false) switch
    {
        AttributeOwner.Root => MetadataSpans.Root,
        AttributeOwner.Request => MetadataSpans.Request,
        _ => MetadataSpans.Every,
    };

    /// <summary>
    /// Whether a <c>langfuse_</c> header of this name wins over the body. The header of any other key sets the value only where the
    /// body has none.
    /// </summary>
    public bool IsScalar => Kind is not (MetadataValueKind.Texts or MetadataValueKind.Json or MetadataValueKind.Prompt);
}
