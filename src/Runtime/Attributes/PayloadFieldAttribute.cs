namespace TracedLlm;

/// <summary>Where in the document a property of a <see cref="PayloadMapAttribute"/> type is read.</summary>
/// <remarks>
/// <para>
/// A path is made of names separated by dots (<c>usage.prompt_tokens_details.cached_tokens</c>). <c>[]</c> after a name goes
/// through the elements of an array (<c>choices[].finish_reason</c>): an array of strings then takes what every element has,
/// in order, and is <see langword="null"/> where none has it; any other type takes that of the last element that has it.
/// </para>
/// <para>
/// Types: <see cref="string"/>, <see cref="bool"/>, <see cref="int"/>, <see cref="long"/>, <see cref="double"/>, best in
/// their nullable forms so that absent is not 0; <c>string[]</c> and <see cref="IReadOnlyList{T}"/> of strings, for which a
/// string by itself is an array of one; <see cref="Utf8Json"/>, the value as it stands.
/// </para>
/// <para>A property with more than one of these attributes takes the first path, in their order, that has a value.</para>
/// </remarks>
/// <param name="path">The path of the value.</param>
[AttributeUsage(AttributeTargets.Property, AllowMultiple = true)]
public sealed class PayloadFieldAttribute(string path) : Attribute
{
    /// <summary>The path of the value.</summary>
    public string Path { get; } = path;

    /// <summary>The attribute that carries the value on a span; without it the property is read and not written.</summary>
    public string? Tag { get; init; }

    /// <summary>Whether the value is content (messages, instructions, tool definitions), which is written only where capturing it was switched on.</summary>
    public bool Content { get; init; }
}
