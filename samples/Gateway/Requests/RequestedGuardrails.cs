using System.Text.Json;

namespace TracedLlm.Samples.Gateway;

/// <summary>Reads the guardrails that a caller requests in addition to the default ones.</summary>
internal static class RequestedGuardrails
{
    /// <summary>Reads a JSON body: the field <c>guardrails</c>, and that of the metadata.</summary>
    /// <exception cref="BadRequestException">A field of the gateway is no list of names.</exception>
    public static HashSet<string> Read(JsonElement body, ServedRoute route)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (route.Vendor is null)
        {
            AddFrom(body, names, isGateways: true);
            AddFrom(MetadataIn(body, LiteLlmFields.Metadata), names, isGateways: !route.ProviderOwnsMetadata);
        }

        AddFrom(MetadataIn(body, LiteLlmFields.LiteLlmMetadata), names, isGateways: true);
        return names;
    }

    /// <summary>Reads a form: the field <c>guardrails</c>, which may be repeated, or metadata that is serialised as JSON.</summary>
    /// <exception cref="BadRequestException">A field of the gateway is no list of names.</exception>
    public static HashSet<string> Read(Form form, ServedRoute route)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (route.Vendor is null)
        {
            names.UnionWith(form.Texts(LiteLlmFields.Guardrails + "[]"));
            foreach (var text in form.Texts(LiteLlmFields.Guardrails))
            {
                // A repeated field has a name each, and a field of its own may have the whole list.
                if (GatewayField.ValueOf(text) is { ValueKind: not JsonValueKind.String } list)
                {
                    names.UnionWith(NamesIn(list));
                }
                else
                {
                    names.Add(text);
                }
            }

            AddFrom(form, LiteLlmFields.Metadata, names, isGateways: !route.ProviderOwnsMetadata);
        }

        AddFrom(form, LiteLlmFields.LiteLlmMetadata, names, isGateways: true);
        return names;
    }

    private static void AddFrom(Form form, string field, HashSet<string> names, bool isGateways)
    {
        foreach (var metadata in form.Texts(field))
        {
            AddFrom(GatewayField.ValueOf(metadata), names, isGateways);
        }
    }

    // In the metadata of a provider, a text is the provider's.
    private static void AddFrom(JsonElement place, HashSet<string> names, bool isGateways)
    {
        if (place.ValueKind == JsonValueKind.Object && place.TryGetProperty(LiteLlmFields.Guardrails, out var list)
            && (isGateways || list.ValueKind is JsonValueKind.Array or JsonValueKind.Object))
        {
            names.UnionWith(NamesIn(list));
        }
    }

    // Metadata may be serialised as JSON.
    private static JsonElement MetadataIn(JsonElement body, string field) =>
        !body.TryGetProperty(field, out var metadata) ? default
        : metadata.ValueKind == JsonValueKind.String ? GatewayField.ValueOf(metadata.GetString()!)
        : metadata;

    // LiteLLM accepts names, objects with a name and its parameters, and one object with a switch for each name.
    private static IEnumerable<string> NamesIn(JsonElement list) => list.ValueKind switch
    {
        JsonValueKind.Null => [],
        JsonValueKind.Array => list.EnumerateArray().SelectMany(item => item.ValueKind switch
        {
            JsonValueKind.String => [item.GetString()!],
            JsonValueKind.Object => item.EnumerateObject().Select(property => property.Name),
            _ => throw NotNames(),
        }),
        JsonValueKind.Object => list.EnumerateObject().Where(property => property.Value.ValueKind != JsonValueKind.False).Select(property => property.Name),
        _ => throw NotNames(),
    };

    private static BadRequestException NotNames() => new("'guardrails' must be a list of the names of guardrails.") { IsAboutGatewayField = true };
}
