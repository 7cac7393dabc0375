namespace TracedLlm;

/// <summary>The path in the JSON document from which the library reads a property of a <see cref="PayloadMapAttribute"/> type.</summary>
/// <remarks>
/// <para>
/// A path consists of names separated by dots, such as <c>usage.prompt_tokens_details.cached_tokens</c>. A name with <c>[]</c>
/// is an array, and the path goes on in each of its elements, such as <c>choices[].finish_reason</c>. A property that is an array
/// of strings then collects the values of all elements in their order, and is <see langword="null"/> if no element has a value. A
/// property of any other type takes the value of the last element that has one.
/// </para>
/// <para>
/// Types: <see cref="string"/>, <see cref="bool"/>, <see cref="int"/>, <see cref="long"/>, <see cref="double"/>, preferably
/// nullable, so that an absent value is not 0; <c>string[]</c> and <see cref="IReadOnlyList{T}"/> of strings, which also accept a
/// single string; <see cref="Utf8Json"/>, the JSON value unchanged.
/// </para>
/// <para>A property with several of these attributes takes the first path, in their order, that has a value.</para>
/// </remarks>
/// <param name="path">The path of the value.</param>
/// <example><c>[PayloadField("max_tokens", Tag = GenAi.RequestMaxTokens)] public long? MaxTokens { get; init; }</c></example>
[AttributeUsage(AttributeTargets.Property, AllowMultiple = true)]
public sealed class PayloadFieldAttribute(string path) : Attribute
{
    /// <summary>The path of the value.</summary>
    public string Path { get; } = path;

    /// <summary>
    /// The name of the span attribute that gets the value. The default, <see langword="null"/>, means that the library reads the
    /// property and writes no attribute.
    /// </summary>
    public string? Tag { get; init; }

    /// <summary>
    /// Whether the value is content, such as messages, instructions or tool definitions; <see langword="false"/> by default. Spans
    /// get content only while <see cref="TracedLlmOptions.CaptureContent"/> is on.
    /// </summary>
    public bool Content { get; init; }
}
