namespace TracedLlm;

/// <summary>What is known of one metadata key, in one row of <see cref="MetadataKeyTable"/>.</summary>
/// <param name="Name">The key.</param>
/// <param name="Setter">Who may set it.</param>
/// <param name="Kind">What its value is.</param>
/// <param name="Spans">Which spans carry it.</param>
/// <param name="Attribute">Under which name; <see langword="null"/> if under none.</param>
/// <param name="Meaning">What it says, for the documentation.</param>
internal sealed record MetadataKeyFacts(
    string Name,
    MetadataSetter Setter,
    MetadataValueKind Kind,
    MetadataSpans Spans,
    string? Attribute,
    string Meaning)
{
    /// <summary>Place in the table.</summary>
    public int Index { get; init; }

    /// <summary>Whether a <c>langfuse_</c> header of this name wins over the body; the header of any other fills what the body leaves open.</summary>
    public bool IsScalar => Kind is not (MetadataValueKind.Texts or MetadataValueKind.Json or MetadataValueKind.Prompt);
}
