namespace TracedLlm.Facts;

/// <summary>One metadata key: a row of <see cref="MetadataKeyTable"/>.</summary>
/// <param name="Name">The key.</param>
/// <param name="Setter">Who may set the key.</param>
/// <param name="Kind">The type of the key's value.</param>
/// <param name="Attribute">The attribute that contains the value; <see langword="null"/> if no attribute does.</param>
/// <param name="Meaning">The key's sentence in <c>docs/metadata.md</c>.</param>
internal sealed record MetadataKeyFacts(
    string Name,
    MetadataSetter Setter,
    MetadataValueKind Kind,
    string? Attribute,
    string Meaning)
{
    /// <summary>The index of the key in the table.</summary>
    public int Index { get; init; }

    /// <summary>The spans that get the key's attribute.</summary>
    public MetadataSpans Spans { get; } = Attribute is null ? MetadataSpans.None : AttributeOwners.OwnerOf(Attribute, onCall: false) switch
    {
        AttributeOwner.Root => MetadataSpans.Root,
        AttributeOwner.Request => MetadataSpans.Request,
        _ => MetadataSpans.Every,
    };

    /// <summary>
    /// Whether the header <c>langfuse_{key}</c> wins over the body. For a key that is not scalar, the header sets the value only if
    /// the body does not.
    /// </summary>
    public bool IsScalar => Kind is not (MetadataValueKind.Texts or MetadataValueKind.Json or MetadataValueKind.Prompt);
}
