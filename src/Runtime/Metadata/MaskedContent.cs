using TracedLlm.Facts;

namespace TracedLlm.Metadata;

/// <summary>The attributes that contain content, and the replacement of their values in a request that asks for masking.</summary>
internal static class MaskedContent
{
    /// <summary>LiteLLM's replacement.</summary>
    public const string Replacement = "redacted-by-litellm";

    private static readonly string[] Input = ContentAttributeTable.FindNames(static row => row.IsInput);
    private static readonly string[] Output = ContentAttributeTable.FindNames(static row => row.IsOutput);

    /// <summary>The value of the attribute, or its replacement if <paramref name="metadata"/> asks for masking.</summary>
    public static object? Mask(string name, object? value, RequestMetadata metadata) =>
        value is not null && ((metadata.MaskInput && Input.Contains(name)) || (metadata.MaskOutput && Output.Contains(name)))
            ? Replacement
            : value;
}
