using System.Text.Json;
using System.Text.Json.Nodes;

namespace TracedLlm.Samples.Gateway;

/// <summary>Reads members of JSON that may be missing or of another type.</summary>
internal static class JsonNodes
{
    /// <summary>The member; <see langword="null"/> if there is none.</summary>
    public static JsonNode? Member(this JsonNode? node, string name) => node is JsonObject json && json.TryGetPropertyValue(name, out var value) ? value : null;

    /// <summary>The text of a member; <see langword="null"/> if it is no text.</summary>
    public static string? Text(this JsonNode? node, string name) => node.Member(name).Text();

    /// <summary>The text; <see langword="null"/> if it is no text.</summary>
    public static string? Text(this JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    /// <summary>The items of an array; empty if it is no array.</summary>
    public static IEnumerable<JsonNode> Items(this JsonNode? node, string name) => node.Member(name).Items();

    /// <summary>The items of an array; empty if it is no array.</summary>
    public static IEnumerable<JsonNode> Items(this JsonNode? node) => node is JsonArray array ? array.OfType<JsonNode>() : [];

    /// <summary>The JSON, which is an object that a text has or an object of the document.</summary>
    public static string Json(this JsonNode? node) => node?.ToJsonString(JsonSerializerOptions.Web) ?? "{}";

    /// <summary>The object in a text; <see langword="null"/> if it is no object.</summary>
    public static JsonObject? ParseObject(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
