using System.Text.Json;

namespace TracedLlm.Samples.Gateway;

/// <summary>Reads the parameters that a request has for a guardrail: <c>{"guardrails": [{"NAME": {"extra_body": {…}}}]}</c>, also in the metadata.</summary>
internal static class GuardrailParameters
{
    public static IEnumerable<(string Name, JsonElement Value)> Read(JsonElement body, string guardrail) =>
        from place in (JsonElement[])[body, Member(body, "metadata"), Member(body, "litellm_metadata")]
        from entry in Items(Member(place, "guardrails"))
        from property in Properties(Member(Member(entry, guardrail), "extra_body"))
        select (property.Name, property.Value);

    private static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    private static JsonElement.ArrayEnumerator Items(JsonElement element) => element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : default;

    private static JsonElement.ObjectEnumerator Properties(JsonElement element) => element.ValueKind == JsonValueKind.Object ? element.EnumerateObject() : default;
}
