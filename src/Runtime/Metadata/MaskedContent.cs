using TracedLlm.Facts;

namespace TracedLlm.Metadata;

/// <summary>Attributes that carry content, and what stands in their place where the request asks for it.</summary>
internal static class MaskedContent
{
    /// <summary>LiteLLM's words.</summary>
    public const string Replacement = "redacted-by-litellm";

    private static readonly string[] Input = [GenAi.InputMessages, GenAi.SystemInstructions, GenAi.ToolDefinitions, GenAi.RetrievalQueryText, LibraryAttributes.GuardrailResponse, LibraryAttributes.RawRequest];
    private static readonly string[] Output = [GenAi.OutputMessages, GenAi.RetrievalDocuments, LibraryAttributes.GuardrailResponse, LibraryAttributes.RawResponse];

    /// <summary>The value of the attribute, or its replacement where <paramref name="metadata"/> masks it.</summary>
    public static object? Mask(string name, object? value, RequestMetadata metadata) =>
        value is not null && ((metadata.MaskInput && Input.Contains(name)) || (metadata.MaskOutput && Output.Contains(name)))
            ? Replacement
            : value;
}
