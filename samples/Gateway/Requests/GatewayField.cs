using System.Text.Json;

namespace TracedLlm.Samples.Gateway;

/// <summary>A field that the provider does not receive.</summary>
/// <param name="Name">The name.</param>
/// <param name="Use">The gateway's use of it.</param>
/// <param name="Value">The value; not defined for a file of a form.</param>
internal readonly record struct GatewayField(string Name, FieldUse Use, JsonElement Value)
{
    /// <summary>The value of a field of a form: JSON if the text is JSON of another kind than a text, otherwise the text.</summary>
    public static JsonElement ValueOf(string text)
    {
        try
        {
            var value = JsonElement.Parse(text);
            return value.ValueKind == JsonValueKind.String ? AsText(text) : value;
        }
        catch (JsonException)
        {
            return AsText(text);
        }
    }

    private static JsonElement AsText(string text) => JsonSerializer.SerializeToElement(text);
}
