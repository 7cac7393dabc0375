using System.Text.Json;

namespace TracedLlm.Viewer.Browser.Tests.Gateways;

/// <summary>What the viewer's API says of a span.</summary>
/// <param name="Id">The span's id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Attributes">The names of its attributes.</param>
/// <param name="Links">The number of its links.</param>
internal sealed record TraceSpan(string Id, string Name, IReadOnlyList<string> Attributes, int Links)
{
    public static TraceSpan Read(JsonElement span) => new(
        span.GetProperty("spanId").GetString()!,
        span.GetProperty("name").GetString()!,
        [.. span.GetProperty("attributes").EnumerateObject().Select(attribute => attribute.Name)],
        span.GetProperty("links").GetArrayLength());
}
