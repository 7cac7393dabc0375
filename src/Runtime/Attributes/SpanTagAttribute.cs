namespace TracedLlm;

/// <summary>
/// Sets a span attribute from a parameter or from the return value of a traced partial method.
/// </summary>
/// <remarks>
/// <para>
/// The name decides which span gets the attribute. The root gets <c>litellm.api_key.*</c>, <c>litellm.team.*</c> and
/// <c>litellm.org.id</c>, which <c>litellm_request</c> and the attempts repeat. The span <c>litellm_request</c> gets names such as <c>gen_ai.request.*</c>. Every span gets
/// <c>session.id</c>, <c>user.id</c> and <c>litellm.trace.*</c>. The method's own span gets any other name.
/// </para>
/// <para>
/// A value may be a string, a boolean, a number, an enum (its name), a <see cref="Guid"/>, a <see cref="Uri"/>, a date (as
/// ISO 8601), a <see cref="TimeSpan"/> (in seconds), a nullable form of these types, or an array of strings, booleans, integers
/// or doubles. A value of <see langword="null"/> sets no attribute. On an asynchronous method the return value is the task's result.
/// </para>
/// </remarks>
/// <param name="name">The attribute's name, for example <see cref="GenAi.ProviderName"/>.</param>
/// <example><c>[return: SpanTag("litellm.api_key.user_id", Path = "User.Id")]</c></example>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.ReturnValue, AllowMultiple = true)]
public sealed class SpanTagAttribute(string name) : Attribute
{
    /// <summary>The attribute's name.</summary>
    public string Name { get; } = name;

    /// <summary>
    /// The members that lead from the parameter or return value to the attribute's value, separated by dots, such as <c>User.Id</c>.
    /// A member that is <see langword="null"/> ends the path, and no attribute is set. The default, <see langword="null"/>, means the
    /// parameter or return value itself.
    /// </summary>
    public string? Path { get; init; }
}
