using System.Text.Json;

namespace TracedLlm.Samples.Gateway;

/// <summary>The names at the top of a JSON object that the gateway cannot take apart: it has names twice, comments, or an error further on.</summary>
internal static class TopLevelNames
{
    private static readonly JsonReaderOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 4096 };

    /// <summary>The first name in front of an error that is a field which the provider must not receive; <see langword="null"/> if there is none.</summary>
    public static string? FindField(ReadOnlySpan<byte> utf8, ServedRoute route)
    {
        var reader = new Utf8JsonReader(utf8.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8, Lenient);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1 && NameAt(reader) is { } name
                    && FieldRules.UseOf(name, route.Format, route.ProviderOwnsMetadata) != FieldUse.Forwarded)
                {
                    return name;
                }
            }
        }
        catch (JsonException)
        {
            // What follows the error, no provider reads either.
        }

        return null;
    }

    private static string? NameAt(in Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, or no UTF-8: no name of the gateway.
            return null;
        }
    }
}
