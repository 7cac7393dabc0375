using System.Text.Json;

namespace TracedLlm.Samples.Gateway;

/// <summary>Fields that a deployment adds to requests that lack them.</summary>
internal sealed record DefaultFields
{
    public static readonly DefaultFields None = new();

    // A provider takes one of these names only.
    private static readonly string[] Limits = ["max_tokens", "max_completion_tokens"];

    /// <summary>LiteLLM's parameters of a call, such as <c>temperature</c>. A request gets those that its API has.</summary>
    public IReadOnlyDictionary<string, JsonElement> Parameters { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>The fields of <c>extra_body</c>, which every request gets.</summary>
    public IReadOnlyDictionary<string, JsonElement> ExtraBody { get; init; } = new Dictionary<string, JsonElement>();

    public bool IsEmpty => Parameters.Count == 0 && ExtraBody.Count == 0;

    /// <summary>The fields that a request lacks, as an object; <see langword="null"/> if it lacks none.</summary>
    /// <param name="format">The API of the request.</param>
    /// <param name="has">Whether the request has a field.</param>
    public JsonElement? For(WireFormat format, Func<string, bool> has)
    {
        var missing = Parameters.Where(field => format.Fields.Contains(field.Key))
            .Concat(ExtraBody)
            .Where(field => !has(field.Key) && !(Limits.Contains(field.Key) && Limits.Any(has)))
            .DistinctBy(field => field.Key)
            .ToDictionary();
        return missing.Count == 0 ? null : JsonSerializer.SerializeToElement(missing);
    }
}
