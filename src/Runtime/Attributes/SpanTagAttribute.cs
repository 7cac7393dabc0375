namespace TracedLlm;

/// <summary>
/// Puts a parameter, or the return value, of a traced partial method on a span, as an attribute.
/// </summary>
/// <remarks>
/// The attribute lands on the span that its name belongs to: <c>litellm.api_key.*</c>, <c>litellm.team.*</c> and
/// <c>litellm.org.id</c> on the root, <c>gen_ai.request.*</c> and the like on <c>litellm_request</c>, <c>session.id</c>,
/// <c>user.id</c> and <c>litellm.trace.*</c> on every span, every other name on the method's own span. <see langword="null"/> sets nothing. Values may be strings, booleans, numbers, enums (by name),
/// <see cref="Guid"/>, <see cref="Uri"/>, dates (ISO 8601), <see cref="TimeSpan"/> (seconds), nullable forms of these, and
/// arrays of strings, booleans, integers or doubles. On an asynchronous method the return value is that of the task.
/// </remarks>
/// <param name="name">The attribute's name, for example <see cref="GenAi.ProviderName"/>.</param>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.ReturnValue, AllowMultiple = true)]
public sealed class SpanTagAttribute(string name) : Attribute
{
    /// <summary>The attribute's name.</summary>
    public string Name { get; } = name;

    /// <summary>Members to follow from the value, separated by dots, null-safe (<c>User.Id</c>); without it, the value itself.</summary>
    public string? Path { get; init; }
}
