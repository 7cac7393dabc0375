using System.Text.Json;

namespace TracedLlm.Samples.Gateway;

/// <summary>Reads the guardrails that a caller requests in addition to the default ones.</summary>
internal static class RequestedGuardrails
{
    private static readonly string[] MetadataFields = [GatewayFields.Metadata, GatewayFields.LiteLlmMetadata];

    public static HashSet<string> Read(JsonElement body)
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

    /// <summary>Reads a form: the field <c>guardrails</c>, which may be repeated, or metadata that is serialised as JSON.</summary>
    public static HashSet<string> Read(Form form)
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
                // Metadata that is not a JSON object requests no guardrail.
            }
        }

        return names;
    }

    // LiteLLM accepts names, and objects with a name and its parameters.
    private static IEnumerable<string> NamesIn(JsonElement list) => list.ValueKind != JsonValueKind.Array ? [] : list.EnumerateArray().SelectMany(item => item.ValueKind switch
    {
        JsonValueKind.String => [item.GetString()!],
        JsonValueKind.Object => item.EnumerateObject().Select(property => property.Name),
        _ => Enumerable.Empty<string>(),
    });
}
