namespace TracedLlm;

/// <summary>
/// Marks a type that the library reads from a JSON document: a request, a response or an event of a stream. The generator adds
/// the methods <c>Read</c> and <c>WriteTags</c> to the type.
/// </summary>
/// <remarks>
/// <para>
/// <c>Read</c> goes once forward over the UTF-8 bytes and reads only the properties that have a
/// <see cref="PayloadFieldAttribute"/>. The document must be an object. <c>Read</c> never throws.
/// </para>
/// <para>
/// A property stays <see langword="null"/> if its value is absent, cut off or of another type. A property that cannot be
/// <see langword="null"/> is then 0, <see langword="false"/> or empty. If a key occurs twice, the last occurrence counts.
/// </para>
/// <para>
/// The type may be a class, struct, record or record struct. The type and each type that contains it must be partial. See
/// <c>docs/payload-maps.md</c>.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// [PayloadMap]
/// internal readonly partial struct MessagesRequest
/// {
///     [PayloadField("model", Tag = GenAi.RequestModel)] public string? Model { get; init; }
///     [PayloadField("max_tokens", Tag = GenAi.RequestMaxTokens)] public long? MaxTokens { get; init; }
///     [PayloadField("messages", Tag = GenAi.InputMessages, Content = true)] public Utf8Json Messages { get; init; }
/// }
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class PayloadMapAttribute : Attribute;
