using System.Text;

namespace TracedLlm.Samples.Gateway;

/// <summary>
/// Decides about each field of a request. The first rule that applies: <c>metadata</c> has the owner that the route says; a field of the provider's
/// API is forwarded; LiteLLM's fields have the use that their table says; the name of a secret is removed; any other field is forwarded. A caller
/// of a pass-through talks to its provider, which may need a secret, such as the password of a user of Milvus.
/// </summary>
internal static class FieldRules
{
    private const int LongestName = 128;

    /// <summary>The use of the field <paramref name="name"/> in a body. The form field <c>name[key]</c> counts as <c>name</c>.</summary>
    public static FieldUse UseOf(ReadOnlySpan<char> name, WireFormat format, bool providerOwnsMetadata)
    {
        var field = WithoutKey(name);
        return field is LiteLlmFields.Metadata ? providerOwnsMetadata ? FieldUse.Forwarded : FieldUse.Honoured : UseOf(field, format.Fields, format);
    }

    /// <inheritdoc cref="UseOf(ReadOnlySpan{char}, WireFormat, bool)"/>
    /// <param name="utf8">The name, in UTF-8.</param>
    /// <param name="format">The API of the body.</param>
    /// <param name="providerOwnsMetadata">Whether <c>metadata</c> is the provider's.</param>
    public static FieldUse UseOf(ReadOnlySpan<byte> utf8, WireFormat format, bool providerOwnsMetadata)
    {
        Span<char> name = stackalloc char[LongestName];
        return utf8.Length <= LongestName
            ? UseOf(name[..Encoding.UTF8.GetChars(utf8, name)], format, providerOwnsMetadata)
            : UseOf(Encoding.UTF8.GetString(utf8), format, providerOwnsMetadata);
    }

    /// <summary>The use of the parameter <paramref name="name"/> of a query. In a query <c>metadata</c> is a filter of the provider's.</summary>
    public static FieldUse UseInQuery(ReadOnlySpan<char> name, WireFormat format)
    {
        var field = WithoutKey(name);
        var use = UseOf(field, ProvidersFields.Query, format);
        return use != FieldUse.Forwarded && format == WireFormats.PassThrough ? UseOf(field, format.Fields, format) : use;
    }

    private static FieldUse UseOf(ReadOnlySpan<char> field, FieldNames providers, WireFormat format) =>
        providers.Contains(field) ? FieldUse.Forwarded
        : LiteLlmFields.UseOf(field) ?? (format != WireFormats.PassThrough && SecretNames.Contains(field) ? FieldUse.Removed : FieldUse.Forwarded);

    private static ReadOnlySpan<char> WithoutKey(ReadOnlySpan<char> name) => name.IndexOf('[') is var bracket and > 0 ? name[..bracket] : name;
}
