namespace TracedLlm.Analyzers.Flow.Values;

/// <summary>The names of the request fields that carry metadata.</summary>
internal static class MetadataFields
{
    private const string Metadata = "metadata";
    private const string LiteLlmMetadata = "litellm_metadata";

    public static MetadataField? Named(string name) => name switch
    {
        Metadata => MetadataField.Metadata,
        LiteLlmMetadata => MetadataField.LiteLlmMetadata,
        _ => null,
    };

    /// <summary>Whether a text names a field, alone or in a path.</summary>
    public static bool IsIn(string text) => text.IndexOf(Metadata, StringComparison.Ordinal) >= 0;

    public static string Name(this MetadataField field) => field == MetadataField.Metadata ? Metadata : LiteLlmMetadata;

    public static MetadataField Other(this MetadataField field) =>
        field == MetadataField.Metadata ? MetadataField.LiteLlmMetadata : MetadataField.Metadata;
}
