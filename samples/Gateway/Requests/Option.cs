using System.Text.Json;

namespace TracedLlm.Samples.Gateway;

/// <summary>A value that steers the gateway.</summary>
/// <param name="Place">Its place, as messages name it.</param>
/// <param name="Value">The value.</param>
internal readonly record struct Option(string Place, JsonElement Value)
{
    public BadRequestException Error(string reason) => new($"{Place} {reason}.");

    /// <summary>A member of the value.</summary>
    public Option Member(string name) => new($"{Place[..^1]}.{name}'", Value.GetProperty(name));
}
