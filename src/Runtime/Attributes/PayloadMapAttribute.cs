namespace TracedLlm;

/// <summary>
/// Says that a type is read from a JSON document: a request, a response or an event of a stream. A generated half gives it
/// <c>Read</c>, one forward pass over the UTF-8 that reads only what is declared, and <c>WriteTags</c>.
/// </summary>
/// <remarks>
/// The type, and every type around it, is partial; it may be a class, struct, record or record struct. Its properties with
/// <see cref="PayloadFieldAttribute"/> are read. The document is an object. A value of the wrong type, one that is cut off
/// and one that is absent are all the same: the property stays <see langword="null"/> (or, where it cannot be null,
/// 0, <see langword="false"/> or empty). Nothing is thrown, whatever the document. Of a key that occurs twice the last
/// occurrence counts. See <c>docs/payload-maps.md</c>.
/// </remarks>
/// <example>
/// <code>
/// [PayloadMap]
/// internal readonly partial struct MessagesRequest
/// {
///     [PayloadField("model", Tag = GenAi.RequestModel)] public string? Model { get; init; }
///     [PayloadField("max_tokens", Tag = "gen_ai.request.max_tokens")] public long? MaxTokens { get; init; }
///     [PayloadField("messages", Tag = "gen_ai.input.messages", Content = true)] public Utf8Json Messages { get; init; }
/// }
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class PayloadMapAttribute : Attribute;
