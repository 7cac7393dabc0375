using System.Text.Json;

namespace TracedLlm.Samples.Gateway;

/// <summary>The guardrails that a caller asks for besides those that are always on.</summary>
internal static class RequestedGuardrails
{
    private static readonly string[] MetadataFields = [GatewayFields.Metadata, GatewayFields.LiteLlmMetadata];

    public static HashSet<string> In(JsonElement body)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var places = MetadataFields.Select(field => body.TryGetProperty(field, out var metadata) ? metadata : default).Prepend(body);
        foreach (var place in places)
        {
            if (place.ValueKind == JsonValueKind.Object && place.TryGetProperty(GatewayFields.Guardrails, out var list))
            {
                names.UnionWith(NamesIn(list));
            }
        }

        return names;
    }

    /// <summary>What a form says: the field <c>guardrails</c>, repeated, or metadata that is serialised.</summary>
    public static HashSet<string> In(MultipartForm form)
    {
        var names = form.Texts(GatewayFields.Guardrails).Concat(form.Texts(GatewayFields.Guardrails + "[]")).ToHashSet(StringComparer.Ordinal);
        foreach (var metadata in MetadataFields.SelectMany(form.Texts))
        {
            try
            {
                using var document = JsonDocument.Parse(metadata);
                if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(GatewayFields.Guardrails, out var list))
                {
                    names.UnionWith(NamesIn(list));
                }
            }
            catch (JsonException)
            {
                // No object: it asks for nothing.
            }
        }

        return names;
    }

    // LiteLLM takes names, or objects of a name and its parameters.
    private static IEnumerable<string> NamesIn(JsonElement list) => list.ValueKind != JsonValueKind.Array ? [] : list.EnumerateArray().SelectMany(item => item.ValueKind switch
    {
        JsonValueKind.String => [item.GetString()!],
        JsonValueKind.Object => item.EnumerateObject().Select(property => property.Name),
        _ => Enumerable.Empty<string>(),
    });
}
